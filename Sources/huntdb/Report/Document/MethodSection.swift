extension DocumentSection {
  /// How to come to the same numbers again, and what they cannot show.
  static func method(_ report: Report) -> DocumentSection {
    let method = report.method
    let definitions = method.definitions.map(\.sql).joined(separator: ";\n\n") + ";\n"
    return DocumentSection(
      id: "method", title: "Method",
      blocks: [
        .paragraph(
          "Every number is a row of a view of the store, or the sum of such rows over a longer time; "
            + "nothing is counted elsewhere. A group is one account, principal, UTC day, region, subnet, type and outcome. It is high when its requests add up to the threshold or more, dry runs apart; "
            + "a principal is a finding when a group of it is high, or all its requests together are."
        ),
        .facts([
          DocumentFact(
            "Hunt",
            "Elastic's \"High EC2 Instance Deployment Count Attempts by Single User or Role\", \(method.hunt)"
          ),
          DocumentFact(
            "ATT&CK",
            method.attack.joined(separator: ", ") + ": create cloud instance, resource hijacking"),
          DocumentFact(
            "Threshold",
            "\(Words.number(report.window.threshold)) instances in \(Words.count(report.window.windowDays, "day"))"
          ),
          DocumentFact("Command line", method.commandLine),
          DocumentFact(
            "Versions",
            "\(method.program), schema \(method.schemaVersion), report \(method.reportVersion)"),
          DocumentFact("Store", "fingerprint \(method.storeFingerprint)"),
          DocumentFact(
            "Commands", "read the store that HUNTDB_DB names, or hunt.db where they are run"),
        ]),
        .commands([
          DocumentCommand(
            purpose: "This report again",
            command:
              "huntdb report\(report.copiedOptions.store) --as-of \(report.window.asOf) "
              + "--last \(report.window.windowDays)d --threshold \(report.window.threshold)")
        ]),
        .heading("Blind spots"), .list(method.blindSpots),
        .code(
          DocumentCode(
            title: "The statements of this report", language: "sql",
            text: method.statements.map { $0 + ";\n" }.joined())),
        .code(
          DocumentCode(
            title: "The views that decide what is high", language: "sql", text: definitions,
            reference: "huntdb schema " + method.definitions.map(\.view).joined(separator: " "))),
      ])
  }
}

extension DocumentSection {
  /// Where Elastic's query would have said otherwise, and by which of its faults.
  static func elastic(_ report: Report) -> DocumentSection {
    func groups(_ verdict: String) -> String {
      Words.number(report.elastic.first { $0.verdict == verdict }?.verdictGroups ?? 0)
    }
    let summary =
      "Of the groups that either reading returns, both return \(groups("both")); "
      + "Elastic's query misses \(groups("ours only")) of ours and returns "
      + "\(groups("elastic only")) that are not high."
    let table = DocumentTable(
      "What differs, by principal and reason",
      [
        .text("Elastic's query"), .text("Account"), .text("Principal"), .number("Groups"),
        .number("Calls"), .number("Asked for"), .text("Why"),
      ],
      whenEmpty: "Both readings say the same.",
      rows: report.elastic.filter(\.isDifferent).map { row in
        [
          .text(said[row.verdict] ?? row.verdict, tone: row.verdict == "ours only" ? .high : nil),
          .text(row.accountID), .text(Words.principal(row.principal, row.accountID)),
          .number(row.groups), .number(row.attempts), .number(row.requestedMax),
          .text(row.reasons),
        ]
      })
    return DocumentSection(
      id: "elastic", title: "Where Elastic's query would have said otherwise",
      blocks: [.paragraph(summary), .table(table)])
  }

  private static let said = [
    "ours only": "misses it", "elastic only": "alone returns it", "both": "counts otherwise",
  ]
}

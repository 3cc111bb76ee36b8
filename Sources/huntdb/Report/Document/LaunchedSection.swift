extension DocumentSection {
  /// Instances launched, by type, region and principal.
  static func launched(_ report: Report) -> DocumentSection {
    let kinds = [
      ("instance_type", "Type", "By instance type"), ("aws_region", "Region", "By region"),
      ("principal", "Principal", "By principal"),
    ]
    let tables = kinds.map { kind, name, caption in
      let isPrincipal = kind == "principal"
      let columns: [DocumentTable.Column] =
        (isPrincipal ? [.text("Account")] : [])
        + [
          .text(name), .number("Calls"), .number("Asked for"), .number("Launched"),
          .number("Share"),
        ]
      return DocumentBlock.table(
        DocumentTable(
          caption, columns, whenEmpty: "Nothing was launched.",
          rows: report.launched.filter { $0.kind == kind }.map { total in
            let value =
              isPrincipal ? Words.principal(total.value ?? "", total.accountID) : total.value
            return (isPrincipal ? [.text(total.accountID)] : [])
              + [
                .text(value), .number(total.attempts), .number(total.requestedMax),
                .number(total.launched),
                DocumentTable.Cell(
                  text: Words.percent(total.launched, of: total.launchedTotal),
                  share: Double(total.launched) / Double(max(1, total.launchedTotal))),
              ]
          }))
    }
    return DocumentSection(id: "launched", title: "Instances launched", blocks: tables)
  }
}

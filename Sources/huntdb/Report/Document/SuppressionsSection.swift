extension DocumentSection {
  /// What is being kept quiet, why, and until when.
  static func suppressions(_ report: Report) -> DocumentSection {
    let ending = report.suppressions.filter(\.endsSoon)
    return DocumentSection(
      id: "suppressions", title: "Suppressions",
      blocks: [
        .table(
          table(
            "Ending within \(Suppression.notice) days", ending,
            whenEmpty: "No suppression ends within \(Suppression.notice) days.")),
        .table(
          table("All in force", report.suppressions, whenEmpty: "No suppression is in force.")),
      ])
  }

  private static func table(
    _ caption: String, _ suppressions: [Suppression], whenEmpty: String
  ) -> DocumentTable {
    DocumentTable(
      caption,
      [
        .number("Number"), .text("What"), .text("Reason"), .text("Until"), .number("Days left"),
        .number("Findings now"),
      ],
      whenEmpty: whenEmpty,
      rows: suppressions.map { item in
        [
          .number(item.suppressionID), DocumentTable.Cell(text: item.scope), .text(item.reason),
          .text(Words.time(item.until)),
          .number(item.daysLeft), .number(item.findings),
        ]
      })
  }
}

extension Suppression {
  /// What it covers, in words.
  fileprivate var scope: String {
    let parts = [
      principal.map { Words.principal($0, accountID) }, accountID.map { "account \($0)" },
      instanceType.map { "type \($0)" },
      imageID.map { "image \($0)" }, subnetID.map { "subnet \($0)" },
    ]
    return parts.compactMap { $0.map { Words.shortened($0) } }.joined(separator: ", ")
  }
}

extension DocumentSection {
  /// The window beside the one before it.
  static func weekOverWeek(_ report: Report) -> DocumentSection {
    let week = report.weekOverWeek
    let totals = DocumentTable(
      "All calls of both windows, findings or not",
      [
        .text("Window"), .number("Principals"), .number("Calls"), .number("Asked for"),
        .number("Launched"),
      ],
      rows: week.periods.map { period in
        [
          .text(period.period), .number(period.principals), .number(period.attempts),
          .number(period.requestedMax),
          .number(period.launched),
        ]
      })
    let known = report.findings.filter { $0.trend != "new" }
    let changes = DocumentTable(
      "Findings that were there before",
      [
        .text("Account"), .text("Principal"), .text("State"), .number("Asked for before"),
        .number("Now"), .number("Launched before"), .number("Now"),
      ],
      whenEmpty: "None of the findings was there in the window before.",
      rows: known.map { finding in
        [
          .text(finding.accountID),
          .text(Words.principal(finding.principal, finding.accountID), link: finding.anchor),
          .text(finding.isSuppressed ? "\(finding.trend), suppressed" : finding.trend),
          .number(finding.previousRequestedMax), .number(finding.requestedMax),
          .number(finding.previousLaunched), .number(finding.launched),
        ]
      })
    let resolved = DocumentTable(
      "Resolved: findings of the window before that are none now",
      [
        .text("Account"), .text("Principal"), .number("Asked for before"), .number("Now"),
        .number("Launched before"), .text("Last seen before"),
      ],
      whenEmpty: "No finding of the window before has gone.",
      rows: week.resolved.map { finding in
        [
          .text(finding.accountID), .text(Words.principal(finding.principal, finding.accountID)),
          .number(finding.previousRequestedMax), .number(finding.requestedMax),
          .number(finding.previousLaunched),
          .text(Words.time(finding.lastSeen)),
        ]
      })
    return DocumentSection(
      id: "week-over-week", title: "Week over week",
      blocks: [.table(totals), .table(changes), .table(resolved)])
  }
}

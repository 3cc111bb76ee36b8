extension DocumentSection {
  /// Every finding on one line, and the pictures that show the week at a glance.
  static func findings(_ report: Report) -> DocumentSection {
    var blocks: [DocumentBlock] = []
    if report.findings.isEmpty {
      blocks.append(
        .paragraph(
          "Nobody asked for \(Words.count(report.window.threshold, "instance")) or more, in one place or in sum."
        ))
    } else {
      blocks.append(.table(table(report.findings, report.unit)))
    }
    blocks.append(.picture(.days(report.days, report.unit)))
    if !report.principalDays.isEmpty {
      blocks.append(.picture(.heatMap(report)))
    }
    return DocumentSection(id: "findings", title: "Findings", blocks: blocks)
  }

  private static func table(_ findings: [Finding], _ unit: CalendarUnit) -> DocumentTable {
    DocumentTable(
      "Findings, most severe first; suppressed ones last",
      [
        .text("Severity"), .text("State"), .text("Account"), .text("Principal"),
        .number("Asked for"),
        .number("Launched"), .number("Failed"), .number("vCPUs"), .text("First seen"),
      ],
      rows: findings.map { finding in
        [
          .text(finding.severity, tone: Tone(rawValue: finding.severity)), .text(finding.state),
          .text(finding.accountID),
          .text(Words.principal(finding.principal, finding.accountID), link: finding.anchor),
          .number(finding.requestedMax), .number(finding.launched), .number(finding.failures),
          finding.isOfUnknownSize ? .text("unknown") : .number(finding.vcpusRequested),
          .text(
            unit == .day
              ? Words.day(finding.firstSeen, withMonth: true) : String(finding.firstSeen.prefix(10))
          ),
        ]
      })
  }

  /// One card per finding.
  static func cards(_ report: Report) -> DocumentSection {
    let signals = Dictionary(grouping: report.signals, by: \.findingID)
    let hours = Dictionary(grouping: report.timeline, by: \.findingID)
    let facts = Dictionary(grouping: report.firstSeen, by: { $0.findingID ?? "" })
    let dates = report.days.map(\.date)
    let cards = report.findings.map { finding in
      DocumentBlock.card(
        .finding(
          finding, signals: signals[finding.findingID] ?? [], hours: hours[finding.findingID] ?? [],
          firstSeen: facts[finding.findingID] ?? [], dates: dates, unit: report.unit,
          options: report.copiedOptions))
    }
    return DocumentSection(
      id: "cards", title: "Finding by finding",
      blocks: cards.isEmpty ? [.paragraph("There is nothing to look into.")] : cards)
  }
}

extension Finding {
  /// Whether of nothing that was asked for the size is known.
  var isOfUnknownSize: Bool { (vcpusRequested ?? 0) == 0 && (instancesOfUnknownSize ?? 0) > 0 }
  /// Anchor of its card.
  var anchor: String { "finding-\(findingID)" }
}

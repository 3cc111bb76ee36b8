extension DocumentCard {
  /// What a responder needs to know about one finding, from the reason to the evidence.
  static func finding(
    _ finding: Finding, signals: [FindingSignal], hours: [FindingHour], firstSeen: [FirstSeenFact],
    dates: [String], unit: CalendarUnit, options: CopiedOptions
  ) -> DocumentCard {
    var badges: [(text: String, tone: Tone)] = [
      (finding.severity, Tone(rawValue: finding.severity) ?? .info),
      (finding.state, finding.isSuppressed ? .muted : .info),
    ]
    if let automation = finding.automation { badges.append((automation, .muted)) }
    let points = "Severity \(finding.severity), \(Words.count(finding.severityScore, "point"))"
    var blocks: [DocumentBlock] = [
      .paragraph(finding.why + "."),
      .paragraph(
        points + (finding.severityReasons.map { " (\(Words.shortened($0, to: 600)))." } ?? ".")),
    ]
    if let until = finding.suppressedUntil {
      blocks.append(
        .paragraph(
          "Suppressed until \(Words.time(until)): \(Words.shortened(finding.suppressionReason ?? "no reason given"))."
        ))
    }
    blocks.append(.facts(finding.facts))
    let raised = signals.filter(\.isRaised)
    if !raised.isEmpty { blocks += [.table(table(of: raised))] }
    if let silent = silent(signals) { blocks.append(.paragraph(silent)) }
    if !hours.isEmpty {
      blocks.append(.picture(.timeline(finding, hours, dates: dates, unit)))
    }
    if finding.failures + finding.dryRuns > 0 { blocks.append(.table(errors(finding))) }
    blocks.append(.table(origins(finding)))
    if !firstSeen.isEmpty { blocks.append(.table(table(of: firstSeen))) }
    blocks += [
      .heading("Evidence"),
      .paragraph(
        "\(Words.count(finding.eventCount, "event"))"
          + (finding.eventIDs.isEmpty
            ? "." : "; the first: \(Words.list(finding.eventIDs, showing: 5)).")),
      .heading("To follow up"), .commands(finding.followUps(options)),
      .heading("Harmless if"), .list(finding.benignExplanations),
    ]
    return DocumentCard(
      id: finding.anchor,
      title:
        "\(Words.principal(finding.principal, finding.accountID)) in \(Words.shortened(finding.accountID ?? "an unknown account"))",
      badges: badges, blocks: blocks)
  }

  private static func table(of signals: [FindingSignal]) -> DocumentTable {
    DocumentTable(
      "Signals", [.text("Signal"), .number("Points"), .text("What was seen")],
      rows: signals.map { signal in
        [.text(signal.title), .number(signal.points), .text(signal.detail)]
      })
  }

  /// Which signals could not speak, once each.
  private static func silent(_ signals: [FindingSignal]) -> String? {
    var titles: [String] = []
    for signal in signals where !signal.isRaised && !titles.contains(signal.title) {
      titles.append(signal.title)
    }
    return titles.isEmpty ? nil : "Too little history to tell: \(Words.series(titles))."
  }

  private static func errors(_ finding: Finding) -> DocumentTable {
    let classes = [
      ("no permission", finding.failedAuthorization), ("quota", finding.failedQuota),
      ("capacity", finding.failedCapacity), ("throttling", finding.failedThrottling),
      ("malformed", finding.failedInvalidRequest), ("other", finding.failedOther),
      ("dry run", finding.dryRuns),
    ]
    return DocumentTable(
      "Calls that launched nothing, by class", [.text("Class"), .number("Calls")],
      rows: classes.filter { $0.1 > 0 }.map { name, calls in
        [.text(name), .number(calls, share: Double(calls) / Double(max(1, finding.attempts)))]
      })
  }

  private static func origins(_ finding: Finding) -> DocumentTable {
    let rows: [(String, [String], Int)] = [
      ("Source addresses", finding.sourceIPAddresses, finding.sourceIPAddressCount),
      ("Networks", finding.sourceNetworks, finding.sourceNetworks.count),
      ("User agents", finding.userAgents, finding.userAgentCount),
      ("Access keys", finding.accessKeyIDs, finding.accessKeyCount),
      ("Sessions", finding.sessionNames, finding.sessionCount),
    ]
    return DocumentTable(
      "Where the calls came from", [.text("What"), .number("Distinct"), .text("Values")],
      rows: rows.map { name, values, count in
        [
          DocumentTable.Cell(text: name), .number(count),
          DocumentTable.Cell(text: Words.list(values, of: count, showing: 5)),
        ]
      })
  }

  private static func table(of facts: [FirstSeenFact]) -> DocumentTable {
    DocumentTable(
      "Seen for the first time",
      [.text("What"), .text("Value"), .text("First seen"), .text("Compared with")],
      rows: facts.map { fact in
        [
          .text(fact.kind.split(separator: "_").joined(separator: " ")), .text(fact.value),
          .text(Words.time(fact.firstSeen)),
          .text(fact.baselineDays.map { Words.count($0, "day") + " of history" }),
        ]
      })
  }
}

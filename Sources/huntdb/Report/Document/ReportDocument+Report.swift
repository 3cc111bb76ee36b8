internal import Store

extension ReportDocument {
  /// Puts a report into words, in the order that its readers need.
  init(_ report: Report) {
    title = "EC2 launches, \(report.period)"
    subtitle = Self.span(report.window)
    verdict = Self.verdict(report.verdict)
    tone = Self.tone(report)
    tiles = Self.tiles(report.verdict)
    sections = [
      .dataQuality(report), .findings(report), .cards(report), .failedAttempts(report),
      .weekOverWeek(report), .launched(report), .suppressions(report), .elastic(report),
      .method(report),
    ]
  }

  /// The window in days where it is made of whole ones, else to the millisecond.
  static func span(_ window: ReportWindow) -> String {
    let threshold = "threshold \(Words.number(window.threshold)) instances"
    if let days = window.days {
      return
        "\(Words.day(days.first, withMonth: true)) to \(Words.day(days.last, withMonth: true)) "
        + "\(days.last.prefix(4)), UTC · \(threshold)"
    }
    return "after \(Words.time(window.windowStart)) up to \(Words.time(window.asOf)) · \(threshold)"
  }

  static func verdict(_ verdict: Verdict) -> String {
    var parts: [String] = []
    if verdict.findings == 0 {
      parts.append("No findings")
    } else {
      parts.append(
        "\(Words.count(verdict.findings, "finding")): "
          + Words.series([
            "\(Words.number(verdict.new)) new", "\(Words.number(verdict.continuing)) continuing",
            "\(Words.number(verdict.escalated)) escalated",
            "\(Words.number(verdict.suppressed)) suppressed",
          ]))
    }
    parts.append("\(Words.number(verdict.resolved)) resolved since the window before")
    if verdict.findings > 0 {
      parts.append(
        "\(Words.count(verdict.requestedMax, "instance")) asked for, "
          + "\(Words.number(verdict.launched)) launched")
    }
    return parts.joined(separator: "; ") + ". " + completeness(verdict)
  }

  static func completeness(_ verdict: Verdict) -> String {
    if verdict.isFaultless, !verdict.isComplete {
      return
        "How complete the data is cannot be told: no file of this window, or of the thirty days before it, has CloudTrail's own name."
    }
    guard !verdict.isComplete else {
      return
        "The data is complete for \(Words.count(verdict.trails, "account and region", "accounts and regions"))."
    }
    var faults: [String] = []
    if verdict.trailsWithGaps > 0 {
      faults.append(
        "hours without files in \(Words.number(verdict.trailsWithGaps)) of "
          + Words.count(verdict.trails, "account and region", "accounts and regions"))
    }
    if verdict.unreadableFiles > 0 {
      faults.append(Words.count(verdict.unreadableFiles, "unreadable file"))
    }
    if verdict.recordsRejected > 0 {
      faults.append(Words.count(verdict.recordsRejected, "unusable record"))
    }
    return "The data is incomplete: \(Words.series(faults))."
  }

  /// The worst severity of what is not suppressed; that nothing was found is good where nothing lacks.
  private static func tone(_ report: Report) -> Tone {
    report.findings.first { !$0.isSuppressed }.flatMap { Tone(rawValue: $0.severity) }
      ?? (report.verdict.isComplete ? .good : .muted)
  }

  private static func tiles(_ verdict: Verdict) -> [Tile] {
    func tile(_ number: Int, _ label: String, _ tone: Tone) -> Tile {
      Tile(value: Words.number(number), label: label, tone: number == 0 ? .muted : tone)
    }
    return [
      tile(verdict.new, "new", .critical), tile(verdict.escalated, "escalated", .high),
      tile(verdict.continuing, "continuing", .medium), tile(verdict.resolved, "resolved", .good),
      tile(verdict.suppressed, "suppressed", .info),
      Tile(
        value: verdict.isComplete ? "complete" : verdict.isFaultless ? "unknown" : "gaps",
        label: "data", tone: verdict.isComplete ? .good : .medium),
    ]
  }
}

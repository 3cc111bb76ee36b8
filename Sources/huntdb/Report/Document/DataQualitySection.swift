internal import Store

extension DocumentSection {
  /// Which data the numbers rest on.
  static func dataQuality(_ report: Report) -> DocumentSection {
    let quality = report.dataQuality
    let records = quality.records
    var facts = [
      DocumentFact(
        "Window",
        "after \(Words.time(report.window.windowStart)), \(report.window.windowDays) days"),
      DocumentFact("As of", Words.time(report.window.asOf) + ", included"),
    ]
    if let columns = columns(report) { facts.append(DocumentFact("Over time", columns)) }
    var blocks: [DocumentBlock] = [
      .facts(
        facts + [
          DocumentFact(
            "RunInstances events",
            "\(Words.number(records.eventsInWindow)) in the window, \(Words.number(records.events)) stored"
          ),
          DocumentFact(
            "Records read",
            "\(Words.number(records.recordsRead)) of RunInstances; each event counts once, however often it was delivered"
          ),
          DocumentFact(
            "Duplicates",
            "\(Words.count(records.duplicates, "record")) of an event that was read before"),
          DocumentFact(
            "Conflicts",
            "\(Words.count(records.conflicts, "record")) with other content under a known event ID"),
        ]),
      .table(files(quality)),
    ]
    if !quality.coverage.isEmpty {
      blocks.append(.picture(.coverage(quality.coverage, report.unit)))
    }
    blocks += [
      .table(gaps(quality, isKnown: report.verdict.trails > 0)), .table(late(quality)),
      .table(problems(quality)),
    ]
    return DocumentSection(id: "data-quality", title: "Data quality", blocks: blocks)
  }

  /// What the columns of a long window are; nil where they are its days.
  private static func columns(_ report: Report) -> String? {
    guard let first = report.days.first?.date, let day = CalendarUnit.day(first) else { return nil }
    let start = UTCTime.milliseconds(report.window.windowStart).map { Int(($0 + 1) / UTCTime.day) }
    let isCut = start.map { $0 < day } ?? true
    guard report.unit != .day || isCut else { return nil }
    return "by \(report.unit)"
      + (isCut
        ? ", from \(report.unit.name(first, withMonth: true)): before it there is nothing in the window"
        : "")
  }

  private static func files(_ quality: DataQuality) -> DocumentTable {
    DocumentTable(
      "Files by how reading them ended",
      [
        .text("Status"), .number("Files"), .number("Copies"), .number("Records"),
        .number("RunInstances"), .number("Unusable"),
      ],
      whenEmpty: "No file has been read.",
      rows: quality.files.map { count in
        [
          .text(
            count.status,
            tone: ["failed": .critical, "partial": .medium, "reading": .medium][count.status]),
          .number(count.files), .number(count.copies), .number(count.records),
          .number(count.runInstances),
          .number(count.recordsRejected),
        ]
      })
  }

  /// The gaps; `isKnown` where there are trails that might have some.
  private static func gaps(_ quality: DataQuality, isKnown: Bool) -> DocumentTable {
    var table = DocumentTable(
      "Hours of the window without a file",
      [
        .text("Account"), .text("Region"), .number("Stretches"), .number("Hours"),
        .number("Longest"), .text("From"), .text("To"),
      ],
      whenEmpty: isKnown
        ? "No account and region lacks files."
        : "Nobody knows: no file of this window, or of the thirty days before it, has CloudTrail's own name.",
      rows: quality.gaps.map { gap in
        [
          .text(gap.accountID), .text(gap.awsRegion), .number(gap.stretches), .number(gap.hours),
          .number(gap.longestHours), .text(Words.time(gap.longestFrom)),
          .text(Words.time(gap.longestTo)),
        ]
      })
    table.isFolded = table.rows.count > 6
    return table
  }

  private static func late(_ quality: DataQuality) -> DocumentTable {
    DocumentTable(
      "Late data: earlier weeks whose files were read only during this window",
      [.text("Week"), .number("Files"), .number("RunInstances")],
      whenEmpty: "No late data changed an earlier week.",
      rows: quality.lateWeeks.map { week in
        [.text(week.week), .number(week.files), .number(week.runInstances)]
      })
  }

  private static func problems(_ quality: DataQuality) -> DocumentTable {
    DocumentTable(
      "Files and records that could not be read",
      [.text("File"), .number("Record"), .text("Reason")],
      whenEmpty: "Everything could be read.",
      rows: quality.problems.map { problem in
        [.text(problem.fileName), .number(problem.recordNumber), .text(problem.reason)]
      })
  }
}

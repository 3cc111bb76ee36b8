/// One finding step by step over the whole window: asked for, launched, and steps with failures.
struct TimelineDrawing: Drawing {
  let timeline: Timeline
  let dates: [String]

  private let left = 52.0
  private let right = 8.0
  private let top = 12.0
  private let plot = 84.0

  func draw(_ canvas: inout SVG) {
    let rows = timeline.rows
    let scale = Scale(
      greatest: rows.map { max($0.requestedMax, $0.launched) }.max() ?? 0, length: plot)
    let base = top + plot
    let day = (Double(SVG.width) - left - right) / Double(max(1, dates.count))
    let width = max(0.6, day * Double(timeline.step.hours) / 24 - 0.4)
    for tick in scale.ticks {
      canvas.line(
        left, base - scale(tick), Double(SVG.width) - right, base - scale(tick),
        tick == 0 ? "axis" : "grid")
      canvas.text(left - 8, base - scale(tick) + 4, Words.number(tick), anchor: "end")
    }
    let labelled = max(1, (dates.count + 9) / 10)
    for (index, date) in dates.enumerated() {
      let x = left + Double(index) * day
      if index > 0 { canvas.line(x, top, x, base + 10, "grid") }
      if index % labelled == 0 {
        canvas.text(x + day / 2, base + 24, Words.day(date), anchor: "middle")
      }
    }
    var positions: [Double] = []
    for row in rows { positions.append(left + position(of: row.hour) * day) }
    canvas.bars(
      zip(positions, rows).map { ($0, width, scale($1.requestedMax)) }, base: base, "asked")
    canvas.bars(
      zip(positions, rows).map { ($0, width, scale($1.launched)) }, base: base, "launched")
    canvas.bars(
      zip(positions, rows).filter { $1.failures > 0 }.map { x, _ in (x, max(1.5, width), 5) },
      base: base + 8, "failed")
    canvas.height = Int(base) + 32
  }

  /// Days since the first date, with the hour as a fraction.
  private func position(of time: String) -> Double {
    guard let index = dates.firstIndex(of: String(time.prefix(10))) else { return 0 }
    return Double(index) + Double(Timeline.hourOfDay(time)) / 24
  }

  /// A line for each day with calls and a character for each step of it, for formats without
  /// pictures; nil where a day is a step and the table says it as briefly.
  static func characters(_ timeline: Timeline, dates: [String]) -> [String]? {
    let step = timeline.step
    guard step != .day else { return nil }
    let greatest = max(1, timeline.rows.map(\.requestedMax).max() ?? 0)
    let levels = Array("▁▂▃▄▅▆▇█")
    let heading = step == .hour ? "0h    6h    12h   18h" : "0h  6h  12h 18h"
    var lines = [String(repeating: " ", count: 17) + heading]
    let days = Dictionary(grouping: timeline.rows) { String($0.hour.prefix(10)) }
    for date in dates {
      guard let own = days[date] else { continue }
      var marks = Array(repeating: "·", count: 24 / step.hours)
      for row in own {
        let level = row.requestedMax * levels.count / (greatest + 1)
        marks[Timeline.hourOfDay(row.hour) / step.hours] =
          row.requestedMax > 0
          ? String(levels[min(level, levels.count - 1)]) : (row.failures > 0 ? "x" : "?")
      }
      let name = Words.day(date, withMonth: true)
      lines.append(
        name + String(repeating: " ", count: max(1, 17 - name.count))
          + marks.joined(separator: step == .hour ? "" : "   "))
    }
    let highest = Words.count(greatest, "instance")
    return lines + ["the highest \(step.name.one) asked for \(highest)"]
  }
}

extension DocumentPicture {
  /// One finding's calls over the window.
  static func timeline(_ finding: Finding, _ hours: [FindingHour], dates: [String])
    -> DocumentPicture
  {
    let timeline = Timeline(hours)
    let (one, _) = timeline.step.name
    return DocumentPicture(
      id: "timeline-\(finding.findingID)", title: timeline.step.title,
      description:
        "A bar for each \(one) with calls: instances asked for, of these launched; a mark below the axis where calls failed.",
      legend: [
        ("asked for", "asked"), ("launched", "launched"), ("\(one) with failed calls", "failed"),
      ],
      drawing: TimelineDrawing(timeline: timeline, dates: dates), table: table(timeline),
      characters: TimelineDrawing.characters(timeline, dates: dates))
  }

  private static func table(_ timeline: Timeline) -> DocumentTable {
    let many = timeline.step.name.many
    let start =
      switch timeline.step {
      case .hour: "Hour"
      case .sixHours: "From"
      case .day: "Day"
      }
    return DocumentTable(
      "\(many.prefix(1).uppercased())\(many.dropFirst()) with calls",
      [
        .text(start), .number("Calls"), .number("Asked for"), .number("Launched"),
        .number("Failed"), .number("Dry runs"),
      ],
      rows: timeline.rows.map { row in
        [
          .text(name(of: row, timeline.step)), .number(row.attempts), .number(row.requestedMax),
          .number(row.launched), .number(row.failures), .number(row.dryRuns),
        ]
      })
  }

  /// What a step is called in the table.
  private static func name(of row: FindingHour, _ step: Timeline.Step) -> String {
    step == .day
      ? Words.day(row.hour, withMonth: true) : String(Words.time(row.hour).prefix(16))
  }
}

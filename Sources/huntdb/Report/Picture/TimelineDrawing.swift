/// One finding step by step over the whole window: asked for, launched, and steps with failures.
struct TimelineDrawing: Drawing {
  let timeline: Timeline
  /// Where each column of the window begins, and what a column is.
  let dates: [String]
  let unit: CalendarUnit

  private let left = 52.0
  private let right = 8.0
  private let top = 12.0
  private let plot = 84.0

  func draw(_ canvas: inout SVG) {
    let rows = timeline.rows
    let scale = Scale(
      greatest: rows.map { max($0.requestedMax, $0.launched) }.max() ?? 0, length: plot)
    let base = top + plot
    let column = (Double(SVG.width) - left - right) / Double(max(1, dates.count))
    let starts = dates.compactMap { CalendarUnit.day($0) }
    for tick in scale.ticks {
      canvas.line(
        left, base - scale(tick), Double(SVG.width) - right, base - scale(tick),
        tick == 0 ? "axis" : "grid")
      canvas.text(left - 8, base - scale(tick) + 4, Words.brief(tick), anchor: "end")
    }
    let labelled = unit.labelled(dates.count, room: 10)
    for (index, date) in dates.enumerated() {
      let x = left + Double(index) * column
      if index > 0 { canvas.line(x, top, x, base + 10, "grid") }
      if index % labelled == 0 {
        canvas.text(x + column / 2, base + 24, unit.name(date), anchor: "middle")
      }
    }
    let bars = rows.map { row in
      let (start, length) = place(of: row.hour, starts)
      return (x: left + start * column, width: max(0.6, length * column - 0.4), row: row)
    }
    canvas.bars(
      bars.map { ($0.x, $0.width, scale($0.row.requestedMax)) }, base: base, "asked")
    canvas.bars(bars.map { ($0.x, $0.width, scale($0.row.launched)) }, base: base, "launched")
    canvas.bars(
      bars.filter { $0.row.failures > 0 }.map { ($0.x, max(1.5, $0.width), 5) }, base: base + 8,
      "failed")
    canvas.height = Int(base) + 32
  }

  /// Where a step begins and how long it is, in columns.
  private func place(of time: String, _ starts: [Int]) -> (start: Double, length: Double) {
    guard let day = CalendarUnit.day(time.prefix(10)),
      let index = starts.lastIndex(where: { $0 <= day })
    else { return (0, 0) }
    let days = Double(unit.end(of: starts[index]) - starts[index])
    let hours = Double((day - starts[index]) * 24 + Timeline.hourOfDay(time))
    let length: Double =
      switch timeline.step {
      case .hour: 1
      case .sixHours: 6
      case .calendar(let step): Double(step.end(of: day) - day) * 24
      }
    return (Double(index) + hours / 24 / days, length / 24 / days)
  }

  /// What a day is called: with its year where the window is cut into longer units.
  static func day(_ time: String, in unit: CalendarUnit) -> String {
    unit == .day ? Words.day(time, withMonth: true) : String(time.prefix(10))
  }

  /// A line for each day with calls and a character for each step of it, for formats without
  /// pictures; nil where a step is a day or longer and the table says it as briefly.
  static func characters(_ timeline: Timeline, _ unit: CalendarUnit) -> [String]? {
    let step = timeline.step
    guard let hours = step.hours else { return nil }
    let greatest = max(1, timeline.rows.map(\.requestedMax).max() ?? 0)
    let levels = Array("▁▂▃▄▅▆▇█")
    let heading = step == .hour ? "0h    6h    12h   18h" : "0h  6h  12h 18h"
    var lines = [String(repeating: " ", count: 17) + heading]
    let days = Dictionary(grouping: timeline.rows) { String($0.hour.prefix(10)) }
    for (date, own) in days.sorted(by: { $0.key < $1.key }) {
      var marks = Array(repeating: "·", count: 24 / hours)
      for row in own {
        let level = row.requestedMax * levels.count / (greatest + 1)
        marks[Timeline.hourOfDay(row.hour) / hours] =
          row.requestedMax > 0
          ? String(levels[min(level, levels.count - 1)]) : (row.failures > 0 ? "x" : "?")
      }
      let name = day(date, in: unit)
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
  static func timeline(
    _ finding: Finding, _ hours: [FindingHour], dates: [String], _ unit: CalendarUnit
  ) -> DocumentPicture {
    let timeline = Timeline(hours, unit)
    let (one, _) = timeline.step.name
    return DocumentPicture(
      id: "timeline-\(finding.findingID)", title: timeline.step.title,
      description:
        "A bar for each \(one) with calls: instances asked for, of these launched; a mark below the axis where calls failed.",
      legend: [
        ("asked for", "asked"), ("launched", "launched"), ("\(one) with failed calls", "failed"),
      ],
      drawing: TimelineDrawing(timeline: timeline, dates: dates, unit: unit),
      table: table(timeline, unit), characters: TimelineDrawing.characters(timeline, unit))
  }

  private static func table(_ timeline: Timeline, _ unit: CalendarUnit) -> DocumentTable {
    let many = timeline.step.name.many
    let start =
      switch timeline.step {
      case .hour: "Hour"
      case .sixHours: "From"
      case .calendar(let unit): unit.heading
      }
    return DocumentTable(
      "\(many.prefix(1).uppercased())\(many.dropFirst()) with calls",
      [
        .text(start), .number("Calls"), .number("Asked for"), .number("Launched"),
        .number("Failed"), .number("Dry runs"),
      ],
      rows: timeline.rows.map { row in
        [
          .text(name(of: row, timeline.step, unit)), .number(row.attempts),
          .number(row.requestedMax), .number(row.launched), .number(row.failures),
          .number(row.dryRuns),
        ]
      })
  }

  /// What a step is called in the table.
  private static func name(
    of row: FindingHour, _ step: Timeline.Step, _ window: CalendarUnit
  ) -> String {
    switch step {
    case .hour, .sixHours: String(Words.time(row.hour).prefix(16))
    case .calendar(.day): TimelineDrawing.day(row.hour, in: window)
    case .calendar(let unit): unit.name(String(row.hour.prefix(10)))
    }
  }
}

/// One finding hour by hour over the whole window: asked for, launched, and hours with failures.
struct TimelineDrawing: Drawing {
  let hours: [FindingHour]
  let dates: [String]

  private let left = 52.0
  private let right = 8.0
  private let top = 12.0
  private let plot = 84.0

  func draw(_ canvas: inout SVG) {
    let scale = Scale(
      greatest: hours.map { max($0.requestedMax, $0.launched) }.max() ?? 0, length: plot)
    let base = top + plot
    let day = (Double(SVG.width) - left - right) / Double(max(1, dates.count))
    let width = max(0.6, day / 24 - 0.4)
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
    for hour in hours { positions.append(left + position(of: hour.hour) * day) }
    canvas.bars(
      zip(positions, hours).map { ($0, width, scale($1.requestedMax)) }, base: base, "asked")
    canvas.bars(
      zip(positions, hours).map { ($0, width, scale($1.launched)) }, base: base, "launched")
    canvas.bars(
      zip(positions, hours).filter { $1.failures > 0 }.map { x, _ in (x, max(1.5, width), 5) },
      base: base + 8, "failed")
    canvas.height = Int(base) + 32
  }

  /// Days since the first date, with the hour as a fraction.
  private func position(of hour: String) -> Double {
    guard let index = dates.firstIndex(of: String(hour.prefix(10))) else { return 0 }
    return Double(index) + Double(Self.hourOfDay(hour)) / 24
  }

  static func hourOfDay(_ hour: String) -> Int { Int(hour.dropFirst(11).prefix(2)) ?? 0 }

  /// A line for each day with calls and a character for each hour, for formats without pictures.
  static func characters(_ hours: [FindingHour], dates: [String]) -> [String] {
    let greatest = max(1, hours.map(\.requestedMax).max() ?? 0)
    let steps = Array("▁▂▃▄▅▆▇█")
    var lines = ["                 0h    6h    12h   18h"]
    for date in dates {
      let own = hours.filter { $0.hour.hasPrefix(date) }
      if own.isEmpty { continue }
      var marks = Array(repeating: Character("·"), count: 24)
      for hour in own {
        let index = hourOfDay(hour.hour)
        let step = hour.requestedMax * steps.count / (greatest + 1)
        marks[index] =
          hour.requestedMax > 0
          ? steps[min(step, steps.count - 1)] : (hour.failures > 0 ? "x" : "?")
      }
      let name = Words.day(date, withMonth: true)
      lines.append(name + String(repeating: " ", count: max(1, 17 - name.count)) + String(marks))
    }
    return lines + ["the highest hour asked for \(Words.count(greatest, "instance"))"]
  }
}

extension DocumentPicture {
  /// One finding's hours.
  static func timeline(_ finding: Finding, _ hours: [FindingHour], dates: [String])
    -> DocumentPicture
  {
    DocumentPicture(
      id: "timeline-\(finding.findingID)", title: "Hour by hour",
      description:
        "A bar for each hour with calls: instances asked for, of these launched; a mark below the axis where calls failed.",
      legend: [
        ("asked for", "asked"), ("launched", "launched"), ("hour with failed calls", "failed"),
      ],
      drawing: TimelineDrawing(hours: hours, dates: dates),
      table: DocumentTable(
        "Hours with calls",
        [
          .text("Hour"), .number("Calls"), .number("Asked for"), .number("Launched"),
          .number("Failed"), .number("Dry runs"),
        ],
        rows: hours.map { hour in
          [
            .text(String(Words.time(hour.hour).prefix(16))), .number(hour.attempts),
            .number(hour.requestedMax),
            .number(hour.launched), .number(hour.failures), .number(hour.dryRuns),
          ]
        }),
      characters: TimelineDrawing.characters(hours, dates: dates))
  }
}

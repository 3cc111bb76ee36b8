/// Calls that launched nothing, a stack of classes a day or longer unit.
struct ErrorsDrawing: Drawing {
  let days: [LaunchDay]
  let unit: CalendarUnit

  private let left = 52.0
  private let right = 8.0
  private let top = 16.0
  private let plot = 130.0

  func draw(_ canvas: inout SVG) {
    let stacks = days.map { day in ErrorClassCount.of(day) }
    let greatest = stacks.map { stack in stack.reduce(0) { $0 + $1.calls } }.max() ?? 0
    let scale = Scale(greatest: greatest, length: plot)
    let base = top + plot
    for tick in scale.ticks {
      let y = base - scale(tick)
      canvas.line(left, y, Double(SVG.width) - right, y, tick == 0 ? "axis" : "grid")
      canvas.text(left - 8, y + 4, Words.brief(tick), anchor: "end")
    }
    let step = (Double(SVG.width) - left - right) / Double(max(1, days.count))
    let bar = min(52, step * 0.62)
    let labelled = unit.labelled(days.count, room: 10)
    for (index, stack) in stacks.enumerated() {
      let middle = left + (Double(index) + 0.5) * step
      let name = unit.name(days[index].date)
      var y = base
      for part in stack where part.calls > 0 {
        let height = scale(part.calls)
        y -= height
        canvas.rectangle(
          middle - bar / 2, y, bar, max(0.5, height - 1), part.style,
          title: "\(name): \(Words.number(part.calls)) \(part.name)")
      }
      if index % labelled == 0 { canvas.text(middle, base + 19, name, anchor: "middle") }
    }
    canvas.height = Int(base) + 28
  }
}

/// Calls of one day and one class.
struct ErrorClassCount {
  var name: String
  var style: String
  var calls: Int

  /// The classes of a day, in the order of their colours.
  static func of(_ day: LaunchDay) -> [ErrorClassCount] {
    [
      ErrorClassCount(name: "no permission", style: "class-1", calls: day.failedAuthorization),
      ErrorClassCount(name: "quota", style: "class-2", calls: day.failedQuota),
      ErrorClassCount(name: "capacity", style: "class-3", calls: day.failedCapacity),
      ErrorClassCount(name: "throttling", style: "class-4", calls: day.failedThrottling),
      ErrorClassCount(name: "malformed", style: "class-5", calls: day.failedInvalidRequest),
      ErrorClassCount(name: "other", style: "class-6", calls: day.failedOther),
      ErrorClassCount(name: "dry run", style: "class-7", calls: day.dryRuns),
    ]
  }
}

extension DocumentPicture {
  /// Error classes over time, everybody's.
  static func errors(_ days: [LaunchDay], _ unit: CalendarUnit) -> DocumentPicture {
    let classes = days.first.map(ErrorClassCount.of) ?? []
    return DocumentPicture(
      id: "picture-errors", title: "Calls that launched nothing, by class and \(unit)",
      description:
        "One stack of bars for each \(unit): failed calls by class of error, and dry runs.",
      legend: classes.map { ($0.name, $0.style) }, drawing: ErrorsDrawing(days: days, unit: unit),
      table: DocumentTable(
        "Failed calls and dry runs per \(unit)",
        [.text(unit.heading)] + classes.map { .number($0.name) },
        rows: days.map { day in
          [.text(unit.name(day.date, withMonth: true))]
            + ErrorClassCount.of(day).map { .number($0.calls) }
        }))
  }
}

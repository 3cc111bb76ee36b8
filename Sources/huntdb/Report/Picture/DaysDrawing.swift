/// Instances asked for beside instances launched, a pair of bars a day or longer unit; what high
/// groups asked for stands out.
struct DaysDrawing: Drawing {
  let days: [LaunchDay]
  let unit: CalendarUnit

  private let left = 52.0
  private let right = 8.0
  private let top = 16.0
  private let plot = 190.0

  func draw(_ canvas: inout SVG) {
    let scale = Scale(
      greatest: days.map { max($0.requestedMax, $0.launched) }.max() ?? 0, length: plot)
    let base = top + plot
    for tick in scale.ticks {
      let y = base - scale(tick)
      canvas.line(left, y, Double(SVG.width) - right, y, tick == 0 ? "axis" : "grid")
      canvas.text(left - 8, y + 4, Words.brief(tick), anchor: "end")
    }
    let step = (Double(SVG.width) - left - right) / Double(max(1, days.count))
    let bar = min(34, step * 0.36)
    let labelled = unit.labelled(days.count, room: 10)
    for (index, day) in days.enumerated() {
      let middle = left + (Double(index) + 0.5) * step
      let name = unit.name(day.date)
      let flagged = scale(day.flaggedRequestedMax)
      let rest = scale(day.requestedMax) - flagged
      let asked = middle - bar - 1
      canvas.rectangle(
        asked, base - flagged, bar, flagged, "flagged",
        title: "\(name): \(Words.number(day.flaggedRequestedMax)) asked for in high groups")
      canvas.rectangle(
        asked, base - flagged - rest, bar, rest, "asked",
        title: "\(name): \(Words.number(day.requestedMax)) asked for in all")
      canvas.rectangle(
        middle + 1, base - scale(day.launched), bar, scale(day.launched), "launched",
        title: "\(name): \(Words.number(day.launched)) launched")
      if days.count <= 10 {
        canvas.text(
          asked + bar / 2, base - scale(day.requestedMax) - 5, Words.number(day.requestedMax),
          "value", anchor: "middle")
        canvas.text(
          middle + 1 + bar / 2, base - scale(day.launched) - 5, Words.number(day.launched), "value",
          anchor: "middle")
      }
      if index % labelled == 0 { canvas.text(middle, base + 19, name, anchor: "middle") }
    }
    canvas.height = Int(base) + 28
  }
}

extension DocumentPicture {
  /// What was asked for and what was launched, day by day or in longer units.
  static func days(_ days: [LaunchDay], _ unit: CalendarUnit) -> DocumentPicture {
    DocumentPicture(
      id: "picture-days", title: "Instances asked for and launched, per \(unit)",
      description:
        "Two bars for each \(unit): instances asked for, with the part of high groups set apart, and instances launched.",
      legend: [
        ("asked for in high groups", "flagged"), ("asked for otherwise", "asked"),
        ("launched", "launched"),
      ],
      drawing: DaysDrawing(days: days, unit: unit),
      table: DocumentTable(
        "Instances per \(unit)",
        [
          .text(unit.heading), .number("Calls"), .number("Asked for"), .number("In high groups"),
          .text("Share"), .number("Launched"),
        ],
        rows: days.map { day in
          [
            .text(unit.name(day.date, withMonth: true)), .number(day.attempts),
            .number(day.requestedMax),
            .number(day.flaggedRequestedMax),
            .text(Words.percent(day.flaggedRequestedMax, of: day.requestedMax)),
            .number(day.launched),
          ]
        }))
  }
}

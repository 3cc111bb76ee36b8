/// Whether there are files for each account, region and day or longer unit; every state has a colour and a sign.
struct CoverageDrawing: Drawing {
  /// One account and region and its days, in the order of `dates`; nil where nothing was expected.
  struct Row {
    var name: String
    var days: [CoverageDay?]
  }

  let rows: [Row]
  let dates: [String]
  let unit: CalendarUnit

  private let left = 290.0
  private let right = 8.0
  private let top = 24.0
  private let height = 22.0

  /// Each state's style and sign.
  static let states: [(state: String, style: String, sign: String)] = [
    ("launches", "state-launches", "●"), ("no launches", "state-quiet", "○"),
    ("partly unreadable", "state-partly", "!"), ("unreadable", "state-unreadable", "×"),
    ("no file", "state-none", "–"),
  ]

  func draw(_ canvas: inout SVG) {
    let step = (Double(SVG.width) - left - right) / Double(max(1, dates.count))
    let labelled = unit.labelled(dates.count, room: 7)
    for (index, date) in dates.enumerated() where index % labelled == 0 {
      canvas.text(
        left + (Double(index) + 0.5) * step, top - 8, unit.name(date), "label column",
        anchor: "middle")
    }
    for (number, row) in rows.enumerated() {
      let y = top + Double(number) * height
      canvas.text(
        left - 8, y + height / 2 + 4, HeatMapDrawing.fitted(row.name), "label row", anchor: "end")
      for (index, day) in row.days.enumerated() {
        let x = left + Double(index) * step
        guard let day, let look = Self.states.first(where: { $0.state == day.state }) else {
          canvas.rectangle(
            x, y, step - 2, height - 2, "state-none",
            title: "\(row.name), \(unit.name(dates[index])): not covered", round: 2)
          continue
        }
        let missing =
          day.missingHours > 0 ? ", \(Words.number(day.missingHours)) h without files" : ""
        canvas.rectangle(
          x, y, step - 2, height - 2, look.style,
          title: "\(row.name), \(unit.name(day.date)): \(day.state)\(missing)",
          round: 2)
        if step > 14 {
          canvas.text(x + step / 2 - 1, y + height / 2 + 3, look.sign, "sign", anchor: "middle")
        }
      }
    }
    canvas.height = Int(top + Double(rows.count) * height) + 4
  }
}

extension CoverageDrawing.Row {
  /// Columns of the same state beside each other, with their hours without files.
  var stretches: [(columns: ClosedRange<Int>, state: String, missingHours: Int)] {
    var result: [(columns: ClosedRange<Int>, state: String, missingHours: Int)] = []
    for (index, day) in days.enumerated() {
      let (state, missing) = (day?.state ?? "not covered", day?.missingHours ?? 0)
      if let last = result.last, last.state == state {
        result[result.count - 1] =
          (last.columns.lowerBound...index, state, last.missingHours + missing)
      } else {
        result.append((index...index, state, missing))
      }
    }
    return result
  }
}

extension CoverageDrawing {
  /// A line for each account and region and a sign for each column, for formats without pictures.
  static func characters(_ rows: [Row], dates: [String], _ unit: CalendarUnit) -> [String] {
    let lines = rows.map { row in
      let signs = row.days.map { day in states.first { $0.state == day?.state }?.sign ?? "–" }
      let name = HeatMapDrawing.fitted(row.name)
      return name + String(repeating: " ", count: max(2, 30 - DisplayWidth.of(name)))
        + signs.joined(separator: " ")
    }
    let ends = [dates.first, dates.last].map { unit.name($0 ?? "", withMonth: true) }
    let span = "from \(ends[0]) to \(ends[1]), a sign a \(unit):"
    return [span] + lines + [states.map { "\($0.sign) \($0.state)" }.joined(separator: "   ")]
  }
}

extension DocumentPicture {
  /// Accounts and regions by day or longer unit.
  static func coverage(_ days: [CoverageDay], _ unit: CalendarUnit) -> DocumentPicture {
    let dates = Array(Set(days.map(\.date))).sorted()
    let position = Dictionary(uniqueKeysWithValues: zip(dates, dates.indices))
    var rows: [CoverageDrawing.Row] = []
    for day in days {
      let name = "\(day.accountID) \(day.awsRegion)"
      if rows.last?.name != name {
        rows.append(CoverageDrawing.Row(name: name, days: dates.map { _ in nil }))
      }
      if let index = position[day.date] { rows[rows.count - 1].days[index] = day }
    }
    return DocumentPicture(
      id: "picture-coverage", title: "Coverage: accounts and regions by \(unit)",
      description:
        "One row for each account and region and one column for each \(unit): whether there are files, and whether they hold launches.",
      legend: CoverageDrawing.states.map { ("\($0.sign) \($0.state)", $0.style) },
      drawing: CoverageDrawing(rows: rows, dates: dates, unit: unit),
      table: table(rows, dates: dates, unit),
      characters: CoverageDrawing.characters(rows, dates: dates, unit))
  }

  /// A column for each date; where these are too many, one for the stretches of one state.
  private static func table(
    _ rows: [CoverageDrawing.Row], dates: [String], _ unit: CalendarUnit
  ) -> DocumentTable {
    func text(_ state: String, _ missing: Int) -> String {
      missing > 0 ? "\(state) (\(Words.number(missing)) h)" : state
    }
    let caption = "Files by account, region and \(unit); in brackets the hours without files"
    guard dates.count > CalendarUnit.tableRoom else {
      return DocumentTable(
        caption, [.text("Account and region")] + dates.map { .text(unit.name($0)) },
        rows: rows.map { row in
          [.text(row.name)]
            + row.days.map { day in .text(day.map { text($0.state, $0.missingHours) }) }
        })
    }
    return DocumentTable(
      caption, [.text("Account and region"), .text("Files")],
      rows: rows.map { row in
        let stretches = row.stretches.map { stretch in
          let (first, last) = (dates[stretch.columns.lowerBound], dates[stretch.columns.upperBound])
          let names = [first, last].map { unit.name($0, withMonth: true) }
          return (first == last ? names[0] : "\(names[0]) to \(names[1])")
            + ": \(text(stretch.state, stretch.missingHours))"
        }
        return [.text(row.name), DocumentTable.Cell(text: stretches.joined(separator: "; "))]
      })
  }
}

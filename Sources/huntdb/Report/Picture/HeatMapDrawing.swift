/// Instances asked for by each principal on each day or in each longer unit, the more the darker.
struct HeatMapDrawing: Drawing {
  /// One principal and its days, in the order of `dates`.
  struct Row {
    var name: String
    var values: [Int]
  }

  let rows: [Row]
  let dates: [String]
  let unit: CalendarUnit

  private let left = 290.0
  private let right = 8.0
  private let top = 24.0
  private let height = 26.0

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
      canvas.text(left - 8, y + height / 2 + 4, Self.fitted(row.name), "label row", anchor: "end")
      for (index, value) in row.values.enumerated() {
        let level = Self.level(value)
        let x = left + Double(index) * step
        canvas.rectangle(
          x, y, step - 2, height - 2, "heat-\(level)",
          title: "\(Words.shortened(row.name)), \(unit.name(dates[index])): \(Words.number(value))",
          round: 2)
        if step > 36, value > 0 {
          canvas.text(
            x + step / 2 - 1, y + height / 2 + 3, Words.number(value),
            level >= 3 ? "on-dark" : "on-light",
            anchor: "middle")
        }
      }
    }
    canvas.height = Int(top + Double(rows.count) * height) + 4
  }

  /// Steps of a factor of ten, near enough: 0, below 10, below 50, below 200, below 1000, more.
  static func level(_ value: Int) -> Int {
    [1, 10, 50, 200, 1000].reduce(0) { $0 + (value >= $1 ? 1 : 0) }
  }

  /// The end of a name, which tells most, in the room beside the cells: as many letters as the
  /// largest type that a style sheet gives them has room for.
  static func fitted(_ name: String) -> String {
    let shown = DisplayText.escaped(Words.shortened(name))
    var room = 18.5
    for index in shown.indices.reversed() {
      room -= width(shown[index])
      if room < 0 { return "…" + shown[shown.index(after: index)...] }
    }
    return shown
  }

  /// About how wide a letter is, as a part of the type's size.
  private static func width(_ letter: Character) -> Double {
    switch letter {
    case "i", "j", "l", ".", ",", ":", ";", "'", "|", "/", " ", "-": 0.36
    case "m", "w", "M", "W", "%", "@", "…": 0.95
    case "A"..."Z", "<", ">", "=", "+", "~", "_", "#", "&": 0.74
    default: letter.isASCII ? 0.6 : Double(max(1, DisplayWidth.of(letter))) * 0.75
    }
  }
}

extension DocumentPicture {
  /// Principals of findings by day or longer unit, in the order of the findings.
  static func heatMap(_ report: Report) -> DocumentPicture {
    var values: [String: [String: Int]] = [:]
    for day in report.principalDays {
      values[(day.accountID ?? "") + " " + day.principal, default: [:]][day.date] = day.requestedMax
    }
    let unit = report.unit
    let dates = report.days.map(\.date)
    let shown = report.findings.prefix(40)
    let isOneAccount = shown.allSatisfy { $0.accountID == shown.first?.accountID }
    let rows = shown.map { finding in
      let own = values[(finding.accountID ?? "") + " " + finding.principal] ?? [:]
      return HeatMapDrawing.Row(
        name: Words.principal(finding.principal, finding.accountID)
          + (isOneAccount ? "" : " …\(finding.accountID?.suffix(4) ?? "")"),
        values: dates.map { own[$0] ?? 0 })
    }
    let rest = report.findings.count - shown.count
    let caption =
      "Instances asked for, by principal and \(unit)"
      + (rest > 0 ? "; the first 40 findings, \(Words.number(rest)) more have cards only" : "")
    return DocumentPicture(
      id: "picture-principals", title: caption,
      description:
        "One row for each finding and one column for each \(unit): the more was asked for, the darker the cell.",
      drawing: HeatMapDrawing(rows: rows, dates: dates, unit: unit),
      table: table(caption, Array(zip(shown, rows)), dates: dates, unit))
  }

  /// A column for each date, or a row where these are too many.
  private static func table(
    _ caption: String, _ rows: [(finding: Finding, own: HeatMapDrawing.Row)], dates: [String],
    _ unit: CalendarUnit
  ) -> DocumentTable {
    func name(_ finding: Finding) -> [DocumentTable.Cell] {
      [
        .text(finding.accountID),
        .text(Words.principal(finding.principal, finding.accountID), link: finding.anchor),
      ]
    }
    let columns: [DocumentTable.Column] = [.text("Account"), .text("Principal")]
    guard dates.count > CalendarUnit.tableRoom else {
      return DocumentTable(
        caption, columns + dates.map { .number(unit.name($0)) },
        rows: rows.map { name($0.finding) + $0.own.values.map { .number($0) } })
    }
    return DocumentTable(
      caption, columns + [.text(unit.heading), .number("Asked for")],
      rows: rows.flatMap { finding, own in
        zip(dates, own.values).filter { $1 > 0 }.map { date, value in
          name(finding) + [.text(unit.name(date, withMonth: true)), .number(value)]
        }
      })
  }
}

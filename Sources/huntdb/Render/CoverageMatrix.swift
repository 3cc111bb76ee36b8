/// One account, region and UTC day of the coverage.
struct MatrixDay {
  /// What the view `data_coverage` says of the day.
  enum State: String {
    case launches
    case noLaunches = "no launches"
    case unreadable
    case partlyUnreadable = "partly unreadable"
    case noFile = "no file"
  }

  var account: String
  var region: String
  /// `2026-11-20`.
  var date: String
  var state: State
  var files: Int64
  var records: Int64
  var launches: Int64
}

/// The coverage as a matrix: a block of lines for each account, a line a region, a column a day, and
/// as many days side by side as the width has room for.
struct CoverageMatrix {
  var days: [MatrixDay]
  /// Columns of the screen.
  var width: Int

  /// What the cells mean.
  static let legend = [
    "coverage by account, region and day of delivery: files/records/launches",
    "- no file, ! unreadable, ? partly unreadable",
  ]

  /// The matrix, a line an element.
  func lines() -> [String] {
    var lines: [String] = []
    for (account, days) in Self.grouped(days, by: \.account) {
      if !lines.isEmpty { lines.append("") }
      lines += block(account, Self.grouped(days, by: \.region))
    }
    return lines
  }

  private func block(_ account: String, _ regions: [(key: String, days: [MatrixDay])]) -> [String] {
    let dates = Set(regions.flatMap(\.days).map(\.date)).sorted()
    let label = max(account.count, regions.map(\.key.count).max() ?? 0)
    let texts = regions.map { region in
      Dictionary(region.days.map { ($0.date, Self.cell($0)) }) { first, _ in first }
    }
    // A day's column is headed by the whole date.
    let cell = max(10, texts.flatMap(\.values).map(\.count).max() ?? 0)
    let room = max(1, (width - label) / (cell + 2))
    var lines: [String] = []
    for start in stride(from: 0, to: dates.count, by: room) {
      let shown = dates[start..<min(start + room, dates.count)]
      lines.append(Self.line(account, label, shown.map(\.self), cell))
      for (region, days) in zip(regions, texts) {
        lines.append(Self.line(region.key, label, shown.map { days[$0] ?? "" }, cell))
      }
    }
    return lines
  }

  private static func line(_ label: String, _ width: Int, _ cells: [String], _ cell: Int) -> String
  {
    let padded = cells.map { "  " + String(repeating: " ", count: cell - $0.count) + $0 }
    var line = label + String(repeating: " ", count: width - label.count) + padded.joined()
    while line.last == " " { line.removeLast() }
    return line
  }

  private static func cell(_ day: MatrixDay) -> String {
    if day.state == .noFile { return "-" }
    let mark =
      switch day.state {
      case .unreadable: "!"
      case .partlyUnreadable: "?"
      default: ""
      }
    return "\(mark)\(short(day.files))/\(short(day.records))/\(short(day.launches))"
  }

  /// A count in five characters at most: 9999, 12.3k, 999k, 12.3M.
  static func short(_ count: Int64) -> String {
    var value = count
    for unit in ["", "k", "M", "G", "T"] {
      if value < 10_000 && unit.isEmpty || value < 1000 { return "\(value)\(unit)" }
      let next = value / 1000
      if next < 100, let larger = ["": "k", "k": "M", "M": "G", "G": "T"][unit] {
        return "\(next).\(value % 1000 / 100)\(larger)"
      }
      value = next
    }
    return "\(value)P"
  }

  /// Runs of days with the same account or region, which follow each other.
  private static func grouped(
    _ days: [MatrixDay], by key: KeyPath<MatrixDay, String>
  ) -> [(key: String, days: [MatrixDay])] {
    var groups: [(key: String, days: [MatrixDay])] = []
    for day in days {
      if groups.last?.key == day[keyPath: key] {
        groups[groups.count - 1].days.append(day)
      } else {
        groups.append((day[keyPath: key], [day]))
      }
    }
    return groups
  }
}

import Store

/// One cell of a table, ready to be shown.
struct TableCell {
  let text: String
  let kind: CellKind
  let width: Int

  init(_ text: String, _ kind: CellKind) {
    self.text = text
    self.kind = kind
    width = DisplayWidth.of(text)
  }

  private static let gaps: Set<Character> = [" ", "_", "/", ":", ",", "-", "."]

  var isNumber: Bool { kind == .integer || kind == .real }

  /// The text in lines of at most `limit` columns, broken after a space where there is a good one, or
  /// after a mark: an ID with hyphens stays whole where it can.
  func lines(_ limit: Int) -> [String] {
    if width <= limit { return [text] }
    var lines: [String] = []
    var rest = text[...]
    while !rest.isEmpty {
      var end = rest.startIndex
      var taken = 0
      var gap: String.Index?
      var space: String.Index?
      while end < rest.endIndex {
        let step = DisplayWidth.of(rest[end])
        if taken > 0, taken + step > limit { break }
        taken += step
        let next = rest.index(after: end)
        // A comma between digits groups a number.
        let isInNumber = rest[end] == "," && next < rest.endIndex && rest[next].isNumber
        if Self.gaps.contains(rest[end]), !isInNumber, taken > limit / 2 {
          gap = next
          if rest[end] == " " { space = next }
        }
        end = next
      }
      if end < rest.endIndex, let gap = space ?? gap { end = gap }
      lines.append(String(rest[..<end]))
      rest = rest[end...]
    }
    return lines
  }
}

/// The widths and alignment of a table's columns. Where they do not fit side by side, each row goes
/// on below itself: the columns are dealt into bands, one under the other.
struct TableLayout {
  /// Columns that stand side by side.
  struct Band {
    let columns: Range<Int>
    let widths: [Int]

    /// Columns of the terminal that a row takes.
    var width: Int { widths.reduce(0, +) + TableLayout.frame(widths.count) }

    /// A line as wide as the band, between rows.
    var rule: String {
      "├" + widths.map { String(repeating: "─", count: $0 + 2) }.joined(separator: "┼") + "┤\n"
    }
  }

  let bands: [Band]
  /// Columns that hold numbers are aligned to the right.
  let isRight: [Bool]

  /// Columns narrower than this cannot be read.
  private static let narrowest = 3
  /// What a column should have of the terminal before another one stands beside it: enough for a
  /// time or an account.
  private static let comfortable = 20

  init(columns: [String], rows: [[TableCell]], width: Int?) {
    var natural = columns.map { max(1, DisplayWidth.of($0)) }
    for row in rows {
      for (index, cell) in row.enumerated() { natural[index] = max(natural[index], cell.width) }
    }
    isRight = columns.indices.map { index in
      let cells = rows.lazy.map { $0[index] }.filter { $0.kind != .null }
      return !cells.isEmpty && cells.allSatisfy(\.isNumber)
    }
    bands = Self.dealt(natural, into: width).map { columns in
      let room = width.map { $0 - Self.frame(columns.count) }
      return Band(columns: columns, widths: Self.fit(Array(natural[columns]), into: room))
    }
  }

  /// Columns of the terminal that the widest band takes.
  var width: Int { bands.map(\.width).max() ?? 0 }

  /// The line between rows, as wide as the widest band.
  var rule: String { bands.max { $0.width < $1.width }?.rule ?? "" }

  private static func frame(_ columns: Int) -> Int { 3 * columns + 1 }

  /// As many columns to a band as have a comfortable width, or their own where it is less.
  private static func dealt(_ natural: [Int], into width: Int?) -> [Range<Int>] {
    guard let width else { return [0..<natural.count] }
    let enough = max(8, min(comfortable, width / 4))
    var bands: [Range<Int>] = []
    var start = 0
    var taken = frame(0)
    for (index, column) in natural.enumerated() {
      let needed = min(column, enough) + frame(1) - frame(0)
      if index > start, taken + needed > width {
        bands.append(start..<index)
        start = index
        taken = frame(0)
      }
      taken += needed
    }
    return bands + [start..<natural.count]
  }

  /// Takes from the widest columns until all fit.
  private static func fit(_ natural: [Int], into room: Int?) -> [Int] {
    guard let room, natural.reduce(0, +) > room else { return natural }
    var cap = natural.max() ?? narrowest
    while cap > narrowest, natural.reduce(0, { $0 + min($1, cap) }) > room {
      cap -= max(1, (cap - narrowest) / 64)
    }
    var widths = natural.map { min($0, cap) }
    var spare = room - widths.reduce(0, +)
    for index in widths.indices where spare > 0 {
      let more = min(spare, natural[index] - widths[index], 1)
      widths[index] += more
      spare -= more
    }
    return widths
  }
}

internal import Store

/// A table in characters, wrapped into a given width: numbers and short words keep their room, long
/// texts give way.
struct TextTable {
  private static let gap = 2
  /// A text column that is to be read is not made narrower than this.
  private static let narrowest = 10
  /// A word up to this long, such as an account's number, is not broken where there is room.
  private static let longWord = 16

  private let table: DocumentTable
  private let cells: [[TableCell]]
  private let headings: [TableCell]
  private let widths: [Int]

  init(_ table: DocumentTable, width: Int) {
    self.table = table
    headings = table.columns.map { TableCell(DisplayText.escaped($0.name), .text) }
    cells = table.rows.map { row in
      zip(table.columns, row).map { column, cell in
        TableCell(DisplayText.escaped(cell.text), column.isNumber ? .integer : .text)
      }
    }
    var widths = headings.map(\.width)
    var words = headings.map { Self.longestWord($0.text) }
    for row in cells {
      for (index, cell) in row.enumerated() {
        widths[index] = max(widths[index], cell.width)
        words[index] = max(words[index], Self.longestWord(cell.text))
      }
    }
    self.widths = Self.fitted(
      widths, table.columns.map(\.isNumber), words: words,
      room: width - Self.gap * max(0, widths.count - 1))
  }

  private static func longestWord(_ text: String) -> Int {
    text.split(separator: " ").reduce(0) { max($0, DisplayWidth.of(String($1))) }
  }

  /// The heading, a rule and the rows, as lines; `painted` colours a text by its tone.
  func lines(painted: (String, Tone) -> String) -> [String] {
    var lines = row(headings, tones: headings.map { _ in Tone.muted }, painted: painted)
    lines.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "))
    for (index, cells) in cells.enumerated() {
      lines += row(cells, tones: table.rows[index].map(\.tone), painted: painted)
    }
    return lines
  }

  /// Takes from the widest text column whose words stay whole until all fit, then from the others, then
  /// from any that is wider than it must be.
  private static func fitted(
    _ natural: [Int], _ isNumber: [Bool], words: [Int], room: Int
  ) -> [Int] {
    var widths = natural
    var over = widths.reduce(0, +) - room
    for flexible in [
      { !isNumber[$0] && widths[$0] > max(narrowest, min(words[$0], longWord)) },
      { !isNumber[$0] && widths[$0] > narrowest }, { widths[$0] > 3 },
    ]
      as [(Int) -> Bool]
    {
      while over > 0,
        let widest = widths.indices.filter(flexible).max(by: { widths[$0] < widths[$1] })
      {
        let step = max(1, min(over, (widths[widest] - narrowest) / 8))
        widths[widest] -= step
        over -= step
      }
    }
    return widths
  }

  private func row(_ cells: [TableCell], tones: [Tone?], painted: (String, Tone) -> String)
    -> [String]
  {
    let wrapped = zip(cells, widths).map { cell, width in cell.lines(width) }
    let height = wrapped.reduce(1) { max($0, $1.count) }
    return (0..<height).map { line in
      var text = ""
      for index in cells.indices {
        let part = line < wrapped[index].count ? wrapped[index][line] : ""
        let padding = String(repeating: " ", count: max(0, widths[index] - DisplayWidth.of(part)))
        let shown = tones[index].map { painted(part, $0) } ?? part
        text +=
          (index > 0 ? "  " : "")
          + (table.columns[index].isNumber ? padding + shown : shown + padding)
      }
      while text.last == " " { text.removeLast() }
      return text
    }
  }
}

import Store

/// A Markdown table as GitHub renders it; nothing in a cell is taken for markup or HTML. Columns
/// whose first row holds a number are aligned to the right.
final class MarkdownRenderer: RowRenderer {
  private let sink: ByteSink
  private var columns: [String] = []
  private var hasHeader = false

  init(_ sink: ByteSink) { self.sink = sink }

  func begin(_ columns: [String]) { self.columns = columns }

  func row(_ row: borrowing Statement) throws(OutputError) {
    if !hasHeader {
      var rules: [String] = []
      for index in columns.indices {
        let kind = row.cell(index).kind
        rules.append(kind == .integer || kind == .real ? "---:" : "---")
      }
      try header(rules)
    }
    for index in columns.indices {
      try sink.write("| ")
      let cell = row.cell(index)
      if cell.kind != .null {
        try sink.write(Self.escaped(DisplayText.of(cell)))
      }
      try sink.write(" ")
    }
    try sink.write("|\n")
  }

  func end() throws(OutputError) {
    if !hasHeader { try header(columns.map { _ in "---" }) }
  }

  private func header(_ rules: [String]) throws(OutputError) {
    hasHeader = true
    let names = columns.map { Self.escaped(DisplayText.escaped($0)) }
    try sink.write("| " + names.joined(separator: " | ") + " |\n")
    try sink.write("| " + rules.joined(separator: " | ") + " |\n")
  }

  /// Text that renders as itself. A single underscore inside a word is no markup and stays bare.
  static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: markup.contains) else { return text }
    var result = ""
    var previous: Character = " "
    for (index, character) in zip(text.indices, text) {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\\", "`", "*", "[", "]", "|", "~", "!", "$": result += "\\\(character)"
      case "_":
        let next = text[index...].dropFirst().first
        let isInside = isWord(previous) && next.map(isWord) ?? false
        result += isInside ? "_" : "\\_"
      // GitHub makes links of bare addresses.
      case ":" where text[index...].hasPrefix("://"): result += "\\:"
      case "." where result.suffix(3).lowercased() == "www": result += "\\."
      default: result.append(character)
      }
      previous = character
    }
    return result
  }

  private static let markup = Set("&<>\\`*[]|~!$_:.".utf8)

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber
  }
}

internal import Store

/// The report for a terminal of a hundred columns; a pipe gets the same without colour.
struct TextReport {
  static let width = 100

  private var lines: [String] = []
  private let color: Bool

  static func text(_ report: Report, color: Bool) -> String {
    let document = ReportDocument(report)
    var text = TextReport(color: color)
    text.add(document.title, as: .title)
    text.lines += [document.subtitle, ""]
    text.wrap(document.verdict, tone: document.tone)
    for section in document.sections {
      text.lines.append("")
      text.add(section.title, as: .section)
      for block in section.blocks { text.add(block) }
    }
    return text.lines.joined(separator: "\n") + "\n"
  }

  private init(color: Bool) { self.color = color }

  private enum Heading {
    case title, section, card, small
  }

  private mutating func add(_ heading: String, as level: Heading) {
    let text = DisplayText.escaped(heading)
    switch level {
    case .title:
      lines += [
        painted(text, "1"), String(repeating: "═", count: min(Self.width, DisplayWidth.of(text))),
      ]
    case .section: lines += [painted(text, "1"), String(repeating: "─", count: Self.width)]
    case .card: lines += ["", painted("▌ " + text, "1")]
    case .small: lines += ["", painted(text, "1")]
    }
  }

  private mutating func add(_ block: DocumentBlock) {
    switch block {
    case .paragraph(let text): wrap(text)
    case .heading(let text): add(text, as: .small)
    case .list(let items): for item in items { wrap(item, first: "  - ", rest: "    ") }
    case .facts(let facts): add(facts)
    case .table(let table): add(table)
    case .picture(let picture):
      guard let characters = picture.characters else { return add(picture.table) }
      add(picture.title, as: .small)
      lines += characters.map { "  " + $0 }
    case .commands(let commands):
      for item in commands {
        lines += [
          painted("  # " + DisplayText.escaped(item.purpose), "2"),
          "  " + DisplayText.escaped(item.command),
        ]
      }
    case .code(let code):
      add(code.title, as: .small)
      for line in code.reference.map({ [Substring($0)] }) ?? code.text.split(separator: "\n") {
        wrap(String(line), first: "  ", rest: "  ")
      }
    case .card(let card):
      add(card.title, as: .card)
      lines.append(
        "  "
          + card.badges.map { painted("[\($0.text)]", Self.code($0.tone)) }.joined(separator: " "))
      for block in card.blocks { add(block) }
    }
  }

  private mutating func add(_ facts: [DocumentFact]) {
    let label = min(24, facts.map { DisplayWidth.of($0.label) }.max() ?? 0)
    for fact in facts {
      let name =
        fact.label + String(repeating: " ", count: max(0, label - DisplayWidth.of(fact.label)))
      wrap(fact.value, first: "  \(name)  ", rest: String(repeating: " ", count: label + 4))
    }
  }

  private mutating func add(_ table: DocumentTable) {
    lines.append("")
    guard !table.rows.isEmpty else { return wrap("\(table.caption): \(table.whenEmpty)") }
    wrap(table.caption + ":")
    lines += TextTable(table, width: Self.width).lines(
      painted: color ? { Self.paint($0, Self.code($1)) } : { text, _ in text })
  }

  /// Breaks a text into lines between words.
  private mutating func wrap(
    _ text: String, first: String = "", rest: String = "", tone: Tone? = nil
  ) {
    let indent = DisplayWidth.of(first)
    let cell = TableCell(DisplayText.escaped(text), .text)
    for (index, line) in cell.lines(Self.width - indent).enumerated() {
      let shown = line.hasSuffix(" ") ? String(line.dropLast()) : line
      lines.append(
        (index == 0 ? first : rest) + (tone.map { painted(shown, Self.code($0)) } ?? shown))
    }
  }

  private func painted(_ text: String, _ code: String) -> String {
    color ? Self.paint(text, code) : text
  }

  private static func paint(_ text: String, _ code: String) -> String {
    text.isEmpty ? text : "\u{1b}[\(code)m\(text)\u{1b}[0m"
  }

  /// The terminal's code for a tone.
  private static func code(_ tone: Tone) -> String {
    switch tone {
    case .critical: "1;31"
    case .high: "31"
    case .medium: "33"
    case .low: "36"
    case .info: "34"
    case .good: "32"
    case .muted: "2"
    }
  }
}

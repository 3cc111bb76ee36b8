import Store

/// One line per cell, for rows that are too wide to sit side by side.
final class VerticalRenderer: RowRenderer {
  private let sink: ByteSink
  private let style: RenderStyle
  private var labels: [String] = []
  private var count: Int64 = 0

  init(_ sink: ByteSink, _ style: RenderStyle) {
    self.sink = sink
    self.style = style
  }

  func begin(_ columns: [String]) {
    let names = columns.map(DisplayText.escaped)
    let width = names.map(DisplayWidth.of).max() ?? 0
    labels = names.map { name in
      let padded = String(repeating: " ", count: width - DisplayWidth.of(name)) + name
      return (style.color ? "\u{1b}[1m\(padded)\u{1b}[0m" : padded) + " │ "
    }
  }

  func row(_ row: borrowing Statement) throws(OutputError) {
    count += 1
    if count > 1 { try sink.write("\n") }
    try sink.write("── row ")
    try sink.write(count)
    try sink.write(" ──\n")
    for index in labels.indices {
      try sink.write(labels[index])
      try sink.write(DisplayText.of(row.cell(index)))
      try sink.write("\n")
    }
  }

  func end() throws(OutputError) {
    if count == 0 { try sink.write("(no rows)\n") }
  }

  func cut() {}
}

import Store

/// An aligned table. Column widths come from the first screenful of rows; whatever is wider is
/// wrapped, never cut, and no column is left out: where they do not fit side by side, they go on
/// below.
final class TableRenderer: RowRenderer {
  /// Rows that are kept back to find the widths.
  static let screenful = 100

  private let sink: ByteSink
  private let style: RenderStyle
  private var columns: [String] = []
  private var waiting: [[TableCell]] = []
  private var layout: TableLayout?
  private var wrappedLater = 0
  private var count = 0
  private var hasDrawn = false

  init(_ sink: ByteSink, _ style: RenderStyle) {
    self.sink = sink
    self.style = style
  }

  func begin(_ columns: [String]) { self.columns = columns.map(DisplayText.escaped) }

  func row(_ row: borrowing Statement) throws(OutputError) {
    count += 1
    var cells: [TableCell] = []
    cells.reserveCapacity(columns.count)
    for index in columns.indices {
      let cell = row.cell(index)
      cells.append(TableCell(DisplayText.of(cell), cell.kind))
    }
    if let layout {
      if try draw(cells, layout) { wrappedLater += 1 }
    } else {
      waiting.append(cells)
      if waiting.count == Self.screenful { try settle() }
    }
  }

  func breathe() throws(OutputError) {
    if style.isLive, !waiting.isEmpty { try settle() }
  }

  func end() throws(OutputError) {
    if layout == nil { try settle() }
    if count == 0 { try sink.write("(no rows)\n") }
  }

  func cut() throws(OutputError) {
    if layout == nil, !waiting.isEmpty { try settle() }
  }

  var notes: [String] {
    var notes: [String] = []
    if let layout, let width = style.width, layout.width > width {
      notes.append(
        "the table needs \(layout.width) columns of the terminal, which has \(width)")
    }
    if wrappedLater > 0 {
      notes.append(
        "column widths come from the first rows; \(wrappedLater) later "
          + "\(wrappedLater == 1 ? "row was" : "rows were") wider and wrapped")
    }
    return notes
  }

  /// Decides the widths and shows the heading and the rows that waited.
  private func settle() throws(OutputError) {
    let layout = TableLayout(columns: columns, rows: waiting, width: style.width)
    self.layout = layout
    try draw(columns.map { TableCell($0, .text) }, layout, isHeading: true)
    try sink.write(layout.rule)
    for cells in waiting { try draw(cells, layout) }
    waiting = []
  }

  /// Shows one row; true when a cell had to be wrapped.
  @discardableResult
  private func draw(
    _ cells: [TableCell], _ layout: TableLayout, isHeading: Bool = false
  ) throws(OutputError) -> Bool {
    // A row of several bands would run into the next one.
    if layout.bands.count > 1, !isHeading {
      if hasDrawn { try sink.write(layout.rule) }
      hasDrawn = true
    }
    var isWrapped = false
    for band in layout.bands {
      if try draw(cells, band, layout, isHeading) { isWrapped = true }
    }
    return isWrapped
  }

  private func draw(
    _ cells: [TableCell], _ band: TableLayout.Band, _ layout: TableLayout, _ isHeading: Bool
  ) throws(OutputError) -> Bool {
    let wrapped = zip(band.columns, band.widths).map { column, width in cells[column].lines(width) }
    let height = wrapped.reduce(1) { max($0, $1.count) }
    for line in 0..<height {
      // A broken bar tells the rest of a row from a new one.
      let bar = line == 0 ? "│" : "┊"
      for (index, column) in band.columns.enumerated() {
        try sink.write(index == 0 ? "\(bar) " : " \(bar) ")
        let text = line < wrapped[index].count ? wrapped[index][line] : ""
        let padding = String(
          repeating: " ", count: max(0, band.widths[index] - DisplayWidth.of(text)))
        let shown = painted(text, cells[column], isHeading)
        try sink.write(layout.isRight[column] ? padding + shown : shown + padding)
      }
      try sink.write(" \(bar)\n")
    }
    return height > 1
  }

  private func painted(_ text: String, _ cell: TableCell, _ isHeading: Bool) -> String {
    guard style.color, !text.isEmpty, isHeading || cell.kind == .null else { return text }
    return "\u{1b}[\(isHeading ? 1 : 2)m\(text)\u{1b}[0m"
  }
}

import Store

/// Tab-separated text as PostgreSQL's COPY and ClickHouse read it: NULL is `\N`; tab, line break,
/// carriage return and backslash are escaped; blobs are base64.
final class TSVRenderer: RowRenderer {
  private let sink: ByteSink
  private let raw: Bool
  private var columns = 0

  init(_ sink: ByteSink, _ style: RenderStyle) {
    self.sink = sink
    raw = style.raw
  }

  func begin(_ columns: [String]) throws(OutputError) {
    self.columns = columns.count
    for (index, name) in columns.enumerated() {
      if index > 0 { try sink.write(tab) }
      try withBytes(of: name, text)
    }
    try sink.write(newline)
  }

  func row(_ row: borrowing Statement) throws(OutputError) {
    for index in 0..<columns {
      if index > 0 { try sink.write(tab) }
      let cell = row.cell(index)
      switch cell.kind {
      case .null: try sink.write("\\N")
      case .integer: try sink.write(cell.integer)
      case .real: try sink.write(cell.real)
      case .text: try text(cell.textBytes)
      case .blob: try sink.writeBase64(cell.blobBytes)
      }
    }
    try sink.write(newline)
  }

  func end() throws(OutputError) {}

  private func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(OutputError) {
    if !raw, FormulaGuard.isFormula(bytes) { try sink.write(FormulaGuard.mark) }
    // Without a way out in between the loop becomes vector code.
    var isSpecial = false
    for byte in bytes { isSpecial = isSpecial || byte < 0x0e || byte == backslash }
    guard isSpecial else { return try sink.write(bytes) }
    var start = 0
    for index in bytes.indices {
      let letter: UInt8
      switch bytes[index] {
      case tab: letter = UInt8(ascii: "t")
      case newline: letter = UInt8(ascii: "n")
      case UInt8(ascii: "\r"): letter = UInt8(ascii: "r")
      case backslash: letter = backslash
      default: continue
      }
      try sink.write(UnsafeBufferPointer(rebasing: bytes[start..<index]))
      try sink.write(backslash)
      try sink.write(letter)
      start = index + 1
    }
    try sink.write(UnsafeBufferPointer(rebasing: bytes[start...]))
  }
}

private let tab = UInt8(ascii: "\t")
private let newline = UInt8(ascii: "\n")
private let backslash = UInt8(ascii: "\\")

import Store

/// CSV by RFC 4180: a header, CRLF after each record, quotes where they are needed. NULL is an
/// empty cell, the empty text and the empty blob are `""`, blobs are base64.
final class CSVRenderer: RowRenderer {
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
      if index > 0 { try sink.write(comma) }
      try withBytes(of: name, text)
    }
    try endRecord()
  }

  func row(_ row: borrowing Statement) throws(OutputError) {
    for index in 0..<columns {
      if index > 0 { try sink.write(comma) }
      let cell = row.cell(index)
      switch cell.kind {
      case .null: break
      case .integer: try sink.write(cell.integer)
      case .real: try sink.write(cell.real)
      case .text: try text(cell.textBytes)
      case .blob:
        let bytes = cell.blobBytes
        if bytes.isEmpty { try sink.write("\"\"") } else { try sink.writeBase64(bytes) }
      }
    }
    try endRecord()
  }

  func end() throws(OutputError) {}

  private func endRecord() throws(OutputError) {
    try sink.write(carriageReturn)
    try sink.write(newline)
  }

  private func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(OutputError) {
    let isFormula = !raw && FormulaGuard.isFormula(bytes)
    guard needsQuotes(bytes) else {
      if isFormula { try sink.write(FormulaGuard.mark) }
      return try sink.write(bytes)
    }
    try sink.write(quote)
    if isFormula { try sink.write(FormulaGuard.mark) }
    var start = 0
    for index in bytes.indices where bytes[index] == quote {
      try sink.write(UnsafeBufferPointer(rebasing: bytes[start...index]))
      start = index
    }
    try sink.write(UnsafeBufferPointer(rebasing: bytes[start...]))
    try sink.write(quote)
  }

  /// An empty text needs them too, to differ from NULL; so do spaces at the edges, which some
  /// readers drop.
  private func needsQuotes(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = bytes.first, let last = bytes.last else { return true }
    if first == space || last == space { return true }
    // Without a way out in between the loop becomes vector code.
    var isSpecial = false
    for byte in bytes {
      isSpecial =
        isSpecial || byte == comma || byte == quote || byte == newline || byte == carriageReturn
    }
    return isSpecial
  }
}

private let comma = UInt8(ascii: ",")
private let quote = UInt8(ascii: "\"")
private let space = UInt8(ascii: " ")
private let newline = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")

/// Calls `body` with a text's UTF-8.
func withBytes(
  of text: String, _ body: (UnsafeBufferPointer<UInt8>) throws(OutputError) -> Void
) throws(OutputError) {
  var text = text
  var failure: OutputError?
  text.withUTF8 { bytes in
    do throws(OutputError) { try body(bytes) } catch { failure = error }
  }
  if let failure { throw failure }
}

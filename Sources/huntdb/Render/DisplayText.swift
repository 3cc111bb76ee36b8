import Store

/// Text as people may safely see it: nothing in it can steer a terminal or turn a line around.
enum DisplayText {
  /// The text with control characters, invisible direction marks and line breaks escaped.
  static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where !isUnsafe(scalar): result.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x80:
        result += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: result += "\\u{" + String(scalar.value, radix: 16) + "}"
      }
    }
    return result
  }

  /// A cell; NULL reads NULL, a blob like SQL's literal.
  static func of(_ cell: Cell) -> String {
    switch cell.kind {
    case .null: "NULL"
    case .integer: String(cell.integer)
    case .real: cell.real.description
    case .text: escaped(String(decoding: cell.textBytes, as: UTF8.self))
    case .blob: "x'" + cell.blobBytes.map(hexadecimal).joined() + "'"
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  /// Whether it may steer a terminal, or turn around what stands beside it.
  static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7f..<0xa0: true
    case 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069: true
    case 0xe0000...0xe007f: true
    default: false
    }
  }
}

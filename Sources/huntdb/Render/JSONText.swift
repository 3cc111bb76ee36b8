/// A JSON string.
enum JSONText {
  /// Writes a text in quotes; bytes that are no UTF-8 become U+FFFD.
  static func write(
    _ bytes: UnsafeBufferPointer<UInt8>, to sink: ByteSink
  ) throws(OutputError) {
    // Without a way out in between the loop becomes vector code.
    var isSpecial = false
    for byte in bytes { isSpecial = isSpecial || needsCare(byte) }
    guard isSpecial else { return try sink.write(bytes, between: quote) }
    try sink.write(quote)
    if bytes.contains(where: { $0 >= 0x7f }) {
      // Decoding repairs what is invalid; the C1 controls are escaped as well, because a
      // terminal may act on them.
      try withBytes(of: escaped(String(decoding: bytes, as: UTF8.self)), sink.write)
    } else {
      try writeASCII(bytes, to: sink)
    }
    try sink.write(quote)
  }

  /// A text with everything escaped that JSON wants escaped, and control characters.
  static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22: result += "\\\""
      case 0x5c: result += "\\\\"
      case 0x0a: result += "\\n"
      case 0x0d: result += "\\r"
      case 0x09: result += "\\t"
      case 0..<0x20, 0x7f..<0xa0:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func writeASCII(
    _ bytes: UnsafeBufferPointer<UInt8>, to sink: ByteSink
  ) throws(OutputError) {
    var start = 0
    for index in bytes.indices where needsCare(bytes[index]) {
      try sink.write(UnsafeBufferPointer(rebasing: bytes[start..<index]))
      try sink.write(escaped(String(UnicodeScalar(bytes[index]))))
      start = index + 1
    }
    try sink.write(UnsafeBufferPointer(rebasing: bytes[start...]))
  }

  /// Quote, backslash, controls, and whatever is not ASCII.
  private static func needsCare(_ byte: UInt8) -> Bool {
    byte &- 0x20 > 0x5e || byte == quote || byte == 0x5c
  }
}

private let quote = UInt8(ascii: "\"")

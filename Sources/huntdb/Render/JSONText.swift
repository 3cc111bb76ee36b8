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
      // Decoding repairs what is invalid; the C1 controls and direction marks are escaped as well,
      // because a terminal may act on them.
      try withBytes(of: escaped(String(decoding: bytes, as: UTF8.self)), sink.write)
    } else {
      try writeASCII(bytes, to: sink)
    }
    try sink.write(quote)
  }

  /// A text with everything escaped that JSON wants escaped, control characters and direction marks.
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
      case _ where DisplayText.isUnsafe(scalar): result += escape(scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// JSON as somebody else wrote it, whose strings show as text: C1 controls and direction marks,
  /// which JSON lets stand in a string as they are, become escapes of the same meaning.
  static func inert(_ json: String) -> String {
    func mustGo(_ scalar: Unicode.Scalar) -> Bool {
      scalar.value >= 0x7f && DisplayText.isUnsafe(scalar)
    }
    guard json.unicodeScalars.contains(where: mustGo) else { return json }
    var result = ""
    for scalar in json.unicodeScalars {
      if mustGo(scalar) { result += escape(scalar) } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }

  /// The character as JSON spells any: by its UTF-16 units.
  private static func escape(_ scalar: Unicode.Scalar) -> String {
    String(scalar).utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
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

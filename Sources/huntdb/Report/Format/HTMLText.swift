/// Text as HTML shows it: nothing in it is markup, and nothing turns a line around.
enum HTMLText {
  /// The text with markup and control characters escaped; for element content and quoted values.
  static func escaped(_ text: String) -> String {
    var text = text
    if text.withUTF8({ bytes in bytes.allSatisfy { isPlain[Int($0)] } }) { return text }
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count + 32)
    for byte in DisplayText.escaped(text).utf8 {
      switch byte {
      case UInt8(ascii: "&"): result += "&amp;".utf8
      case UInt8(ascii: "<"): result += "&lt;".utf8
      case UInt8(ascii: ">"): result += "&gt;".utf8
      case UInt8(ascii: "\""): result += "&quot;".utf8
      case UInt8(ascii: "'"): result += "&#39;".utf8
      default: result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Lines of text for a `pre` element: like `escaped`, but line breaks stay.
  static func escapedLines(_ text: String) -> String {
    var text = text
    // Most texts are one plain line; to split is to look for the borders of characters.
    if text.withUTF8({ bytes in bytes.allSatisfy { isPlain[Int($0)] } }) { return text }
    return text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { escaped(String(Substring($0))) }
      .joined(separator: "\n")
  }

  /// Printable ASCII that means nothing in HTML.
  private static let isPlain: [Bool] = (0..<256).map {
    $0 >= 0x20 && $0 < 0x7f && ![0x22, 0x26, 0x27, 0x3c, 0x3e].contains($0)
  }
}

/// Reads a small XML document element by element: as much XML as S3's answers are written in.
struct XMLReader {
  enum Event: Equatable {
    case start(String)
    case text(String)
    case end(String)
  }

  private let bytes: [UInt8]
  private var at = 0
  private var pendingEnd: String?
  /// Names of the elements that are open, outermost first.
  private(set) var path: [String] = []
  /// Whether the outermost element was closed: the document is whole.
  private(set) var isWhole = false

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next piece; nil at the end, and where the document is broken. Text comes unescaped, and
  /// while its element is the last of `path`.
  mutating func next() -> Event? {
    if let name = pendingEnd {
      pendingEnd = nil
      return close(name)
    }
    while at < bytes.count {
      if bytes[at] != UInt8(ascii: "<") {
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "<") { at += 1 }
        // What is behind the last element is no text.
        if path.isEmpty { continue }
        return .text(Self.unescaped(bytes[start..<at]))
      }
      if skip("<?", to: "?>") || skip("<!--", to: "-->") { continue }
      guard let end = bytes[at...].firstIndex(of: UInt8(ascii: ">")) else { return nil }
      let tag = String(decoding: bytes[at + 1..<end], as: UTF8.self)
      at = end + 1
      if tag.hasPrefix("/") { return close(String(tag.dropFirst().prefix { !$0.isWhitespace })) }
      let name = String(tag.prefix { !$0.isWhitespace && $0 != "/" })
      path.append(name)
      if tag.hasSuffix("/") { pendingEnd = name }
      return .start(name)
    }
    return nil
  }

  private mutating func close(_ name: String) -> Event? {
    guard path.last == name else { return nil }
    path.removeLast()
    isWhole = path.isEmpty
    return .end(name)
  }

  /// Passes over a piece that begins here with `start`; false when none does.
  private mutating func skip(_ start: StaticString, to end: String) -> Bool {
    guard String(decoding: bytes[at...].prefix(4), as: UTF8.self).hasPrefix("\(start)") else {
      return false
    }
    let last = Array(end.utf8)
    while at < bytes.count, !bytes[at...].starts(with: last) { at += 1 }
    at = min(bytes.count, at + last.count)
    return true
  }

  private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var result = ""
    var rest = Substring(text)
    while let start = rest.firstIndex(of: "&"), let end = rest[start...].firstIndex(of: ";") {
      result += rest[..<start]
      let name = rest[rest.index(after: start)..<end]
      result += character(name) ?? String(rest[start...end])
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private static func character(_ name: Substring) -> String? {
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard name.hasPrefix("#") else { return nil }
      let isHex = name.dropFirst().hasPrefix("x")
      let code = UInt32(name.dropFirst(isHex ? 2 : 1), radix: isHex ? 16 : 10)
      return code.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
    }
  }
}

/// One token of SQL and where it stands, as byte offsets.
struct SQLToken: Equatable {
  enum Kind {
    /// A keyword or a bare name.
    case word
    /// A name in double quotes, backticks or brackets.
    case quotedName
    case string
    case comment
    case semicolon
    /// Numbers, parameters, operators.
    case other
  }

  let kind: Kind
  let range: Range<Int>
  /// False for a string, name or comment that the text ends inside of.
  var isClosed = true
}

/// Cuts SQL into tokens as SQLite's own tokenizer does, as far as the desk needs it: where
/// statements end and which words are names.
struct SQLTokens: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> SQLToken? {
    while at < bytes.count, Self.isSpace(bytes[at]) { at += 1 }
    guard at < bytes.count else { return nil }
    let start = at
    switch bytes[at] {
    case UInt8(ascii: "'"): return quoted(.string, start, UInt8(ascii: "'"))
    case UInt8(ascii: "\""): return quoted(.quotedName, start, UInt8(ascii: "\""))
    case UInt8(ascii: "`"): return quoted(.quotedName, start, UInt8(ascii: "`"))
    case UInt8(ascii: "["): return bracketed(start)
    case UInt8(ascii: ";"):
      at += 1
      return SQLToken(kind: .semicolon, range: start..<at)
    case UInt8(ascii: "-") where follows(UInt8(ascii: "-")):
      while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
      return SQLToken(kind: .comment, range: start..<at)
    case UInt8(ascii: "/") where follows(UInt8(ascii: "*")): return blockComment(start)
    case let byte where Self.isNameStart(byte):
      while at < bytes.count, Self.isNamePart(bytes[at]) { at += 1 }
      return SQLToken(kind: .word, range: start..<at)
    case let byte where Self.isNamePart(byte):
      while at < bytes.count, Self.isNamePart(bytes[at]) { at += 1 }
      return SQLToken(kind: .other, range: start..<at)
    default:
      at += 1
      return SQLToken(kind: .other, range: start..<at)
    }
  }

  private func follows(_ byte: UInt8) -> Bool { at + 1 < bytes.count && bytes[at + 1] == byte }

  private mutating func quoted(_ kind: SQLToken.Kind, _ start: Int, _ mark: UInt8) -> SQLToken {
    at += 1
    while at < bytes.count {
      if bytes[at] == mark {
        guard follows(mark) else {
          at += 1
          return SQLToken(kind: kind, range: start..<at)
        }
        at += 1
      }
      at += 1
    }
    at = bytes.count
    return SQLToken(kind: kind, range: start..<at, isClosed: false)
  }

  private mutating func bracketed(_ start: Int) -> SQLToken {
    let end = bytes[start...].firstIndex(of: UInt8(ascii: "]"))
    at = end.map { $0 + 1 } ?? bytes.count
    return SQLToken(kind: .quotedName, range: start..<at, isClosed: end != nil)
  }

  private mutating func blockComment(_ start: Int) -> SQLToken {
    at += 2
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "*"), follows(UInt8(ascii: "/")) {
        at += 2
        return SQLToken(kind: .comment, range: start..<at)
      }
      at += 1
    }
    return SQLToken(kind: .comment, range: start..<at, isClosed: false)
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

  static func isNameStart(_ byte: UInt8) -> Bool {
    (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f || byte >= 0x80
  }

  static func isNamePart(_ byte: UInt8) -> Bool {
    isNameStart(byte) || (0x30...0x39).contains(byte) || byte == 0x24
  }
}

/// Documents that wrap lists of records: which are opened, and what is looked at inside them.
extension RecordScanner {
  /// A document that is too large to be a value.
  struct Oversized {
    /// Where it begins in the stream.
    var offset: Int
    /// How it begins.
    var excerpt: [UInt8]
    /// Values that had been understood before it.
    var understood: Int
  }

  /// Whether the value at the current position is one of many in a document, of which some need not
  /// hold records.
  var isMember: Bool { documents > 0 && (!isInList || isListOfMembers) }

  /// The index of the first byte that is no blank, of those that were looked ahead at.
  private func skipSpace(from start: Int) -> Int {
    let last = min(end, position + Self.lookahead)
    var at = start
    while at < last, [0x20, 0x0A, 0x0D, 0x09].contains(buffer[at]) { at += 1 }
    return at
  }

  /// Steps inside `{"Records": [` and the like; false, and nothing consumed, for anything else.
  func opensList() -> Bool {
    let last = min(end, position + Self.lookahead)
    var at = skipSpace(from: position + 1)
    for name in ["\"Records\"", "\"Events\"", "\"logEvents\""] where last - at > name.utf8.count {
      guard bytes(at..<at + name.utf8.count).elementsEqual(name.utf8) else { continue }
      at = skipSpace(from: at + name.utf8.count)
      guard at < last, buffer[at] == UInt8(ascii: ":") else { return false }
      at = skipSpace(from: at + 1)
      guard at < last, buffer[at] == UInt8(ascii: "[") else { return false }
      position = at + 1
      documents += 1
      isInList = true
      isListOfMembers = false
      return true
    }
    return false
  }

  /// Steps inside an array: any at the top level, and one of objects or arrays in a document.
  func opensArray() -> Bool {
    if documents > 0 {
      let at = skipSpace(from: position + 1)
      guard at < min(end, position + Self.lookahead),
        buffer[at] == UInt8(ascii: "{") || buffer[at] == UInt8(ascii: "[")
      else { return false }
    }
    position += 1
    isInList = true
    isListOfMembers = documents > 0
    return true
  }

  /// How many documents that are too large to be values may lie in each other.
  private static let maximumDepth = 8

  /// Steps inside an object that is too large to be a value and does not begin as a record does: the
  /// answer of a search, or a file of an export.
  func opensOversized() -> Bool {
    guard !isInList, documents < Self.maximumDepth, buffer[position] == UInt8(ascii: "{"),
      !bytes(position..<end).starts(with: "{\"eventVersion\"".utf8)
    else { return false }
    if documents == 0 {
      oversized = Oversized(
        offset: base + position, excerpt: Array(bytes(position..<position + 200)),
        understood: sink.understood)
    }
    documents += 1
    position += 1
    return true
  }

  /// Passes over what is between the objects and lists of a document, which `byte` begins; false, and
  /// nothing consumed, for what no document has.
  func readsMember(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "}"):
      position += 1
      documents -= 1
      if documents == 0 { leaveDocuments() }
    case UInt8(ascii: ","), UInt8(ascii: ":"): position += 1
    case UInt8(ascii: "\""): skipString()
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"):
      position += 1
      while let next = peek(), Self.isOfScalar(next) { position += 1 }
    default: return false
    }
    return true
  }

  /// Whether a number, true, false or null may go on with the byte.
  private static func isOfScalar(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  /// Passes over a string, however long. No string goes over the end of a line: the documents around
  /// one that does are given up, and what follows is read for itself.
  private func skipString() {
    position += 1
    var isEscaped = false
    repeat {
      let (bytes, last) = (buffer, end)
      var at = position
      while at < last {
        let byte = bytes[at]
        at += 1
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          position = at
          return
        }
        if byte == 0x0A {
          position = at
          leaveDocuments()
          return
        }
      }
      position = at
    } while refill()
  }

  /// Ends all open documents; says so when one was too large and nothing in it was understood.
  func leaveDocuments() {
    documents = 0
    guard let oversized else { return }
    self.oversized = nil
    guard sink.understood == oversized.understood else { return }
    oversized.excerpt.withUnsafeBufferPointer {
      sink.reject(Self.tooLarge, at: oversized.offset, excerpt: $0)
    }
  }
}

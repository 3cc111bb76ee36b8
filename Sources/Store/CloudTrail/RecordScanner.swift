internal import CScan

/// Takes what the scanner finds, in order.
protocol RecordSink: AnyObject {
  /// A complete bracketed value. `JSONParser.padding` readable bytes follow it. `mayLaunch` is false
  /// when it certainly does not spell RunInstances. The answer is false when the value is no
  /// well-formed JSON, which makes the scanner look for records inside it.
  func take(_ value: UnsafeBufferPointer<UInt8>, at offset: Int, mayLaunch: Bool) -> Bool
  /// Bytes that are no value.
  func reject(_ reason: String, at offset: Int, excerpt: UnsafeBufferPointer<UInt8>)
}

/// Cuts decompressed bytes into JSON values, in constant memory, wherever the values stand: in a
/// `Records` document, an array, one a line, or one after the other.
///
/// A document that begins with a known list (`{"Records":[`) or a bracket is opened, so that its
/// elements are the values; everything else at the top level is a value as a whole. What is broken
/// is reported, and reading goes on at the next place where a record visibly begins.
final class RecordScanner {
  /// The largest single value that is read; a larger one is reported and passed over.
  static let valueLimit = 32 << 20

  private let source: any ByteSource
  private let sink: any RecordSink
  private let storage: ScanBuffer
  private var buffer: UnsafeMutableBufferPointer<UInt8>
  private var position = 0
  private var end = 0
  /// Offset of the buffer's first byte in the stream.
  private var base = 0
  private var isAtEnd = false
  /// Open lists around the current position: their elements are the values.
  private var isInList = false

  /// Bytes of the stream that were read.
  var bytesRead: Int { base + end }

  /// Reads `source` by way of `storage`, which is this scanner's alone until the next one has it.
  init(_ source: any ByteSource, sink: any RecordSink, storage: ScanBuffer) {
    self.source = source
    self.sink = sink
    self.storage = storage
    storage.shrink()
    buffer = storage.bytes
  }

  /// Reads on until `shouldPause` says so between two values; true at the end of the stream.
  func run(until shouldPause: () -> Bool) throws(SourceError) -> Bool {
    if base + position == 0, try peek() == 0xEF { position = min(3, end) }
    while let byte = try peekBeyondSpace() {
      if shouldPause() { return false }
      switch byte {
      case UInt8(ascii: "{"):
        if !isInList, try opensList() { isInList = true } else { try readValue() }
      case UInt8(ascii: "["):
        if isInList {
          try readValue()
        } else {
          position += 1
          isInList = true
        }
      case UInt8(ascii: "]") where isInList:
        position += 1
        isInList = false
        try skipTrailer()
      case UInt8(ascii: ",") where isInList, 0x1E: position += 1
      default: if try !skipsTimestamp() { try rejectText() }
      }
    }
    if isInList { report("the data ends inside a list of records: it is truncated", from: end) }
    isInList = false
    return true
  }

  // MARK: Bytes

  /// Makes more bytes available, keeping those from `position` on; false at the end.
  private func refill() throws(SourceError) -> Bool {
    if isAtEnd { return false }
    if position > 0 {
      let rest = UnsafeMutableRawBufferPointer(buffer)
      rest.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[position..<end]))
      base += position
      end -= position
      position = 0
    }
    let piece = ScanBuffer.piece
    if end + piece + JSONParser.padding > buffer.count {
      storage.grow(keeping: end)
      buffer = storage.bytes
    }
    let room = UnsafeMutableRawBufferPointer(
      rebasing: UnsafeMutableRawBufferPointer(buffer)[end..<end + piece])
    let count = try source.read(into: room)
    end += count
    isAtEnd = count == 0
    return count > 0
  }

  private func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: UnsafeBufferPointer(buffer)[range])
  }

  private func scan(from start: Int, to end: Int, _ state: inout cscan_state) -> Int {
    cscan_value(buffer.baseAddress.map { UnsafePointer($0 + start) }, end - start, &state)
  }

  private func peek() throws(SourceError) -> UInt8? {
    if position == end, try !refill() { return nil }
    return buffer[position]
  }

  private func peekBeyondSpace() throws(SourceError) -> UInt8? {
    repeat {
      // Locals, since a gigabyte of blanks may stand here.
      let (bytes, last) = (buffer, end)
      var at = position
      while at < last {
        let byte = bytes[at]
        guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else {
          position = at
          return byte
        }
        at += 1
      }
      position = at
    } while try refill()
    return nil
  }

  private func report(_ reason: String, from start: Int) {
    sink.reject(reason, at: base + start, excerpt: bytes(start..<min(end, start + 200)))
  }

  // MARK: Values

  /// Passes over the time that CloudWatch Logs writes before each line that it exports, as in
  /// `2026-11-20T08:00:00.000Z {`; false, and nothing consumed, for anything else.
  private func skipsTimestamp() throws(SourceError) -> Bool {
    let shape: StaticString = "0000-00-00T00:00:00.000Z {"
    let count = shape.utf8CodeUnitCount
    while end - position < count, try refill() {}
    guard end - position >= count else { return false }
    for offset in 0..<count {
      let (wanted, byte) = (shape.utf8Start[offset], buffer[position + offset])
      let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      guard wanted == UInt8(ascii: "0") ? isDigit : byte == wanted else { return false }
    }
    position += count - 1
    return true
  }

  /// Steps inside `{"Records": [` and the like; false, and nothing consumed, for anything else.
  private func opensList() throws(SourceError) -> Bool {
    while end - position < 256, try refill() {}
    var at = position + 1
    func skipSpace() {
      while at < end, [0x20, 0x0A, 0x0D, 0x09].contains(buffer[at]) { at += 1 }
    }
    skipSpace()
    for name in ["\"Records\"", "\"Events\"", "\"logEvents\""] where end - at > name.utf8.count {
      guard bytes(at..<at + name.utf8.count).elementsEqual(name.utf8) else { continue }
      at += name.utf8.count
      skipSpace()
      guard at < end, buffer[at] == UInt8(ascii: ":") else { return false }
      at += 1
      skipSpace()
      guard at < end, buffer[at] == UInt8(ascii: "[") else { return false }
      position = at + 1
      isDocument = true
      return true
    }
    return false
  }

  /// Whether the open list is a member of a document whose other members follow it.
  private var isDocument = false

  /// Passes over what follows the list in its document, up to the closing brace.
  private func skipTrailer() throws(SourceError) {
    guard isDocument else { return }
    isDocument = false
    var state = cscan_state()
    state.depth = 1
    while state.depth > 0 {
      if position == end, try !refill() {
        report("the data ends before the document does: it is truncated", from: end)
        return
      }
      position += scan(from: position, to: end, &state)
      if state.raw_newline != 0 { return }
    }
  }

  /// Reads the value at `position` and hands it on.
  private func readValue() throws(SourceError) {
    var state = cscan_state()
    var scanned = 0
    repeat {
      if position + scanned == end {
        if end - position > Self.valueLimit { return try passOver(&state) }
        let more: Bool
        do throws(SourceError) { more = try refill() } catch {
          salvage(position..<end, reason: "the data ends inside this record")
          throw error
        }
        if !more {
          salvage(position..<end, reason: "the data ends inside this record: it is truncated")
          return
        }
      }
      let start = position + scanned
      scanned += scan(from: start, to: end, &state)
      if state.raw_newline != 0 {
        salvage(
          position..<position + scanned, reason: "a line ends inside a string: the record is broken"
        )
        return
      }
    } while state.depth > 0
    let range = position..<position + scanned
    if sink.take(bytes(range), at: base + position, mayLaunch: state.candidate != 0) {
      position = range.upperBound
    } else {
      // The reason was reported; inside it other records may have been swallowed.
      salvage(range, reason: nil)
    }
  }

  /// Reads on to the end of a value past the limit without keeping it.
  private func passOver(_ state: inout cscan_state) throws(SourceError) {
    let limit = Self.valueLimit >> 20
    let range = position..<end
    if nextMark(in: range.lowerBound + 1..<range.upperBound) != nil {
      salvage(range, reason: "the record does not end within \(limit) MiB")
      return
    }
    report("the record is larger than \(limit) MiB: it was passed over", from: position)
    position = end
    while state.depth > 0, state.raw_newline == 0 {
      if position == end, try !refill() { return }
      position += scan(from: position, to: end, &state)
    }
  }

  // MARK: Going on behind damage

  private static let marks: [[UInt8]] = [Array("{\"eventVersion\"".utf8), Array("\n{".utf8)]

  /// Where a mark next stands in the range, as the offset of its brace; nil when it does not.
  private func find(_ mark: [UInt8], in range: Range<Int>) -> Int? {
    guard !range.isEmpty else { return nil }
    let piece = bytes(range)
    let found = mark.withUnsafeBufferPointer { needle in
      cscan_find(piece.baseAddress, piece.count, needle.baseAddress, needle.count)
    }
    return found < piece.count ? range.lowerBound + found + mark.count - Self.braceToEnd(mark) : nil
  }

  /// Bytes of a mark from its brace on.
  private static func braceToEnd(_ mark: [UInt8]) -> Int {
    mark.count - (mark.firstIndex(of: UInt8(ascii: "{")) ?? 0)
  }

  /// Where the next record visibly begins.
  private func nextMark(in range: Range<Int>) -> Int? {
    Self.marks.compactMap { find($0, in: range) }.min()
  }

  /// Hands on the whole values that stand in a broken stretch: each from where a record visibly
  /// begins to where the next one does, so that the work grows only with the bytes.
  private func salvage(_ range: Range<Int>, reason: String?) {
    if let reason { report(reason, from: range.lowerBound) }
    // Where each mark comes next: looked for again only once it is passed.
    var ahead = Self.marks.map { find($0, in: range.lowerBound + 1..<range.upperBound) }
    var start = ahead.compactMap(\.self).min()
    while let mark = start {
      for (index, known) in ahead.enumerated() {
        guard let known, known <= mark else { continue }
        ahead[index] = find(Self.marks[index], in: mark + 1..<range.upperBound)
      }
      let next = ahead.compactMap(\.self).min()
      let segment = mark..<(next ?? range.upperBound)
      var state = cscan_state()
      let count = scan(from: mark, to: segment.upperBound, &state)
      if state.depth == 0, state.raw_newline == 0 {
        _ = sink.take(bytes(mark..<mark + count), at: base + mark, mayLaunch: true)
      } else if next == nil, !isAtEnd {
        // The last one may go on behind the stretch.
        position = mark
        return
      } else {
        report("the record is broken", from: mark)
      }
      start = next
    }
    position = range.upperBound
  }

  /// Reports a run of bytes that begin no value, once, and goes on at the next bracket: of an
  /// element in a list, of a line elsewhere.
  private func rejectText() throws(SourceError) {
    report("this is no JSON", from: position)
    var isAtLineStart: Int32 = 0
    while try peek() != nil {
      let rest = bytes(position..<end)
      let found = cscan_resume(rest.baseAddress, rest.count, isInList ? 1 : 0, &isAtLineStart)
      position += found
      if found < rest.count { return }
    }
  }
}

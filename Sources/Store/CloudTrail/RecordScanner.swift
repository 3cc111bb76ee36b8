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
  #if FUZZING
    // Small, so that short inputs reach what happens past the limit.
    static let valueLimit = 1 << 11
  #else
    /// The largest single value that is read; a larger one is reported and passed over.
    static let valueLimit = 32 << 20
  #endif

  private let source: any ByteSource
  private let sink: any RecordSink
  private let storage: ScanBuffer
  private var buffer: UnsafeMutableBufferPointer<UInt8>
  private var position = 0
  private var end = 0
  /// Offset of the buffer's first byte in the stream.
  private var base = 0
  private var isAtEnd = false
  /// Why the source ended before its end; thrown once all that came before it has been read.
  private var failure: SourceError?
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
  ///
  /// What it finds does not depend on how many bytes the source gives at a time.
  func run(until shouldPause: () -> Bool) throws(SourceError) -> Bool {
    if base + position == 0 { skipByteOrderMark() }
    while let byte = peekBeyondSpace() {
      if shouldPause() { return false }
      lookAhead()
      switch byte {
      case UInt8(ascii: "{"):
        if !isInList, opensList() { isInList = true } else { readValue() }
      case UInt8(ascii: "["):
        if isInList {
          readValue()
        } else {
          position += 1
          isInList = true
        }
      case UInt8(ascii: "]") where isInList:
        position += 1
        isInList = false
        skipTrailer()
      case UInt8(ascii: ",") where isInList, 0x1E: position += 1
      default: if !skipsTimestamp() { rejectText() }
      }
    }
    if let failure { throw failure }
    if isInList {
      report("the data ends inside a list of records: it is truncated", from: end, to: end)
    }
    isInList = false
    return true
  }

  // MARK: Bytes

  /// Makes more bytes available, keeping those from `position` on; false at the end.
  private func refill() -> Bool {
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
    do throws(SourceError) {
      let count = try source.read(into: room)
      end += count
      isAtEnd = count == 0
    } catch {
      failure = error
      isAtEnd = true
    }
    return !isAtEnd
  }

  /// Bytes from a value's start that are at hand where the stream holds as many: as many as an
  /// excerpt shows and the opening of a document takes.
  private static let lookahead = 256

  private func lookAhead() {
    while end - position < Self.lookahead, refill() {}
  }

  private func skipByteOrderMark() {
    lookAhead()
    if bytes(position..<end).starts(with: [0xEF, 0xBB, 0xBF]) { position += 3 }
  }

  private func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: UnsafeBufferPointer(buffer)[range])
  }

  private func scan(from start: Int, to end: Int, _ state: inout cscan_state) -> Int {
    cscan_value(buffer.baseAddress.map { UnsafePointer($0 + start) }, end - start, &state)
  }

  private func peek() -> UInt8? {
    if position == end, !refill() { return nil }
    return buffer[position]
  }

  private func peekBeyondSpace() -> UInt8? {
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
    } while refill()
    return nil
  }

  /// `limit` is where the excerpt ends at the latest.
  private func report(_ reason: String, from start: Int, to limit: Int) {
    sink.reject(reason, at: base + start, excerpt: bytes(start..<min(limit, start + 200)))
  }

  // MARK: Values

  /// Passes over the time that CloudWatch Logs writes before each line that it exports, as in
  /// `2026-11-20T08:00:00.000Z {`; false, and nothing consumed, for anything else.
  private func skipsTimestamp() -> Bool {
    let shape: StaticString = "0000-00-00T00:00:00.000Z {"
    let count = shape.utf8CodeUnitCount
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
  private func opensList() -> Bool {
    let last = min(end, position + Self.lookahead)
    var at = position + 1
    func skipSpace() {
      while at < last, [0x20, 0x0A, 0x0D, 0x09].contains(buffer[at]) { at += 1 }
    }
    skipSpace()
    for name in ["\"Records\"", "\"Events\"", "\"logEvents\""] where last - at > name.utf8.count {
      guard bytes(at..<at + name.utf8.count).elementsEqual(name.utf8) else { continue }
      at += name.utf8.count
      skipSpace()
      guard at < last, buffer[at] == UInt8(ascii: ":") else { return false }
      at += 1
      skipSpace()
      guard at < last, buffer[at] == UInt8(ascii: "[") else { return false }
      position = at + 1
      isDocument = true
      return true
    }
    return false
  }

  /// Whether the open list is a member of a document whose other members follow it.
  private var isDocument = false

  /// Passes over what follows the list in its document, up to the closing brace.
  private func skipTrailer() {
    guard isDocument else { return }
    isDocument = false
    var state = cscan_state()
    state.depth = 1
    while state.depth > 0 {
      if position == end, !refill() {
        guard failure == nil else { return }
        report("the data ends before the document does: it is truncated", from: end, to: end)
        return
      }
      position += scan(from: position, to: end, &state)
      if state.raw_newline != 0 { return }
    }
  }

  /// Reads the value at `position` and hands it on.
  private func readValue() {
    var state = cscan_state()
    var scanned = 0
    repeat {
      if position + scanned == end, !refill() {
        salvage(position..<end, reason: "the data ends inside this record: it is truncated")
        return
      }
      let start = position + scanned
      scanned += scan(from: start, to: min(end, position + Self.valueLimit + 1), &state)
      if state.raw_newline != 0 {
        salvage(
          position..<position + scanned, reason: "a line ends inside a string: the record is broken"
        )
        return
      }
      if scanned > Self.valueLimit { return passOver(position..<position + scanned, &state) }
    } while state.depth > 0
    let range = position..<position + scanned
    if sink.take(bytes(range), at: base + position, mayLaunch: state.candidate != 0) {
      position = range.upperBound
    } else {
      // The reason was reported; inside it other records may have been swallowed.
      salvage(range, reason: nil)
    }
  }

  /// Reads on to the end of a value that goes past the limit at the end of `range`, without keeping
  /// it.
  private func passOver(_ range: Range<Int>, _ state: inout cscan_state) {
    let limit = Self.valueLimit >> 20
    if nextMark(in: range.lowerBound + 1..<range.upperBound) != nil {
      salvage(range, reason: "the record does not end within \(limit) MiB")
      return
    }
    report(
      "the record is larger than \(limit) MiB: it was passed over", from: position,
      to: range.upperBound)
    position = range.upperBound
    while state.depth > 0, state.raw_newline == 0 {
      if position == end, !refill() { return }
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
    if let reason { report(reason, from: range.lowerBound, to: range.upperBound) }
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
      } else if next == nil {
        // The last one may go on behind the stretch.
        position = mark
        return
      } else {
        report("the record is broken", from: mark, to: segment.upperBound)
      }
      start = next
    }
    position = range.upperBound
  }

  /// Reports a run of bytes that begin no value, once, and goes on at the next bracket: of an
  /// element in a list, of a line elsewhere.
  private func rejectText() {
    report("this is no JSON", from: position, to: end)
    var isAtLineStart: Int32 = 0
    while peek() != nil {
      let rest = bytes(position..<end)
      let found = cscan_resume(rest.baseAddress, rest.count, isInList ? 1 : 0, &isAtLineStart)
      position += found
      if found < rest.count { return }
    }
  }
}

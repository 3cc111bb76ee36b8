internal import CScan

/// Takes what the scanner finds, in order.
protocol RecordSink: AnyObject {
  /// A complete bracketed value. `JSONParser.padding` readable bytes follow it. `mayLaunch` is false
  /// when it certainly does not spell RunInstances. The answer is false when the value is no
  /// well-formed JSON, which makes the scanner look for records inside it. Of a member of a document
  /// that was opened it is not expected to hold records.
  func take(
    _ value: UnsafeBufferPointer<UInt8>, at offset: Int, mayLaunch: Bool, isMember: Bool
  ) -> Bool
  /// Whether a value that begins with the key eventVersion, and cannot spell RunInstances, is taken as a record.
  var takesPlainRecords: Bool { get }
  /// Such values.
  func takePlainRecords(_ count: Int)
  /// Values so far that held records, or were known to hold none.
  var understood: Int { get }
  /// Bytes that are no value.
  func reject(_ reason: String, at offset: Int, excerpt: UnsafeBufferPointer<UInt8>)
}

/// Cuts decompressed bytes into JSON values, in constant memory, wherever the values stand: in a
/// `Records` document, an array, one a line, or one after the other.
///
/// A document that begins with a known list (`{"Records":[`) or a bracket is opened, so that its
/// elements are the values, and so is one that is too large to be a value, wherever its lists stand;
/// everything else at the top level is a value as a whole. What is broken is reported, and reading
/// goes on at the next place where a record visibly begins.
final class RecordScanner {
  #if FUZZING
    // Small, so that short inputs reach what happens past the limit.
    static let valueLimit = 1 << 11
    static let lowWater = 1 << 9
  #else
    /// The largest single value that is read; a larger one is reported and passed over.
    static let valueLimit = 32 << 20
    /// Bytes at hand with which reading may pause: enough for the records that come before it goes on.
    static let lowWater = 1 << 14
  #endif

  private let source: any ByteSource
  let sink: any RecordSink
  private let storage: ScanBuffer
  /// Where the buffer lies as long as that is no memory of the scanner's.
  private var window: PairedGzipSource?
  private(set) var buffer: UnsafeMutableBufferPointer<UInt8>
  var position = 0
  private(set) var end = 0
  /// Offset of the buffer's first byte in the stream.
  private(set) var base = 0
  private var isAtEnd = false
  /// Why the source ended before its end; thrown once all that came before it has been read.
  private(set) var failure: SourceError?
  /// Whether the current position is in an open list: its elements are the values.
  var isInList = false
  /// Open documents around the current position, or around the list that it is in: their members are
  /// looked through for lists and records.
  var documents = 0
  /// Whether the open list was found in a document, so that its elements may be anything.
  var isListOfMembers = false
  /// The outermost document, where it was opened because it is too large.
  var oversized: Oversized?

  /// Bytes of the stream that were read.
  var bytesRead: Int { base + end }
  /// Of these, bytes that are still to be read.
  var bytesAtHand: Int { end - position }

  /// Reads `source` by way of `storage`, which is this scanner's alone until the next one has it, and
  /// before that as far as can be from `window`, which the source goes on behind.
  init(
    _ source: any ByteSource, window: PairedGzipSource? = nil, sink: any RecordSink,
    storage: ScanBuffer
  ) {
    self.source = source
    self.window = window
    self.sink = sink
    self.storage = storage
    storage.shrink()
    buffer = storage.bytes
  }

  /// Reads on until `shouldPause` says so between two values; true at the end of the stream.
  ///
  /// What it finds does not depend on how many bytes the source gives at a time.
  func run(until shouldPause: () -> Bool) throws(SourceError) -> Bool {
    // It may have moved meanwhile.
    if let window { look(through: window) }
    if base + position == 0 { skipByteOrderMark() }
    while let byte = peekBeyondSpace() {
      if shouldPause() { return false }
      lookAhead()
      switch byte {
      case UInt8(ascii: "{"):
        if sink.takesPlainRecords {
          readPlainRecords()
        } else if isInList || !opensList() {
          readValue()
        }
      case UInt8(ascii: "["): if isInList || !opensArray() { readValue() }
      case UInt8(ascii: "]") where isInList:
        position += 1
        isInList = false
      case UInt8(ascii: ",") where isInList, 0x1E: position += 1
      default:
        if documents > 0, !isInList, readsMember(byte) { continue }
        if !skipsTimestamp() { rejectText() }
      }
    }
    if let failure { throw failure }
    if isInList {
      report("the data ends inside a list of records: it is truncated", from: end, to: end)
    } else if documents > 0 {
      report("the data ends before the document does: it is truncated", from: end, to: end)
    }
    isInList = false
    leaveDocuments()
    return true
  }

  // MARK: Bytes

  /// Whether the bytes at hand are all that is decompressed.
  var readsWindow: Bool { window != nil }

  /// Sets the buffer to what the window shows from `position` on.
  private func look(through window: PairedGzipSource) {
    window.take(position)
    base += position
    position = 0
    buffer = window.window
    end = buffer.count
  }

  /// Has what is left of the buffer in memory of its own.
  private func leave(_ window: PairedGzipSource) {
    look(through: window)
    UnsafeMutableRawBufferPointer(storage.bytes).copyMemory(
      from: UnsafeRawBufferPointer(buffer))
    window.take(end)
    buffer = storage.bytes
    self.window = nil
  }

  /// Makes more bytes available, keeping those from `position` on; false at the end.
  func refill() -> Bool {
    if isAtEnd { return false }
    if let window {
      look(through: window)
      if window.extendWindow() {
        look(through: window)
        return true
      }
      leave(window)
    }
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
  static let lookahead = 256

  private func lookAhead() {
    while end - position < Self.lookahead, refill() {}
  }

  private func skipByteOrderMark() {
    lookAhead()
    if bytes(position..<end).starts(with: [0xEF, 0xBB, 0xBF]) { position += 3 }
  }

  func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: UnsafeBufferPointer(buffer)[range])
  }

  func scan(from start: Int, to end: Int, _ state: inout cscan_state) -> Int {
    cscan_value(buffer.baseAddress.map { UnsafePointer($0 + start) }, end - start, &state)
  }

  func peek() -> UInt8? {
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
  func report(_ reason: String, from start: Int, to limit: Int) {
    sink.reject(reason, at: base + start, excerpt: bytes(start..<min(limit, start + 200)))
  }
}

internal import CDigest
internal import CInflate

/// Decompresses the gzip files of a reader two at a time, and digests them, which takes less than one after
/// the other.
final class InflatePair {
  fileprivate let pair: OpaquePointer
  private var sources: [Unowned?] = [nil, nil]

  private struct Unowned {
    unowned let source: PairedGzipSource
  }

  /// Nil where the processor lacks what that takes: `GzipSource` serves there.
  init?() {
    guard cinflate_is_supported() != 0, cdigest_is_supported() != 0, let pair = cinflate_new()
    else { return nil }
    self.pair = pair
  }

  deinit { cinflate_free(pair) }

  /// The contents of a stream that begins as gzip does; nil when both lanes are taken, or the first
  /// member says more of itself than a name, so that `GzipSource` has to read it.
  func source(
    _ stream: PeekedSource, of file: DigestedSource
  ) throws(SourceError) -> PairedGzipSource? {
    guard let lane = sources.firstIndex(where: { $0 == nil }),
      let header = Self.headerSize(stream.head)
    else { return nil }
    let source = try PairedGzipSource(self, Int32(lane), stream, behind: header, of: file)
    sources[lane] = Unowned(source: source)
    return source
  }

  /// Bytes of a member's header: the fixed ones of RFC 1952, and a name where there is one.
  private static func headerSize(_ head: [UInt8]) -> Int? {
    let (fixed, hasName): (Int, UInt8) = (10, 8)
    guard head.count > fixed, head[2] == 8 else { return nil }
    if head[3] == 0 { return fixed }
    guard head[3] == hasName else { return nil }
    return head[fixed...].firstIndex(of: 0).map { $0 + 1 }
  }

  fileprivate func release(_ lane: Int32) {
    cinflate_end(pair, lane)
    sources[Int(lane)] = nil
  }

  /// Decompresses until the lane has output, or its stream has ended; meanwhile the other one's.
  fileprivate func run(_ lane: Int32) {
    repeat {
      feed()
      cinflate_run(pair, lane)
    } while wantsInput
  }

  private var wantsInput: Bool {
    cinflate_wants_input(pair, 0) != 0 || cinflate_wants_input(pair, 1) != 0
  }

  /// Gives input to both where one wants it, so that it is digested together.
  private func feed() {
    while wantsInput {
      for entry in sources { entry?.source.feed() }
      DigestedSource.digest(sources[0]?.source.file, sources[1]?.source.file)
    }
  }
}

/// The contents of a gzip stream whose first member goes through a lane of a pair. What follows it, which
/// is rare, is left to `GzipSource`.
final class PairedGzipSource: ByteSource {
  private let owner: InflatePair
  private let lane: Int32
  private let upstream: PeekedSource
  fileprivate let file: DigestedSource
  private var rest: GzipSource?
  private var failure: SourceError?

  fileprivate init(
    _ owner: InflatePair, _ lane: Int32, _ upstream: PeekedSource, behind header: Int,
    of file: DigestedSource
  ) throws(SourceError) {
    self.owner = owner
    self.file = file
    self.lane = lane
    self.upstream = upstream
    cinflate_begin(owner.pair, lane)
    var skipped = [UInt8](repeating: 0, count: header)
    var count = 0
    while count < header { count += try upstream.read(into: &skipped, from: count) }
  }

  deinit { if rest == nil { owner.release(lane) } }

  /// Whether there is more to decompress.
  var isActive: Bool { rest == nil && cinflate_state(owner.pair, lane) == cinflate_active }

  /// Whether all that is decompressed so far was read.
  var isDrained: Bool { rest == nil && window.isEmpty }

  // MARK: Reading without a copy

  /// What is decompressed and not taken, as long as nothing is decompressed. `JSONParser.padding` readable
  /// bytes follow it.
  var window: UnsafeMutableBufferPointer<UInt8> {
    var count = 0
    let start = cinflate_output(owner.pair, lane, &count)
    return UnsafeMutableBufferPointer(start: UnsafeMutablePointer(mutating: start), count: count)
  }

  /// Takes the first `count` bytes of the window.
  func take(_ count: Int) { cinflate_take(owner.pair, lane, count) }

  /// Gives back the last `count` bytes that were read; false when they are gone.
  func giveBack(_ count: Int) -> Bool {
    rest == nil && cinflate_return(owner.pair, lane, count) != 0
  }

  /// Makes the window larger, which moves it; false where that cannot be: at the end of the member, and
  /// when the window is too large already.
  func extendWindow() -> Bool {
    let count = window.count
    guard rest == nil, count <= cinflate_left else { return false }
    while window.count == count {
      guard isActive else { return false }
      owner.run(lane)
    }
    return true
  }

  // MARK: Feeding

  /// Reads on where the lane has room for it; what it reads is to be digested.
  fileprivate func feed() {
    guard cinflate_can_take_input(owner.pair, lane) != 0 else { return }
    var room = 0
    let start = cinflate_room(owner.pair, lane, &room)
    file.isDeferring = true
    defer { file.isDeferring = false }
    do throws(SourceError) {
      let count = try upstream.read(into: UnsafeMutableRawBufferPointer(start: start, count: room))
      cinflate_feed(owner.pair, lane, count)
    } catch {
      failure = error
      cinflate_feed(owner.pair, lane, 0)
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    if let rest { return try rest.read(into: buffer) }
    while true {
      var available = 0
      let output = cinflate_output(owner.pair, lane, &available)
      if available > 0 {
        let count = min(available, buffer.count)
        buffer.copyMemory(from: UnsafeRawBufferPointer(start: output, count: count))
        cinflate_take(owner.pair, lane, count)
        return count
      }
      let state = cinflate_state(owner.pair, lane)
      switch state {
      case cinflate_active: owner.run(lane)
      case cinflate_done: return try readRest(into: buffer)
      case cinflate_truncated: throw failure ?? SourceError(GzipSource.truncated)
      case cinflate_bad_checksum: throw SourceError(GzipSource.badChecksum)
      default: throw SourceError(GzipSource.damaged(state.rawValue))
      }
    }
  }

  /// Goes on behind the member.
  private func readRest(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    var count = 0
    let left = cinflate_rest(owner.pair, lane, &count)
    let bytes = Array(UnsafeRawBufferPointer(start: left, count: count))
    let rest = GzipSource(PrefixedSource(bytes, upstream, failure), isBehindMember: true)
    owner.release(lane)
    self.rest = rest
    return try rest.read(into: buffer)
  }
}

/// Bytes that were read too far, and the source they are of.
private final class PrefixedSource: ByteSource {
  private let bytes: [UInt8]
  private var position = 0
  private let upstream: any ByteSource
  private let failure: SourceError?

  /// `failure` is why nothing can be read behind `bytes`.
  init(_ bytes: [UInt8], _ upstream: any ByteSource, _ failure: SourceError?) {
    (self.bytes, self.upstream, self.failure) = (bytes, upstream, failure)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    if position < bytes.count { return buffer.fill(from: bytes, &position) }
    if let failure { throw failure }
    return try upstream.read(into: buffer)
  }
}

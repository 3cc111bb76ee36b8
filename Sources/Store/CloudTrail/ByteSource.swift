internal import CISAL

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A failure to read a file, with what to do about it where there is something.
struct SourceError: Error, CustomStringConvertible {
  let reason: String
  init(_ reason: String) { self.reason = reason }
  var description: String { reason }
}

/// Bytes from somewhere, in order.
protocol ByteSource: AnyObject {
  /// Fills the front of `buffer`; 0 only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int
}

extension ByteSource {
  /// Fills `bytes` from `start` on; 0 only at the end.
  func read(into bytes: inout [UInt8], from start: Int = 0) throws(SourceError) -> Int {
    let result: Result<Int, SourceError> = bytes.withUnsafeMutableBytes { buffer in
      do throws(SourceError) {
        return .success(
          try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[start...])))
      } catch { return .failure(error) }
    }
    return try result.get()
  }
}

extension UnsafeMutableRawBufferPointer {
  /// Fills the front with `bytes` from `position` on, which moves behind what was taken; gives how many
  /// that were.
  func fill(from bytes: [UInt8], _ position: inout Int) -> Int {
    let count = Swift.min(self.count, bytes.count - position)
    bytes.withUnsafeBytes { all in
      copyMemory(from: UnsafeRawBufferPointer(rebasing: all[position..<position + count]))
    }
    position += count
    return count
  }
}

/// Bytes of a file, or of standard input.
final class FileSource: ByteSource {
  private let descriptor: Int32
  private let shouldStop: @Sendable () -> Bool

  /// Milliseconds after which a source that has nothing to read asks whether it should stop.
  private static let patience: Int32 = 100

  /// Opens the file at `path`; "-" is standard input, on which nothing may come for long: `shouldStop`
  /// is asked while it is waited for.
  init(
    path: String, shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws(SourceError) {
    self.shouldStop = shouldStop
    descriptor = path == "-" ? 0 : Self.open(path)
    guard descriptor >= 0 else {
      throw SourceError("it cannot be opened: " + String(cString: strerror(errno)))
    }
  }

  deinit { if descriptor > 0 { _ = close(descriptor) } }

  private static func open(_ path: String) -> Int32 {
    #if canImport(Glibc)
      Glibc.open(path, O_RDONLY | O_CLOEXEC)
    #else
      Darwin.open(path, O_RDONLY | O_CLOEXEC)
    #endif
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    while true {
      if descriptor == 0 { try waitForInput() }
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #else
        let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
      if count >= 0 { return count }
      if errno != EINTR {
        throw SourceError("it cannot be read: " + String(cString: strerror(errno)))
      }
    }
  }

  private func waitForInput() throws(SourceError) {
    var input = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&input, 1, Self.patience) <= 0 {
      if shouldStop() { throw SourceError("the import was stopped before the input ended") }
    }
  }
}

/// Gives back the first bytes that were looked at, then the rest of a source.
final class PeekedSource: ByteSource {
  private let upstream: any ByteSource
  private(set) var head: [UInt8] = []
  private var position = 0
  /// Why there are no more bytes behind the first ones, which are good.
  private var failure: SourceError?

  /// Reads up to `count` bytes ahead; throws when not even one can be read.
  init(_ upstream: any ByteSource, peeking count: Int) throws(SourceError) {
    self.upstream = upstream
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      do throws(SourceError) {
        let read = try upstream.read(into: &bytes, from: filled)
        if read == 0 { break }
        filled += read
      } catch {
        if filled == 0 { throw error }
        failure = error
        break
      }
    }
    head = Array(bytes[..<filled])
  }

  /// The source behind the first bytes, where those could be given back to it, so that its window begins
  /// with them.
  func unread() -> PairedGzipSource? {
    guard position == 0, failure == nil, let paired = upstream as? PairedGzipSource,
      paired.giveBack(head.count)
    else { return nil }
    position = head.count
    return paired
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    guard position < head.count else {
      if let failure { throw failure }
      return try upstream.read(into: buffer)
    }
    return buffer.fill(from: head, &position)
  }
}

/// The contents of a gzip stream of one or more members, by ISA-L.
final class GzipSource: ByteSource {
  private let upstream: any ByteSource
  private let state: UnsafeMutablePointer<inflate_state>
  private let input: UnsafeMutableRawBufferPointer
  private var isMemberOpen = false
  private var hasMember: Bool
  private var failure: SourceError?

  /// Reads `upstream`, which `isBehindMember` where it goes on behind one that was read.
  init(_ upstream: any ByteSource, isBehindMember: Bool = false) {
    self.upstream = upstream
    hasMember = isBehindMember
    // For ISA-L the two distance symbols that RFC 1951 leaves out are a distance of 0: what is in its memory
    // goes out before the damage is noticed. It shall be nothing of ours, and the same each time.
    state = .allocate(capacity: 1)
    memset(state, 0, MemoryLayout<inflate_state>.size)
    input = .allocate(byteCount: 1 << 16, alignment: 64)
    isal_inflate_init(state)
    state.pointee.crc_flag = UInt32(ISAL_GZIP)
    state.pointee.avail_in = 0
  }

  deinit {
    state.deallocate()
    input.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    if let failure { throw failure }
    state.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_out = UInt32(clamping: buffer.count)
    let wanted = state.pointee.avail_out
    do throws(SourceError) {
      while state.pointee.avail_out == wanted, try hasInput() {
        let code = isal_inflate(state)
        guard code == ISAL_DECOMP_OK else { throw SourceError(Self.reason(code)) }
        if state.pointee.block_state == ISAL_BLOCK_FINISH { isMemberOpen = false }
      }
    } catch {
      // What came out before the damage is good: it is handed over first.
      if state.pointee.avail_out == wanted { throw error }
      failure = error
    }
    return Int(wanted - state.pointee.avail_out)
  }

  /// Makes sure that a member is open and has input; false at the end of the data. Zero bytes
  /// between and behind members are padding.
  private func hasInput() throws(SourceError) -> Bool {
    while true {
      if state.pointee.avail_in == 0, try !refill() {
        // The decoder may still hold output of the last input.
        if isMemberOpen { return try drains() }
        return false
      }
      if isMemberOpen { return true }
      if state.pointee.next_in.pointee == 0 {
        state.pointee.next_in += 1
        state.pointee.avail_in -= 1
        continue
      }
      guard !hasMember || state.pointee.next_in.pointee == 0x1F else {
        throw SourceError("bytes follow the gzip data that are none")
      }
      let (next, count) = (state.pointee.next_in, state.pointee.avail_in)
      let (out, room) = (state.pointee.next_out, state.pointee.avail_out)
      isal_inflate_reset(state)
      state.pointee.crc_flag = UInt32(ISAL_GZIP)
      (state.pointee.next_in, state.pointee.avail_in) = (next, count)
      (state.pointee.next_out, state.pointee.avail_out) = (out, room)
      (isMemberOpen, hasMember) = (true, true)
      return true
    }
  }

  private func drains() throws(SourceError) -> Bool {
    let before = state.pointee.avail_out
    let code = isal_inflate(state)
    if state.pointee.block_state == ISAL_BLOCK_FINISH { isMemberOpen = false }
    if code == ISAL_DECOMP_OK, state.pointee.avail_out < before { return false }
    if !isMemberOpen { return false }
    throw SourceError(Self.truncated)
  }

  private func refill() throws(SourceError) -> Bool {
    let count = try upstream.read(into: input)
    state.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_in = UInt32(count)
    return count > 0
  }

  static let truncated = "the gzip data ends early: the file is truncated"
  static let badChecksum = "the gzip checksum does not match: the file is damaged"
  static func damaged(_ code: Int32) -> String {
    "the compressed data is damaged (inflate error \(code))"
  }

  private static func reason(_ code: Int32) -> String {
    switch code {
    case ISAL_INCORRECT_CHECKSUM: badChecksum
    case ISAL_INVALID_WRAPPER, ISAL_UNSUPPORTED_METHOD: "there is no gzip data where it should be"
    default: damaged(code)
    }
  }
}

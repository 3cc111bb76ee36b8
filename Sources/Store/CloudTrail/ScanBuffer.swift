/// The memory that a scanner reads into. One serves a reader for all its files, one after the other,
/// so that a small file does not pay for a large buffer.
final class ScanBuffer {
  #if FUZZING
    // Small, so that short inputs reach what happens between two pieces.
    static let piece = 1 << 8
  #else
    /// Bytes that are read at a time: they stay in the second-level cache until they are scanned.
    static let piece = 1 << 18
  #endif
  private static let size = 2 * piece + JSONParser.padding

  private(set) var bytes: UnsafeMutableBufferPointer<UInt8>

  init() {
    bytes = .allocate(capacity: Self.size)
    bytes.initialize(repeating: 0)
  }

  deinit { bytes.deallocate() }

  /// Doubles the room; the first `count` bytes are kept.
  func grow(keeping count: Int) {
    let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count * 2)
    larger.initialize(repeating: 0)
    UnsafeMutableRawBufferPointer(larger).copyMemory(
      from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<count]))
    bytes.deallocate()
    bytes = larger
  }

  /// Whether a large value needed more room than there usually is.
  var isGrown: Bool { bytes.count > Self.size }

  /// Gives back what only a large value needed.
  func shrink() {
    guard isGrown else { return }
    bytes.deallocate()
    bytes = .allocate(capacity: Self.size)
    bytes.initialize(repeating: 0)
  }
}

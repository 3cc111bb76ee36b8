/// What stands as base64 in a string of a record, inflated where it is gzip: how CloudWatch Logs,
/// Kinesis and Firehose hand on what they deliver.
final class EmbeddedSource: ByteSource {
  private let upstream: any ByteSource
  private var left: Int

  /// Bytes that may come out of one string: as many as a value may have.
  static let limit = RecordScanner.valueLimit

  /// Reads the base64 in `text`, or fails where it is none.
  init(_ text: UnsafeBufferPointer<UInt8>) throws(SourceError) {
    guard let bytes = Base64.decoded(text) else { throw SourceError("it is no base64") }
    let memory = MemorySource(bytes)
    upstream = bytes.starts(with: [0x1F, 0x8B]) ? GzipSource(memory) : memory
    left = Self.limit
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    let count = try upstream.read(into: buffer)
    guard count <= left else {
      throw SourceError("more than \(Self.limit >> 20) MiB come out of it: the rest is left out")
    }
    left -= count
    return count
  }
}

/// Bytes that are at hand.
private final class MemorySource: ByteSource {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    buffer.fill(from: bytes, &position)
  }
}

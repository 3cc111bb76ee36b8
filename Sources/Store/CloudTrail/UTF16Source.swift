/// UTF-16 text with a byte order mark, as some shells write what is redirected into a file, read as
/// UTF-8. What is no UTF-16 becomes U+FFFD.
final class UTF16Source: ByteSource {
  private let upstream: any ByteSource
  private let isBigEndian: Bool
  private var input = [UInt8](repeating: 0, count: 1 << 16)
  /// UTF-8 that was not handed over yet, from `position` on.
  private var output: [UInt8] = []
  private var position = 0
  /// A byte or the first half of a pair that the next piece completes.
  private var rest: [UInt8] = []
  private var isAtEnd = false

  /// Nil when the bytes do not begin with the mark.
  init?(_ stream: PeekedSource) {
    switch Array(stream.head.prefix(2)) {
    case [0xFF, 0xFE]: isBigEndian = false
    case [0xFE, 0xFF]: isBigEndian = true
    default: return nil
    }
    upstream = stream
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    while position == output.count {
      if isAtEnd { return 0 }
      try convert()
    }
    return buffer.fill(from: output, &position)
  }

  private func convert() throws(SourceError) {
    let count = try upstream.read(into: &input)
    isAtEnd = count == 0
    let bytes = rest + input[..<count]
    let (high, low) = isBigEndian ? (0, 1) : (1, 0)
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    for at in stride(from: 0, to: bytes.count - 1, by: 2) {
      units.append(UInt16(bytes[at + high]) << 8 | UInt16(bytes[at + low]))
    }
    var used = units.count * 2
    if !isAtEnd, let last = units.last, UTF16.isLeadSurrogate(last) {
      units.removeLast()
      used -= 2
    }
    rest = Array(bytes[used...])
    output.removeAll(keepingCapacity: true)
    position = 0
    _ = transcode(
      units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: false
    ) { output.append($0) }
  }
}

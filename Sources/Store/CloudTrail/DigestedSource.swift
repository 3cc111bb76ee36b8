internal import CDigest
internal import Crypto

/// Takes SHA-256 and length of the bytes that pass by.
final class DigestedSource: ByteSource {
  private let upstream: any ByteSource
  private var hash: Hash
  private var isBroken = false
  private(set) var count: Int64 = 0
  /// Bytes that were read last, while they are not digested.
  private var pending: UnsafeRawBufferPointer?
  /// Whether bytes that are read are left to be digested by `digest(_:_:)`; they have to stay where they
  /// are until then.
  var isDeferring = false

  private enum Hash {
    case library(SHA256)
    case pair(cdigest)
  }

  /// Makes a source that may be digested together with another one where it `isPaired`.
  init(_ upstream: any ByteSource, isPaired: Bool = false) {
    self.upstream = upstream
    hash = isPaired ? .pair(cdigest_new()) : .library(SHA256())
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    digestPending()
    do throws(SourceError) {
      let read = try upstream.read(into: buffer)
      let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<read])
      if isDeferring { pending = bytes } else { add(bytes) }
      count += Int64(read)
      return read
    } catch {
      isBroken = true
      throw error
    }
  }

  private func add(_ bytes: UnsafeRawBufferPointer) {
    switch hash {
    case .library(var library):
      hash = .library(SHA256())
      library.update(bufferPointer: bytes)
      hash = .library(library)
    case .pair(var message):
      cdigest_add(&message, bytes.baseAddress, bytes.count)
      hash = .pair(message)
    }
  }

  private func digestPending() {
    if let pending { add(pending) }
    pending = nil
  }

  /// Digests what was deferred of two sources, or of one.
  static func digest(_ first: DigestedSource?, _ second: DigestedSource?) {
    if let first, let second, let bytes = first.pending, let others = second.pending,
      case .pair(var one) = first.hash, case .pair(var other) = second.hash
    {
      cdigest_add_both(
        &one, bytes.baseAddress, bytes.count, &other, others.baseAddress, others.count)
      (first.hash, second.hash) = (.pair(one), .pair(other))
      (first.pending, second.pending) = (nil, nil)
    } else {
      first?.digestPending()
      second?.digestPending()
    }
  }

  /// Lower-case hex; nil when the bytes could not be read to their end, so that they are read again.
  func digest() -> String? {
    guard !isBroken else { return nil }
    digestPending()
    var value = [UInt8](repeating: 0, count: 32)
    switch hash {
    case .library(let library): value = Array(library.finalize())
    case .pair(var message): cdigest_value(&message, &value)
    }
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in value {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

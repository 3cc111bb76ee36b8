#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where rendered bytes go: a buffer in front of standard output or of a file that appears, whole,
/// only when `finish` has been called.
final class ByteSink {
  private static let capacity = 1 << 17

  private let buffer = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
  private var count = 0
  private let descriptor: Int32
  private let file: AtomicFile?
  private let target: String

  /// Standard output, or with a path an atomically written file.
  init(path: String? = nil) throws(OutputError) {
    if let path {
      let file = try AtomicFile(path: path)
      self.file = file
      descriptor = file.descriptor
      target = path
    } else {
      file = nil
      descriptor = STDOUT_FILENO
      target = "standard output"
    }
  }

  deinit { buffer.deallocate() }

  /// The file that is not complete yet; nil for standard output, a pipe or a device.
  var unfinished: String? { file?.temporary }

  /// Whether bytes wait in the buffer.
  var hasPending: Bool { count > 0 }

  /// Appends bytes.
  func write(_ bytes: UnsafeBufferPointer<UInt8>) throws(OutputError) {
    guard let start = bytes.baseAddress else { return }
    if bytes.count > Self.capacity - count {
      try flush()
      guard bytes.count < Self.capacity else { return try send(start, bytes.count) }
    }
    (buffer + count).copyMemory(from: start, byteCount: bytes.count)
    count += bytes.count
  }

  /// Appends bytes with a mark before and after them.
  func write(
    _ bytes: UnsafeBufferPointer<UInt8>, between mark: UInt8
  ) throws(OutputError) {
    if let start = bytes.baseAddress, bytes.count + 2 <= Self.capacity - count {
      buffer.storeBytes(of: mark, toByteOffset: count, as: UInt8.self)
      (buffer + count + 1).copyMemory(from: start, byteCount: bytes.count)
      count += bytes.count + 2
      buffer.storeBytes(of: mark, toByteOffset: count - 1, as: UInt8.self)
    } else {
      try write(mark)
      try write(bytes)
      try write(mark)
    }
  }

  /// Appends one byte.
  func write(_ byte: UInt8) throws(OutputError) {
    if count == Self.capacity { try flush() }
    buffer.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
  }

  /// Appends a text's UTF-8.
  func write(_ text: String) throws(OutputError) {
    var text = text
    var failure: OutputError?
    text.withUTF8 { bytes in
      do throws(OutputError) { try write(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Appends a whole number in decimal digits.
  func write(_ number: Int64) throws(OutputError) {
    if Self.capacity - count < 20 { try flush() }
    var digits = number.magnitude
    // Multiplying up to the number costs less than dividing it down.
    var length = number < 0 ? 2 : 1
    var power: UInt64 = 10
    while digits >= power, power < 1_000_000_000_000_000_000 {
      power *= 10
      length += 1
    }
    if digits >= power { length += 1 }
    var at = count + length
    repeat {
      at -= 1
      buffer.storeBytes(of: UInt8(48 + digits % 10), toByteOffset: at, as: UInt8.self)
      digits /= 10
    } while digits > 0
    if number < 0 { buffer.storeBytes(of: 45, toByteOffset: count, as: UInt8.self) }
    count += length
  }

  /// Sends what is buffered.
  func flush() throws(OutputError) {
    let pending = count
    count = 0
    if pending > 0 { try send(buffer, pending) }
  }

  /// Sends the rest and, for a file, puts it in its place. Without it a file is not made.
  func finish() throws(OutputError) {
    try flush()
    try file?.commit()
  }

  private func send(_ start: UnsafeRawPointer, _ length: Int) throws(OutputError) {
    var sent = 0
    while sent < length {
      let result = systemWrite(descriptor, start + sent, length - sent)
      if result >= 0 {
        sent += result
      } else if errno == EPIPE {
        throw .closedPipe
      } else if errno != EINTR {
        throw .system(target: target, code: errno)
      } else if Interrupt.isRequested {
        throw .interrupted
      }
    }
  }
}

/// The system's write, under a name that `ByteSink.write` does not hide.
private func systemWrite(_ descriptor: Int32, _ start: UnsafeRawPointer, _ length: Int) -> Int {
  write(descriptor, start, length)
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A key of several fields that sorts as they do: numbers most significant byte first, and texts by
/// their bytes, as SQLite's collation BINARY has it.
struct ByteString: Hashable, Comparable {
  private(set) var bytes: [UInt8] = []

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
  mutating func append(_ byte: UInt8) { bytes.append(byte) }
  mutating func append(_ text: some Collection<UInt8>) { bytes.append(contentsOf: text) }

  /// Appends a number; those that are not negative sort as they are.
  mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// Appends a text of which the end can be found again.
  mutating func append(field text: UnsafeRawBufferPointer?) {
    append(text.map { UInt32($0.count) } ?? .max)
    if let text { bytes.append(contentsOf: text) }
  }

  func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }

  static func == (left: ByteString, right: ByteString) -> Bool {
    left.bytes.count == right.bytes.count && left.order(right, left.bytes.count) == 0
  }

  static func < (left: ByteString, right: ByteString) -> Bool {
    let order = left.order(right, min(left.bytes.count, right.bytes.count))
    return order == 0 ? left.bytes.count < right.bytes.count : order < 0
  }

  private func order(_ other: ByteString, _ count: Int) -> Int32 {
    guard count > 0 else { return 0 }
    return bytes.withUnsafeBytes { left in
      other.bytes.withUnsafeBytes { right in
        guard let left = left.baseAddress, let right = right.baseAddress else { return 0 }
        return memcmp(left, right, count)
      }
    }
  }

  /// Reads the fields of a key one after the other.
  struct Fields {
    /// What was not read yet.
    private(set) var rest: UnsafeRawBufferPointer

    fileprivate init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

    mutating func number<Number: FixedWidthInteger>(_: Number.Type) -> Number {
      let number = Number(bigEndian: rest.loadUnaligned(as: Number.self))
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(MemoryLayout<Number>.size))
      return number
    }

    /// A text that `append(field:)` has written.
    mutating func text() -> UnsafeRawBufferPointer? {
      let count = number(UInt32.self)
      guard count != .max else { return nil }
      defer { rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(Int(count))) }
      return UnsafeRawBufferPointer(rebasing: rest.prefix(Int(count)))
    }
  }

  /// Reads the key where it is.
  func withFields<Result, Failure: Error>(
    _ body: (inout Fields) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try bytes.withUnsafeBufferPointer { (bytes) throws(Failure) in
      var fields = Fields(UnsafeRawBufferPointer(bytes))
      return try body(&fields)
    }
  }
}

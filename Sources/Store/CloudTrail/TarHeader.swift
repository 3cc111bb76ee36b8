/// The first header of a tar archive: how such an archive is told from everything else.
enum TarHeader {
  private static let size = 512
  private static let checksum = 148..<156

  /// Whether the bytes begin with one: by its magic, or, since those of before 1988 have none, by the
  /// checksum of the header.
  static func begins(_ head: [UInt8]) -> Bool {
    if head.count >= 262, head[257..<262].elementsEqual("ustar".utf8) { return true }
    // Headers are text in blocks of zeros; the name comes first.
    guard head.count >= size, head[0] != 0, let wanted = octal(head[checksum]) else { return false }
    let fields = head[..<size].enumerated().map { index, byte in
      checksum.contains(index) ? UInt8(ascii: " ") : byte
    }
    let unsigned = fields.reduce(0) { $0 + Int($1) }
    let signed = fields.reduce(0) { $0 + Int(Int8(bitPattern: $1)) }
    return wanted == unsigned || wanted == signed
  }

  /// The number in a field: octal digits between blanks, ended by a blank or a zero.
  private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
    guard !digits.isEmpty else { return nil }
    return digits.reduce(Int?(0)) { value, digit in
      (48...55).contains(digit) ? value.map { $0 * 8 + Int(digit) - 48 } : nil
    }
  }
}

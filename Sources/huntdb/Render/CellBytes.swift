import Store

/// Cells in the spelling that all machine-readable forms share.
extension ByteSink {
  /// A double, as the shortest text that reads back as the same number.
  func write(_ number: Double) throws(OutputError) { try write(number.description) }

  /// Bytes in base64 with padding.
  func writeBase64(_ bytes: UnsafeBufferPointer<UInt8>) throws(OutputError) {
    var at = 0
    while at < bytes.count {
      let left = bytes.count - at
      let second = left > 1 ? bytes[at + 1] : 0
      let third = left > 2 ? bytes[at + 2] : 0
      try write(base64Digits[Int(bytes[at] >> 2)])
      try write(base64Digits[Int((bytes[at] & 3) << 4 | second >> 4)])
      try write(left > 1 ? base64Digits[Int((second & 15) << 2 | third >> 6)] : 61)
      try write(left > 2 ? base64Digits[Int(third & 63)] : 61)
      at += 3
    }
  }
}

private let base64Digits = Array(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
@testable import Store

/// Any text is a time from 1970 to 9999 or none; what is read is written and read again the same.
struct TimeHarness: Harness {
  private let last: Int64 = 253_402_300_799_999

  func run(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    if let time = UTCTime.milliseconds(text) {
      try require((0...last).contains(time), "\(text) is \(time)")
      let written = UTCTime.text(time)
      try require(UTCTime.milliseconds(written) == time, "\(text) is written \(written)")
      try require(written == reference(time), "\(time) is written \(written)")
      try require(UTCTime.dayText(time) == String(written.prefix(10)), written)
    }
    if let week = UTCTime.isoWeekStart(text) {
      try require(week % UTCTime.day == 0, "\(text) does not begin at midnight")
      // 1970-01-05 was a Monday.
      try require((week / UTCTime.day - 4) % 7 == 0, "\(text) does not begin on a Monday")
    }
    if let name = LogFileName(path: text) {
      try require((0...last).contains(name.delivered), "\(text) was delivered at \(name.delivered)")
    }
  }

  /// The same text from the C library.
  private func reference(_ milliseconds: Int64) -> String {
    var seconds = time_t(milliseconds / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func pad(_ value: Int, _ width: Int) -> String {
      let digits = "\(value)"
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let date = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)]
    let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { pad(Int($0), 2) }
    let rest = milliseconds % 1000 == 0 ? "" : "." + pad(Int(milliseconds % 1000), 3)
    return "\(pad(date[0], 4))-\(pad(date[1], 2))-\(pad(date[2], 2))T"
      + clock.joined(separator: ":") + rest + "Z"
  }
}

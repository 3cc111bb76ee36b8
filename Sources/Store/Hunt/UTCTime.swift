/// Times as the store keeps them: milliseconds since 1970-01-01 UTC, without leap seconds.
public enum UTCTime {
  /// Milliseconds in a day.
  public static let day: Int64 = 86_400_000

  /// Reads `2026-11-20`, `2026-11-20T08:00:00Z` with any offset and fraction, or
  /// `2026-11-20 08:00:00[.fraction]` (UTC). Fractions are cut to milliseconds; a leap second
  /// (`:60`) reads as the second after. Nil for anything else and for years outside 1970...9999.
  public static func milliseconds(_ text: some StringProtocol) -> Int64? {
    Array(text.utf8).withUnsafeBufferPointer { milliseconds($0) }
  }

  /// The same from the bytes of a text.
  static func milliseconds(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    var reader = Digits(bytes: bytes)
    guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2),
      reader.skip("-"), let day = reader.number(2), (1...12).contains(month),
      day >= 1, day <= days(in: month, of: year)
    else { return nil }
    var result = civilDays(year, month, day) * Self.day
    if !reader.isAtEnd {
      guard reader.skip("T") || reader.skip("t") || reader.skip(" "), let hour = reader.number(2),
        reader.skip(":"), let minute = reader.number(2), reader.skip(":"),
        let second = reader.number(2), hour < 24, minute < 60, second <= 60
      else { return nil }
      result += Int64(hour * 3600 + minute * 60 + second) * 1000
      if reader.skip(".") || reader.skip(",") {
        guard let fraction = reader.fraction() else { return nil }
        result += fraction
      }
      guard let offset = reader.offset() else { return nil }
      result -= offset
    }
    guard reader.isAtEnd, result >= 0, result <= last else { return nil }
    return result
  }

  /// The time as ISO 8601 UTC: seconds, and milliseconds only when there are any.
  public static func text(_ milliseconds: Int64) -> String {
    let day = milliseconds.floorDivided(by: Self.day)
    let rest = milliseconds - day * Self.day
    let (year, month, dayOfMonth) = civil(day)
    let seconds = rest / 1000
    var text = "\(pad(year, 4))-\(pad(month, 2))-\(pad(dayOfMonth, 2))T"
    text += "\(pad(seconds / 3600, 2)):\(pad(seconds / 60 % 60, 2)):\(pad(seconds % 60, 2))"
    if rest % 1000 != 0 { text += ".\(pad(rest % 1000, 3))" }
    return text + "Z"
  }

  /// The UTC calendar day, `2026-11-20`.
  public static func dayText(_ milliseconds: Int64) -> String {
    String(text(milliseconds).prefix(10))
  }

  /// Monday 00:00 UTC of an ISO 8601 week such as `2026-W47`; nil when there is no such week.
  public static func isoWeekStart(_ text: some StringProtocol) -> Int64? {
    let parsed: (year: Int, week: Int)? = Array(text.utf8).withUnsafeBufferPointer {
      var reader = Digits(bytes: $0)
      guard let year = reader.number(4), reader.skip("-"), reader.skip("W"),
        let week = reader.number(2), reader.isAtEnd
      else { return nil }
      return (year, week)
    }
    guard let (year, week) = parsed, year >= 1970, (1...53).contains(week) else { return nil }
    let start = firstMonday(of: year) + Int64(week - 1) * 7
    guard start < firstMonday(of: year + 1) else { return nil }
    return start * Self.day
  }

  /// Monday of ISO week 1, in days since 1970: the week that holds January 4th.
  private static func firstMonday(of year: Int) -> Int64 {
    let fourth = civilDays(year, 1, 4)
    // Day 0, 1970-01-01, was a Thursday.
    let weekday = (fourth + 3).floorModulo(7)
    return fourth - weekday
  }

  /// The last millisecond of the year 9999, the latest time that there is.
  public static let last: Int64 = 253_402_300_799_999

  private static func pad(_ value: some BinaryInteger, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

  private static func days(in month: Int, of year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 && isLeap ? 29 : lengths[month - 1]
  }

  /// Days since 1970-01-01 of a day in the Gregorian calendar, counted in years that begin in March.
  private static func civilDays(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = Int64(shifted).floorDivided(by: 400)
    let yearOfEra = Int64(shifted) - era * 400
    let dayOfYear = Int64((153 * ((month + 9) % 12) + 2) / 5 + day - 1)
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(_ days: Int64) -> (Int64, Int64, Int64) {
    let shifted = days + 719_468
    let era = shifted.floorDivided(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
  }
}

/// Reads fixed runs of digits from the front of a text.
private struct Digits {
  let bytes: UnsafeBufferPointer<UInt8>
  var at = 0

  var isAtEnd: Bool { at == bytes.count }

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func number(_ count: Int) -> Int? {
    guard at + count <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[at..<at + count] {
      guard (48...57).contains(byte) else { return nil }
      value = value * 10 + Int(byte) - 48
    }
    at += count
    return value
  }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  /// Digits of a fraction of a second as whole milliseconds; nil when there are none.
  mutating func fraction() -> Int64? {
    var value: Int64 = 0
    var scale: Int64 = 100
    let start = at
    while at < bytes.count, (48...57).contains(bytes[at]) {
      value += Int64(bytes[at] - 48) * scale
      scale /= 10
      at += 1
    }
    return at > start ? value : nil
  }

  /// `Z`, nothing, or `+hh:mm`, as milliseconds east of UTC.
  mutating func offset() -> Int64? {
    if isAtEnd || skip("Z") || skip("z") { return 0 }
    let isEast = skip("+")
    guard isEast || skip("-"), let hours = number(2) else { return nil }
    _ = skip(":")
    guard let minutes = number(2), hours < 24, minutes < 60 else { return nil }
    return Int64(hours * 60 + minutes) * (isEast ? 60_000 : -60_000)
  }
}

extension Int64 {
  func floorDivided(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }

  func floorModulo(_ divisor: Int64) -> Int64 { self - floorDivided(by: divisor) * divisor }
}

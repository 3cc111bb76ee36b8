internal import Store

/// Numbers, times and names as the report spells them, the same on every machine.
enum Words {
  /// What is shown for a value that is not known.
  static let unknown = "–"

  /// A whole number with its thousands apart: 12,345.
  static func number(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    groups.insert(digits, at: 0)
    return (number < 0 ? "-" : "") + groups.joined(separator: ",")
  }

  /// A round number where there is little room: 5,000, 25k, 2.5M.
  static func brief(_ number: Int) -> String {
    for (size, name) in [(1_000_000_000, "G"), (1_000_000, "M"), (1000, "k")]
    where number >= max(size, 10_000) && number % (size / 10) == 0 {
      let tenths = number / (size / 10)
      return Self.number(tenths / 10) + (tenths % 10 == 0 ? "" : ".\(tenths % 10)") + name
    }
    return Self.number(number)
  }

  /// `1 finding`, `2 findings`.
  static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(Self.number(number)) \(number == 1 ? one : many ?? one + "s")"
  }

  /// A share of a whole in per cent.
  static func percent(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return unknown }
    let tenths = (part * 1000 + whole / 2) / whole
    return "\(tenths / 10).\(tenths % 10) %"
  }

  /// `a`, `a and b`, `a, b and c`.
  static func series(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }

  /// The first values of a list, and how many there are in all.
  static func list(_ values: [String], of count: Int? = nil, showing limit: Int = 8) -> String {
    let shown = values.prefix(limit).map { value in
      let short = shortened(value, to: 120)
      return value.utf8.contains(UInt8(ascii: ",")) ? "“\(short)”" : short
    }
    let rest = max(count ?? 0, values.count) - shown.count
    if shown.isEmpty, rest <= 0 { return unknown }
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(number(rest)) more" : "")
  }

  /// An ISO 8601 time as people read it: `2026-11-20 08:00:12Z`, and without seconds when there
  /// are none.
  static func time(_ text: String) -> String {
    let words = text.split(separator: "T", maxSplits: 1).joined(separator: " ")
    return words.hasSuffix(":00Z") ? String(words.dropLast(4)) + "Z" : words
  }

  /// The weekday and day of a date: `Fri 20`, or `Fri 20 Nov`.
  static func day(_ date: String, withMonth: Bool = false) -> String {
    guard let time = UTCTime.milliseconds(date) else { return date }
    // Day 0, 1970-01-01, was a Thursday.
    let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][Int(time / UTCTime.day % 7)]
    let fields = date.prefix(10).split(separator: "-")
    guard fields.count == 3, let month = Int(fields[1]), let day = Int(fields[2]) else {
      return date
    }
    return "\(weekday) \(day)" + (withMonth ? " \(months[month - 1])" : "")
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// A text that fits a page; what was left out is said.
  static func shortened(_ text: String, to limit: Int = 200) -> String {
    guard text.utf8.count > limit else { return text }
    let scalars = text.unicodeScalars
    guard scalars.count > limit else { return text }
    var start = String.UnicodeScalarView()
    start.append(contentsOf: scalars.prefix(limit * 2 / 3))
    return "\(String(start))… (\(number(scalars.count)) characters)"
  }

  /// A principal without what its account says already, `role/ci-runner`; a service-linked role by
  /// its name alone.
  static func principal(_ principal: String, _ account: String?) -> String {
    let parts = principal.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "arn", String(parts[4]) == account, !parts[5].isEmpty else {
      return shortened(principal)
    }
    if parts[5].hasPrefix("role/aws-service-role/"), let name = parts[5].split(separator: "/").last
    {
      return shortened(String(name))
    }
    return shortened(String(parts[5]))
  }
}

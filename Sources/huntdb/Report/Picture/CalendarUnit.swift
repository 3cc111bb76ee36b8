internal import Store

/// A stretch of the calendar in UTC: one column of a picture, one row of its table. Windows too long
/// for a column a day are cut into weeks (ISO, from Monday), months, quarters, years or decades.
enum CalendarUnit: String, Codable, CaseIterable, CustomStringConvertible {
  case day, week, month, quarter, year, decade

  /// Its name in the middle of a sentence.
  var description: String { rawValue }
  /// Its name at the head of a column.
  var heading: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

  /// Columns that a picture has room for.
  static let room = 31
  /// Columns that a table has room for beside others.
  static let tableRoom = 10

  /// The smallest unit of which at most `room` touch the days from one to another.
  init(fitting first: Int, _ last: Int) {
    let fitting = Self.allCases.first { unit in
      unit.starts(from: first, to: last, limit: Self.room + 1).count <= Self.room
    }
    self = fitting ?? .decade
  }

  /// The first days of all units that touch the days from one to another, at most `limit`.
  func starts(from first: Int, to last: Int, limit: Int = .max) -> [Int] {
    var starts = [start(of: first)]
    let end = start(of: last)
    while let latest = starts.last, latest < end, starts.count < limit {
      starts.append(start(of: min(latest + longest, last)))
    }
    return starts
  }

  /// The first day of the unit that a day lies in; days are counted from 1970-01-01.
  func start(of day: Int) -> Int {
    let date = Self.text(day)
    let (year, month) = (Int(date.prefix(4)) ?? 0, Int(date.dropFirst(5).prefix(2)) ?? 1)
    return switch self {
    case .day: day
    // Day 0 was a Thursday.
    case .week: day - ((day + 3) % 7 + 7) % 7
    case .month: Self.day(year, month)
    case .quarter: Self.day(year, (month - 1) / 3 * 3 + 1)
    case .year: Self.day(year, 1)
    case .decade: Self.day(year / 10 * 10, 1)
    }
  }

  /// The day after the last one of the unit that a day lies in.
  func end(of day: Int) -> Int { start(of: start(of: day) + longest) }

  /// Days after a start that lie in the unit after it, whatever the lengths of months and years.
  private var longest: Int {
    switch self {
    case .day: 1
    case .week: 7
    case .month: 31
    case .quarter: 92
    case .year: 366
    case .decade: 3653
    }
  }

  /// What the unit that begins on `date` is called: `Fri 20`, `2026-W47`, `2026-11`, `2026-Q4`,
  /// `2026`, `2020s`.
  func name(_ date: String, withMonth: Bool = false) -> String {
    let year = date.prefix(4)
    switch self {
    case .day: return Words.day(date, withMonth: withMonth)
    case .week:
      guard let monday = Self.day(date) else { return date }
      // The week's year is that of its Thursday.
      let thursday = Self.text(monday + 3)
      let first = Self.day("\(thursday.prefix(4))-01-01") ?? 0
      let number = (monday + 3 - first) / 7 + 1
      return "\(thursday.prefix(4))-W\(number < 10 ? "0" : "")\(number)"
    case .month: return String(date.prefix(7))
    case .quarter: return "\(year)-Q\(((Int(date.dropFirst(5).prefix(2)) ?? 1) - 1) / 3 + 1)"
    case .year: return String(year)
    case .decade: return "\(year)s"
    }
  }

  /// Which of `count` columns are labelled, so that no label touches another: the first and each
  /// that many after it. There is room for `room` days; the names of other units are longer.
  func labelled(_ count: Int, room: Int) -> Int {
    let room = self == .day ? room : max(1, room * 3 / 5)
    return max(1, (count + room - 1) / room)
  }

  /// Its number of days since 1970-01-01; nil for what is no date.
  static func day(_ date: some StringProtocol) -> Int? {
    UTCTime.milliseconds(date).map { Int($0 / UTCTime.day) }
  }

  /// The first day of a month.
  private static func day(_ year: Int, _ month: Int) -> Int {
    day("\(year)-\(month < 10 ? "0" : "")\(month)-01") ?? 0
  }

  /// The date of a day.
  static func text(_ day: Int) -> String { UTCTime.dayText(Int64(day) * UTCTime.day) }
}

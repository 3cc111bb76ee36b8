/// One finding's calls in the finest steps that a picture and its table have room for: hours; where
/// too many of these have calls, six hours of a day, then days, then what the window is cut into.
/// Each number is a sum over its step.
struct Timeline {
  /// How long a step is.
  enum Step: Equatable {
    case hour, sixHours
    case calendar(CalendarUnit)

    /// Hours of a step; nil where it is as long as a day or longer.
    var hours: Int? {
      switch self {
      case .hour: 1
      case .sixHours: 6
      case .calendar: nil
      }
    }

    /// What a picture in such steps is called.
    var title: String {
      switch self {
      case .hour: "Hour by hour"
      case .sixHours: "Six hours at a time"
      case .calendar(let unit): "\(unit.heading) by \(unit)"
      }
    }

    /// What one is called, and several.
    var name: (one: String, many: String) {
      switch self {
      case .hour: ("hour", "hours")
      case .sixHours: ("six hours", "steps of six hours")
      case .calendar(let unit): ("\(unit)", "\(unit)s")
      }
    }
  }

  /// Steps with calls that a finding's card has room for.
  static let room = 48

  let step: Step
  /// The steps with calls, in order; `hour` is where each begins.
  let rows: [FindingHour]

  /// The timeline of a finding in a window that is cut into `unit`.
  init(_ hours: [FindingHour], _ unit: CalendarUnit) {
    var result = (step: Step.hour, rows: hours)
    for step in [Step.sixHours, .calendar(.day), .calendar(unit)]
    where result.rows.count > Self.room {
      result = (step, Self.sums(of: hours, step))
    }
    (step, rows) = result
  }

  /// Hours in order, summed to longer steps.
  private static func sums(of hours: [FindingHour], _ step: Step) -> [FindingHour] {
    var rows: [FindingHour] = []
    for hour in hours {
      let start = start(of: hour.hour, step)
      if rows.last?.hour == start {
        rows[rows.count - 1].add(hour)
      } else {
        var first = hour
        first.hour = start
        rows.append(first)
      }
    }
    return rows
  }

  /// Where the step begins that an hour lies in.
  private static func start(of hour: String, _ step: Step) -> String {
    let date = hour.prefix(10)
    switch step {
    case .hour: return hour
    case .sixHours:
      let first = hourOfDay(hour) / 6 * 6
      return "\(date)T\(first < 10 ? "0" : "")\(first):00:00Z"
    case .calendar(let unit):
      let day = CalendarUnit.day(date).map { CalendarUnit.text(unit.start(of: $0)) }
      return "\(day ?? String(date))T00:00:00Z"
    }
  }

  /// The hour of the day, 0 to 23, of a time.
  static func hourOfDay(_ time: String) -> Int { Int(time.dropFirst(11).prefix(2)) ?? 0 }
}

extension FindingHour {
  /// Adds the calls of another hour.
  fileprivate mutating func add(_ other: FindingHour) {
    attempts += other.attempts
    requestedMax += other.requestedMax
    launched += other.launched
    failures += other.failures
    dryRuns += other.dryRuns
  }
}

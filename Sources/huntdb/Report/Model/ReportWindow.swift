internal import Store

/// The window of both readings: exactly one row of `hunt_window`.
struct ReportWindow: ViewRow {
  var asOf: String
  var windowStart: String
  var windowDays: Int
  var threshold: Int

  enum CodingKeys: String, CodingKey, CaseIterable {
    case asOf = "as_of"
    case windowStart = "window_start"
    case windowDays = "window_days"
    case threshold
  }
  typealias Column = CodingKeys
  static let view = "hunt_window"
  static let order = "as_of"

  /// First and last day where the window is made of whole UTC days; nil otherwise.
  var days: (first: String, last: String)? {
    guard let start = UTCTime.milliseconds(windowStart), let end = UTCTime.milliseconds(asOf),
      (end + 1) % UTCTime.day == 0
    else { return nil }
    return (UTCTime.dayText(start + 1), UTCTime.dayText(end))
  }

  /// What the window is called when nobody named it.
  var name: String {
    days.map { "\($0.first) to \($0.last)" } ?? "\(windowDays) days to \(asOf)"
  }
}

/// The times of the events that an import asks for, milliseconds since 1970 UTC.
struct EventTimes: Sendable {
  /// From this time on; nil: from the first event on.
  var since: Int64?
  /// Before this time; nil: up to the last event.
  var until: Int64?

  /// Every event.
  static let all = EventTimes()

  /// The times as a range.
  var range: ClosedRange<Int64> {
    let start = since ?? 0
    return start...max(start, (until ?? .max) - 1)
  }

  /// The bounds around both, nil when there is time between them.
  func union(_ other: EventTimes) -> EventTimes? {
    guard range.lowerBound <= other.range.upperBound + 1,
      other.range.lowerBound <= range.upperBound + 1
    else { return nil }
    return EventTimes(
      since: since.flatMap { mine in other.since.map { min(mine, $0) } },
      until: until.flatMap { mine in other.until.map { max(mine, $0) } })
  }
}

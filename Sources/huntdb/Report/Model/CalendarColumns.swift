/// The columns that the report has for the window: days, and in a longer window the units that it is
/// cut into, from the first of its days about which there is anything.
struct CalendarColumns {
  let unit: CalendarUnit
  /// The date on which the first one begins.
  let first: String

  /// The columns for a window of `days`.
  init(_ days: [LaunchDay], _ coverage: [CoverageDay]) {
    let all = days.compactMap { CalendarUnit.day($0.date) }
    let last = all.last ?? 0
    var begin = all.first ?? last
    if last - begin >= CalendarUnit.room {
      let known = days.filter { $0.attempts > 0 }.map(\.date) + coverage.map(\.date)
      begin = known.compactMap { CalendarUnit.day($0) }.min() ?? last
    }
    unit = CalendarUnit(fitting: begin, last)
    first = CalendarUnit.text(unit.start(of: begin))
  }

  /// The days summed to one row for each column.
  func filled(_ days: [LaunchDay]) -> [LaunchDay] {
    Array(days.drop { $0.date < first }).summed(by: unit)
  }
}

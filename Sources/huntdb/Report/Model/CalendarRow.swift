/// A row about one UTC day, or about a longer unit of the calendar that begins on `date`.
protocol CalendarRow {
  var date: String { get set }
  /// Whether both are about the same subject, apart from the time.
  func isSameSeries(as other: Self) -> Bool
  /// Adds the numbers of another day of the same series.
  mutating func add(_ other: Self)
}

extension Array where Element: CalendarRow {
  /// Rows of days, the days of each series in order, summed to the units that they lie in.
  func summed(by unit: CalendarUnit) -> [Element] {
    guard unit != .day else { return self }
    var sums: [Element] = []
    for var row in self {
      guard let day = CalendarUnit.day(row.date) else { continue }
      row.date = CalendarUnit.text(unit.start(of: day))
      if let last = sums.last, last.date == row.date, last.isSameSeries(as: row) {
        sums[sums.count - 1].add(row)
      } else {
        sums.append(row)
      }
    }
    return sums
  }
}

extension LaunchDay: CalendarRow {
  func isSameSeries(as other: LaunchDay) -> Bool { true }

  mutating func add(_ other: LaunchDay) {
    attempts += other.attempts
    requestedMax += other.requestedMax
    flaggedRequestedMax += other.flaggedRequestedMax
    launched += other.launched
    failedAuthorization += other.failedAuthorization
    failedQuota += other.failedQuota
    failedCapacity += other.failedCapacity
    failedThrottling += other.failedThrottling
    failedInvalidRequest += other.failedInvalidRequest
    failedOther += other.failedOther
    dryRuns += other.dryRuns
  }
}

extension PrincipalDay: CalendarRow {
  func isSameSeries(as other: PrincipalDay) -> Bool {
    accountID == other.accountID && principal == other.principal
  }

  mutating func add(_ other: PrincipalDay) {
    attempts += other.attempts
    requestedMax += other.requestedMax
    launched += other.launched
  }
}

extension CoverageDay: CalendarRow {
  func isSameSeries(as other: CoverageDay) -> Bool {
    accountID == other.accountID && awsRegion == other.awsRegion
  }

  mutating func add(_ other: CoverageDay) {
    state = Self.state(of: self, and: other)
    files += other.files
    unreadableFiles += other.unreadableFiles
    records += other.records
    runInstances += other.runInstances
    missingHours += other.missingHours
  }

  /// What is said of two days together, as `data_coverage` says it of the files of one.
  private static func state(of one: CoverageDay, and other: CoverageDay) -> String {
    if one.files == 0 { return other.state }
    if other.files == 0 || one.state == other.state { return one.state }
    let states = [one.state, other.state]
    if states.contains("unreadable") || states.contains("partly unreadable") {
      return "partly unreadable"
    }
    return "launches"
  }
}

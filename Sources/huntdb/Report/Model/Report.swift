internal import Store

/// The weekly report's content, read from the views of a store whose hunt settings are in force.
/// Nothing is counted here; the documents only put it into words.
struct Report: Codable {
  /// Version of the JSON form; docs/report.schema.json describes it.
  static let version = 1

  var version = Report.version
  var period: String
  var window: ReportWindow
  var verdict: Verdict
  var dataQuality: DataQuality
  var findings: [Finding]
  var signals: [FindingSignal]
  var timeline: [FindingHour]
  var firstSeen: [FirstSeenFact]
  /// What a row of `days`, of `principalDays` and of the coverage is about.
  var unit: CalendarUnit
  var days: [LaunchDay]
  var principalDays: [PrincipalDay]
  var failedAttempts: [FailedAttempts]
  var weekOverWeek: WeekOverWeek
  var launched: [LaunchTotal]
  var suppressions: [Suppression]
  var elastic: [ElasticDifference]
  var method: Method

  enum CodingKeys: String, CodingKey {
    case version, period, window, verdict
    case dataQuality = "data_quality"
    case findings, signals, timeline
    case firstSeen = "first_seen"
    case unit, days
    case principalDays = "principal_days"
    case failedAttempts = "failed_attempts"
    case weekOverWeek = "week_over_week"
    case launched, suppressions
    case elastic = "elastic_differences"
    case method
  }

  /// Reads the report.
  /// - Parameters:
  ///   - period: What the window is called, such as 2026-W47; nil for its days.
  ///   - commandLine: The options that decided the content.
  init(
    _ database: Database, period: String?, commandLine: String
  ) throws {
    guard let window = try ReportWindow.all(database).first,
      let verdict = try Verdict.all(database).first
    else { throw ReportError.noRow(of: ReportWindow.view) }
    self.period = period ?? window.name
    self.window = window
    self.verdict = verdict
    dataQuality = try DataQuality(database)
    findings = try Finding.all(database)
    signals = try FindingSignal.all(database)
    timeline = try FindingHour.all(database)
    firstSeen = try FirstSeenFact.all(database, where: FirstSeenFact.ofFindings)
    let days = try LaunchDay.all(database)
    let columns = CalendarColumns(days, dataQuality.coverage)
    unit = columns.unit
    self.days = columns.filled(days)
    dataQuality.coverage = dataQuality.coverage.summed(by: unit)
    if unit == .day { dataQuality.fillCoverage(days.map(\.date).filter { $0 >= columns.first }) }
    principalDays = try PrincipalDay.all(database, where: PrincipalDay.ofFindings).summed(by: unit)
    failedAttempts = try FailedAttempts.all(database)
    weekOverWeek = try WeekOverWeek(database)
    launched = try LaunchTotal.all(database)
    suppressions = try Suppression.all(database)
    elastic = try ElasticDifference.all(database)
    method = try Method(database, commandLine: commandLine)
  }

  /// The options of commands that are to see the same. The store is not named, since a report over the
  /// same store is the same wherever the store lies.
  var copiedOptions: CopiedOptions { CopiedOptions(store: nil, window) }

  /// Views that several others of the report read, and that cost much; each after those it reads.
  static let keptViews = keptForFindings + ["elastic_differences"]

  /// Those of them that the findings alone need.
  static let keptForFindings = [
    "whole_calls", "cut_calls", "window_calls", "principal_totals", "stories", "principal_signals",
    "findings",
  ]

  /// What `init` reads, in its order.
  static var statements: [String] {
    [
      ReportWindow.sql(), Verdict.sql(), DataQuality.RecordCounts.sql(),
      DataQuality.FileCount.sql(),
      DataQuality.CoverageGap.sql(), DataQuality.LateWeek.sql(), ImportProblem.sql(),
      CoverageDay.sql(where: CoverageDay.insideWindow), Finding.sql(), FindingSignal.sql(),
      FindingHour.sql(), FirstSeenFact.sql(where: FirstSeenFact.ofFindings), LaunchDay.sql(),
      PrincipalDay.sql(where: PrincipalDay.ofFindings), FailedAttempts.sql(),
      WeekOverWeek.Period.sql(), WeekOverWeek.ResolvedFinding.sql(), LaunchTotal.sql(),
      Suppression.sql(), ElasticDifference.sql(),
    ]
  }
}

/// Why there is no report.
enum ReportError: Error, CustomStringConvertible {
  /// A view that always has a row has none.
  case noRow(of: String)

  var description: String {
    switch self {
    case .noRow(let view):
      "the view \(view) has no row: 'huntdb check' tells whether the store is whole"
    }
  }
}

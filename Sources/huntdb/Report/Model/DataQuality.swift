internal import Store

/// How much the numbers can be trusted: what was read, what is missing, what came late.
struct DataQuality: Codable {
  var records: RecordCounts
  var files: [FileCount]
  var gaps: [CoverageGap]
  var lateWeeks: [LateWeek]
  var problems: [ImportProblem]
  var coverage: [CoverageDay]

  enum CodingKeys: String, CodingKey {
    case records, files, gaps
    case lateWeeks = "late_weeks"
    case problems, coverage
  }

  init(_ database: Database) throws {
    guard let records = try RecordCounts.all(database).first else {
      throw ReportError.noRow(of: RecordCounts.view)
    }
    self.records = records
    files = try FileCount.all(database)
    gaps = try CoverageGap.all(database)
    lateWeeks = try LateWeek.all(database)
    problems = try ImportProblem.all(database)
    coverage = try CoverageDay.all(database, where: CoverageDay.insideWindow)
  }

  /// Adds the days on which an account's region has no file though it has some on other days, or lacks
  /// some: those before its first file and after its last one, which no view lists.
  mutating func fillCoverage(_ dates: [String]) {
    let known = Set(coverage.map { [$0.accountID, $0.awsRegion, $0.date] })
    let trails = Set(
      coverage.map { [$0.accountID, $0.awsRegion] } + gaps.map { [$0.accountID, $0.awsRegion] })
    for trail in trails {
      for date in dates where !known.contains(trail + [date]) {
        coverage.append(CoverageDay(withoutFilesIn: trail[0], trail[1], on: date))
      }
    }
    coverage.sort { ($0.accountID, $0.awsRegion, $0.date) < ($1.accountID, $1.awsRegion, $1.date) }
  }

  /// RunInstances records against the events they are.
  struct RecordCounts: ViewRow {
    var recordsRead: Int
    var events: Int
    var eventsInWindow: Int
    var duplicates: Int
    var conflicts: Int

    enum CodingKeys: String, CodingKey, CaseIterable {
      case recordsRead = "records_read"
      case events
      case eventsInWindow = "events_in_window"
      case duplicates, conflicts
    }
    typealias Column = CodingKeys
    static let view = "report_records"
    static let order = "events"
  }

  /// Files of one status.
  struct FileCount: ViewRow {
    var status: String
    var files: Int
    var copies: Int
    var records: Int
    var runInstances: Int
    var recordsRejected: Int

    enum CodingKeys: String, CodingKey, CaseIterable {
      case status, files, copies, records
      case runInstances = "run_instances"
      case recordsRejected = "records_rejected"
    }
    typealias Column = CodingKeys
    static let view = "report_files"
    static let order = "status"
  }

  /// Hours of the window in which an account's region lacks files.
  struct CoverageGap: ViewRow {
    var accountID: String
    var awsRegion: String
    var stretches: Int
    var hours: Int
    var longestHours: Int
    var longestFrom: String
    var longestTo: String

    enum CodingKeys: String, CodingKey, CaseIterable {
      case accountID = "account_id"
      case awsRegion = "aws_region"
      case stretches, hours
      case longestHours = "longest_hours"
      case longestFrom = "longest_from"
      case longestTo = "longest_to"
    }
    typealias Column = CodingKeys
    static let view = "report_gaps"
    static let order = "account_id, aws_region"
  }

  /// An earlier week, some files of which were read only during the window.
  struct LateWeek: ViewRow {
    var week: String
    var files: Int
    var runInstances: Int

    enum CodingKeys: String, CodingKey, CaseIterable {
      case week, files
      case runInstances = "run_instances"
    }
    typealias Column = CodingKeys
    static let view = "report_late_files"
    static let order = "week"
  }
}

/// One account, region and UTC day of the window: whether there are files.
struct CoverageDay: ViewRow {
  var accountID: String
  var awsRegion: String
  var date: String
  var state: String
  var files: Int
  var unreadableFiles: Int
  var records: Int
  var runInstances: Int
  var missingHours: Int

  /// A day without a file.
  init(withoutFilesIn accountID: String, _ awsRegion: String, on date: String) {
    (self.accountID, self.awsRegion, self.date) = (accountID, awsRegion, date)
    state = "no file"
    (files, unreadableFiles, records, runInstances) = (0, 0, 0, 0)
    missingHours = 24
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case accountID = "account_id"
    case awsRegion = "aws_region"
    case date, state, files
    case unreadableFiles = "unreadable_files"
    case records
    case runInstances = "run_instances"
    case missingHours = "missing_hours"
  }
  typealias Column = CodingKeys
  static let view = "data_coverage"
  static let order = "account_id, aws_region, date"
  /// The days that the window touches.
  static let insideWindow = """
    date >= (SELECT date((window_start_ms + 1) / 1000, 'unixepoch') FROM hunt_window_ms)
    AND date <= (SELECT date(as_of_ms / 1000, 'unixepoch') FROM hunt_window_ms)
    """
}

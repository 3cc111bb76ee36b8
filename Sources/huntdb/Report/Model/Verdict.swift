/// The numbers of the report's first line: exactly one row of `report_verdict`.
struct Verdict: ViewRow {
  var findings: Int
  var new: Int
  var continuing: Int
  var escalated: Int
  var suppressed: Int
  var resolved: Int
  var requestedMax: Int
  var launched: Int
  /// Accounts and regions with CloudTrail files.
  var trails: Int
  var trailsWithGaps: Int
  var unreadableFiles: Int
  var recordsRejected: Int

  enum CodingKeys: String, CodingKey, CaseIterable {
    case findings, new, continuing, escalated, suppressed, resolved
    case requestedMax = "requested_max"
    case launched, trails
    case trailsWithGaps = "trails_with_gaps"
    case unreadableFiles = "unreadable_files"
    case recordsRejected = "records_rejected"
  }
  typealias Column = CodingKeys
  static let view = "report_verdict"
  static let order = "findings"

  /// Findings that ask for somebody's attention.
  var unsuppressed: Int { findings - suppressed }
  /// No gap, and everything could be read.
  var isComplete: Bool { trailsWithGaps == 0 && unreadableFiles == 0 && recordsRejected == 0 }
}

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
  /// Accounts and regions with CloudTrail files in the window or in the thirty days before it.
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
  /// What there is could be read, and no gap is known.
  var isFaultless: Bool { trailsWithGaps == 0 && unreadableFiles == 0 && recordsRejected == 0 }
  /// No gap, and everything could be read; nobody knows where no file tells when it was due.
  var isComplete: Bool { isFaultless && trails > 0 }
}

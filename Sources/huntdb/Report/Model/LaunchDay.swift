/// One UTC day of the window: what was asked for, what was launched, and how calls failed.
struct LaunchDay: ViewRow {
  var date: String
  var attempts: Int
  var requestedMax: Int
  var flaggedRequestedMax: Int
  var launched: Int
  var failedAuthorization: Int
  var failedQuota: Int
  var failedCapacity: Int
  var failedThrottling: Int
  var failedInvalidRequest: Int
  var failedOther: Int
  var dryRuns: Int

  enum CodingKeys: String, CodingKey, CaseIterable {
    case date, attempts
    case requestedMax = "requested_max"
    case flaggedRequestedMax = "flagged_requested_max"
    case launched
    case failedAuthorization = "failed_authorization"
    case failedQuota = "failed_quota"
    case failedCapacity = "failed_capacity"
    case failedThrottling = "failed_throttling"
    case failedInvalidRequest = "failed_invalid_request"
    case failedOther = "failed_other"
    case dryRuns = "dry_runs"
  }
  typealias Column = CodingKeys
  static let view = "report_days"
  static let order = "date"
}

/// A principal below the threshold whose calls failed: a probe, perhaps, or a limit that was hit.
struct FailedAttempts: ViewRow {
  var accountID: String?
  var principal: String
  var actor: String
  var attempts: Int
  var failures: Int
  var requestedMax: Int
  var launched: Int
  var failedAuthorization: Int
  var failedQuota: Int
  var failedCapacity: Int
  var failedThrottling: Int
  var failedInvalidRequest: Int
  var failedOther: Int
  var deniedThenSucceeded: Bool
  var firstDenied: String?
  var lastSucceeded: String?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case accountID = "account_id"
    case principal, actor, attempts, failures
    case requestedMax = "requested_max"
    case launched
    case failedAuthorization = "failed_authorization"
    case failedQuota = "failed_quota"
    case failedCapacity = "failed_capacity"
    case failedThrottling = "failed_throttling"
    case failedInvalidRequest = "failed_invalid_request"
    case failedOther = "failed_other"
    case deniedThenSucceeded = "denied_then_succeeded"
    case firstDenied = "first_denied"
    case lastSucceeded = "last_succeeded"
  }
  typealias Column = CodingKeys
  static let view = "report_failures"
  static let order =
    "denied_then_succeeded DESC, failed_quota DESC, failures DESC, account_id, principal"
}

/// Instances launched with one type, in one region, or by one principal.
struct LaunchTotal: ViewRow {
  var kind: String
  var accountID: String?
  var value: String?
  var attempts: Int
  var requestedMax: Int
  var launched: Int
  /// Launched by all together, for the share.
  var launchedTotal: Int

  enum CodingKeys: String, CodingKey, CaseIterable {
    case kind
    case accountID = "account_id"
    case value, attempts
    case requestedMax = "requested_max"
    case launched
    case launchedTotal = "launched_total"
  }
  typealias Column = CodingKeys
  static let view = "report_launched"
  static let order = "kind, launched DESC, account_id, value"
}

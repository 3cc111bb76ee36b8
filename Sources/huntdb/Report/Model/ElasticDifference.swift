/// What both readings say about a principal's groups that share a verdict and its reasons.
struct ElasticDifference: ViewRow {
  var accountID: String?
  var principal: String
  var verdict: String
  var reasons: String?
  var groups: Int
  var attempts: Int
  var requestedMax: Int
  /// Groups of everybody with the same verdict.
  var verdictGroups: Int

  enum CodingKeys: String, CodingKey, CaseIterable {
    case accountID = "account_id"
    case principal, verdict, reasons
    case groups = "group_count"
    case attempts
    case requestedMax = "requested_max"
    case verdictGroups = "verdict_groups"
  }
  typealias Column = CodingKeys
  static let view = "report_elastic"
  static let order = "verdict DESC, requested_max DESC, account_id, principal, reasons"

  /// Whether Elastic's query would have said something else.
  var isDifferent: Bool { verdict != "both" || reasons != nil }
}

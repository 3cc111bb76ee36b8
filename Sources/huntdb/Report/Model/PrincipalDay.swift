/// What one principal asked for on one day of the window.
struct PrincipalDay: ViewRow {
  var accountID: String?
  var principal: String
  var date: String
  var attempts: Int
  var requestedMax: Int
  var launched: Int

  enum CodingKeys: String, CodingKey, CaseIterable {
    case accountID = "account_id"
    case principal, date, attempts
    case requestedMax = "requested_max"
    case launched
  }
  typealias Column = CodingKeys
  static let view = "principal_days_in_window"
  static let order = "account_id, principal, date"
  /// Those of findings; the others would bury them.
  static let ofFindings =
    "(ifnull(account_id, ''), principal) IN (SELECT ifnull(account_id, ''), principal FROM findings)"
}

internal import Store

/// The window beside the one before it.
struct WeekOverWeek: Codable {
  var periods: [Period]
  var resolved: [ResolvedFinding]

  init(_ database: Database) throws {
    periods = try Period.all(database)
    resolved = try ResolvedFinding.all(database)
  }

  /// The totals of one of the two.
  struct Period: ViewRow {
    var period: String
    var principals: Int
    var attempts: Int
    var requestedMax: Int
    var launched: Int

    enum CodingKeys: String, CodingKey, CaseIterable {
      case period, principals, attempts
      case requestedMax = "requested_max"
      case launched
    }
    typealias Column = CodingKeys
    static let view = "report_weeks"
    static let order = "period DESC"
  }

  /// A finding of the window before that is none now.
  struct ResolvedFinding: ViewRow {
    var accountID: String?
    var principal: String
    var previousRequestedMax: Int
    var previousLaunched: Int
    var requestedMax: Int
    var lastSeen: String

    enum CodingKeys: String, CodingKey, CaseIterable {
      case accountID = "account_id"
      case principal
      case previousRequestedMax = "previous_requested_max"
      case previousLaunched = "previous_launched"
      case requestedMax = "requested_max"
      case lastSeen = "last_seen"
    }
    typealias Column = CodingKeys
    static let view = "resolved_findings"
    static let order = "previous_requested_max DESC, account_id, principal"
  }
}

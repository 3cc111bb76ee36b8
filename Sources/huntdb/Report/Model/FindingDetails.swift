/// A rule that spoke for a finding's severity, or could not.
struct FindingSignal: ViewRow {
  var findingID: String
  var signal: String
  var title: String
  var state: String
  var points: Int?
  var detail: String?
  var firstSeen: String?
  var lastSeen: String?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case findingID = "finding_id"
    case signal, title, state, points, detail
    case firstSeen = "first_seen"
    case lastSeen = "last_seen"
  }
  typealias Column = CodingKeys
  static let view = "finding_signals"
  static let order = "finding_id, state DESC, points DESC, signal, first_seen, detail"

  var isRaised: Bool { state == "raised" }
}

/// An hour in which a finding's principal called RunInstances.
struct FindingHour: ViewRow {
  var findingID: String
  var hour: String
  var attempts: Int
  var requestedMax: Int
  var launched: Int
  var failures: Int
  var dryRuns: Int

  enum CodingKeys: String, CodingKey, CaseIterable {
    case findingID = "finding_id"
    case hour, attempts
    case requestedMax = "requested_max"
    case launched, failures
    case dryRuns = "dry_runs"
  }
  typealias Column = CodingKeys
  static let view = "finding_timeline"
  static let order = "finding_id, hour"
}

/// Something that first appeared in the window, with the finding it belongs to.
struct FirstSeenFact: ViewRow {
  var findingID: String?
  var accountID: String?
  var principal: String?
  var kind: String
  var value: String
  var firstSeen: String
  var baselineDays: Int?
  var state: String?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case findingID = "finding_id"
    case accountID = "account_id"
    case principal, kind, value
    case firstSeen = "first_seen"
    case baselineDays = "baseline_days"
    case state
  }
  typealias Column = CodingKeys
  static let view = "first_seen_facts"
  static let order = "finding_id, first_seen, kind, value, account_id, principal"
  /// Those of findings.
  static let ofFindings = "finding_id IS NOT NULL"
}

/// One finding: an account and principal that is high inside the window.
struct Finding: ViewRow {
  var findingID: String
  var accountID: String?
  var principal: String
  var actor: String
  var automation: String?
  var serviceName: String?
  var userName: String?
  var basis: String
  var state: String
  var trend: String
  var severity: String
  var severityScore: Int
  var severityReasons: String?
  var why: String
  var threshold: Int
  var attempts: Int
  var requestedMin: Int?
  var requestedMax: Int
  var requestedMaxSucceeded: Int
  var launched: Int
  var failures: Int
  var failedAuthorization: Int
  var failedQuota: Int
  var failedCapacity: Int
  var failedThrottling: Int
  var failedInvalidRequest: Int
  var failedOther: Int
  var dryRuns: Int
  var highGroups: Int
  var days: Int
  var awsRegions: [String]
  var subnetIDs: [String]
  var instanceTypes: [String]
  var instanceFamilies: [String]
  var imageIDs: [String]
  var keyNames: [String]
  var sourceIPAddresses: [String]
  var sourceNetworks: [String]
  var userAgents: [String]
  var accessKeyIDs: [String]
  var sessionNames: [String]
  var regionCount: Int
  var subnetCount: Int
  var instanceTypeCount: Int
  var imageCount: Int
  var sourceIPAddressCount: Int
  var userAgentCount: Int
  var accessKeyCount: Int
  var sessionCount: Int
  var vcpusRequested: Int?
  var acceleratorsRequested: Int?
  var instancesOfUnknownSize: Int?
  var mfa: String
  var firstSeen: String
  var lastSeen: String
  var eventCount: Int
  var eventIDs: [String]
  var storyStart: String?
  var previousRequestedMax: Int?
  var previousLaunched: Int?
  var suppressionID: Int?
  var suppressedUntil: String?
  var suppressionReason: String?

  typealias Column = CodingKeys
  static let view = "findings"
  /// What needs attention first comes first.
  static let order =
    "state = 'suppressed', severity_score DESC, requested_max DESC, account_id, principal"

  var isSuppressed: Bool { state == "suppressed" }
}

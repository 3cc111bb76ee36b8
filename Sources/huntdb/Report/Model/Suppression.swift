/// A decision that findings of some shape need no attention until a day.
struct Suppression: ViewRow {
  var suppressionID: Int
  var accountID: String?
  var principal: String?
  var instanceType: String?
  var imageID: String?
  var subnetID: String?
  var reason: String
  var created: String
  var until: String
  var daysLeft: Int
  /// Findings that it suppresses now.
  var findings: Int

  enum CodingKeys: String, CodingKey, CaseIterable {
    case suppressionID = "suppression_id"
    case accountID = "account_id"
    case principal
    case instanceType = "instance_type"
    case imageID = "image_id"
    case subnetID = "subnet_id"
    case reason, created, until
    case daysLeft = "days_left"
    case findings
  }
  typealias Column = CodingKeys
  static let view = "report_suppressions"
  static let order = "until, suppression_id"

  /// Days before its end from which the report says so.
  static let notice = 14
  var endsSoon: Bool { daysLeft <= Self.notice }
}

import Store

/// A finding of the window, found by its ID or by digits that no other begins with.
struct FindingReference {
  let id: String
  let accountID: String?
  let principal: String
  /// The least score of its severity.
  let severityScore: Int64
  /// The suppression that covers it.
  let suppression: Int64?

  init(_ text: String, in database: Database) throws {
    let digits = try Self.digits(text)
    let rows = try database.prepare(
      """
      SELECT f.finding_id, f.account_id, f.principal, l.minimum_score, f.suppression_id
      FROM findings AS f
      INNER JOIN severity_levels AS l ON l.severity = f.severity
      WHERE substr(f.finding_id, 1, length(?1)) = ?1
      """)
    try rows.bind(.text(digits), at: 1)
    guard try rows.step() else {
      throw CommandFailure(
        .failure,
        "there is no finding \(text) in this window; 'huntdb findings list' shows what there is, "
          + "--as-of looks at another window")
    }
    id = rows.text(0)
    accountID = rows.isNull(1) ? nil : rows.text(1)
    principal = rows.text(2)
    severityScore = rows.integer(3)
    suppression = rows.isNull(4) ? nil : rows.integer(4)
    guard try rows.step() else { return }
    var others = [id, rows.text(0)]
    while try rows.step() { others.append(rows.text(0)) }
    throw CommandFailure(
      .usage, "more than one finding begins with \(text): \(Words.list(others.sorted()))")
  }

  /// The digits of an ID or of its beginning.
  static func digits(_ text: String) throws(CommandFailure) -> String {
    let digits = text.lowercased()
    guard !digits.isEmpty, digits.allSatisfy(\.isHexDigit) else {
      throw CommandFailure(.usage, "a finding's ID is 16 hex digits, not '\(text)'")
    }
    return digits
  }
}

/// Decisions that findings need no attention for a while: the rows of `suppressions`. They hide
/// nothing and delete nothing; a finding that one covers is shown as suppressed.
public enum Suppressions {
  /// What a suppression covers beyond the account and principal: findings in which
  /// nothing else than these was asked for or used. Nil covers any.
  public struct Scope: Sendable {
    public var instanceType: String?
    public var imageID: String?
    public var subnetID: String?

    public init(instanceType: String? = nil, imageID: String? = nil, subnetID: String? = nil) {
      self.instanceType = instanceType
      self.imageID = imageID
      self.subnetID = subnetID
    }
  }

  /// The finding that a suppression is made for, and whose findings it covers.
  public struct Target: Sendable {
    public var findingID: String
    /// Nil covers findings in any account.
    public var accountID: String?
    /// Nil covers findings of any principal.
    public var principal: String?
    /// The suppression covers no finding of a severity above the one of this score.
    public var severityScore: Int64

    public init(findingID: String, accountID: String?, principal: String?, severityScore: Int64) {
      self.findingID = findingID
      self.accountID = accountID
      self.principal = principal
      self.severityScore = severityScore
    }
  }

  /// Adds a suppression; times are milliseconds since 1970 UTC. Gives its number.
  public static func add(
    _ database: Database, for target: Target, scope: Scope, reason: String, now: Int64, until: Int64
  ) throws(SQLiteError) -> Int64 {
    let insert = try database.prepare(
      """
      INSERT INTO suppressions (finding_id, account_id, principal, instance_type, image_id,
        subnet_id, severity_score, reason, created_ms, until_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    func text(_ value: String?) -> SQLiteValue { value.map { .text($0) } ?? .null }
    try insert.run(
      .text(target.findingID), text(target.accountID), text(target.principal),
      text(scope.instanceType), text(scope.imageID), text(scope.subnetID),
      .integer(target.severityScore), .text(reason), .integer(now), .integer(until))
    return database.lastInsertedRow
  }

  /// Lifts the suppressions with the given numbers that are in force; they stay as a record. Gives
  /// how many were lifted.
  public static func lift(
    _ database: Database, _ numbers: [Int64], now: Int64
  ) throws(SQLiteError) -> Int {
    var lifted = 0
    let update = try database.prepare(
      "UPDATE suppressions SET lifted_ms = ? WHERE suppression_id = ? AND lifted_ms IS NULL")
    for number in numbers {
      try update.run(.integer(now), .integer(number))
      lifted += database.changes
    }
    return lifted
  }
}

/// Holds the summaries of a store, attached as `kept`, against those that were computed again in
/// `main`, without regard to row numbers.
enum SummaryComparison {
  /// What differs, each as a sentence.
  static func faults(_ scratch: Database) throws(SQLiteError) -> [String] {
    var faults: [String] = []
    if let due = try scratch.integer("SELECT launches FROM kept.summaries_due"), due > 0 {
      faults.append("\(due) events are in no summary")
    }
    for (table, columns) in tables {
      let selections = ["kept", "main"].map { select($0, table, columns) }
      for (first, second, text) in [
        (selections[0], selections[1], "does not follow from the events"),
        (selections[1], selections[0], "lacks what follows from the events"),
      ] {
        let rows = try scratch.prepare("SELECT * FROM (\(first) EXCEPT \(second))")
        while try rows.step() {
          let row = (0..<4).map { rows.isNull($0) ? "-" : rows.text($0) }.joined(separator: ", ")
          faults.append("\(table) \(text): \(row), ...")
        }
      }
    }
    return faults + (try firstSightings(scratch))
  }

  /// The columns that are compared, those that say which row it is first.
  private static let tables = [
    (
      "launch_groups",
      """
      t.day, t.outcome, t.aws_region, t.subnet_id, t.instance_type, t.user_name, p.identity_hash,
      t.attempts, t.service_attempts, t.requested_min, t.requested_max, t.requested_spot, t.launched,
      t.mfa_known, t.mfa_attempts, t.first_ms, t.last_ms, t.failed_authorization, t.failed_quota,
      t.failed_capacity, t.failed_throttling, t.failed_invalid_request, t.failed_other,
      t.source_ip_addresses, t.access_keys, t.sessions, t.images
      """
    ),
    (
      "launch_group_values",
      """
      t.kind, t.value, g.day, g.outcome, g.aws_region, g.subnet_id, g.instance_type, g.user_name,
      t.first_ms, t.last_ms
      """
    ),
    (
      "elastic_shares",
      """
      t.minute, t.calls, t.target_instance_count, \(groupKey), \(fields)
      """
    ),
    (
      "elastic_group_readings",
      """
      t.calls, \(groupKey), \(fields),
      \(ElasticReadings.faults.map { "r." + $0 }.joined(separator: ", "))
      """
    ),
    ("principal_day_values", "t.day, t.kind, t.value, t.first_ms, t.last_ms, t.attempts"),
    (
      "principal_hours",
      """
      t.hour, t.attempts, t.successes, t.failures, t.dry_runs, t.exhausted, t.failed_invalid_request,
      t.requested_max, t.launched
      """
    ),
  ]

  private static let groupKey =
    "g.day, g.outcome, g.aws_region, g.subnet_id, g.instance_type, g.user_name"
  private static let fields = ElasticReadings.fields.map { "f." + $0 }.joined(separator: ", ")

  private static func select(_ schema: String, _ table: String, _ columns: String) -> String {
    let isOfGroup = ["launch_group_values", "elastic_shares", "elastic_group_readings"].contains(
      table)
    var joins =
      isOfGroup
      ? "INNER JOIN \(schema).launch_groups AS g ON g.group_id = t.group_id "
        + "INNER JOIN \(schema).principals AS p ON p.principal_key = g.principal_key"
      : "INNER JOIN \(schema).principals AS p ON p.principal_key = t.principal_key"
    if table == "elastic_group_readings" {
      joins += " LEFT JOIN \(schema).elastic_readings AS r ON r.reading_id = t.reading_id"
    }
    if table.hasPrefix("elastic_") {
      let id = table == "elastic_shares" ? "t.fields_id" : "r.fields_id"
      joins += " LEFT JOIN \(schema).elastic_fields AS f ON f.fields_id = \(id)"
    }
    return "SELECT p.account_id, p.principal, \(columns) FROM \(schema).\(table) AS t \(joins)"
  }

  /// What came first in an account is remembered beyond pruned events, so it may be earlier than
  /// the events say, and values of pruned events may still be known.
  private static func firstSightings(_ scratch: Database) throws(SQLiteError) -> [String] {
    let rows = try scratch.prepare(
      """
      SELECT c.account_id, c.kind, c.value
      FROM main.account_values AS c
      LEFT JOIN kept.account_values AS k
        ON k.account_id = c.account_id AND k.kind = c.kind AND k.value = c.value
      CROSS JOIN (SELECT ifnull(max(value), 0) AS pruned FROM kept.settings
        WHERE name = 'pruned_before_ms')
      WHERE k.last_ms IS NOT c.last_ms
        OR (k.first_ms IS NOT c.first_ms AND k.first_ms >= pruned)
        OR k.first_ms > c.first_ms
      UNION ALL
      SELECT k.account_id, k.kind, k.value
      FROM kept.account_values AS k
      LEFT JOIN main.account_values AS c
        ON c.account_id = k.account_id AND c.kind = k.kind AND c.value = k.value
      CROSS JOIN (SELECT ifnull(max(value), 0) AS pruned FROM kept.settings
        WHERE name = 'pruned_before_ms')
      WHERE c.value IS NULL AND k.last_ms >= pruned
      """)
    var faults: [String] = []
    while try rows.step() {
      faults.append(
        "account_values does not agree with the events: "
          + "\(rows.text(0)), \(rows.text(1)), \(rows.text(2))")
    }
    return faults
  }
}

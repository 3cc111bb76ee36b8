/// The statements that add to the tables of the summaries; parameters are in the order of the columns.
enum SummarySQL {
  private static let sums = [
    "attempts", "service_attempts", "requested_min", "requested_max", "requested_spot", "launched",
    "mfa_known", "mfa_attempts",
  ]
  private static let failures = SummaryCounts.Group.failures.map { "failed_\($0)" }
  private static let distinct = ["source_ip_addresses", "access_keys", "sessions", "images"]
  private static let hours = [
    "attempts", "successes", "failures", "dry_runs", "exhausted", "failed_invalid_request",
    "requested_max", "launched",
  ]
  private static let span = ["first_ms", "last_ms"]

  private static let group = [
    "day", "principal_key", "user_name", "aws_region", "subnet_id", "instance_type", "outcome",
  ]

  static let findGroup =
    "SELECT group_id FROM launch_groups WHERE "
    + group.map { column in
      switch column {
      case "day", "principal_key", "outcome": "\(column) = ?"
      default: "ifnull(\(column), '') = ifnull(?, '')"
      }
    }.joined(separator: " AND ")

  /// Makes a group of one call, of which nothing else is counted yet.
  static let insertGroup = """
    INSERT INTO launch_groups (\((group + span + ["attempts"] + zeros).joined(separator: ", ")))
    VALUES (?, ?, ?, ?, ?, ?, ?, ?8, ?8, 1\(String(repeating: ", 0", count: zeros.count)))
    """
  private static let zeros =
    sums.filter { !["attempts", "requested_min", "requested_max"].contains($0) } + failures

  /// Adds to what is counted of a group.
  static let updateGroup = """
    UPDATE launch_groups SET \(changes(sums + span + failures + distinct) { place, _ in "?\(place + 1)" })
    WHERE group_id = ?
    """

  static let insertGroupValue =
    LaunchWriter.insert("launch_group_values", ["group_id", "kind", "value"] + span)
    + " ON CONFLICT DO NOTHING"

  static let updateGroupValue = """
    UPDATE launch_group_values SET first_ms = min(first_ms, ?4), last_ms = max(last_ms, ?5)
    WHERE group_id = ?1 AND kind = ?2 AND value = ?3
    """

  static let addDayValue = adding(
    to: "principal_day_values",
    ["kind", "day", "principal_key", "value"] + span + ["attempts"],
    where: "kind, day, principal_key, value", span + ["attempts"])

  static let addAccountValue = adding(
    to: "account_values", ["account_id", "kind", "value"] + span,
    where: "account_id, kind, value", span)

  static let addHour = adding(
    to: "principal_hours", ["principal_key", "hour"] + hours, where: "principal_key, hour", hours)

  /// Of a group's number, a minute, calls, and the number of their reading.
  static let addShare = """
    INSERT INTO elastic_shares (group_id, minute, calls, fields_id, target_instance_count)
    SELECT ?1, ?2, ?3, r.fields_id, r.target_instance_count * ?3
    FROM elastic_readings AS r WHERE r.reading_id = ?4
    ON CONFLICT (group_id, fields_id, minute)
    DO UPDATE SET \(changes(["calls", "target_instance_count"]))
    """

  static let addReading = adding(
    to: "elastic_group_readings", ["group_id", "reading_id", "calls"],
    where: "group_id, reading_id", ["calls"])

  /// An INSERT that adds to the row with the same key, if there is one.
  private static func adding(
    to table: String, _ columns: [String], where key: String, _ added: [String]
  ) -> String {
    LaunchWriter.insert(table, columns) + " ON CONFLICT (\(key)) DO UPDATE SET \(changes(added))"
  }

  /// What a row becomes: parts that are added come from `added`.
  private static func changes(
    _ columns: [String], _ added: (Int, String) -> String = { "excluded.\($1)" }
  ) -> String {
    columns.enumerated().map { place, column in
      let added = added(place, column)
      return switch column {
      case "first_ms": "first_ms = min(first_ms, \(added))"
      case "last_ms": "last_ms = max(last_ms, \(added))"
      // What nothing is known of stays NULL.
      case "requested_min", "requested_max", "target_instance_count":
        "\(column) = ifnull(\(column) + \(added), ifnull(\(column), \(added)))"
      default: "\(column) = \(column) + \(added)"
      }
    }.joined(separator: ", ")
  }
}

/// The statements that unite the summaries. Those of a day of which no event was in both stores are
/// added up; the events of any other day are counted one by one, by the schema's own trigger.
enum MergeSummaries {
  /// Finds for each principal and group of the shard the one of the store, or a new number.
  static let map = """
    INSERT INTO merged_principals
    SELECT
      s.principal_key,
      ifnull(d.principal_key, s.principal_key + (SELECT principal FROM offsets)),
      d.principal_key IS NULL
    FROM shard.principals AS s
    LEFT JOIN store.principals AS d
      ON ifnull(d.account_id, '') = ifnull(s.account_id, '') AND d.principal = s.principal;
    INSERT INTO merged_groups
    SELECT
      s.group_id,
      ifnull(d.group_id, s.group_id + (SELECT launch_group FROM offsets)),
      d.group_id IS NULL,
      s.day
    FROM shard.launch_groups AS s
    CROSS JOIN merged_principals AS p ON p.old_id = s.principal_key
    LEFT JOIN store.launch_groups AS d
      ON
        d.day = s.day AND d.principal_key = p.new_id AND d.outcome = s.outcome
        AND ifnull(d.aws_region, '') = ifnull(s.aws_region, '')
        AND ifnull(d.subnet_id, '') = ifnull(s.subnet_id, '')
        AND ifnull(d.instance_type, '') = ifnull(s.instance_type, '')
        AND ifnull(d.user_name, '') = ifnull(s.user_name, '');
    """

  /// Adds the shard's summaries to the store's.
  static func add(_ scratch: Database) throws(SQLiteError) -> String {
    principals + (try groups(scratch)) + (try groupValues(scratch)) + distinctCounts
      + MergeReadings.add
      + (try principalDays(scratch)) + (try principalHours(scratch))
  }

  private static let principals = """
    INSERT INTO store.principals (principal_key, account_id, principal, identity_hash)
    SELECT m.new_id, s.account_id, s.principal, s.identity_hash
    FROM merged_principals AS m CROSS JOIN shard.principals AS s ON s.principal_key = m.old_id
    WHERE
      m.is_new
      AND m.old_id IN (
        SELECT s.principal_key
        FROM merged_groups AS g CROSS JOIN shard.launch_groups AS s ON s.group_id = g.old_id)
    ORDER BY m.old_id;
    """

  private static func groups(_ scratch: Database) throws(SQLiteError) -> String {
    let key = ["user_name", "day", "aws_region", "subnet_id", "instance_type", "outcome"]
    let columns = try scratch.columns(of: "launch_groups", besides: ["group_id", "principal_key"])
    let sums = columns.filter { !key.contains($0) && !distinct.keys.contains($0) }
    return """
      INSERT INTO store.launch_groups (group_id, principal_key, \(columns.joined(separator: ", ")))
      SELECT m.new_id, p.new_id, \(columns.map { "s." + $0 }.joined(separator: ", "))
      FROM merged_groups AS m
      CROSS JOIN shard.launch_groups AS s ON s.group_id = m.old_id
      CROSS JOIN merged_principals AS p ON p.old_id = s.principal_key
      WHERE true
      ORDER BY m.old_id
      ON CONFLICT (group_id) DO UPDATE SET \(united(sums));
      """
  }

  private static func groupValues(_ scratch: Database) throws(SQLiteError) -> String {
    let columns = try scratch.columns(of: "launch_group_values", besides: ["group_id"])
    return """
      INSERT INTO store.launch_group_values (group_id, \(columns.joined(separator: ", ")))
      SELECT m.new_id, \(columns.map { "s." + $0 }.joined(separator: ", "))
      FROM merged_groups AS m CROSS JOIN shard.launch_group_values AS s ON s.group_id = m.old_id
      WHERE true
      ON CONFLICT (group_id, kind, value)
      DO UPDATE SET \(united(columns.filter { $0 != "kind" && $0 != "value" }));
      """
  }

  /// Columns that count values of a kind; they cannot be added up.
  private static let distinct = [
    "source_ip_addresses": "source_ip_address", "access_keys": "access_key_id",
    "sessions": "session_name", "images": "image_id",
  ]

  private static let distinctCounts = """
    UPDATE store.launch_groups SET
      \(distinct.map { column, kind in
        "\(column) = (SELECT count(*) FROM store.launch_group_values AS v "
          + "WHERE v.group_id = launch_groups.group_id AND v.kind = '\(kind)')"
      }.joined(separator: ", "))
    WHERE group_id IN (SELECT new_id FROM merged_groups WHERE NOT is_new);
    """

  private static func principalDays(_ scratch: Database) throws(SQLiteError) -> String {
    try addition(
      "principal_day_values", key: ["kind", "day", "principal_key", "value"], day: "s.day", scratch)
  }

  private static func principalHours(_ scratch: Database) throws(SQLiteError) -> String {
    try addition(
      "principal_hours", key: ["hour", "principal_key"], day: "s.hour / 24", scratch)
  }

  private static func addition(
    _ table: String, key: [String], day: String, _ scratch: Database
  ) throws(SQLiteError) -> String {
    let columns = try scratch.columns(of: table, besides: ["principal_key"])
    return """
      INSERT INTO store.\(table) (principal_key, \(columns.joined(separator: ", ")))
      SELECT p.new_id, \(columns.map { "s." + $0 }.joined(separator: ", "))
      FROM shard.\(table) AS s CROSS JOIN merged_principals AS p ON p.old_id = s.principal_key
      WHERE \(day) NOT IN (SELECT day FROM stale_days)
      ON CONFLICT (\(key.joined(separator: ", ")))
      DO UPDATE SET \(united(columns.filter { !key.contains($0) }));
      """
  }

  /// What becomes of each column when two rows are one: the earliest, the latest, or the sum.
  private static func united(_ columns: [String]) -> String {
    columns.map { column in
      switch column {
      case "first_ms": "first_ms = min(first_ms, excluded.first_ms)"
      case "last_ms": "last_ms = max(last_ms, excluded.last_ms)"
      default:
        "\(column) = ifnull(\(column) + excluded.\(column), ifnull(\(column), excluded.\(column)))"
      }
    }.joined(separator: ", ")
  }

  /// Makes the days on which an event was replaced be counted again.
  static let recount = """
    UPDATE store.launch_events SET group_id = NULL
    WHERE launch_id IN (
      SELECT e.launch_id
      FROM (SELECT DISTINCT day FROM replaced_launches) AS r
      CROSS JOIN store.launch_events AS e
        ON e.event_time_ms >= r.day * 86400000 AND e.event_time_ms < (r.day + 1) * 86400000);
    DELETE FROM store.launch_group_values WHERE group_id IN (
      SELECT g.group_id FROM store.launch_groups AS g
      WHERE g.day IN (SELECT day FROM replaced_launches));
    DELETE FROM store.elastic_shares WHERE group_id IN (
      SELECT g.group_id FROM store.launch_groups AS g
      WHERE g.day IN (SELECT day FROM replaced_launches));
    DELETE FROM store.elastic_group_readings WHERE group_id IN (
      SELECT g.group_id FROM store.launch_groups AS g
      WHERE g.day IN (SELECT day FROM replaced_launches));
    DELETE FROM store.launch_groups WHERE day IN (SELECT day FROM replaced_launches);
    DELETE FROM store.principal_day_values WHERE day IN (SELECT day FROM replaced_launches);
    DELETE FROM store.principal_hours WHERE hour / 24 IN (SELECT day FROM replaced_launches);
    """

  /// Counts what is in no summary yet.
  static let countTheRest = "UPDATE store.summaries_due SET launches = 0"

  /// Removes who has no launches left, and what no event is read as any more.
  static let tidy = """
    DELETE FROM store.elastic_readings WHERE reading_id NOT IN (
      SELECT s.reading_id FROM store.elastic_group_readings AS s);
    DELETE FROM store.elastic_fields WHERE fields_id NOT IN (
      SELECT s.fields_id FROM store.elastic_readings AS s);
    DELETE FROM store.principals WHERE principal_key NOT IN (
      SELECT g.principal_key FROM store.launch_groups AS g);
    """
}

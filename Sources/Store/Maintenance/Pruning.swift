/// Removes old events from a store.
public enum Pruning {
  /// What was removed, or would be.
  public struct Summary: Sendable {
    /// Launch events older than the limit.
    public var events: Int64 = 0
    /// Places where they had been read.
    public var sightings: Int64 = 0
    /// Instances that they had launched.
    public var instances: Int64 = 0
  }

  /// Removes every event whose time is before `limit`, milliseconds since 1970 UTC, with all that
  /// belongs to it. The ledger stays, so that an unchanged file is not read again, and so does what
  /// came first in an account, which is worth more the longer it is known.
  ///
  /// Each UTC day is a transaction, so that readers and imports wait shortly.
  public static func run(
    _ database: Database, before limit: Int64, isRehearsal: Bool,
    shouldStop: () -> Bool = { false }
  ) throws -> Summary {
    var summary = Summary()
    let old = "SELECT launch_id FROM launch_events WHERE event_time_ms < \(limit)"
    summary.events = try database.integer("SELECT count(*) FROM (\(old))") ?? 0
    summary.sightings =
      try database.integer("SELECT count(*) FROM sightings WHERE launch_id IN (\(old))") ?? 0
    summary.instances =
      try database.integer("SELECT count(*) FROM launched_instances WHERE launch_id IN (\(old))")
      ?? 0
    guard !isRehearsal else { return summary }
    while !shouldStop(),
      let oldest = try database.integer(
        "SELECT min(event_time_ms) FROM launch_events WHERE event_time_ms < \(limit)")
    {
      try database.transaction {
        try removeDay(database, oldest / UTCTime.day, before: limit)
      }
    }
    try database.execute(
      """
      DELETE FROM elastic_readings
      WHERE reading_id NOT IN (SELECT reading_id FROM elastic_group_readings);
      DELETE FROM elastic_fields WHERE fields_id NOT IN (SELECT fields_id FROM elastic_readings);
      """)
    return summary
  }

  /// Removes the events of one UTC day that are before `limit`; what stays of the day is counted
  /// again.
  private static func removeDay(
    _ database: Database, _ day: Int64, before limit: Int64
  ) throws(SQLiteError) {
    let (start, end) = (day * UTCTime.day, (day + 1) * UTCTime.day)
    let hours = end / (UTCTime.day / 24)
    try database.execute(
      """
      DELETE FROM launch_events WHERE event_time_ms >= \(start) AND event_time_ms < \(min(end, limit));
      UPDATE launch_events SET group_id = NULL
        WHERE event_time_ms >= \(start) AND event_time_ms < \(end);
      DELETE FROM launch_groups WHERE day = \(day);
      DELETE FROM principal_day_values WHERE day = \(day);
      DELETE FROM principal_hours WHERE hour >= \(hours - 24) AND hour < \(hours);
      UPDATE summaries_due SET launches = 0;
      DELETE FROM principals WHERE principal_key NOT IN (SELECT principal_key FROM launch_groups);
      UPDATE settings SET value = max(ifnull(value, 0), \(min(end, limit)))
        WHERE name = 'pruned_before_ms';
      """)
  }
}

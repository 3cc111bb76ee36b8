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

  /// Events that are removed in one transaction, so that readers and imports wait shortly.
  private static let step = 5_000

  /// Removes every event whose time is before `limit`, milliseconds since 1970 UTC, with all that
  /// belongs to it. The ledger stays, so that an unchanged file is not read again.
  public static func run(
    _ database: Database, before limit: Int64, isRehearsal: Bool,
    shouldStop: () -> Bool = { false }
  ) throws(SQLiteError) -> Summary {
    var summary = Summary()
    let old = "SELECT launch_id FROM launch_events WHERE event_time_ms < \(limit)"
    summary.events = try database.integer("SELECT count(*) FROM (\(old))") ?? 0
    summary.sightings =
      try database.integer("SELECT count(*) FROM sightings WHERE launch_id IN (\(old))") ?? 0
    summary.instances =
      try database.integer("SELECT count(*) FROM launched_instances WHERE launch_id IN (\(old))")
      ?? 0
    guard !isRehearsal else { return summary }
    while !shouldStop() {
      try database.execute(
        "DELETE FROM launch_events WHERE launch_id IN (\(old) ORDER BY event_time_ms LIMIT \(step))"
      )
      if database.changes == 0 { break }
    }
    return summary
  }
}

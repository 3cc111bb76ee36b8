/// Whether two stores have no event in common; then all of the one's can be added to the other without
/// looking each up.
enum MergeApart {
  /// Whether it may be so of the attached store and `shard`, and would pay. Of the events of the shard some
  /// are looked up: at even distances, and the first and last by time, where days of logs overlap.
  static func maybe(_ shard: StoreMerge.Shard, _ scratch: Database) throws(SQLiteError) -> Bool {
    try StoreMerge.attach(shard, to: scratch)
    var maybe = try pays(scratch)
    if maybe { maybe = try scratch.integer(hasCommonSample) == 0 }
    try scratch.execute("DETACH shard")
    return maybe
  }

  /// Whether it is so of the stores at `store` and `shard`, and pays.
  static func find(
    _ store: String, _ shard: String, shouldStop: @escaping @Sendable () -> Bool
  ) throws -> Bool {
    let scratch = try Schema.inMemory()
    scratch.setBusyTimeout(milliseconds: 10_000)
    scratch.setProgressHandler(shouldStop)
    try StoreReader.attach(store, to: scratch, as: "store")
    try StoreReader.attach(shard, to: scratch, as: "shard")
    guard try pays(scratch) else { return false }
    return try scratch.integer(hasCommon) == 0
  }

  /// The indexes of the store are gone through from end to end.
  private static func pays(_ scratch: Database) throws(SQLiteError) -> Bool {
    func last(_ schema: String) throws(SQLiteError) -> Int64 {
      try scratch.integer("SELECT max(launch_id) FROM \(schema).launch_events") ?? 0
    }
    let limit = try last("store") / 4
    guard try last("shard") > limit else { return false }
    return try MergeIndexes.areIn(scratch)
  }

  /// Both are read in the order of their index.
  private static let hasCommon = hasCommon(
    "shard.launch_events AS s INDEXED BY launch_events_by_identity", "s.event_id > ''")

  private static let hasCommonSample = """
    WITH RECURSIVE
    steps AS (
      SELECT
        min(launch_id) AS launch_id,
        max(launch_id) AS last,
        max(launch_id) / 256 - min(launch_id) / 256 + 1 AS step
      FROM shard.launch_events
      UNION ALL
      SELECT launch_id + step, last, step FROM steps WHERE launch_id <= last - step
      LIMIT 300
    ),
    sample AS (
      SELECT launch_id FROM steps
      UNION ALL
      SELECT * FROM (
        SELECT launch_id FROM shard.launch_events ORDER BY event_time_ms LIMIT 128)
      UNION ALL
      SELECT * FROM (
        SELECT launch_id FROM shard.launch_events ORDER BY event_time_ms DESC LIMIT 128)
    )
    \(hasCommon("sample AS p CROSS JOIN shard.launch_events AS s ON s.launch_id = p.launch_id", "true"))
    """

  private static func hasCommon(_ events: String, _ condition: String) -> String {
    """
    SELECT EXISTS (
      SELECT 1
      FROM \(events)
      CROSS JOIN store.launch_events AS d
        ON
          d.event_id = s.event_id
          AND ifnull(d.recipient_account_id, '') = ifnull(s.recipient_account_id, '')
      WHERE \(condition))
    """
  }
}

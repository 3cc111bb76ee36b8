/// Whether two stores have no event in common; then all of the one's can be added to the other without
/// looking each up, and its indexes be made anew.
struct MergeApart: Sendable, Equatable {
  /// The last event of either, as far as it was looked at.
  private var last: [Int64]

  /// Looks at the files at `store` and `shard`, on a processor of its own; nil when they have events in
  /// common, or the shard is so small that it does not pay.
  @concurrent static func find(
    _ store: String, _ shard: String, shouldStop: @escaping @Sendable () -> Bool
  ) async throws -> MergeApart? {
    let scratch = try Database(path: ":memory:", mode: .memory)
    scratch.setBusyTimeout(milliseconds: 10_000)
    scratch.setProgressHandler { shouldStop() || Task.isCancelled }
    try scratch.attach(store, as: "store", mode: "ro")
    try scratch.attach(shard, as: "shard", mode: "ro")
    try scratch.execute("BEGIN")
    return try find(scratch)
  }

  /// The same for the two stores that are attached.
  static func find(_ scratch: Database) throws(SQLiteError) -> MergeApart? {
    let seen = try MergeApart(scratch)
    guard seen.last[1] > seen.last[0] / 4, try scratch.integer(hasCommon) == 0 else { return nil }
    return seen
  }

  /// Whether it still says so of the attached stores: events are added behind those that are there.
  func holds(_ scratch: Database) throws(SQLiteError) -> Bool { try MergeApart(scratch) == self }

  private init(_ scratch: Database) throws(SQLiteError) {
    last = []
    for schema in ["store", "shard"] {
      last.append(try scratch.integer("SELECT max(launch_id) FROM \(schema).launch_events") ?? 0)
    }
  }

  /// Both are read in the order of their index.
  private static let hasCommon = """
    SELECT EXISTS (
      SELECT 1
      FROM shard.launch_events AS s INDEXED BY launch_events_by_identity
      CROSS JOIN store.launch_events AS d
        ON
          d.event_id = s.event_id
          AND ifnull(d.recipient_account_id, '') = ifnull(s.recipient_account_id, '')
      WHERE s.event_id > '')
    """
}

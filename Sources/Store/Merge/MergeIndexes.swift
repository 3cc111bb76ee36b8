/// The indexes whose keys are random, so that a row has its place anywhere in them. When a store grows
/// by much, sorting them anew, with all processors, is faster than putting each row where it belongs.
enum MergeIndexes {
  private static let names = ["launch_events_by_identity", "launched_instances_by_id"]

  /// Whether the shard is so large that it pays, and has no event that the store has, which only the
  /// index can tell.
  static func areWorthMaking(_ scratch: Database) throws(SQLiteError) -> Bool {
    guard try scratch.integer(isLarge) == 1 else { return false }
    return try scratch.integer(hasKnown) == 0
  }

  private static let isLarge = """
    SELECT
      (SELECT ifnull(max(launch_id), 0) FROM shard.launch_events)
      > (SELECT ifnull(max(launch_id), 0) / 4 FROM store.launch_events)
    """

  /// Both are read in the order of their index.
  private static let hasKnown = """
    SELECT EXISTS (
      SELECT 1
      FROM shard.launch_events AS s INDEXED BY launch_events_by_identity
      CROSS JOIN store.launch_events AS d
        ON
          d.event_id = s.event_id
          AND ifnull(d.recipient_account_id, '') = ifnull(s.recipient_account_id, '')
      WHERE s.event_id > '')
    """

  /// Removes them from the store.
  static let drop = names.map { "DROP INDEX store.\($0);" }.joined()

  /// Makes them again, as this program's schema has them.
  static func make(_ scratch: Database) throws(SQLiteError) {
    for name in names {
      guard
        let sql = try scratch.text("SELECT sql FROM main.sqlite_schema WHERE name = ?", .text(name))
      else { continue }
      let parts = sql.split(separator: " \(name) ON ", maxSplits: 1)
      try scratch.execute("\(parts[0]) store.\(name) ON \(parts[1])")
    }
  }
}

/// The indexes whose keys are random, so that a row has its place anywhere in them. When a store grows
/// by much, sorting them anew, with all processors, is faster than putting each row where it belongs.
/// The others grow at few places, which costs less than to sort what was there once more.
enum MergeIndexes {
  private static let names = ["launch_events_by_identity", "launched_instances_by_id"]

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

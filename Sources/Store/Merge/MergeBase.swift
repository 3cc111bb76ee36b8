/// The store that a new one begins as a copy of: copying rows costs much more than copying pages.
enum MergeBase {
  /// The place in `stores` of the largest one whose tables, views and triggers are this program's own;
  /// nil when there is none such.
  static func choose(of stores: [String], _ scratch: Database) throws -> Int? {
    let bySize = stores.indices.map { (StoreFile.size(stores[$0]), $0) }.sorted { $0 > $1 }
    for (_, index) in bySize {
      try scratch.attach(stores[index], as: "shard", mode: "ro")
      let foreign = try scratch.integer(foreignObjects)
      try scratch.execute("DETACH shard")
      if foreign == 0 { return index }
    }
    return nil
  }

  private static let foreignObjects = """
    SELECT count(*) FROM (
      SELECT type, name, sql FROM shard.sqlite_schema WHERE name NOT LIKE 'sqlite^_%' ESCAPE '^'
      EXCEPT SELECT type, name, sql FROM main.sqlite_schema
      UNION ALL
      SELECT type, name, sql FROM (
        SELECT type, name, sql FROM main.sqlite_schema WHERE name NOT LIKE 'sqlite^_%' ESCAPE '^'
        EXCEPT SELECT type, name, sql FROM shard.sqlite_schema)
    )
    """

  /// Gives the copy the settings and rules of a new store, so that it does not matter which store was
  /// the largest; what was pruned stays known.
  static func reset(_ scratch: Database) throws(SQLiteError) {
    let pruned = try scratch.integer(
      "SELECT value FROM store.settings WHERE name = 'pruned_before_ms'")
    let tables = try scratch.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table'")
    var names: [String] = []
    while try tables.step() { names.append(tables.text(0)) }
    for name in names where try scratch.integer("SELECT 1 FROM main.\(name)") != nil {
      try scratch.execute(
        "DELETE FROM store.\(name); INSERT INTO store.\(name) SELECT * FROM main.\(name)")
    }
    let keep = try scratch.prepare(
      "UPDATE store.settings SET value = ? WHERE name = 'pruned_before_ms'")
    try keep.run(pruned.map { .integer($0) } ?? .null)
  }
}

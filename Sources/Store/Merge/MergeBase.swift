/// The store that a new one begins as a copy of: copying rows costs much more than copying pages.
enum MergeBase {
  /// The place in `stores` of the largest one whose tables, views and triggers are this program's own;
  /// nil when there is none such.
  static func choose(of stores: [String], _ scratch: Database) throws -> Int? {
    let bySize = stores.indices.map { (StoreFile.size(stores[$0]), $0) }.sorted { $0 > $1 }
    for (_, index) in bySize {
      try StoreReader.attach(stores[index], to: scratch, as: "shard")
      let isOurs = try hasOurSchema(scratch)
      try scratch.execute("DETACH shard")
      if isOurs { return index }
    }
    return nil
  }

  /// Whether the attached shard has the tables, views and triggers of this program and no others, so
  /// that its rows have passed its checks already.
  static func hasOurSchema(_ scratch: Database) throws(SQLiteError) -> Bool {
    try scratch.integer(foreignObjects) == 0
  }

  /// A reader of the store at `path` while whom nobody writes into its file.
  struct Hold {
    private let reader: Database
    /// Whether all of the store is in its file, none of it in its log.
    let isWhole: Bool

    init(_ path: String) throws {
      reader = try StoreReader.open(path, isCurrent: true, keeping: [])
      // From here on nobody writes into the file, unless the reader needs the log as well.
      _ = try reader.integer("SELECT count(*) FROM sqlite_schema")
      // Beside the file itself, which the path may be a link to.
      let place = try reader.text("SELECT file FROM pragma_database_list WHERE name = 'main'")
      isWhole = StoreFile.size((place ?? path) + "-wal") == 0
    }

    /// Files and events in it, as they are copied.
    func size() throws(SQLiteError) -> StoreMerge.Summary {
      var size = StoreMerge.Summary()
      size.filesNew = try reader.count("source_files")
      size.eventsNew = try reader.count("launch_events")
      return size
    }

    /// Makes `draft` a copy of the store: of its `file` as a whole, or of its pages one by one where a
    /// part of it is still in its log.
    func copy(_ file: WholeFile, to draft: StoreDraft, shouldStop: () -> Bool) throws {
      if isWhole {
        try draft.fill(from: file, shouldStop: shouldStop)
      } else {
        try reader.backup(to: draft.path, isDraft: true, shouldStop: shouldStop)
      }
    }
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

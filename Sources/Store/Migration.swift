#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Brings a store of an earlier version to the schema of this program.
///
/// There are no migration scripts: schema.sql is applied to an empty database, and the store is made
/// to agree with it object by object. A table whose definition differs is made anew and takes over
/// the columns it shares with the old one, or gets the new text where only comments differ; what is
/// missing is made, with the rows that schema.sql gives it; views and triggers are made anew, and
/// indexes where they or their tables differ; the summaries count what they lack. What the owner of
/// the store added to it stays.
struct Migration {
  /// An empty database with the schema of this program, to which the store is attached as `kept`.
  private let fresh: Database

  /// Brings the store at `path` up to date in one transaction; another program that does the same
  /// is waited for, and then nothing is left to do.
  static func run(path: String) throws {
    let fresh = try Schema.inMemory()
    fresh.setBusyTimeout(milliseconds: 10_000)
    try fresh.attach(path, as: "kept", "mode=rw")
    // Tables are replaced under rows that refer to them: references are checked at the end.
    try fresh.execute("PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON")
    try fresh.transaction {
      let version = try fresh.integer("PRAGMA kept.user_version") ?? 0
      if version < Schema.version { try Migration(fresh: fresh).bringUpToDate(from: version) }
    }
  }

  private struct Object: Hashable {
    var type: String
    var name: String
    var table: String
    var sql: String

    /// The definition without its comments and line breaks.
    var meaning: String {
      sql.split(separator: "\n").map { line in
        let code = line.split(separator: "--", maxSplits: 1, omittingEmptySubsequences: false)[0]
        return code.split(separator: " ").joined(separator: " ")
      }.filter { !$0.isEmpty }.joined(separator: " ")
    }
  }

  private func objects(of schema: String) throws(SQLiteError) -> [Object] {
    let rows = try fresh.prepare(
      """
      SELECT type, name, tbl_name, sql FROM \(schema).sqlite_schema
      WHERE sql IS NOT NULL ORDER BY rowid
      """)
    var objects: [Object] = []
    while try rows.step() {
      objects.append(
        Object(type: rows.text(0), name: rows.text(1), table: rows.text(2), sql: rows.text(3)))
    }
    return objects
  }

  private func bringUpToDate(from version: Int64) throws {
    let old = try objects(of: "kept")
    let new = try objects(of: "main")
    let oldTables = Set(old.filter { $0.type == "table" })
    let oldNames = Set(oldTables.map(\.name))
    let differing = new.filter {
      $0.type == "table" && oldNames.contains($0.name) && !oldTables.contains($0)
    }
    let oldMeanings = Set(oldTables.map(\.meaning))
    let changed = differing.filter { !oldMeanings.contains($0.meaning) }
    // To sort an index anew takes as long as all else together.
    let replaced = Set(changed.map(\.table))
    let kept = Set(new).intersection(old).filter {
      $0.type == "index" && !replaced.contains($0.table)
    }
    let names = Set(new.map(\.name))
    for object in old
    where object.type != "table" && names.contains(object.name) && !kept.contains(object) {
      try fresh.execute("DROP \(object.type) IF EXISTS kept.\(object.name)")
    }
    // Goes with the table that it belongs to, and is made again behind it.
    let owners = old.filter {
      ["index", "trigger"].contains($0.type) && !names.contains($0.name)
        && replaced.contains($0.table)
    }
    for table in new where table.type == "table" && !oldNames.contains(table.name) {
      try make(table)
      try fresh.execute("INSERT INTO kept.\(table.name) SELECT * FROM main.\(table.name)")
    }
    for table in changed { try replace(table) }
    try reword(differing.filter { !replaced.contains($0.name) })
    // What events are read with is noted before the indexes are made that hold it.
    let early = ["elastic_fields_by_content", "elastic_readings_by_content"]
    let rest = new.filter { $0.type != "table" && !kept.contains($0) }
    for object in rest where early.contains(object.name) { try make(object) }
    if version < 4 { try ElasticBackfill.run(fresh, schema: "kept") }
    for object in rest where !early.contains(object.name) { try make(object) }
    for object in owners { try make(object) }
    try addNewRows()
    if version < 3 { try markWhatWasLeftOut() }
    try fresh.execute(
      """
      PRAGMA kept.user_version = \(Schema.version);
      UPDATE kept.summaries_due SET launches = 0;
      """)
    // Rows that stayed where they were have been checked when they came.
    guard !changed.isEmpty else { return }
    let dangling = try fresh.prepare("PRAGMA kept.foreign_key_check")
    guard try !dangling.step() else {
      throw SQLiteError(
        code: 11, message: "the store holds rows of \(dangling.text(0)) that belong to nothing")
    }
  }

  /// Makes an object of this program's schema in the store.
  private func make(_ object: Object) throws(SQLiteError) {
    for start in ["CREATE UNIQUE INDEX ", "CREATE \(object.type.uppercased()) "]
    where object.sql.hasPrefix(start) {
      return try fresh.execute(start + "kept." + object.sql.dropFirst(start.count))
    }
    throw SQLiteError(code: 1, message: "\(object.name) cannot be made", sql: object.sql)
  }

  /// Gives tables the text of this program's schema, where only the comments in it differ.
  private func reword(_ tables: [Object]) throws(SQLiteError) {
    guard !tables.isEmpty else { return }
    fresh.setDefensive(false)
    try fresh.execute("PRAGMA writable_schema = ON")
    for table in tables {
      let text = try fresh.prepare(
        "UPDATE kept.sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?")
      try text.run(.text(table.sql), .text(table.name))
    }
    try fresh.execute("PRAGMA writable_schema = OFF")
    fresh.setDefensive(true)
  }

  /// Makes a table anew, with the values of the columns that the old one has as well.
  private func replace(_ table: Object) throws(SQLiteError) {
    let retired = "retired_" + table.name
    try fresh.execute("ALTER TABLE kept.\(table.name) RENAME TO \(retired)")
    try make(table)
    let shared = try fresh.prepare(
      """
      SELECT group_concat(new.name, ', ')
      FROM pragma_table_xinfo(?1, 'kept') AS new
      INNER JOIN pragma_table_xinfo(?2, 'kept') AS old ON old.name = new.name
      WHERE new.hidden = 0 AND old.hidden = 0
      """)
    try shared.bind(.text(table.name), at: 1)
    try shared.bind(.text(retired), at: 2)
    guard try shared.step() else { return }
    let columns = shared.text(0)
    shared.reset()
    try fresh.execute(
      """
      INSERT INTO kept.\(table.name) (\(columns)) SELECT \(columns) FROM kept.\(retired);
      DROP TABLE kept.\(retired);
      """)
  }

  /// Adds the rows of schema.sql that an earlier version did not have; those that the store has
  /// stay as they are, since its owner may have changed them.
  private func addNewRows() throws(SQLiteError) {
    for table in ["settings", "schema_versions"] {
      try fresh.execute("INSERT OR IGNORE INTO kept.\(table) SELECT * FROM main.\(table)")
    }
  }

  /// Earlier versions did not note which files an import with `--since` or `--until` left events of:
  /// those that lack sightings are read again by the next import, unless it was prune that took them.
  private func markWhatWasLeftOut() throws(SQLiteError) {
    try fresh.execute(
      """
      UPDATE kept.source_files AS f SET launches_left_out = l.launches, since_ms = 0, until_ms = 0
      FROM (
        SELECT s.source_file_id, s.run_instances - s.records_rejected
          - (SELECT count(*) FROM kept.sightings AS w
             WHERE w.source_file_id = coalesce(s.duplicate_of, s.source_file_id)) AS launches
        FROM kept.source_files AS s
      ) AS l
      WHERE l.source_file_id = f.source_file_id AND l.launches > 0
        AND NOT EXISTS (
          SELECT 1 FROM kept.settings WHERE name = 'pruned_before_ms' AND value IS NOT NULL);
      """)
  }
}

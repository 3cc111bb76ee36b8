/// The store that a rehearsal of an import stands before. What the import would meet in it is copied
/// into the rehearsal's own tables when it is looked for; nothing is written to the store.
final class StoreBehind {
  /// The name under which the store is attached to the rehearsal.
  private static let schema = "behind"

  private let copyVersions: Statement
  private let copyContent: Statement
  /// Copies the event with an eventID and a recipient account.
  let copyEvent: Statement
  /// Paths and hashes that were looked for: what has changed since must not come back.
  private var known: Set<String> = []

  /// Nil for a database that is no rehearsal, or one of a first import.
  init?(_ database: Database) throws(SQLiteError) {
    let attached = "SELECT count(*) FROM pragma_database_list WHERE name = '\(Self.schema)'"
    guard try database.integer(attached) == 1 else { return nil }
    let files = try Self.copying("source_files", into: database)
    copyVersions = try database.prepare("\(files) WHERE path = ?")
    copyContent = try database.prepare("\(files) WHERE sha256 = ?")
    copyEvent = try database.prepare(
      Self.copying("launch_events", into: database)
        + " WHERE event_id = ? AND ifnull(recipient_account_id, '') = ifnull(?, '')")
  }

  /// Puts the store at `path` behind a rehearsal: new rows get the numbers that they would get there.
  static func attach(_ path: String, to rehearsal: Database) throws(SQLiteError) {
    try StoreReader.attach(path, to: rehearsal, as: schema)
    // What is copied refers to rows that are not.
    try rehearsal.execute("PRAGMA foreign_keys = OFF")
    for (table, key) in [("source_files", "source_file_id"), ("launch_events", "launch_id")] {
      let copying = try copying(table, into: rehearsal)
      try rehearsal.execute("\(copying) ORDER BY \(key) DESC LIMIT 1")
    }
    try rehearsal.execute(
      """
      UPDATE main.settings SET value = s.value
      FROM \(schema).settings AS s
      WHERE settings.name = 'pruned_before_ms' AND s.name = settings.name
      """)
  }

  private static func copying(
    _ table: String, into rehearsal: Database
  ) throws(SQLiteError) -> String {
    let columns = try rehearsal.columns(of: table).joined(separator: ", ")
    return
      "INSERT OR IGNORE INTO main.\(table) (\(columns)) SELECT \(columns) FROM \(schema).\(table)"
  }

  /// Copies what the ledger has of a path.
  func lookFor(path: String) throws(SQLiteError) {
    if known.insert(path).inserted { try copyVersions.run(.text(path)) }
  }

  /// Copies what the ledger has of the files with some bytes.
  func lookFor(sha256: String) throws(SQLiteError) {
    if known.insert(sha256).inserted { try copyContent.run(.text(sha256)) }
  }
}

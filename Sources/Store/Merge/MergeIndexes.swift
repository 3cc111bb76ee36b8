/// Indexes that are set aside when a store grows by much, and get the new keys in their order: that is one
/// walk through the index, on another processor than the rows. Two have random keys, so that each row would
/// have its place anywhere in them.
///
/// While they are set aside, each is a table to SQLite, of the same pages: what SQLite calls an imposter
/// table (https://www.sqlite.org/imposter.html).
enum MergeIndexes {
  private struct Index {
    /// Its name.
    var name: String
    /// The columns of the imposter table, which are the index's and the key of the table's rows.
    var columns: String
    /// As many of them as differ from row to row.
    var key: String
    /// The keys of the shard's rows in the order of its own index.
    var keys: String
  }

  private static let identity = Index(
    name: "launch_events_by_identity",
    columns: "event_id TEXT, recipient_account_id TEXT, launch_id INTEGER",
    key: "event_id, recipient_account_id",
    keys: """
      SELECT
        event_id,
        ifnull(recipient_account_id, ''),
        launch_id + (SELECT launch FROM offsets)
      FROM shard.launch_events INDEXED BY launch_events_by_identity
      ORDER BY event_id, ifnull(recipient_account_id, ''), launch_id
      """)

  private static let times = Index(
    name: "launch_events_by_time",
    columns: "event_time_ms INTEGER, launch_id INTEGER",
    key: "event_time_ms, launch_id",
    keys: """
      SELECT event_time_ms, launch_id + (SELECT launch FROM offsets)
      FROM shard.launch_events INDEXED BY launch_events_by_time
      ORDER BY event_time_ms, launch_id
      """)

  /// Without the instances that have no ID: the key of such a table takes no NULL.
  private static let instances = Index(
    name: "launched_instances_by_id",
    columns: "instance_id TEXT, launch_id INTEGER, instance_number INTEGER",
    key: "instance_id, launch_id, instance_number",
    keys: """
      SELECT instance_id, launch_id + (SELECT launch FROM offsets), instance_number
      FROM shard.launched_instances INDEXED BY launched_instances_by_id
      WHERE instance_id IS NOT NULL
      ORDER BY instance_id, launch_id, instance_number
      """)

  /// Sets them aside: rows that are added from now on are not in them.
  static func setAside(_ scratch: Database) throws {
    try scratch.changeSchema {
      let change = try scratch.prepare(
        """
        UPDATE store.sqlite_schema SET type = 'table', name = ?, tbl_name = ?, sql = ?
        WHERE type = 'index' AND name = ?
        """)
      for index in [identity, times, instances] {
        let table = imposter(index)
        let sql =
          "CREATE TABLE \(table) (\(index.columns), PRIMARY KEY (\(index.key))) WITHOUT ROWID"
        try change.run(.text(table), .text(table), .text(sql), .text(index.name))
      }
    }
  }

  /// Their first pages.
  static func roots(_ scratch: Database) throws(SQLiteError) -> [Int64] {
    var roots: [Int64] = []
    for index in [identity, times, instances] {
      let root = try scratch.integer(
        "SELECT rootpage FROM store.sqlite_schema WHERE name = ?", .text(imposter(index)))
      if let root { roots.append(root) }
    }
    return roots
  }

  /// Makes them indexes again.
  static func putBack(_ scratch: Database) throws {
    try scratch.changeSchema {
      for index in [identity, times, instances] {
        try scratch.execute(
          """
          UPDATE store.sqlite_schema SET (type, name, tbl_name, sql) = (
            SELECT m.type, m.name, m.tbl_name, m.sql FROM main.sqlite_schema AS m
            WHERE m.type = 'index' AND m.name = '\(index.name)')
          WHERE type = 'table' AND name = '\(imposter(index))'
          """)
      }
    }
  }

  /// Adds the keys of the events; SQLITE_CONSTRAINT when one is there.
  static let addIdentities = addition(identity)
  /// Adds the times of the events.
  static let addTimes = addition(times)
  /// Adds the keys of the instances.
  static let addInstances = addition(instances)

  /// Which rows of a table can be added while they are set aside.
  static func condition(_ table: String) -> String {
    table == "launched_instances" ? "instance_id IS NOT NULL" : "true"
  }

  /// Whether the attached shard has them as they are meant, so that its own give the keys.
  static func areIn(_ scratch: Database) throws(SQLiteError) -> Bool {
    let names = [identity, times, instances].map { "'\($0.name)'" }.joined(separator: ", ")
    return try scratch.integer(
      """
      SELECT count(*) FROM shard.sqlite_schema AS s CROSS JOIN main.sqlite_schema AS m
      WHERE m.name = s.name AND m.sql = s.sql AND s.type = 'index' AND s.name IN (\(names))
      """) == 3
  }

  private static func imposter(_ index: Index) -> String { index.name + "_imposter" }

  private static func addition(_ index: Index) -> String {
    "INSERT INTO store.\(imposter(index)) \(index.keys);"
  }
}

extension Database {
  /// Runs `body`, which writes into `sqlite_schema`, in a transaction, and reads the schema again.
  fileprivate func changeSchema(_ body: () throws -> Void) throws {
    try execute("PRAGMA writable_schema = ON")
    try transaction(body)
    try execute("PRAGMA writable_schema = RESET")
  }
}

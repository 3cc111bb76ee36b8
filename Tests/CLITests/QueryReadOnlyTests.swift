import Foundation
import Testing

/// Every way that was thought of to make a query do more than read.
@Suite struct QueryReadOnlyTests {
  static let attempts = [
    "INSERT INTO settings (name, meaning) VALUES ('threshold', 'x')",
    "UPDATE settings SET value = 1",
    "DELETE FROM settings",
    "DROP TABLE settings",
    "CREATE TABLE t (a)",
    "CREATE TEMP TABLE t (a)",
    "CREATE TEMP VIEW v AS SELECT 1",
    "CREATE TEMP TRIGGER t AFTER INSERT ON settings BEGIN SELECT 1; END",
    "CREATE VIRTUAL TABLE t USING fts5 (a)",
    "ALTER TABLE settings RENAME TO s",
    "WITH t AS (SELECT 1) DELETE FROM settings",
    "REPLACE INTO settings (name, meaning) VALUES ('threshold', 'x')",
    "ATTACH ':memory:' AS other",
    "ATTACH '/tmp/huntdb-attached.db' AS other",
    "DETACH main",
    "VACUUM",
    "VACUUM INTO '/tmp/huntdb-vacuumed.db'",
    "REINDEX",
    "ANALYZE",
    "BEGIN",
    "BEGIN IMMEDIATE",
    "COMMIT",
    "SAVEPOINT s",
    "PRAGMA user_version = 99",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA writable_schema = 1",
    "PRAGMA query_only = 0",
    "PRAGMA trusted_schema = 1",
    "PRAGMA temp_store_directory = '/tmp'",
    "PRAGMA wal_checkpoint(TRUNCATE)",
    "PRAGMA incremental_vacuum",
    "PRAGMA optimize",
    "PRAGMA page_size = 1024",
    "PRAGMA encoding = 'UTF-16'",
    "PRAGMA schema_version = 9",
    "PRAGMA hard_heap_limit = 0",
    "PRAGMA mmap_size = 1000000",
    "SELECT * FROM pragma_user_version(9)",
    "SELECT data FROM sqlite_dbpage",
    "UPDATE sqlite_dbpage SET data = zeroblob(4096)",
    "SELECT * FROM dbstat",
    "SELECT * FROM sqlite_stmt",
    "SELECT * FROM csv('/etc/passwd')",
    "INSERT INTO temp.sqlite_schema VALUES ('view', 'v', 'v', 0, 'CREATE VIEW v AS SELECT 1')",
    "CREATE TABLE temp.t AS SELECT * FROM settings",
    "WITH t AS MATERIALIZED (SELECT 1) UPDATE settings SET value = 1 RETURNING name",
    "EXPLAIN QUERY PLAN DELETE FROM settings",
    "/* SELECT 1; */ DELETE FROM settings",
    "SELECT 1; PRAGMA user_version = 9; SELECT 2",
    "SELECT 'a;b'; DROP VIEW hunt_window",
    "SELECT length(zeroblob(900000000))",
    "SELECT 'x' LIKE '" + String(repeating: "%a", count: 6000) + "'",
    "SELECT " + Array(repeating: "1", count: 3000).joined(separator: ","),
    Array(repeating: "SELECT 1", count: 600).joined(separator: " UNION ALL "),
    "SELECT " + String(repeating: "abs(", count: 300) + "1" + String(repeating: ")", count: 300),
    "SELECT " + (0..<40).map { "randomblob(90000000) AS b\($0)" }.joined(separator: ","),
    "SELECT load_extension('/tmp/x.so')",
    "SELECT readfile('/etc/passwd')",
    "SELECT writefile('/tmp/huntdb-written', 'x')",
    "SELECT edit('x', 'true')",
    "SELECT fts3_tokenizer('simple')",
    "SELECT * FROM fsdir('/')",
    "SELECT * FROM pragma_journal_mode('delete')",
    "UPDATE sqlite_schema SET sql = ''",
    "SELECT 1; DELETE FROM settings",
    "EXPLAIN DELETE FROM settings",
    "SELECT " + String(repeating: "(", count: 900) + "1" + String(repeating: ")", count: 900),
    "SELECT 1 WHERE " + Array(repeating: "1", count: 5000).joined(separator: " + "),
    "SELECT '" + String(repeating: "x", count: 1_100_000) + "'",
  ]

  @Test(arguments: attempts.indices)
  func refusesToDoMoreThanRead(_ index: Int) throws {
    let store = try SampleStore()
    let before = try Data(contentsOf: URL(fileURLWithPath: store.path))
    let sql = Array(Self.attempts[index].utf8)
    let run = try huntdb("query", "--db", store.path, "-", stdin: sql)
    #expect(run.status == 1, "\(Self.attempts[index].prefix(100)): \(run.text)")
    // Nothing but the heading, where it was the first row that went too far.
    #expect(run.text.split(separator: "\n").count <= 2)
    #expect(run.errorText.hasPrefix("huntdb: error: "))
    #expect(try Data(contentsOf: URL(fileURLWithPath: store.path)) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder) == ["hunt.db"])
  }

  /// What would run for ever ends at the time limit, also inside a function that SQLite does not
  /// interrupt.
  @Test(arguments: [
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 1 FROM n ORDER BY i",
    "SELECT count(*) FROM launch_events a, launch_events b, launch_events c, launch_events d",
    "SELECT instr(hex(zeroblob(9000000)), hex(zeroblob(4000000)) || '1')",
  ])
  func endsAtTheTimeLimit(_ sql: String) throws {
    let store = try SampleStore()
    let file = store.folder + "/out.csv"
    let run = try huntdb("query", "--db", store.path, "--timeout", "0.3", "-o", file, sql)
    #expect(run.status == 124, "\(run.errorText)")
    #expect(run.errorText.contains("the time limit of 0.3 s struck"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder) == ["hunt.db"])
  }

  @Test func resultsNeverReplaceADatabase() throws {
    let store = try SampleStore()
    let before = try Data(contentsOf: URL(fileURLWithPath: store.path))
    let link = store.folder + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: store.path)
    for target in [store.path, link] {
      let run = try huntdb("query", "--db", store.path, "-o", target, "SELECT 1")
      #expect(run.status == 2)
      #expect(run.errorText.contains("is a SQLite database and is left alone"))
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: store.path)) == before)
  }

  @Test func allowsWhatOnlyDescribesOrComputes() throws {
    let store = try SampleStore()
    for sql in [
      "PRAGMA table_info(settings)", "PRAGMA user_version", "PRAGMA integrity_check",
      "SELECT name FROM pragma_table_list",
      "SELECT value FROM json_each('[1, 2]')", "EXPLAIN QUERY PLAN SELECT * FROM settings",
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3) SELECT i FROM n",
      "SELECT sqrt(2), format('%s', 'x'), regexp_is_absent FROM (SELECT 1 AS regexp_is_absent)",
    ] {
      let run = try huntdb("query", "--db", store.path, sql)
      #expect(run.status == 0, "\(sql): \(run.errorText)")
    }
  }
}

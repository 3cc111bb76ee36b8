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
    #expect(run.output.isEmpty)
    #expect(run.errorText.hasPrefix("huntdb: error: "))
    #expect(try Data(contentsOf: URL(fileURLWithPath: store.path)) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder) == ["hunt.db"])
  }

  @Test func allowsWhatOnlyDescribesOrComputes() throws {
    let store = try SampleStore()
    for sql in [
      "PRAGMA table_info(settings)", "SELECT name FROM pragma_table_list",
      "SELECT value FROM json_each('[1, 2]')", "EXPLAIN QUERY PLAN SELECT * FROM settings",
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3) SELECT i FROM n",
      "SELECT sqrt(2), format('%s', 'x'), regexp_is_absent FROM (SELECT 1 AS regexp_is_absent)",
    ] {
      let run = try huntdb("query", "--db", store.path, sql)
      #expect(run.status == 0, "\(sql): \(run.errorText)")
    }
  }
}

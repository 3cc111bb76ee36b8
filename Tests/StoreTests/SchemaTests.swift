import Foundation
import Testing

@testable import Store

/// How a store gets its schema.
@Suite struct SchemaTests {
  /// Every row of `sqlite_schema`, page numbers included.
  private func rows(_ database: Database) throws -> [String] {
    let rows = try database.prepare(
      """
      SELECT type || '|' || name || '|' || tbl_name || '|' || rootpage || '|' || ifnull(sql, '')
      FROM sqlite_schema ORDER BY rowid
      """)
    var result: [String] = []
    while try rows.step() { result.append(rows.text(0)) }
    return result
  }

  @Test("a new store has the schema that SQLite makes of schema.sql")
  func isWhatSQLiteMakes() throws {
    let plain = try Database(path: ":memory:", mode: .memory)
    try plain.execute(Schema.text)
    let expected = try rows(plain)
    #expect(expected.count > 100)
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).db").path()
    defer {
      for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
    }
    for made in [try Schema.inMemory(), try Schema.open(creating: path)] {
      #expect(try rows(made) == expected)
      for setting in ["application_id", "user_version"] {
        #expect(try made.integer("PRAGMA \(setting)") == plain.integer("PRAGMA \(setting)"))
      }
      #expect(try made.text("PRAGMA integrity_check") == "ok")
    }
  }
}

import Foundation
import Store
import Testing

/// Which files `huntdb query` opens, and what it says of the others.
@Suite struct QueryStoreTests {
  @Test func aMissingStoreIsNamedAndNotMade() throws {
    let store = try SampleStore()
    let path = store.folder + "/none.db"
    let run = try huntdb("query", "--db", path, "SELECT 1")
    #expect(run.status == 1)
    #expect(run.errorText.contains(path))
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func anotherDatabaseIsNoStore() throws {
    let store = try SampleStore("PRAGMA application_id = 0")
    let run = try huntdb("query", "--db", store.path, "SELECT 1")
    #expect(run.status == 1)
    #expect(run.errorText == "huntdb: error: \(store.path) is not a huntdb store\n")
  }

  @Test func aNewerStoreExitsWith6() throws {
    let store = try SampleStore("PRAGMA user_version = 99")
    let run = try huntdb("query", "--db", store.path, "SELECT 1")
    #expect(run.status == 6)
    #expect(run.errorText.contains("schema version 99"))
  }

  @Test func aFileThatIsNoDatabaseExitsWith6() throws {
    let store = try SampleStore()
    try String(repeating: "no database\n", count: 100).write(
      toFile: store.path, atomically: true, encoding: .utf8)
    let run = try huntdb("query", "--db", store.path, "SELECT 1")
    #expect(run.status == 6)
    #expect(run.errorText.contains("is not a huntdb store, or its header is damaged"))
  }

  @Test func pathsMayHoldAnyCharacter() throws {
    let store = try SampleStore()
    let path = store.folder + "/a?b#c%20 d.db"
    try FileManager.default.moveItem(atPath: store.path, toPath: path)
    #expect(try huntdb("query", "--db", path, "SELECT 1").status == 0)
  }

  /// Somebody without the right to write beside the file cannot make what a log needs.
  @Test(.enabled(if: getuid() == 0))
  func aStoreInLogModeOpensOnAReadOnlyMedium() throws {
    let store = try SampleStore("PRAGMA journal_mode = WAL")
    for name in try FileManager.default.contentsOfDirectory(atPath: store.folder) {
      #expect(name == "hunt.db")
    }
    chmod(store.path, 0o444)
    chmod(store.folder, 0o555)
    let copy = NSTemporaryDirectory() + "huntdb-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: copy) }
    // Another process copies, lest a child of another test holds the copy open for writing.
    #expect(try run("/usr/bin/env", ["cp", Binary.path, copy]).status == 0)
    chmod(copy, 0o755)
    let read = try run(
      "/usr/bin/setpriv",
      [
        "--reuid=65534", "--clear-groups", copy, "query", "--db", store.path, "--as-of",
        "2026-11-20", "--format", "csv", "SELECT threshold FROM hunt_window",
      ])
    #expect(read.status == 0, "\(read.errorText)")
    #expect(read.text == "threshold\r\n10\r\n")
  }
}

import Foundation
import Testing

/// Stores without a common event, whose rows are written beside each other.
extension MergeTests {
  /// A log of `count` events that no other log has, one in a hundred of them with an instance that has
  /// no ID, beside one that has.
  private func log(_ scratch: Scratch, _ name: String, count: Int, more: [String] = []) throws
    -> String
  {
    let records = (0..<count).map { number in
      let record = launchRecord(
        id: "\(name)-\(number)", time: "2026-11-\(10 + number % 9)T0\(number % 7):00:00Z",
        count: 1 + number % 4)
      guard number % 100 == 7 else { return record }
      let items = #"{"items":[{"instanceType":"t3.large"},{"instanceId":"i-\#(name)\#(number)"}]}"#
      return record.replacingOccurrences(
        of: #""responseElements":null"#, with: #""responseElements":{"instancesSet":\#(items)}"#)
    }
    return try scratch.file(name, (records + more).joined(separator: "\n"))
  }

  /// A store of each of the logs.
  private func shards(_ logs: [String]) throws -> [String] {
    try logs.map { log in
      try imported([log], log + ".db")
      return log + ".db"
    }
  }

  private func expectTheWhole(_ merged: String, _ scratch: Scratch) throws {
    #expect(try content(merged) == content(scratch.store))
    let check = try huntdb("check", "--db", merged)
    #expect(check.status == 0, "\(check.text)")
  }

  @Test func storesWithoutCommonEventsAreTheWhole() throws {
    let scratch = try Scratch()
    let logs = try [("a", 1500), ("b", 900), ("c", 1200), ("d", 30)].map { name, count in
      try log(scratch, name, count: count)
    }
    try imported(logs, scratch.store)
    let unnamed = try huntdb(
      "query", "--db", scratch.store, "--format", "csv",
      "SELECT count(*) FROM launched_instances WHERE instance_id IS NULL")
    #expect(unnamed.text.split(whereSeparator: \.isNewline).last == "37")
    let stores = try shards(logs)
    for order in [stores, stores.reversed()] {
      let merged = scratch.folder + "/merged.db"
      let summary = try merge(order, into: merged)
      #expect(summary["events_new"] == 3630 && summary["files_new"] == 4 && summary["stores"] == 4)
      try expectTheWhole(merged, scratch)
      // What is left over of the pages that were handed out is little, and used by the next import.
      let pages = try run(
        "/usr/bin/env", ["sqlite3", merged, "PRAGMA freelist_count; PRAGMA page_count"])
      let counts = pages.text.split(whereSeparator: \.isNewline).compactMap { Int($0) }
      #expect(counts.count == 2 && counts[0] * 10 < counts[1], "\(counts)")
      try imported([log(scratch, "e", count: 500)], merged)
      #expect(try huntdb("check", "--db", merged).status == 0)
      try FileManager.default.removeItem(atPath: merged)
    }
  }

  /// Some events are looked up before two stores are written as if they had none in common.
  @Test func theOnlyCommonEventIsFoundOnTheWay() throws {
    let scratch = try Scratch()
    let first = launchRecord(id: "common", time: "2026-11-12T03:30:00Z", count: 90)
    let other = launchRecord(id: "common", time: "2026-11-12T03:30:00Z", count: 80)
    let logs = try [(("a"), first, 700), (("b"), other, 500)].map { name, record, count in
      let rest = (0..<count).map {
        launchRecord(id: "\(name)-rest-\($0)", time: "2026-11-13T00:00:00Z")
      }
      return try log(scratch, name, count: 1000, more: [record] + rest)
    }
    try imported(logs, scratch.store)
    let stores = try shards(logs)
    for order in [stores, stores.reversed()] {
      let merged = scratch.folder + "/merged.db"
      let summary = try merge(order, into: merged)
      #expect(summary["events_new"] == 3201 && summary["events_conflicting"] == 1)
      try expectTheWhole(merged, scratch)
      try FileManager.default.removeItem(atPath: merged)
    }
  }

  /// A database that keeps itself small lists who uses a page, and cannot be written so.
  @Test func aStoreThatVacuumsItselfIsABaseAsWell() throws {
    let scratch = try Scratch()
    let logs = try ["a", "b"].map { try log(scratch, $0, count: 300) }
    try imported(logs, scratch.store)
    for log in logs {
      try imported([log], log + ".db")
      let vacuum = "PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = FULL; VACUUM"
      #expect(try run("/usr/bin/env", ["sqlite3", log + ".db", vacuum]).status == 0)
    }
    let merged = scratch.folder + "/merged.db"
    #expect(try merge(logs.map { $0 + ".db" }, into: merged)["events_new"] == 600)
    try expectTheWhole(merged, scratch)
  }

  /// SQLite does not mind zeros behind the end of a database, nor row numbers far below zero.
  @Test func oddButSoundStoresAreTheWhole() throws {
    let scratch = try Scratch()
    let logs = try ["a", "b"].map { try log(scratch, $0, count: 300) }
    try imported(logs, scratch.store)
    for log in logs { try imported([log], log + ".db") }
    let pad = try FileHandle(forUpdating: URL(fileURLWithPath: logs[0] + ".db"))
    try pad.truncate(atOffset: pad.seekToEnd() + 40960)
    let far = """
      PRAGMA foreign_keys = OFF;
      UPDATE launch_events SET launch_id = -9000000000000000000 WHERE launch_id = 1;
      UPDATE event_records SET launch_id = -9000000000000000000 WHERE launch_id = 1;
      UPDATE launch_items SET launch_id = -9000000000000000000 WHERE launch_id = 1;
      UPDATE sightings SET launch_id = -9000000000000000000 WHERE launch_id = 1;
      """
    #expect(try run("/usr/bin/env", ["sqlite3", logs[1] + ".db", far]).status == 0)
    for order in [[0, 1], [1, 0]] {
      let merged = scratch.folder + "/merged.db"
      #expect(try merge(order.map { logs[$0] + ".db" }, into: merged)["events_new"] == 600)
      try expectTheWhole(merged, scratch)
      try FileManager.default.removeItem(atPath: merged)
    }
  }

  /// The keys of a store's own index are taken over; they must be those of its rows.
  @Test func aStoreWhoseIndexLacksRowsIsNamed() throws {
    let scratch = try Scratch()
    let logs = try [("a", 400), ("b", 300)].map { try log(scratch, $0, count: $1) }
    for log in logs { try imported([log], log + ".db") }
    // While the schema says nothing of the index it does not follow its table.
    let damage = """
      import sqlite3, sys
      store = sqlite3.connect(sys.argv[1], isolation_level=None)
      store.execute("PRAGMA writable_schema = ON")
      name = sys.argv[2]
      row = store.execute("SELECT * FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
      store.execute("DELETE FROM sqlite_schema WHERE name = ?", (name,))
      store.close()
      store = sqlite3.connect(sys.argv[1], isolation_level=None)
      store.execute("PRAGMA foreign_keys = OFF")
      for table in ("launch_events", "launched_instances"):
          store.execute(f"DELETE FROM {table} WHERE launch_id = 8")
      store.execute("PRAGMA writable_schema = ON")
      store.execute("INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)", row)
      """
    for index in ["launch_events_by_identity", "launch_events_by_time", "launched_instances_by_id"]
    {
      let damaged = scratch.folder + "/\(index).db"
      try FileManager.default.copyItem(atPath: logs[1] + ".db", toPath: damaged)
      let python = try run("/usr/bin/env", ["python3", "-c", damage, damaged, index])
      #expect(python.status == 0, "\(python.errorText)")
      let merged = scratch.folder + "/merged.db"
      let merge = try run(Binary.path, ["merge", "--db", merged, logs[0] + ".db", damaged])
      #expect(merge.status == 6 && merge.errorText.contains(damaged), "\(merge.errorText)")
      #expect(!FileManager.default.fileExists(atPath: merged))
    }
  }

  /// Two slashes in front would name a machine in a URI.
  @Test func aPathMayBeginWithTwoSlashes() throws {
    let scratch = try Scratch()
    let stores = try ["a", "b"].map { name in
      let log = try log(scratch, name, count: 20)
      try imported([log], log + ".db")
      return "/" + log + ".db"
    }
    let merged = "/" + scratch.folder + "/merged.db"
    #expect(try merge(stores, into: merged)["events_new"] == 40)
    #expect(try merge([stores[0]], into: merged)["events_known"] == 20)
    #expect(try huntdb("check", "--db", merged).status == 0)
  }
}

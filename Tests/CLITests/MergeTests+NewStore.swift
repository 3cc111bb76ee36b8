import Foundation
import Testing

/// Stores that are made of others.
extension MergeTests {
  @Test func aNewStoreHasTheSettingsOfANewStoreWhateverItWasMadeOf() throws {
    let scratch = try Scratch()
    let stores = ["a", "b"].map { scratch.folder + "/\($0).db" }
    for (index, store) in stores.enumerated() {
      try imported([scratch.file("log", launchRecord(id: "event-\(index)"))], store)
    }
    let shell = try run(
      "/usr/bin/env",
      [
        "sqlite3", stores[0],
        """
        UPDATE settings SET value = 3 WHERE name = 'threshold';
        UPDATE settings SET value = 5 WHERE name = 'pruned_before_ms';
        CREATE TABLE theirs (x); INSERT INTO theirs VALUES (zeroblob(1000000));
        CREATE TRIGGER mine AFTER INSERT ON launch_events BEGIN DELETE FROM launch_events; END;
        """,
      ])
    #expect(shell.status == 0, "\(shell.errorText)")
    for order in [stores, stores.reversed()] {
      let merged = scratch.folder + "/\(order[0].suffix(4)).merged"
      #expect(try merge(order, into: merged)["events_new"] == 2)
      let settings = try huntdb(
        "query", "--db", merged, "--format", "csv",
        """
        SELECT group_concat(value) FROM settings WHERE name IN ('threshold', 'pruned_before_ms')
        UNION ALL SELECT count(*) FROM sqlite_schema WHERE name IN ('theirs', 'mine')
        UNION ALL SELECT count(*) FROM sqlite_schema WHERE name LIKE 'launch_events_by_%'
        """)
      let rows = settings.text.split(whereSeparator: \.isNewline).dropFirst()
      #expect(rows == ["\"5,10\"", "0", "3"] || rows == ["\"10,5\"", "0", "3"])
    }
  }

  /// The largest store is copied as a file; but what another program has just written into it is in
  /// its log, beside the file that a link may point to.
  @Test func whatIsInTheLogOfTheLargestStoreIsTakenOver() throws {
    let scratch = try Scratch()
    let stores = ["a", "b"].map { scratch.folder + "/\($0).db" }
    for (index, store) in stores.enumerated() {
      let records = (0...20 * index).map { launchRecord(id: "event-\(index)-\($0)") }
      try imported([scratch.file("log-\(index)", records.joined(separator: "\n"))], store)
    }
    let link = scratch.folder + "/elsewhere/link.db"
    try FileManager.default.createDirectory(
      atPath: scratch.folder + "/elsewhere", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: stores[1])
    let merged = scratch.folder + "/merged.db"
    let program = """
      import sqlite3, subprocess, sys
      writer = sqlite3.connect(sys.argv[1])
      writer.execute("UPDATE launch_events SET user_agent = 'changed'")
      writer.commit()
      subprocess.run(sys.argv[2:], check=True)
      """
    let python = try run(
      "/usr/bin/env",
      ["python3", "-c", program, stores[1], Binary.path, "merge", "--db", merged, link, stores[0]])
    #expect(python.status == 0, "\(python.errorText)")
    let changed = try huntdb(
      "query", "--db", merged, "--format", "csv",
      "SELECT count(*), sum(user_agent IS 'changed') FROM launch_events")
    #expect(changed.text.split(whereSeparator: \.isNewline).last == "22,21")
    let integrity = try huntdb("query", "--db", merged, "--format", "csv", "PRAGMA integrity_check")
    #expect(integrity.text.split(whereSeparator: \.isNewline).last == "ok")
  }

  /// Pieces without a common event are added without a look at each, and those that have one are not;
  /// either way some groups, principals and files of theirs may be the same.
  @Test(arguments: [0, 1, 40]) func piecesWithSomeCommonEventsAreTheWhole(common: Int) throws {
    let scratch = try Scratch()
    let logs = try (0..<3).map { piece in
      try scratch.file(
        "log-\(piece)",
        (0..<120).map { number in
          // The last events of a piece are the first of the next one, some with other content.
          let event = piece * (120 - common) + number
          let isOther = number < common && number % 3 == 1
          return launchRecord(
            id: "event-\(event)", time: "2026-11-\(10 + event % 5)T0\(event % 7):00:00Z",
            count: isOther ? 70 : 1 + event % 3)
        }.joined(separator: "\n"))
    }
    try imported(logs, scratch.store)
    let stores = try logs.map { log in
      let store = log + ".db"
      try imported([log], store)
      return store
    }
    for order in [stores, stores.reversed(), [stores[1], stores[2], stores[0]]] {
      let merged = scratch.folder + "/merged.db"
      let summary = try merge(order, into: merged)
      #expect(summary["events_new"] == 360 - 2 * common)
      #expect(try content(merged) == content(scratch.store))
      let check = try huntdb("check", "--db", merged)
      #expect(check.status == 0, "\(check.text)")
      try FileManager.default.removeItem(atPath: merged)
    }
  }
}

import Foundation
import Testing

/// Stores that earlier versions wrote, under Tests/Fixtures/stores.
@Suite struct UpgradeTests {
  static let versions = [1, 2, 3, 4, 5, 6]
  /// The logs that those stores were made from.
  static let logs = [
    "/Samples/AWSLogs/333333333333",
    "/Samples/AWSLogs/111111111111/CloudTrail/eu-west-1/2026/11/18",
  ]

  private func store(_ version: Int) throws -> Scratch {
    let scratch = try Scratch()
    let packed = SampleStore.project + "/Tests/Fixtures/stores/version-\(version).db.gz"
    let bytes = try run("/usr/bin/env", ["gzip", "-dc", packed]).output
    _ = try scratch.file("hunt.db", Data(bytes))
    return scratch
  }

  @Test(arguments: versions)
  func anEarlierStoreBecomesTheOneThatThisVersionWouldHaveWritten(version: Int) throws {
    let old = try store(version)
    let upgrade = try huntdb("upgrade", "--db", old.store)
    #expect(upgrade.status == 0, "\(upgrade.errorText)")
    let fresh = try Scratch()
    let paths = Self.logs.map { SampleStore.project + $0 }
    let imported = try run(Binary.path, ["import", "--quiet", "--db", fresh.store] + paths)
    #expect(imported.status == 0)
    #expect(try old.dump() == fresh.dump())
    let check = try huntdb("check", "--db", old.store)
    #expect(check.status == 0, "\(check.text)")
    let schema = "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name"
    #expect(
      try huntdb("query", "--db", old.store, "--format", "jsonl", schema).text
        == huntdb("query", "--db", fresh.store, "--format", "jsonl", schema).text)
  }

  @Test(arguments: versions)
  func theOwnersSettingsOutliveAnUpgrade(version: Int) throws {
    let old = try store(version)
    _ = try huntdb("upgrade", "--db", old.store)
    let rows = try old.rows("SELECT threshold FROM hunt_window")
    #expect(rows.first?["threshold"] as? Int == 12)
  }

  @Test(arguments: versions)
  func whatTheOwnerAddedOutlivesAnUpgrade(version: Int) throws {
    let old = try store(version)
    let sql = """
      CREATE VIEW large_calls AS SELECT * FROM launch_attempts WHERE requested_max > 4;
      CREATE INDEX calls_by_key ON launch_events (access_key_id);
      CREATE TABLE notes (event_id TEXT, note TEXT);
      INSERT INTO notes VALUES ('e', 'seen');
      CREATE TABLE imports (source_file_id INTEGER);
      CREATE TRIGGER note_imports AFTER INSERT ON source_files
      BEGIN INSERT INTO imports VALUES (new.source_file_id); END;
      """
    #expect(try run("/usr/bin/env", ["sqlite3", old.store, sql]).status == 0)
    let upgrade = try huntdb("upgrade", "--db", old.store)
    #expect(upgrade.status == 0, "\(upgrade.errorText)")
    let names = try old.rows(
      "SELECT name FROM sqlite_schema WHERE name IN ('large_calls', 'calls_by_key', 'note_imports')"
    )
    #expect(names.count == 3)
    #expect(try old.rows("SELECT note FROM notes").first?["note"] as? String == "seen")
    #expect(try !old.rows("SELECT * FROM large_calls").isEmpty)
    _ = try old.importing(try old.file("a.json", launchRecord(id: "later")))
    #expect(try old.rows("SELECT * FROM imports").count == 1)
  }

  @Test(arguments: versions.dropFirst())
  func suppressionsOutliveAnUpgrade(version: Int) throws {
    let old = try store(version)
    _ = try huntdb("upgrade", "--db", old.store)
    let rows = try old.rows("SELECT principal, reason, until_ms FROM suppressions")
    #expect(rows.count == 1)
    #expect(rows.first?["principal"] as? String == "arn:aws:iam::111111111111:role/data-pipeline")
    #expect(rows.first?["reason"] as? String == "load test")
    #expect(rows.first?["until_ms"] as? Int == 1_801_353_600_000)
  }

  @Test(arguments: versions)
  func anImportUpgradesByItself(version: Int) throws {
    let old = try store(version)
    let summary = try old.importing(try old.file("a.json", launchRecord(id: "later")))
    #expect(summary["events_new"] as? Int == 1)
    #expect(try huntdb("check", "--db", old.store).status == 0)
  }

  @Test(arguments: versions)
  func anEarlierStoreAnswersQueriesAndIsRefusedWithAHintWhereItsViewsDoNotDo(version: Int) throws {
    let old = try store(version)
    #expect(try old.rows("SELECT count(*) AS n FROM launch_attempts").first?["n"] as? Int == 128)
    let report = try huntdb("report", "--db", old.store)
    #expect(report.status == 1)
    #expect(report.errorText.contains("huntdb upgrade"))
  }

  /// Version 3 began to note it.
  @Test(arguments: versions.filter { $0 < 3 })
  func aFileThatLacksItsLaunchesIsMarkedToBeReadAgain(version: Int) throws {
    let old = try store(version)
    let cut =
      "DELETE FROM sightings WHERE source_file_id = (SELECT min(source_file_id) FROM sightings)"
    #expect(try run("/usr/bin/env", ["sqlite3", old.store, cut]).status == 0)
    _ = try huntdb("upgrade", "--db", old.store)
    let marked = try old.rows(
      "SELECT launches_left_out = run_instances AS all_of_them FROM source_files "
        + "WHERE launches_left_out > 0 AND duplicate_of IS NULL")
    #expect(marked.count == 1 && marked[0]["all_of_them"] as? Int == 1)
  }
}

import Foundation
import Testing

/// `check`, `prune`, `backup`, and what the store knows of its coverage.
@Suite struct MaintenanceTests {
  private static let samples = SampleStore.project + "/Samples/AWSLogs"

  private func filled() throws -> Scratch {
    let scratch = try Scratch()
    let run = try huntdb("import", "--quiet", "--db", scratch.store, Self.samples)
    #expect(run.status == 0, "\(run.errorText)")
    return scratch
  }

  /// Changes a store behind the program's back.
  private func tamper(_ scratch: Scratch, _ sql: String) throws {
    let shell = try run("/usr/bin/env", ["sqlite3", scratch.store, sql])
    #expect(shell.status == 0, "\(shell.errorText)")
  }

  @Test(arguments: [
    ("UPDATE launch_events SET requested_max = requested_max + 1 WHERE launch_id = 7", "derived"),
    ("UPDATE launch_events SET source_ip_address = '192.0.2.1' WHERE launch_id = 9", "derived"),
    (
      "DELETE FROM launched_instances WHERE instance_id = "
        + "(SELECT min(instance_id) FROM launched_instances)",
      "derived"
    ),
    ("UPDATE launch_items SET max_count = 1000 WHERE launch_id = 3", "derived"),
    (
      "UPDATE event_records SET record_json = replace(record_json, 'maxCount', 'maxcount')",
      "derived"
    ),
    ("DELETE FROM sightings WHERE launch_id = 5", "orphans"),
    ("DELETE FROM event_records WHERE launch_id = 5", "orphans"),
    ("DELETE FROM launch_events WHERE launch_id = 5", "foreign_keys"),
    ("DROP INDEX source_files_by_log", "schema"),
    ("DROP VIEW coverage_gaps; CREATE VIEW coverage_gaps AS SELECT 1", "schema"),
  ])
  func checkFindsWhatWasChanged(sql: String, check: String) throws {
    let scratch = try filled()
    let good = try huntdb("check", "--db", scratch.store)
    #expect(good.status == 0 && good.text.hasPrefix("ok: "), "\(good.text)")
    try tamper(scratch, sql)
    let bad = try huntdb("check", "--db", scratch.store)
    #expect(bad.status == 6)
    #expect(bad.text.hasPrefix(check + ": ") || bad.text.contains("\n" + check + ": "))
  }

  @Test func checkFindsADamagedPage() throws {
    let scratch = try filled()
    try tamper(scratch, "PRAGMA wal_checkpoint(TRUNCATE)")
    let handle = try #require(FileHandle(forUpdatingAtPath: scratch.store))
    let size = try handle.seekToEnd()
    try handle.seek(toOffset: size / 2 / 4096 * 4096)
    try handle.write(contentsOf: Data(repeating: 0xA5, count: 4096))
    try handle.close()
    let check = try huntdb("check", "--db", scratch.store)
    #expect(check.status == 6)
    #expect(check.text.contains("integrity: "))
  }

  @Test func pruneRemovesWhatIsOldAndNothingElse() throws {
    let scratch = try filled()
    let counts = """
      SELECT sum(event_time < '2026-11-19') AS old, sum(event_time >= '2026-11-19') AS new
      FROM launch_attempts
      """
    let before = try #require(try scratch.rows(counts).first)
    let old = try #require(before["old"] as? Int)
    #expect(old > 0)
    let limit = ["prune", "--db", scratch.store, "--older-than", "2026-11-19"]
    let rehearsal = try run(Binary.path, limit + ["--dry-run"])
    #expect(rehearsal.text.hasPrefix("would remove \(old) events before 2026-11-19T00:00:00Z"))
    #expect(try scratch.rows(counts).first?["old"] as? Int == old)
    let removal = try run(Binary.path, limit)
    #expect(removal.text.hasPrefix("removed \(old) events"))
    let after = try #require(try scratch.rows(counts).first)
    #expect(after["old"] as? Int == 0)
    #expect(after["new"] as? Int == before["new"] as? Int)
    #expect(try huntdb("check", "--db", scratch.store).status == 0)
    // The files are known still, so that an import does not bring back what was removed.
    let again = try scratch.importing(Self.samples)
    #expect(again["events_new"] as? Int == 0)
  }

  @Test func aBackupIsAStoreOfItsOwn() throws {
    let scratch = try filled()
    let copy = scratch.folder + "/copy.db"
    let backup = try huntdb("backup", "--db", scratch.store, copy)
    #expect(backup.status == 0, "\(backup.errorText)")
    let mode = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let sql = "SELECT * FROM launch_attempts ORDER BY event_id"
    let rows = try [scratch.store, copy].map {
      try huntdb("query", "--db", $0, "--format", "csv", sql).text
    }
    #expect(rows[0] == rows[1] && rows[0].count > 1000)
    #expect(try huntdb("check", "--db", copy).status == 0)
    #expect(try huntdb("backup", "--db", scratch.folder + "/none.db", copy).status == 1)
  }

  /// A day's file of an S3 layout, with or without a launch.
  private func deliver(_ scratch: Scratch, _ minute: String, _ text: String) throws {
    let folder = scratch.folder + "/logs"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = try scratch.file(
      "logs/111111111111_CloudTrail_us-east-1_\(minute)_abcdefgh.json", text)
  }

  @Test func coverageSeparatesSilenceFromMissingFiles() throws {
    let scratch = try Scratch()
    let record = launchRecord(id: "event-0", time: "2026-11-16T01:00:00Z")
    try deliver(scratch, "20261116T0105Z", "{\"Records\":[\(record)]}")
    try deliver(scratch, "20261117T0205Z", "{\"Records\":[]}")
    try deliver(scratch, "20261119T0205Z", "{\"Records\":[{\"eventVersion\"")
    try deliver(scratch, "20261119T0305Z", "{\"Records\":[]}")
    try scratch.importing(scratch.folder + "/logs")
    let days = try scratch.rows(
      "SELECT date, state, files, missing_hours FROM data_coverage ORDER BY date")
    let lines = days.map { row in
      ["date", "state", "files", "missing_hours"].map { "\(row[$0] ?? "")" }.joined(separator: " ")
    }
    #expect(
      lines == [
        "2026-11-16 launches 1 22", "2026-11-17 no launches 1 23", "2026-11-18 no file 0 24",
        "2026-11-19 partly unreadable 2 2",
      ])
    let gaps = try scratch.rows(
      "SELECT first_missing, last_missing, hours FROM coverage_gaps ORDER BY 1")
    #expect(gaps.map { $0["hours"] as? Int } == [24, 47])
    #expect(gaps.first?["first_missing"] as? String == "2026-11-16T02:00:00Z")
    #expect(gaps.first?["last_missing"] as? String == "2026-11-17T01:00:00Z")

    func report(_ asOf: String) throws -> String {
      try huntdb("report", "--db", scratch.store, "--as-of", asOf, "--format", "markdown").text
    }
    #expect(try report("2026-11-20").contains("incomplete: hours without files in 1 of 1 account"))
    // Nothing came in the week before, but something within thirty days of it; and nothing at all.
    #expect(try report("2026-11-30").contains("incomplete: hours without files in 1 of 1 account"))
    #expect(!(try report("2027-02-01").contains("hours without files in")))
    let status = try huntdb("status", "--db", scratch.store).text
    let matrix = """
      111111111111  2026-11-16  2026-11-17  2026-11-18  2026-11-19
      us-east-1          1/1/1       1/0/0           -      ?2/0/0
      """
    #expect(status.contains(matrix), "\(status)")
    #expect(status.contains("2 gaps, 71 h; the longest 2026-11-17T03:00:00Z"), "\(status)")
  }

  @Test(arguments: [80, 200]) func theMatrixFitsTheTerminal(columns: Int) throws {
    let scratch = try Scratch()
    for day in 10...29 { try deliver(scratch, "202611\(day)T0105Z", "{\"Records\":[]}") }
    try scratch.importing(scratch.folder + "/logs")
    let shown = try run(
      "/usr/bin/env",
      [
        "python3", SampleStore.project + "/Tests/Fixtures/terminal.py", Binary.path, "status",
        "--db", scratch.store,
      ], environment: ["COLUMNS": "\(columns)"])
    #expect(shown.status == 0, "\(shown.errorText)")
    let lines = shown.text.split(whereSeparator: \.isNewline)
    let headings = lines.filter { $0.hasPrefix("111111111111  2026") }
    #expect(headings.count == (columns == 80 ? 4 : 2), "\(shown.text)")
    #expect(headings.allSatisfy { $0.count <= columns })
    #expect(
      lines.filter { $0.hasPrefix("us-east-1 ") && $0.contains("1/0/0") }.count == headings.count)
  }

  @Test func aFarDateDoesNotFillACalendar() throws {
    let scratch = try Scratch()
    try deliver(scratch, "00010101T0000Z", "{\"Records\":[]}")
    try deliver(scratch, "99991231T2355Z", "{\"Records\":[]}")
    try scratch.importing(scratch.folder + "/logs")
    let days = try scratch.rows("SELECT count(*) AS n FROM data_coverage")
    #expect((days.first?["n"] as? Int ?? .max) < 400)
  }
}

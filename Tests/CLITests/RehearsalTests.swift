import Foundation
import Testing

/// `import --dry-run`: what it counts is what the import then does, and the store stays as it is.
@Suite struct RehearsalTests {
  /// A rehearsal and the import itself, which must count the same; gives what they count.
  private func rehearsed(_ scratch: Scratch, _ options: String...) throws -> [String: Int] {
    let before = try stored(scratch)
    let rehearsal = try counts(scratch, options + ["--dry-run"])
    #expect(try stored(scratch) == before)
    let done = try counts(scratch, options)
    #expect(rehearsal == done)
    return done
  }

  private func counts(_ scratch: Scratch, _ options: [String]) throws -> [String: Int] {
    let result = try run(
      Binary.path, ["import", "--json", "--quiet", "--db", scratch.store] + options)
    #expect(result.status == 0, "\(result.errorText)")
    let object = try JSONSerialization.jsonObject(with: Data(result.output))
    var counts = try #require(object as? [String: Any])
    counts["elapsed_seconds"] = nil
    return counts.compactMapValues { $0 as? Int }
  }

  /// Every row of the store, what the ledger has included; nil where there is no store.
  private func stored(_ scratch: Scratch) throws -> String? {
    guard FileManager.default.fileExists(atPath: scratch.store) else { return nil }
    let ledger = "SELECT * FROM source_files; SELECT * FROM problems"
    return try scratch.dump()
      + huntdb("query", "--db", scratch.store, "--format", "jsonl", ledger).text
  }

  @Test func countsWhatAnImportWouldDo() throws {
    let scratch = try Scratch()
    let logs = scratch.folder + "/logs"
    try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
    let records = (0..<6).map { launchRecord(id: "event-\($0)") }
    func log(_ name: String, _ lines: String...) throws {
      _ = try scratch.file("logs/" + name, lines.joined(separator: "\n") + "\n")
    }

    try log("a.ndjson", records[0], records[1], "no JSON")
    try log("digest.json", "{\"digestS3Object\":\"x\",\"logFiles\":[]}")
    #expect(try rehearsed(scratch, logs)["events_new"] == 2)
    #expect(try rehearsed(scratch, logs)["files_unchanged"] == 2)

    // A file that grew, a copy of one, one with an event that is known, and one that says otherwise.
    try log("a.ndjson", records[0], records[1], records[2])
    try log("b.ndjson", records[3])
    try log("c.ndjson", records[3])
    try log("d.ndjson", records[1], records[4])
    try log("e.ndjson", launchRecord(id: "event-0", count: 500))
    let more = try rehearsed(scratch, logs)
    #expect(more["events_new"] == 3 && more["events_known"] == 3 && more["events_conflicting"] == 1)
    #expect(more["files_unchanged"] == 2)

    // Back to bytes that were there before, and the same conflict under another name.
    try log("a.ndjson", records[0], records[1], "no JSON")
    try log("f.ndjson", launchRecord(id: "event-0", count: 500), records[5])
    let last = try rehearsed(scratch, logs)
    #expect(last["events_new"] == 1 && last["events_conflicting"] == 1)
    #expect(try rehearsed(scratch, logs)["files_unchanged"] == 7)
  }

  @Test func knowsWhatAnEarlierImportLeftOut() throws {
    let scratch = try Scratch()
    let log = try scratch.file(
      "log.ndjson",
      (18...21).map { launchRecord(id: "event-\($0)", time: "2026-11-\($0)T08:00:00Z") }
        .joined(separator: "\n"))
    for (since, new) in [
      ("2026-11-20", 2), ("2026-11-21", 0), ("2026-11-19", 1), ("2026-11-01", 1),
    ] {
      #expect(try rehearsed(scratch, "--since", since, log)["events_new"] == new)
    }
    #expect(try rehearsed(scratch, log)["files_unchanged"] == 1)
  }

  @Test func asksForTheUpgradeThatAnImportWouldMake() throws {
    let scratch = try Scratch()
    let packed = SampleStore.project + "/Tests/Fixtures/stores/version-3.db.gz"
    let bytes = Data(try run("/usr/bin/env", ["gzip", "-dc", packed]).output)
    let store = try scratch.file("hunt.db", bytes)
    let logs = SampleStore.project + UpgradeTests.logs[0]
    let result = try huntdb("import", "--dry-run", "--db", store, logs)
    #expect(result.status == 1)
    #expect(FileManager.default.contents(atPath: store) == bytes)
  }

  @Test func samplesAreCountedTwiceTheSame() throws {
    let scratch = try Scratch()
    let samples = SampleStore.project + "/Samples/AWSLogs"
    #expect(try rehearsed(scratch, samples)["events_new"] ?? 0 > 100)
    #expect(try rehearsed(scratch, samples)["events_new"] == 0)
  }
}

import Foundation
import Testing

@Suite struct ImportTests {
  private let records = (0..<3).map { launchRecord(id: "event-\($0)") }

  @Test func csvWithoutEventsIsNamed() throws {
    let scratch = try Scratch()
    let path = try scratch.file("names.csv", "name,count\na,1\nb,2\n")
    _ = try huntdb("import", "--quiet", "--db", scratch.store, path)
    let problems = try scratch.rows("SELECT reason FROM import_problems")
    #expect(problems.count == 1)
    #expect((problems.first?["reason"] as? String)?.contains("CSV") ?? false)
  }

  @Test func badRecordsAreListedAndTheGoodOnesKept() throws {
    let scratch = try Scratch()
    let broken = records[1].replacingOccurrences(
      of: "\"eventTime\":\"2026", with: "\"eventTime\":\"x")
    let file = try scratch.file(
      "log.ndjson",
      [records[0], "this is no JSON", broken, "{\"a\":", records[2]]
        .joined(separator: "\n"))
    let summary = try scratch.importing(file)
    #expect(summary["events_new"] as? Int == 2)
    #expect(summary["records_rejected"] as? Int == 3)
    let problems = try scratch.rows("SELECT reason FROM import_problems ORDER BY record_number")
    #expect(problems.count == 3)
    let strict = try huntdb("import", "--strict", "--db", scratch.folder + "/strict.db", file)
    #expect(strict.status == 4)
  }

  @Test func aFloodOfBrokenRecordsIsCountedAndListedInPart() throws {
    let scratch = try Scratch()
    let flood = String(repeating: "\n{", count: 5000) + "\n" + records[0]
    let summary = try scratch.importing(try scratch.file("log", flood))
    #expect(summary["events_new"] as? Int == 1)
    #expect(summary["records_rejected"] as? Int ?? 0 >= 5000)
    let problems = try scratch.rows("SELECT count(*) AS n FROM import_problems")
    #expect(problems.first?["n"] as? Int == 1001)
  }

  @Test func whatIsNoRegularFileIsRefused() throws {
    let scratch = try Scratch()
    let folder = scratch.folder + "/logs"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = try scratch.file("logs/log", records[0])
    symlink(".", folder + "/loop")
    mkfifo(folder + "/pipe", 0o600)
    let summary = try scratch.importing(folder)
    #expect(summary["events_new"] as? Int == 1)
    #expect(summary["files_failed"] as? Int == 2)
  }

  @Test func aBrokenQuoteDoesNotSwallowWhatFollows() throws {
    let scratch = try Scratch()
    let broken = records[1].replacingOccurrences(of: "\"awsRegion\":", with: "\"awsRegion:")
    let document = "{\"Records\":[\(records[0]),\(broken),\(records[2])]}"
    let summary = try scratch.importing(try scratch.file("log.json", document))
    #expect(summary["events_new"] as? Int == 2)
  }

  @Test func aTruncatedGzipGivesWhatItHolds() throws {
    let scratch = try Scratch()
    let many = (0..<2000).map { launchRecord(id: UUID().uuidString, count: $0 % 9) }
    let packed = try scratch.gzip(
      scratch.file("log.json", "{\"Records\":[\(many.joined(separator: ","))]}"))
    let data = try Data(contentsOf: URL(fileURLWithPath: packed))
    let cut = try scratch.file("cut.json.gz", data.prefix(data.count / 2))
    let summary = try scratch.importing(cut)
    let kept = try #require(summary["events_new"] as? Int)
    #expect(kept > 500 && kept < 2000)
    let reasons = try scratch.rows("SELECT reason FROM import_problems")
    #expect(reasons.contains { ($0["reason"] as? String ?? "").contains("truncated") })
  }

  @Test func aSecondImportChangesNothing() throws {
    let scratch = try Scratch()
    let file = try scratch.file("log.json", "[\(records.joined(separator: ","))]")
    try scratch.importing(file)
    let before = try scratch.dump()
    let again = try scratch.importing(file)
    #expect(again["files_unchanged"] as? Int == 1)
    #expect(again["bytes_read"] as? Int == 0)
    let copy = try scratch.file("copy.json", Data(contentsOf: URL(fileURLWithPath: file)))
    let known = try scratch.importing(copy)
    #expect(known["files_unchanged"] as? Int == 1)
    #expect(known["events_new"] as? Int == 0)
    #expect(try scratch.dump() == before)
    let sightings = try scratch.rows("SELECT path FROM event_sightings WHERE event_id = 'event-0'")
    #expect(sightings.count == 2)
  }

  @Test func theStoreIsNoLogOfTheFolderItLiesIn() throws {
    let scratch = try Scratch()
    _ = try scratch.file("a.json", launchRecord(id: "one"))
    try scratch.importing(scratch.folder)
    let again = try scratch.importing(scratch.folder)
    #expect(again["files_seen"] as? Int == 1)
    #expect(again["files_unchanged"] as? Int == 1)
    #expect(again["records_rejected"] as? Int == 0)
    #expect(try scratch.rows("SELECT * FROM event_sightings").count == 1)
  }

  @Test func aGrownFileAddsOnlyWhatIsNew() throws {
    let scratch = try Scratch()
    let file = try scratch.file("log.ndjson", records[0] + "\n")
    try scratch.importing(file)
    _ = try scratch.file("log.ndjson", records.joined(separator: "\n") + "\n")
    let summary = try scratch.importing(file)
    #expect(summary["events_new"] as? Int == 2)
    #expect(summary["events_known"] as? Int == 1)
    // Rewritten with bytes that were there before, it is the same content under the old name.
    _ = try scratch.file("log.ndjson", records[0] + "\n")
    let back = try scratch.importing(file)
    #expect(back["events_new"] as? Int == 0 && back["files_unchanged"] as? Int == 1)
    let sightings = try scratch.rows(
      "SELECT count(*) AS n FROM event_sightings WHERE event_id = 'event-2'")
    #expect(sightings.first?["n"] as? Int == 1)
  }

  @Test func otherContentUnderOneIdentityIsAConflict() throws {
    let scratch = try Scratch()
    let other = launchRecord(id: "event-0", count: 500)
    let summary = try scratch.importing(
      scratch.file("a.json", records[0]), scratch.file("b.json", other))
    #expect(summary["events_conflicting"] as? Int == 1)
    let rows = try scratch.rows("SELECT requested_max FROM launch_attempts")
    #expect(rows.count == 1 && rows[0]["requested_max"] as? Int == 3)
    let status = try huntdb("status", "--db", scratch.store).text
    #expect(status.contains(/conflicts +1\n/), "\(status)")
    let event = try huntdb("event", "--db", scratch.store, "event-0")
    #expect(event.text.contains("\"maxCount\":3}") && event.text.contains("\"maxCount\":500}"))
  }

  @Test func readersOfAnyNumberGiveTheSameStore() throws {
    let samples = SampleStore.project + "/Samples/AWSLogs"
    var dumps: Set<String> = []
    for jobs in ["1", "2", "7"] {
      let scratch = try Scratch()
      let run = try huntdb("import", "--quiet", "--jobs", jobs, "--db", scratch.store, samples)
      #expect(run.status == 0)
      dumps.insert(try scratch.dump())
    }
    #expect(dumps.count == 1)
  }

  @Test func aStoreThatCannotBeMadeIsAnError() throws {
    let scratch = try Scratch()
    let file = try scratch.file("log.json", records[0])
    let result = try huntdb("import", "--db", scratch.folder + "/none/hunt.db", file)
    #expect(result.status == 1)
    #expect(result.errorText.contains("/none/hunt.db: No such file or directory"))
  }

  @Test func usageIsChecked() throws {
    let scratch = try Scratch()
    #expect(try huntdb("import", "--db", scratch.store).status == 2)
    #expect(try huntdb("import", "--db", scratch.store, "--since", "soon", "x").status == 2)
    #expect(try huntdb("import", "--db", scratch.store, scratch.folder + "/none").status == 1)
    #expect(!FileManager.default.fileExists(atPath: scratch.store))
  }
}

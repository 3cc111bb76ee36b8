import Foundation
import Testing

/// Imports that are killed, interrupted, locked out, or not alone.
@Suite struct DisturbedImportTests {
  private static let samples = SampleStore.project + "/Samples/AWSLogs"
  private static let script = SampleStore.project + "/Tests/Fixtures/imports.py"

  private func disturb(
    _ kind: String, _ store: String, _ options: String..., logs: String = Self.samples
  ) throws -> [String: Any] {
    let python = try run(
      "/usr/bin/env", ["python3", Self.script, kind, Binary.path, store, logs] + options)
    #expect(python.status == 0, "\(python.errorText)")
    let object = try JSONSerialization.jsonObject(with: Data(python.output))
    return try #require(object as? [String: Any])
  }

  /// What a store holds, whatever order its rows came in.
  private func content(_ store: String) throws -> String {
    let sql = """
      SELECT * FROM launch_attempts ORDER BY event_id;
      SELECT * FROM event_sightings ORDER BY event_id, path, record_number;
      SELECT path, sha256, size_bytes, status, records, run_instances FROM source_files
      WHERE is_current = 1 ORDER BY path;
      SELECT path, record_number, reason FROM import_problems ORDER BY 1, 2, 3
      """
    return try huntdb("query", "--db", store, "--format", "jsonl", sql).text
  }

  @Test func killedImportsLeaveAWholeStoreAndTheNextOneFinishes() throws {
    let scratch = try Scratch()
    let result = try disturb("kill", scratch.store, "15")
    #expect(result["killed"] as? Int == 15)
    #expect(result["faults"] as? [String] == [])
    #expect(try content(scratch.store) == content(scratch.store + ".whole"))
  }

  @Test func twoImportsAndAReaderWorkAtOnce() throws {
    let scratch = try Scratch()
    let result = try disturb("together", scratch.store)
    let imports = try #require(result["imports"] as? [[String: Any]])
    #expect(imports.allSatisfy { $0["status"] as? Int == 0 }, "\(imports)")
    #expect(result["reads"] as? Int ?? 0 > 0)
    #expect(result["failed"] as? [String] == [])
    let alone = try Scratch()
    try alone.importing(Self.samples)
    #expect(try content(scratch.store) == content(alone.store))
    let summaries = imports.compactMap { $0["summary"] as? [String: Any] }
    let new = summaries.compactMap { $0["events_new"] as? Int }
    let count = try alone.rows("SELECT count(*) AS n FROM launch_attempts").first?["n"] as? Int
    #expect(new.reduce(0, +) == count)
  }

  @Test func twoImportsReadOneLargeFileAtOnce() throws {
    let scratch = try Scratch()
    let records = (0..<20_000).map { launchRecord(id: "event-\($0)") }
    let log = try scratch.file("log", records.joined(separator: "\n"))
    let result = try disturb("together", scratch.store, logs: log)
    let imports = try #require(result["imports"] as? [[String: Any]])
    #expect(imports.allSatisfy { $0["status"] as? Int == 0 }, "\(imports)")
    let summaries = imports.compactMap { $0["summary"] as? [String: Any] }
    #expect(summaries.compactMap { $0["events_new"] as? Int }.reduce(0, +) == 20_000)
    let counts = try scratch.rows(
      "SELECT (SELECT count(*) FROM sightings) AS sightings, count(*) AS files, "
        + "min(status) AS status, min(is_current) AS is_current FROM source_files")
    #expect(counts[0]["sightings"] as? Int == 20_000 && counts[0]["files"] as? Int == 1)
    #expect(counts[0]["status"] as? String == "complete" && counts[0]["is_current"] as? Int == 1)
    #expect(try huntdb("check", "--db", scratch.store).status == 0)
    #expect(try scratch.importing(log)["bytes_read"] as? Int == 0)
  }

  @Test func importsThatMakeTheStoreAtOnceMakeOne() throws {
    let scratch = try Scratch()
    let log = try scratch.file("log", (0..<20).map { launchRecord(id: "event-\($0)") }.joined())
    let result = try disturb("make", scratch.store, "20", logs: log)
    #expect(result["failed"] as? [String] == [])
  }

  @Test func controlCEndsTheCurrentFileAndTheNextImportFinishes() throws {
    let scratch = try Scratch()
    let logs = scratch.folder + "/logs"
    let corpus = try run(
      "/usr/bin/env",
      [
        "python3", SampleStore.project + "/Benchmarks/corpus.py", "--out", logs,
        "--megabytes", "40", "--file-megabytes", "1", "--launch-share", "1",
      ])
    #expect(corpus.status == 0, "\(corpus.errorText)")
    let result = try disturb("interrupt", scratch.store, logs: logs)
    #expect(result["status"] as? Int == 130, "\(result)")
    #expect(try huntdb("check", "--db", scratch.store).status == 0)
    let rest = try scratch.importing(logs)
    #expect(rest["files_imported"] as? Int ?? 0 > 0 && rest["files_unchanged"] as? Int ?? 0 > 0)
    let alone = try Scratch()
    try alone.importing(logs)
    #expect(try content(scratch.store) == content(alone.store))
  }

  @Test func controlCInTheLastFileEndsItAndIsNoSuccess() throws {
    let scratch = try Scratch()
    let records = (0..<20_000).map { launchRecord(id: "event-\($0)") }
    let log = try scratch.file("log", records.joined(separator: "\n"))
    let result = try disturb("interrupt", scratch.store, logs: log)
    #expect(result["status"] as? Int == 130, "\(result)")
    #expect((result["summary"] as? [String: Any])?["events_new"] as? Int == 20_000)
    #expect(try scratch.importing(log)["files_unchanged"] as? Int == 1)
  }

  @Test func controlCEndsTheWaitForStandardInput() throws {
    let scratch = try Scratch()
    let log = try scratch.file("log", launchRecord(id: "event-0"))
    let result = try disturb("wait", scratch.store, logs: log)
    #expect(result["waited"] as? Bool == false)
    #expect(result["status"] as? Int == 130, "\(result)")
    #expect((result["errors"] as? String)?.contains("stopped before the input ended") ?? false)
    let events = try scratch.rows("SELECT event_id FROM launch_attempts")
    #expect(events.first?["event_id"] as? String == "event-0")
  }

  @Test func aStoreThatIsHeldForLongIsBusy() throws {
    let scratch = try Scratch()
    try scratch.importing(scratch.file("log", launchRecord(id: "event-0")))
    let result = try disturb("busy", scratch.store)
    #expect(result["status"] as? Int == 5, "\(result)")
    #expect((result["errors"] as? String)?.contains("another") ?? false)
  }
}

import Foundation
import Testing

/// The same records in every container that people have them in give the same events.
@Suite struct ContainerTests {
  private static let script = SampleStore.project + "/Tests/Fixtures/containers.py"

  private func events(_ store: String) throws -> String {
    let run = try huntdb(
      "query", "--db", store, "--format", "jsonl",
      "SELECT l.*, r.request_parameters, lower(hex(e.content_sha256)) AS content "
        + "FROM launch_attempts AS l INNER JOIN launch_events AS e USING (launch_id) "
        + "INNER JOIN event_records AS r USING (launch_id) "
        + "ORDER BY l.event_id, l.recipient_account_id")
    #expect(run.status == 0, "\(run.errorText)")
    // Rows are numbered in the order in which they came.
    return run.text.replacing(/"launch_id":\d+/, with: "")
  }

  /// Packs the records and imports each container by path and, in turn, from standard input.
  private func check(_ records: [String]) throws {
    let packing = try Scratch()
    let made = try run(
      "/usr/bin/env", ["python3", Self.script, packing.folder],
      stdin: Array(records.joined(separator: "\n").utf8))
    #expect(made.status == 0, "\(made.errorText)")
    let names = made.text.split(separator: "\n").map(String.init)
    if !names.contains("zst") {
      print("skipped: zstd is not installed, so nothing is packed by it")
    }
    var expected: String?
    for (index, name) in names.enumerated() {
      let scratch = try Scratch()
      let path = packing.folder + "/" + name
      let isPiped = index % 3 == 2
      let stdin = isPiped ? Array(try Data(contentsOf: URL(fileURLWithPath: path))) : []
      let result = try run(
        Binary.path,
        ["import", "--json", "--quiet", "--strict", "--db", scratch.store, isPiped ? "-" : path],
        stdin: stdin)
      #expect(result.status == 0, "\(name): \(result.text)")
      let found = try events(scratch.store)
      #expect(found == expected ?? found, "\(name): \(result.text)")
      expected = expected ?? found
    }
    #expect(expected?.split(separator: "\n").count == records.count)
  }

  @Test func everyContainerGivesTheSameEvents() throws {
    try check((0..<7).map { launchRecord(id: "event-\($0)", count: $0) })
  }

  @Test func everyRealLaunchIsFoundInEveryContainer() throws {
    let logs = SampleStore.project + "/../shared/real-logs"
    guard FileManager.default.fileExists(atPath: logs) else {
      print("skipped: there are no real logs at ../shared/real-logs")
      return
    }
    let scratch = try Scratch()
    try scratch.importing(logs)
    let rows = try scratch.rows("SELECT record_json FROM event_records ORDER BY launch_id")
    // As one line each: line breaks between members say nothing.
    let records = rows.compactMap { $0["record_json"] as? String }.map {
      $0.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
    #expect(records.count > 20)
    try check(records)
  }

  /// Made by Python; `launch` is a record as bytes, the result what is written to the file.
  private static let unusual = [
    "('{\"Records\":[' + launch + ']}').encode('utf-16')",
    "b'\\xfe\\xff' + ('{\"a\":\"\\U0001F600\"}\\n' * 20000 + launch).encode('utf-16-be')",
    "b'\\x50\\x2a\\x4d\\x18\\4\\0\\0\\0abcd' + zstd(launch.encode()) + b'\\x5f\\x2a\\x4d\\x18\\0\\0\\0\\0'",
    "packed({'a.json': launch, '__MACOSX/._a.json': '\\0\\5', '.DS_Store': 'Bud1', 'b/.git/x': 'x'})",
  ]

  @Test(arguments: unusual) func whatOtherSystemsWriteIsRead(bytes: String) throws {
    let scratch = try Scratch()
    let launch = launchRecord(id: "launch")
    let script = """
      import io, subprocess, sys, zipfile
      launch = sys.argv[2]
      def zstd(data): return subprocess.run(["zstd", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout
      def packed(files):
          out = io.BytesIO()
          with zipfile.ZipFile(out, "w") as archive:
              for name, text in files.items(): archive.writestr(name, text)
          return out.getvalue()
      open(sys.argv[1], "wb").write(\(bytes))
      """
    let path = scratch.folder + "/log"
    let make = try run("/usr/bin/env", ["python3", "-c", script, path, launch])
    #expect(make.status == 0, "\(make.errorText)")
    let summary = try scratch.importing(path)
    #expect(summary["events_new"] as? Int == 1)
    #expect(summary["records"] as? Int == 1)
    #expect(
      try scratch.rows("SELECT event_id FROM launch_attempts")[0]["event_id"] as? String == "launch"
    )
  }

  @Test func anEmptyArchiveIsNoProblem() throws {
    let scratch = try Scratch()
    let summary = try scratch.importing(
      scratch.file("log.zip", Data([0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18))))
    #expect((summary["problems"] as? [Any])?.isEmpty == true)
    #expect(summary["files_failed"] as? Int == 0)
  }

  @Test func digestsAndInsightsAreSkippedAndCounted() throws {
    let scratch = try Scratch()
    let digest = try scratch.file(
      "digest.json",
      "{\"awsAccountId\":\"1\",\"digestStartTime\":\"2026-11-20T00:00:00Z\","
        + "\"digestS3Object\":\"x\",\"logFiles\":[{\"s3Object\":\"RunInstances\"}]}")
    let insights = try scratch.file(
      "insights.json",
      "{\"Records\":[{\"eventVersion\":\"1.07\",\"eventType\":\"AwsCloudTrailInsight\","
        + "\"insightDetails\":{\"state\":\"Start\",\"eventName\":\"RunInstances\","
        + "\"eventSource\":\"ec2.amazonaws.com\"}}]}")
    let summary = try scratch.importing(digest, insights)
    #expect(summary["files_skipped"] as? Int == 2)
    #expect(summary["run_instances"] as? Int == 0)
    #expect((summary["problems"] as? [Any])?.isEmpty ?? false)
    let formats = try scratch.rows("SELECT DISTINCT format, status FROM source_files")
    #expect(formats.count == 1 && formats[0]["status"] as? String == "skipped")
  }
}

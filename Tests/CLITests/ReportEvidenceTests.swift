import Foundation
import Testing

/// `report --evidence`: what an auditor is handed.
@Suite struct ReportEvidenceTests {
  private func evidence() throws -> (Scratch, String) {
    let scratch = try Scratch()
    try scratch.importing(SampleStore.project + "/Samples/AWSLogs")
    let folder = scratch.folder + "/evidence"
    let made = try huntdb(
      "report", "--db", scratch.store, "--week", "2026-W47", "--evidence", folder)
    #expect(made.status == 0 && made.output.isEmpty, "\(made.errorText)")
    return (scratch, folder)
  }

  private func verify(_ folder: String, _ list: String = "SHA256SUMS") throws -> Run {
    try run("/usr/bin/env", ["sha256sum", "-c", "--quiet", "--strict", list], directory: folder)
  }

  @Test func logsThatLieNowhereAreComments() throws {
    let scratch = try Scratch()
    let log = try scratch.file("log.json", launchRecord(id: "one", count: 20))
    try scratch.importing(log)
    let more = try scratch.file("more.json", launchRecord(id: "two", count: 20))
    let piped = "'\(Binary.path)' import --quiet --db '\(scratch.store)' - < '\(more)'"
    #expect(try run("/bin/sh", ["-c", piped]).status == 0)
    let folder = scratch.folder + "/evidence"
    let made = try huntdb(
      "report", "--db", scratch.store, "--as-of", "2026-11-23", "--evidence", folder)
    #expect(made.status == 0, "\(made.errorText)")
    let list = try String(contentsOfFile: folder + "/source-files.sha256", encoding: .utf8)
    #expect(list.split(separator: "\n").count == 2)
    #expect(list.contains(/(?m)^# ([0-9a-f]{64})  stdin:\1$/), "\(list)")
    #expect(try verify(folder, "source-files.sha256").status == 0)
  }

  @Test func itHoldsEveryFormAndEveryEventAndVerifies() throws {
    let (scratch, folder) = try evidence()
    let check = try verify(folder)
    #expect(check.status == 0, "\(check.errorText)")
    // The logs themselves, where they lie.
    #expect(try verify(folder, "source-files.sha256").status == 0)
    let listed = try String(contentsOfFile: folder + "/SHA256SUMS", encoding: .utf8)
      .split(separator: "\n").map { String($0.dropFirst(66)) }
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
      $0 != "events" && $0 != "SHA256SUMS"
    }
    #expect(Set(files) == Set(listed))
    for name in [
      "report.txt", "report.md", "report.html", "report.json", "findings.csv", "statements.sql",
      "schema.sql",
    ] {
      #expect(listed.contains(name), "\(name)")
    }

    let findings = try scratch.rows(
      "SELECT finding_id, event_count FROM findings", ["--as-of", "2026-11-22T23:59:59.999Z"])
    #expect(findings.count == 11)
    for finding in findings {
      let id = try #require(finding["finding_id"] as? String)
      let lines = try String(contentsOfFile: "\(folder)/events/\(id).jsonl", encoding: .utf8).split(
        separator: "\n")
      #expect(lines.count == finding["event_count"] as? Int)
      for line in lines {
        let record = try #require(
          try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(record["eventName"] as? String == "RunInstances")
      }
    }
    // The SQL gives the rows of the report again.
    let statements = try String(contentsOfFile: folder + "/statements.sql", encoding: .utf8)
    let again = try huntdb(
      "query", "--db", scratch.store, "--as-of", "2026-11-22T23:59:59.999Z", "--format", "jsonl",
      statements)
    #expect(again.status == 0, "\(again.errorText)")
  }

  @Test func aChangeIsFound() throws {
    let (scratch, folder) = try evidence()
    let events = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder + "/events").first)
    let handle = try #require(FileHandle(forUpdatingAtPath: folder + "/events/" + events))
    try handle.write(contentsOf: Data("x".utf8))
    try handle.close()
    #expect(try verify(folder).status != 0)
    #expect(scratch.folder + "/evidence" == folder)
  }

  @Test func itIsTheSameEveryTimeAndNeverAddedTo() throws {
    let (scratch, folder) = try evidence()
    let other = scratch.folder + "/other"
    #expect(
      try huntdb("report", "--db", scratch.store, "--week", "2026-W47", "--evidence", other).status
        == 0)
    let same = try run("/usr/bin/env", ["diff", "-r", folder, other])
    #expect(same.status == 0, "\(same.text)")
    let again = try huntdb(
      "report", "--db", scratch.store, "--week", "2026-W47", "--evidence", folder)
    #expect(again.status == 1)
    #expect(again.errorText.contains("not empty"))
    let left = try FileManager.default.contentsOfDirectory(atPath: scratch.folder)
      .filter { !$0.hasPrefix("hunt.db") }.sorted()
    #expect(left == ["evidence", "other"], "\(left)")
  }
}

import Foundation
import Testing

/// What the ledger of files knows again, and what of a file is not taken twice.
@Suite struct LedgerTests {
  /// More rows than one batch holds, so that some are written before the file's last bytes are read.
  private static let many = (0..<3000).map { launchRecord(id: "event-\($0)") }
    .joined(separator: "\n")

  private func count(_ scratch: Scratch, _ table: String) throws -> Int? {
    try scratch.rows("SELECT count(*) AS n FROM \(table)").first?["n"] as? Int
  }

  private func touch(_ path: String, _ seconds: TimeInterval) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: seconds)], ofItemAtPath: path)
  }

  @Test func aLargeCopyIsKnownByItsBytes() throws {
    let scratch = try Scratch()
    try scratch.importing(scratch.file("a", Self.many))
    let copy = try scratch.importing(scratch.file("b", Self.many))
    #expect(copy["files_unchanged"] as? Int == 1 && copy["files_imported"] as? Int == 0)
    #expect(copy["events_known"] as? Int == 0 && copy["records"] as? Int == 0)
    #expect(try count(scratch, "sightings") == 3000)
    let files = try scratch.rows("SELECT duplicate_of, status FROM source_files ORDER BY path")
    #expect(files.count == 2 && files[1]["duplicate_of"] as? Int == 1)
    #expect(files[1]["status"] as? String == "complete")
    #expect(try huntdb("check", "--db", scratch.store).status == 0)
  }

  @Test(arguments: [1, 3000]) func aTouchedFileIsTheSameFile(records: Int) throws {
    let scratch = try Scratch()
    let text = Self.many.split(separator: "\n").prefix(records).joined(separator: "\n")
    let file = try scratch.file("a", text)
    try scratch.importing(file)
    for seconds in [1_700_000_000.0, 1_700_000_001] {
      try touch(file, seconds)
      #expect(try scratch.importing(file)["files_unchanged"] as? Int == 1)
      #expect(try count(scratch, "source_files") == 1)
      #expect(try count(scratch, "sightings") == records)
    }
    let summary = try scratch.importing(file)
    #expect(summary["bytes_read"] as? Int == 0)
  }

  @Test func problemsOfALargeCopyAreListedOnce() throws {
    let scratch = try Scratch()
    let broken = "{\"no\":\"record\"}\n" + Self.many + "\n{\"no\":\"record\"}"
    #expect((try scratch.importing(scratch.file("a", broken))["problems"] as? [Any])?.count == 2)
    let copy = try scratch.importing(scratch.file("b", broken))
    #expect((copy["problems"] as? [Any])?.isEmpty == true)
    #expect(try count(scratch, "import_problems") == 2)
  }

  /// The size is known from the walk, the bytes from reading: they can be those of two moments.
  @Test func aFileThatGrewWhileItWasReadIsReadOnceMore() throws {
    let scratch = try Scratch()
    let file = try scratch.file("a", launchRecord(id: "event-0"))
    try scratch.importing(file)
    let walk = "UPDATE source_files SET size_bytes = 10"
    #expect(try run("/usr/bin/env", ["sqlite3", scratch.store, walk]).status == 0)
    #expect(try scratch.importing(file)["bytes_read"] as? Int ?? 0 > 0)
    #expect(try scratch.importing(file)["bytes_read"] as? Int == 0)
  }

  @Test func anyNumberOfEqualFilesHasOneOriginal() throws {
    let scratch = try Scratch()
    for (name, text) in [("launch", launchRecord(id: "event-0")), ("none", ""), ("bad", "x")] {
      for number in 0..<20 { _ = try scratch.file("\(name)-\(number)", text) }
    }
    let summary = try scratch.importing(scratch.folder)
    #expect(summary["files_unchanged"] as? Int == 19)
    #expect(try count(scratch, "sightings") == 1)
    #expect(try count(scratch, "source_files WHERE duplicate_of IS NOT NULL") == 19)
    #expect(try scratch.importing(scratch.folder)["files_unchanged"] as? Int == 60)
  }

  @Test func whatWasPrunedComesBackOnlyWhenItIsAskedFor() throws {
    let scratch = try Scratch()
    let records = (1...8).map {
      launchRecord(id: "event-\($0)", time: "2026-0\($0)-01T00:00:00Z")
    }
    let file = try scratch.file("a", records.joined(separator: "\n"))
    try scratch.importing(file)
    let prune = try huntdb("prune", "--db", scratch.store, "--older-than", "2026-06-01")
    #expect(prune.text.hasPrefix("removed 5 events"))
    let grown = records + [launchRecord(id: "event-9", time: "2026-09-01T00:00:00Z")]
    _ = try scratch.file("a", grown.joined(separator: "\n"))
    let rehearsal = try huntdb("import", "--db", scratch.store, "--dry-run", file)
    let summary = try scratch.importing(file)
    #expect(summary["events_new"] as? Int == 1)
    #expect(summary["launches_left_out"] as? Int == 5)
    for line in ["events_new          1", "launches_left_out   5"] {
      #expect(rehearsal.text.contains(line), "\(rehearsal.text)")
    }
    #expect(try count(scratch, "launch_events") == 4)
    #expect(try scratch.importing(file)["files_unchanged"] as? Int == 1)
    #expect(try huntdb("check", "--db", scratch.store).status == 0)
    #expect(try scratch.importing("--since", "2026-05-01", file)["events_new"] as? Int == 1)
    #expect(try huntdb("check", "--db", scratch.store).status == 0)
  }
}

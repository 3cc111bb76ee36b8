import Foundation
import Testing

/// Imports with `--since` and `--until`, and what later imports make of the same files.
@Suite struct PartialImportTests {
  /// Five launches, one a day from 1 November on.
  private let records = (1...5).map {
    launchRecord(id: "day-\($0)", time: "2026-11-0\($0)T12:00:00Z")
  }
  private var document: String { "{\"Records\":[\(records.joined(separator: ","))]}" }

  private func days(_ scratch: Scratch) throws -> [String] {
    try scratch.rows("SELECT event_id FROM launch_attempts ORDER BY event_time")
      .compactMap { $0["event_id"] as? String }
  }

  private func expectWhole(_ scratch: Scratch, files: Int = 1) throws {
    #expect(try days(scratch) == (1...5).map { "day-\($0)" })
    let sightings = try scratch.rows("SELECT event_id, path FROM event_sightings")
    #expect(sightings.count == 5 * files)
    #expect(try huntdb("check", "--db", scratch.store).status == 0)
  }

  /// The document in a file of each kind, by a name of that kind.
  private func pack(_ scratch: Scratch, _ container: String) throws -> String {
    let plain = try scratch.file("log.json", document)
    let packed = scratch.folder + "/log." + container
    let command =
      switch container {
      case "tar.gz": ["tar", "-czf", packed, "-C", scratch.folder, "log.json"]
      case "zip": ["python3", "-m", "zipfile", "-c", packed, plain]
      case "gz": ["gzip", "-k", plain]
      default: ["cp", plain, packed]
      }
    #expect(try run("/usr/bin/env", command).status == 0)
    return container == "gz" ? plain + ".gz" : packed
  }

  @Test(arguments: ["txt", "gz", "tar.gz", "zip"])
  func anImportThatAsksForMoreReadsTheFileAgain(container: String) throws {
    let scratch = try Scratch()
    let file = try pack(scratch, container)
    let part = try scratch.importing("--since", "2026-11-02", "--until", "2026-11-04", file)
    #expect(part["events_new"] as? Int == 2 && part["run_instances"] as? Int == 5)
    #expect(part["launches_left_out"] as? Int == 3)
    let whole = try scratch.importing(file)
    #expect(whole["launches_left_out"] as? Int == 0)
    #expect(whole["files_unchanged"] as? Int == 0)
    #expect(whole["events_new"] as? Int == 3 && whole["events_known"] as? Int == 2)
    try expectWhole(scratch)
    let again = try scratch.importing(file)
    #expect(again["files_unchanged"] as? Int == 1 && again["bytes_read"] as? Int == 0)
    let versions = try scratch.rows("SELECT launches_left_out AS n FROM source_files")
    #expect(versions.count == 1 && versions[0]["n"] as? Int == 0)
  }

  @Test(arguments: ["txt", "gz", "tar.gz", "zip"])
  func theSameBytesUnderAnotherNameAreReadForWhatWasLeftOut(container: String) throws {
    let scratch = try Scratch()
    let file = try pack(scratch, container)
    _ = try scratch.importing("--until", "2026-11-03", file)
    let copy = try scratch.file("copy", Data(contentsOf: URL(fileURLWithPath: file)))
    let known = try scratch.importing("--until", "2026-11-02", copy)
    #expect(known["files_unchanged"] as? Int == 1 && known["events_known"] as? Int == 0)
    let whole = try scratch.importing(copy)
    #expect(whole["files_unchanged"] as? Int == 0 && whole["events_new"] as? Int == 3)
    #expect(try days(scratch).count == 5)
    // The first name is a copy of the second one now.
    let first = try scratch.importing(file)
    #expect(first["files_unchanged"] as? Int == 1 && first["events_new"] as? Int == 0)
    try expectWhole(scratch, files: 2)
    #expect(try scratch.rows("SELECT 1 FROM source_files").count == 2)
  }

  @Test func sameAndNarrowerBoundsSkipTheFile() throws {
    let scratch = try Scratch()
    let file = try scratch.file("log.json", document)
    _ = try scratch.importing("--since", "2026-11-02", "--until", "2026-11-05", file)
    for bounds in [("2026-11-02", "2026-11-05"), ("2026-11-03", "2026-11-04")] {
      let again = try scratch.importing("--since", bounds.0, "--until", bounds.1, file)
      #expect(again["files_unchanged"] as? Int == 1 && again["bytes_read"] as? Int == 0)
    }
    for option in [("--since", "2026-11-02"), ("--until", "2026-11-05")] {
      let more = try scratch.importing(option.0, option.1, file)
      #expect(more["files_unchanged"] as? Int == 0 && more["events_new"] as? Int == 1)
    }
    try expectWhole(scratch)
  }

  @Test func aFileWithoutEventsPastTheBoundsIsReadWhole() throws {
    let scratch = try Scratch()
    let file = try scratch.file("log.json", document)
    _ = try scratch.importing("--since", "2026-11-01", "--until", "2026-11-06", file)
    let again = try scratch.importing(file)
    #expect(again["files_unchanged"] as? Int == 1 && again["bytes_read"] as? Int == 0)
    try expectWhole(scratch)
  }

  @Test func partsThatDoNotTouchComeTogether() throws {
    let scratch = try Scratch()
    let file = try scratch.file("log.json", document)
    func take(_ since: String, _ until: String) throws -> Int? {
      try scratch.importing("--since", since, "--until", until, file)["events_new"] as? Int
    }
    #expect(try take("2026-11-01", "2026-11-02") == 1)
    #expect(try take("2026-11-05", "2026-11-06") == 1)
    #expect(try take("2026-11-01", "2026-11-02") == 0)
    #expect(try take("2026-11-02", "2026-11-05") == 3)
    try expectWhole(scratch)
    let versions = try scratch.rows("SELECT launches_left_out AS n FROM source_files")
    #expect(versions.count == 1 && versions[0]["n"] as? Int == 0)
  }

  @Test func aTouchedFileIsReadForWhatWasLeftOut() throws {
    let scratch = try Scratch()
    _ = try scratch.importing("--since", "2026-11-04", scratch.file("log.json", document))
    let file = try scratch.file("log.json", document)
    let same = try scratch.importing("--since", "2026-11-04", file)
    #expect(same["files_unchanged"] as? Int == 1)
    _ = try scratch.importing(scratch.file("log.json", document))
    try expectWhole(scratch)
  }

  @Test func aVersionThatComesBackIsReadForWhatWasLeftOut() throws {
    let scratch = try Scratch()
    let file = try scratch.file("log.json", document)
    _ = try scratch.importing("--since", "2026-11-04", file)
    _ = try scratch.importing(scratch.file("log.json", "{\"Records\":[\(records[4])]}"))
    _ = try scratch.file("log.json", document)
    let same = try scratch.importing("--since", "2026-11-04", file)
    #expect(same["files_unchanged"] as? Int == 1)
    let whole = try scratch.importing(file)
    #expect(whole["events_new"] as? Int == 3)
    #expect(try days(scratch).count == 5)
    let current = try scratch.rows(
      "SELECT run_instances AS n FROM source_files WHERE is_current = 1")
    #expect(current.count == 1 && current[0]["n"] as? Int == 5)
    #expect(try huntdb("check", "--db", scratch.store).status == 0)
  }

  @Test func aFileOfManyBatchesIsReadForWhatWasLeftOut() throws {
    let scratch = try Scratch()
    let many = (0..<6000).map {
      launchRecord(id: "n-\($0)", time: "2026-11-0\($0 % 5 + 1)T12:00:00Z")
    }
    let file = try scratch.file("log.ndjson", many.joined(separator: "\n"))
    let part = try scratch.importing("--until", "2026-11-05", file)
    #expect(part["events_new"] as? Int == 4800)
    let whole = try scratch.importing(file)
    #expect(whole["events_new"] as? Int == 1200 && whole["events_known"] as? Int == 4800)
    let counts = try scratch.rows(
      "SELECT (SELECT count(*) FROM sightings) AS s, (SELECT count(*) FROM source_files) AS f")
    #expect(counts[0]["s"] as? Int == 6000 && counts[0]["f"] as? Int == 1)
  }

  @Test func standardInputIsReadForWhatWasLeftOut() throws {
    let scratch = try Scratch()
    let file = try scratch.file("log.json", document)
    func pipe(_ options: String) throws {
      let command =
        "'\(Binary.path)' import --quiet --db '\(scratch.store)' \(options) - < '\(file)'"
      #expect(try run("/bin/sh", ["-c", command]).status == 0)
    }
    try pipe("--until 2026-11-03")
    #expect(try days(scratch).count == 2)
    try pipe("")
    try expectWhole(scratch)
  }

  @Test func partsThatTouchAreWholeInAMergedStore() throws {
    let parts = [("2026-11-01", "2026-11-03"), ("2026-11-03", "2026-11-05"), ("2026-11-05", nil)]
    let stores = try parts.map { _ in try Scratch() }
    let file = try stores[0].file("log.json", document)
    for (store, part) in zip(stores, parts) {
      let times = ["--since", part.0] + (part.1.map { ["--until", $0] } ?? [])
      let done = try run(Binary.path, ["import", "--quiet", "--db", store.store] + times + [file])
      #expect(done.status == 0, "\(done.errorText)")
    }
    for order in [[0, 1, 2], [2, 0, 1]] {
      let merged = try Scratch()
      let done = try run(
        Binary.path, ["merge", "--db", merged.store] + order.map { stores[$0].store })
      #expect(done.status == 0, "\(done.errorText)")
      #expect(try days(merged).count == 5)
      let left = try merged.rows("SELECT launches_left_out AS n FROM source_files")
      #expect(left.count == 1 && left[0]["n"] as? Int == 0)
      #expect(try merged.importing(file)["bytes_read"] as? Int == 0)
    }
  }

  @Test func aMergedStoreKnowsWhatBothHadLeftOut() throws {
    let (part, whole) = (try Scratch(), try Scratch())
    let file = try part.file("log.json", document)
    _ = try part.importing("--since", "2026-11-04", file)
    let other = try part.file(
      "other.json", "{\"Records\":[\(records.reversed().joined(separator: ","))]}")
    _ = try part.importing("--since", "2026-11-04", other)
    _ = try whole.importing(file)
    for (first, second) in [(part, whole), (whole, part)] {
      let merged = try Scratch()
      let merge = try huntdb("merge", "--db", merged.store, first.store, second.store)
      #expect(merge.status == 0, "\(merge.errorText)")
      #expect(try merged.importing(file)["files_unchanged"] as? Int == 1)
      #expect(try merged.importing(other)["events_known"] as? Int == 5)
      #expect(try days(merged).count == 5)
    }
  }
}

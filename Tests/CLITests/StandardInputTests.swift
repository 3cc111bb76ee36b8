import Foundation
import Testing

/// What comes by standard input: each content is a file of its own, and known again.
@Suite struct StandardInputTests {
  private func text(_ events: ClosedRange<Int>) -> String {
    events.map { launchRecord(id: "event-\($0)") }.joined(separator: "\n")
  }

  @discardableResult
  private func pipe(_ scratch: Scratch, _ text: String) throws -> [String: Any] {
    let done = try run(
      Binary.path, ["import", "--json", "--quiet", "--db", scratch.store, "-"],
      stdin: Array(text.utf8))
    #expect(done.status == 0, "\(done.errorText)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(done.output)) as? [String: Any])
  }

  private func expect(
    _ scratch: Scratch, files: Int, records: Int, events: Int, problems: Int = 0
  ) throws {
    let status = try huntdb("status", "--json", "--db", scratch.store)
    let found = try #require(
      try JSONSerialization.jsonObject(with: Data(status.output)) as? [String: Any])
    let counts = ["files", "records", "events", "problems"].map { found[$0] as? Int }
    #expect(counts == [files, records, events, problems])
    let check = try huntdb("check", "--db", scratch.store)
    #expect(check.status == 0, "\(check.text)")
  }

  private func sqlite(_ scratch: Scratch, _ sql: String) throws {
    #expect(try run("/usr/bin/env", ["sqlite3", scratch.store, sql]).status == 0)
  }

  @Test(arguments: [2, 3000]) func eachContentIsAFileOfItsOwn(records: Int) throws {
    let scratch = try Scratch()
    let (first, second) = (text(1...records), text(records...records + 2))
    try pipe(scratch, first + "\n{\"no\":\"record\"}")
    #expect(try pipe(scratch, second)["events_new"] as? Int == 2)
    try expect(scratch, files: 2, records: records + 3, events: records + 2, problems: 1)
    for content in [first + "\n{\"no\":\"record\"}", second] {
      #expect(try pipe(scratch, content)["files_unchanged"] as? Int == 1)
      try expect(scratch, files: 2, records: records + 3, events: records + 2, problems: 1)
    }
    let paths = try scratch.rows("SELECT path FROM source_files").map { "\($0["path"] ?? "")" }
    #expect(paths.allSatisfy { $0.wholeMatch(of: /stdin:[0-9a-f]{64}/) != nil }, "\(paths)")
  }

  @Test func whatCouldNotBeReadGivesWayToWhatCan() throws {
    let scratch = try Scratch()
    _ = try pipe(scratch, "no JSON")
    _ = try pipe(scratch, "no JSON")
    try expect(scratch, files: 1, records: 0, events: 0, problems: 1)
    _ = try pipe(scratch, text(1...2))
    try expect(scratch, files: 1, records: 2, events: 2)
    _ = try pipe(scratch, "no JSON")
    _ = try pipe(scratch, text(1...2))
    try expect(scratch, files: 1, records: 2, events: 2)
  }

  @Test func theBytesOfAFileAreACopyOfIt() throws {
    let scratch = try Scratch()
    try scratch.importing(scratch.file("log", text(1...2)))
    for _ in 0..<2 { #expect(try pipe(scratch, text(1...2))["files_unchanged"] as? Int == 1) }
    try expect(scratch, files: 2, records: 2, events: 2)
  }

  @Test func whatAnEarlierVersionReadIsKnown() throws {
    for next in [1...2, 3...4] {
      let scratch = try Scratch()
      try pipe(scratch, text(1...2))
      try sqlite(scratch, "UPDATE source_files SET path = '-'")
      try pipe(scratch, text(next))
      try expect(
        scratch, files: next == 1...2 ? 1 : 2, records: next.upperBound, events: next.upperBound)
    }
  }

  @Test func oneThatWasKilledIsReadAgainAndEndsNoOther() throws {
    let scratch = try Scratch()
    try pipe(scratch, text(1...3))
    let killed = "path = '-', status = 'reading', format = 'import 1', sha256 = NULL, records = 0"
    try sqlite(scratch, "UPDATE source_files SET \(killed)")
    try pipe(scratch, text(3...5))
    try expect(scratch, files: 1, records: 3, events: 5)
    #expect(try scratch.rows("SELECT 1 FROM sightings").count == 6)
    try pipe(scratch, text(1...3))
    try expect(scratch, files: 2, records: 6, events: 5)
    #expect(try scratch.rows("SELECT 1 FROM source_files").count == 2)
    #expect(try scratch.rows("SELECT 1 FROM sightings").count == 6)
  }

  @Test func mergedStoresHaveAllOfThem() throws {
    let (one, other, merged) = (try Scratch(), try Scratch(), try Scratch())
    for (scratch, events) in [(one, 1...2), (other, 3...4)] {
      try pipe(scratch, text(events))
      try pipe(scratch, text(2...3))
    }
    #expect(try huntdb("merge", "--db", merged.store, one.store, other.store).status == 0)
    try expect(merged, files: 3, records: 6, events: 4)
  }

  /// The first one has written a part when the second one is piped in as a whole.
  @Test(arguments: [10_000, 0]) func twoAtOnceAreBothRead(offset: Int) throws {
    let scratch = try Scratch()
    let lines = try scratch.file("lines", text(1...6000))
    let other = try scratch.file("other", text(offset + 1...offset + 4000))
    let script = """
      import sqlite3, subprocess, sys, time
      program, store, lines, other = sys.argv[1:]
      def importing(**options):
          return subprocess.Popen([program, "import", "--quiet", "--strict", "--db", store, "-"], **options)
      lines = open(lines).readlines()
      slow = importing(stdin=subprocess.PIPE, text=True)
      slow.stdin.writelines(lines[:3000])
      slow.stdin.flush()
      def written():
          try: return sqlite3.connect(store).execute("SELECT count(*) FROM sightings").fetchone()[0]
          except sqlite3.Error: return 0
      while not written(): time.sleep(0.01)
      assert importing(stdin=open(other)).wait() == 0
      slow.stdin.writelines(lines[3000:])
      slow.stdin.close()
      assert slow.wait() == 0
      """
    let done = try run(
      "/usr/bin/env", ["python3", "-c", script, Binary.path, scratch.store, lines, other])
    #expect(done.status == 0, "\(done.errorText)")
    try expect(scratch, files: 2, records: 10_000, events: offset == 0 ? 6000 : 10_000)
    for content in [text(1...6000), text(offset + 1...offset + 4000)] {
      #expect(try pipe(scratch, content)["files_unchanged"] as? Int == 1)
    }
  }
}

import Foundation
import Testing

/// Readings that never came to their end, of files that changed before the next import: no event of
/// theirs loses the place where it was seen, and none is seen twice.
@Suite struct AbandonedReadingTests {
  private func text(_ events: ClosedRange<Int>) -> String {
    events.map { launchRecord(id: "event-\($0)") }.joined(separator: "\n")
  }

  private func sqlite(_ scratch: Scratch, _ sql: String) throws {
    let done = try run(
      "/usr/bin/env", ["sqlite3", scratch.store, "PRAGMA foreign_keys = ON; " + sql])
    #expect(done.status == 0, "\(done.errorText)")
  }

  /// Makes the ledger say of a file what it says when its import was killed between the last two
  /// transactions, or when the disk failed near its end.
  private static let ends = [
    "status = 'reading', format = 'import 1', sha256 = NULL",
    "status = 'partial', sha256 = NULL",
  ]

  private func sightings(_ scratch: Scratch) throws -> [String] {
    try scratch.rows("SELECT event_id, sha256 FROM event_sightings ORDER BY event_id")
      .map { "\($0["event_id"] ?? "") \($0["sha256"] is String ? "whole" : "part")" }
  }

  private func expectSound(_ scratch: Scratch) throws {
    let check = try huntdb("check", "--db", scratch.store)
    #expect(check.status == 0, "\(check.text)")
  }

  @Test(arguments: ends) func whatOnlyTheyFoundIsStillKnown(end: String) throws {
    let scratch = try Scratch()
    let file = try scratch.file("log", text(1...4))
    try scratch.importing(file)
    try sqlite(scratch, "UPDATE source_files SET \(end)")
    _ = try scratch.file("log", text(3...5))
    let summary = try scratch.importing(file)
    #expect(summary["events_new"] as? Int == 1 && summary["events_known"] as? Int == 2)
    let seen = ["event-1 part", "event-2 part"] + (3...5).map { "event-\($0) whole" }
    #expect(try sightings(scratch) == seen)
    try expectSound(scratch)
    #expect(try scratch.importing(file)["bytes_read"] as? Int == 0)

    // What they found is seen elsewhere, one after the other, and then nothing is left of them.
    let other = try scratch.file("other", text(1...1))
    #expect(try scratch.importing(other)["events_known"] as? Int == 1)
    _ = try scratch.file("log", text(2...5))
    #expect(try scratch.importing(file)["events_known"] as? Int == 4)
    try expectSound(scratch)
    #expect(try scratch.rows("SELECT 1 FROM event_sightings WHERE sha256 IS NULL").isEmpty)
    #expect(try scratch.rows("SELECT 1 FROM source_files WHERE sha256 IS NULL").isEmpty)
  }

  @Test(arguments: ends) func aFileThatIsAsItWasIsReadOnce(end: String) throws {
    let scratch = try Scratch()
    let file = try scratch.file("log", text(1...4))
    try scratch.importing(file)
    try sqlite(scratch, "UPDATE source_files SET \(end)")
    #expect(try scratch.importing(file)["events_known"] as? Int == 4)
    #expect(try sightings(scratch) == (1...4).map { "event-\($0) whole" })
    #expect(try scratch.rows("SELECT 1 FROM source_files").count == 1)
    try expectSound(scratch)
  }

  @Test(arguments: ends) func aVersionThatComesBackEndsThemToo(end: String) throws {
    let scratch = try Scratch()
    let file = try scratch.file("log", text(1...2))
    try scratch.importing(file)
    _ = try scratch.file("log", text(2...3))
    try scratch.importing(file)
    try sqlite(scratch, "UPDATE source_files SET \(end) WHERE is_current = 1")
    _ = try scratch.file("log", text(1...2))
    #expect(try scratch.importing(file)["files_unchanged"] as? Int == 1)
    #expect(try sightings(scratch) == ["event-1 whole", "event-2 whole", "event-3 part"])
    try expectSound(scratch)
    #expect(try scratch.importing(file)["bytes_read"] as? Int == 0)
  }

  @Test func theStoreOfSuchAnImportMergesAsItIs() throws {
    let (scratch, other, merged) = (try Scratch(), try Scratch(), try Scratch())
    let file = try scratch.file("log", text(1...2))
    try scratch.importing(file)
    try sqlite(scratch, "UPDATE source_files SET \(Self.ends[0])")
    _ = try scratch.file("log", text(2...3))
    try scratch.importing(file)
    try other.importing(other.file("log", text(1...1)))
    let done = try huntdb("merge", "--db", merged.store, scratch.store, other.store)
    #expect(done.status == 0, "\(done.errorText)")
    #expect(try sightings(merged) == (1...3).map { "event-\($0) whole" })
    try expectSound(merged)
  }

  /// Of a file that an earlier program understood less of: large enough to be written before its bytes
  /// are known for the same.
  @Test(arguments: ["log", "copy"]) func whatIsTakenBackLeavesNoEventBehind(name: String) throws {
    let scratch = try Scratch()
    let file = try scratch.file("log", text(1...3000))
    try scratch.importing(file)
    let few = "SELECT launch_id FROM launch_events WHERE event_id IN ('event-7', 'event-2999')"
    try sqlite(
      scratch,
      """
      DELETE FROM launch_events WHERE launch_id IN (\(few)); UPDATE launch_events SET group_id = NULL;
      DELETE FROM launch_groups; DELETE FROM principal_day_values; DELETE FROM principal_hours;
      DELETE FROM account_values; UPDATE summaries_due SET launches = 0;
      """)
    try expectSound(scratch)
    let again = try scratch.file(name, text(1...3000))
    let summary = try scratch.importing(again)
    #expect(summary["files_unchanged"] as? Int == 1 && summary["events_new"] as? Int == 2)
    try expectSound(scratch)
    #expect(try scratch.rows("SELECT 1 FROM sightings").count == 3000)
    #expect(try scratch.importing(again)["bytes_read"] as? Int == 0)
    try expectSound(scratch)
  }
}

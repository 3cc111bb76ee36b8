import Foundation
import Testing

/// Stores that are not what an import leaves: half done, or damaged.
extension MergeTests {
  @Test func aPieceThatFailedAndWasRunAgainIsTheWholePiece() throws {
    let scratch = try Scratch()
    let records = (0..<100).map { launchRecord(id: "event-\($0)") }
    // What the store holds of an import that ended before its file did.
    let piece = scratch.folder + "/piece.db"
    let log = try scratch.file("log", records.prefix(50).joined(separator: "\n"))
    try imported([log], piece)
    let back = "UPDATE source_files SET status = 'reading', sha256 = NULL, format = 'import 1'"
    #expect(try run("/usr/bin/env", ["sqlite3", piece, back]).status == 0)
    _ = try scratch.file("log", records.joined(separator: "\n"))
    let other = try scratch.file("other", launchRecord(id: "other"))
    try imported([log, other], scratch.store)
    let whole = try content(scratch.store)
    let (complete, rest) = (scratch.folder + "/complete.db", scratch.folder + "/rest.db")
    try imported([log], complete)
    try imported([other], rest)
    // First the failed piece, then the one that was run again, and the other way round.
    for (number, order) in [[piece, rest, complete], [complete, rest, piece]].enumerated() {
      let merged = scratch.folder + "/merged-\(number).db"
      for store in order { _ = try merge([store], into: merged) }
      #expect(try content(merged) == whole)
      #expect(try huntdb("check", "--db", merged).status == 0)
      let again = try run(Binary.path, ["import", "--json", "--quiet", "--db", merged, log, other])
      #expect(again.text.contains("\"bytes_read\":0"), "\(again.text)")
    }
    // The failed piece alone is finished by an import into the merged store.
    let merged = scratch.folder + "/merged.db"
    _ = try merge([piece, rest], into: merged)
    try imported([log, other], merged)
    #expect(try content(merged) == whole)
  }

  @Test func aDamagedStoreIsNamedAndNotTakenOver() throws {
    let scratch = try Scratch()
    try imported([SampleStore.project + "/Samples/AWSLogs"], scratch.store)
    let small = scratch.folder + "/small.db"
    try imported([scratch.file("log", launchRecord(id: "event"))], small)
    for table in ["launch_events", "event_records", "principal_day_values", "sightings_by_launch"] {
      let damaged = scratch.folder + "/damaged.db"
      let damage = """
        import shutil, sqlite3, sys
        source, target, table = sys.argv[1:]
        shutil.copy(source, target)
        page, size = sqlite3.connect(target).execute("SELECT pageno, pgsize FROM dbstat "
          "WHERE name = ? AND pagetype = 'leaf' LIMIT 1 OFFSET 1", (table,)).fetchone()
        with open(target, "r+b") as store:
            store.seek((page - 1) * size)
            store.write(bytes(size))
        """
      let python = try run(
        "/usr/bin/env", ["python3", "-c", damage, scratch.store, damaged, table])
      // Not every Python's SQLite can tell a table's pages.
      guard python.status == 0 else { continue }
      let merged = scratch.folder + "/merged.db"
      let merge = try run(Binary.path, ["merge", "--db", merged, small, damaged])
      #expect(merge.status == 6, "\(table): \(merge.text) \(merge.errorText)")
      #expect(merge.errorText.contains(damaged + " is damaged"), "\(merge.errorText)")
      #expect(!FileManager.default.fileExists(atPath: merged))
    }
  }
}

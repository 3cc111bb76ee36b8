import Foundation
import Testing

/// Files with names that are no UTF-8, which every file system of Linux takes.
@Suite struct FileNameTests {
  @Test func filesAreReadWhateverTheirNames() throws {
    let scratch = try Scratch()
    let records = (0..<4).map { launchRecord(id: "event-\($0)") }
    // A text of the same look is another file.
    let make = """
      import os, sys
      root, records = os.fsencode(sys.argv[1]), sys.argv[2:]
      os.makedirs(root + b"/logs/caf\\xe9")
      names = [b"a\\xff.json", b"caf\\xe9/z.json", b"a\\\\xff.json", "gr\\u00fcn.json".encode()]
      for name, record in zip(names, records):
          with open(root + b"/logs/" + name, "w") as file:
              file.write(record)
      """
    let made = try run("/usr/bin/env", ["python3", "-c", make, scratch.folder] + records)
    #expect(made.status == 0, "\(made.errorText)")
    let logs = scratch.folder + "/logs"
    let summary = try scratch.importing(logs)
    #expect(summary["files_failed"] as? Int == 0 && summary["files_imported"] as? Int == 4)
    #expect(summary["events_new"] as? Int == 4)
    let seen = try scratch.rows("SELECT path FROM event_sightings ORDER BY path")
      .compactMap { ($0["path"] as? String)?.split(separator: "/logs/").last.map(String.init) }
    #expect(seen == ["a\\xff.json", "a\\xff.json", "caf\\xe9/z.json", "grün.json"])
    let again = try scratch.importing(logs + "/grün.json")
    #expect(again["files_unchanged"] as? Int == 1)
    let event = try huntdb("event", "--db", scratch.store, "event-1")
    #expect(event.errorText.contains("/logs/caf\\xe9/z.json, record 1"), "\(event.errorText)")
    let more = try run(
      "/usr/bin/env",
      [
        "python3", "-c",
        "import os, sys; os.execv(sys.argv[1], [sys.argv[1], 'import', os.fsencode(sys.argv[2]) + b'/logs/a\\xff.json'])",
        Binary.path, scratch.folder,
      ])
    #expect(more.status == 1 && more.errorText.contains("where its folder is imported"))
  }
}

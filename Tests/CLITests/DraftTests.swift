import Foundation
import Testing

/// A new store is made in a draft beside its place, which a program that is killed leaves there.
@Suite struct DraftTests {
  @Test func theNextProgramRemovesWhatAKilledOneLeftAndNothingElse() throws {
    let scratch = try Scratch()
    let stores = try (0..<2).map { number in
      let store = scratch.folder + "/piece-\(number).db"
      let records = (0..<500).map { launchRecord(id: "event-\(number)-\($0)") }
      let log = try scratch.file("log-\(number)", records.joined(separator: "\n"))
      let result = try huntdb("import", "--quiet", "--db", store, log)
      #expect(result.status == 0, "\(result.errorText)")
      return store
    }
    let script = SampleStore.project + "/Tests/Fixtures/drafts.py"
    let python = try run(
      "/usr/bin/env", ["python3", script, Binary.path, scratch.folder] + stores)
    #expect(python.status == 0, "\(python.errorText)")
    let object = try JSONSerialization.jsonObject(with: Data(python.output))
    let seen = try #require(object as? [String: Any])
    #expect(seen["abandoned"] as? [String] == [])
    #expect(seen["live_is_kept"] as? Bool == true)
    #expect(seen["theirs_are_kept"] as? Bool == true)
    #expect(seen["left"] as? [String] == [])
    // Of two merges at once one makes the store, and the other says so.
    let (first, second) = (
      try #require(seen["first"] as? [String: Any]), try #require(seen["second"] as? [String: Any])
    )
    #expect(second["status"] as? Int == 0, "\(second)")
    #expect(first["status"] as? Int == 1)
    #expect((first["errors"] as? String)?.contains("File exists") == true, "\(first)")
  }
}

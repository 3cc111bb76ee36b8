import Foundation
import Testing

/// An import says on a terminal how far it is, and nothing anywhere else.
@Suite struct ImportProgressTests {
  @Test func progressIsForTerminalsOnly() throws {
    let scratch = try Scratch()
    for number in 0..<3 {
      _ = try scratch.file("log-\(number).json", launchRecord(id: "event-\(number)"))
    }
    let files = (0..<3).map { scratch.folder + "/log-\($0).json" }
    func shown(_ options: String...) throws -> String {
      let store = scratch.folder + "/\(UUID()).db"
      let run = try run(
        "/usr/bin/env",
        [
          "python3", SampleStore.project + "/Tests/Fixtures/terminal.py", Binary.path, "import",
          "--db", store,
        ] + options + files)
      #expect(run.status == 0, "\(run.errorText)")
      return run.text
    }
    let progress = try shown()
    #expect(progress.contains(/3 of 3 files, \d+ MB, \d+ MB\/s/), "\(progress)")
    #expect(progress.contains("events_new          3"))
    #expect(!(try shown("--quiet").contains("of 3 files")))
    let piped = try run(Binary.path, ["import", "--db", scratch.store] + files)
    #expect(piped.status == 0 && piped.errors.isEmpty, "\(piped.errorText)")
    #expect(!piped.text.contains("of 3 files"))
  }
}

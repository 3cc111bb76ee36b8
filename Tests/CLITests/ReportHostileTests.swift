import Foundation
import Testing

/// Reports on names that attack whoever shows them.
@Suite struct ReportHostileTests {
  private func attacked() throws -> Scratch {
    let scratch = try Scratch()
    let logs = scratch.folder + "/logs"
    let made = try run(
      "/usr/bin/env", ["python3", SampleStore.project + "/Tests/Fixtures/hostile_names.py", logs])
    #expect(made.status == 0, "\(made.errorText)")
    try scratch.importing(logs)
    return scratch
  }

  private func report(_ scratch: Scratch, _ form: String) throws -> String {
    let run = try huntdb("report", "--db", scratch.store, "--week", "2026-W47", "--format", form)
    #expect(run.status == 0, "\(run.errorText)")
    return run.text
  }

  @Test func nothingInThemSteersATerminal() throws {
    let text = try report(try attacked(), "text")
    #expect(text.contains("<script>window.attacked=1</script>"))
    let unsafe = text.unicodeScalars.filter { scalar in
      (scalar.value < 0x20 && scalar != "\n") || (0x7f..<0xa0).contains(scalar.value)
        || (0x202a...0x202e).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
    #expect(unsafe.isEmpty, "\(unsafe.map(\.value))")
  }

  @Test func nothingInThemIsMarkup() throws {
    let scratch = try attacked()
    let page = try report(scratch, "html")
    #expect(page.contains("&lt;script&gt;window.attacked=1&lt;/script&gt;"))
    for tag in ["<script", "<img", "<b>hostile", "onmouseover='", "</style></svg>"] {
      #expect(!page.contains(tag), "\(tag)")
    }
    let markdown = try report(scratch, "markdown")
    let prose = fences(markdown).prose.replacingOccurrences(of: "\\](", with: "")
    for mark in ["<script", "<img", "\n# heading", "](javascript", "://example", " @somebody"] {
      #expect(!prose.contains(mark), "\(mark)")
    }
    // What was left out of a name is said.
    #expect(page.contains("(10,000 characters)") || page.contains("characters)"))
  }

  /// The text outside of fenced blocks. A fence is closed by one of the same length alone.
  private func fences(_ markdown: String) -> (prose: String, count: Int) {
    var (prose, count) = ("", 0)
    var fence: Substring?
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      let ticks = line.prefix { $0 == "`" }
      if let open = fence {
        if line == open { fence = nil }
      } else if ticks.count >= 3 {
        fence = ticks
        count += 1
      } else {
        prose += line + "\n"
      }
    }
    #expect(fence == nil, "a fence stays open")
    return (prose, count)
  }

  @Test func noCellOfTheCSVRunsInASpreadsheet() throws {
    let scratch = try attacked()
    let guarded = try report(scratch, "csv")
    #expect(guarded.contains("'=cmd|"))
    let raw = try huntdb(
      "report", "--db", scratch.store, "--week", "2026-W47", "--format", "csv", "--raw")
    #expect(!raw.text.contains("'=cmd|"))
  }

  @Test func aCommandToCopyKeepsANameInOneWord() throws {
    let text = try report(try attacked(), "text")
    let commands = text.split(separator: "\n").filter { $0.hasPrefix("  huntdb event ") }
    #expect(commands.count > 5)
    for command in commands {
      let words = try run("/bin/sh", ["-c", "set -- \(command); echo $#"])
      // The program, the command, and the event.
      #expect(words.text == "3\n", "\(command)")
    }
  }
}

import Foundation
import Testing

/// Shell completions and the manual page, made from the commands and used as people do.
@Suite struct CompletionTests {
  private static func has(_ program: String) -> Bool {
    (try? run("/bin/sh", ["-c", "command -v \(program)"]))?.status == 0
  }

  /// The environment in which the program is found by its name.
  private var environment: [String: String] {
    let folder = (Binary.path as NSString).deletingLastPathComponent
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return ["PATH": folder + ":" + path, "HUNTDB_HUNTS": "/nonexistent", "TERM": "xterm"]
  }

  private func script(_ shell: String, in scratch: Scratch) throws -> String {
    let made = try huntdb("--generate-completion-script", shell)
    #expect(made.status == 0, "\(made.errorText)")
    return try scratch.file("completion." + shell, made.text)
  }

  @Test func bashCompletesCommandsOptionsAndHunts() throws {
    let scratch = try Scratch()
    let run = try run(
      "/bin/bash",
      [
        "-c",
        """
        source "$0"
        complete_() {
          COMP_WORDS=(huntdb "$@") COMP_CWORD=$# COMP_LINE="huntdb $*" COMPREPLY=()
          COMP_POINT=${#COMP_LINE}
          _huntdb huntdb "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
          echo "${COMPREPLY[*]}"
        }
        complete_ qu
        complete_ query --time
        complete_ query --format js
        complete_ query --saved top
        """, try script("bash", in: scratch),
      ], environment: environment)
    // Outside a completion bash says that compopt has nothing to set.
    let words = run.text.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(words == [["query"], ["--timeout"], ["json", "jsonl"], ["top-launchers"]])
  }

  @Test(.enabled(if: has("fish"), "fish is not installed"))
  func fishCompletesCommandsAndOptions() throws {
    let scratch = try Scratch()
    let run = try run(
      "/usr/bin/env",
      [
        "fish", "--no-config", "-c",
        """
        source $argv[1]
        complete -C 'huntdb qu'
        complete -C 'huntdb query --time'
        complete -C 'huntdb query --format js'
        """, try script("fish", in: scratch),
      ], environment: environment.merging(["HOME": scratch.folder]) { $1 })
    let words = run.text.split(separator: "\n").compactMap { $0.split(separator: "\t").first }
    #expect(words == ["query", "--timeout", "json", "jsonl"], "\(run.errorText)")
  }

  @Test(.enabled(if: has("zsh"), "zsh is not installed"))
  func zshCompletesCommandsAndHunts() throws {
    let scratch = try Scratch()
    let script = try script("zsh", in: scratch)
    _ = try scratch.file(
      ".zshrc",
      """
      autoload -Uz compinit
      compinit -u -D
      source \(script)
      compdef _huntdb huntdb
      PS1='READY '
      """)
    let steps = """
      expect READY
      wait 0.3
      send huntdb que\\t
      expect ry
      send --saved top\\t
      expect launchers
      send \\x03
      wait 0.3
      send exit\\n
      """
    let run = try run(
      "/usr/bin/env",
      [
        "python3", SampleStore.project + "/Tests/Fixtures/terminal.py", "/usr/bin/env", "zsh", "-i",
      ], stdin: Array(steps.utf8),
      environment: environment.merging(["HOME": scratch.folder, "ZDOTDIR": scratch.folder]) { $1 })
    #expect(run.text.contains("READY"), "\(run.errorText)")
    #expect(!run.errorText.contains("never saw"), "\(run.text)")
  }

  @Test func theManualPageNamesEveryCommandAndOption() throws {
    let scratch = try Scratch()
    let help = try huntdb("--experimental-dump-help")
    let page = try run(
      "/usr/bin/env", ["python3", SampleStore.project + "/docs/man/man.py", "0"],
      stdin: help.output)
    #expect(page.status == 0, "\(page.errorText)")
    for name in ["import", "query", "report", "schema", "backup"] {
      #expect(page.text.contains("\n.SH \(name.uppercased())\n\\fBhuntdb \(name)\\fR"))
    }
    for option in ["as\\-of", "saved", "timeout", "fail\\-on\\-findings", "dry\\-run"] {
      #expect(page.text.contains("\\fB\\-\\-\(option)\\fR"))
    }
    guard Self.has("man") else { return }
    let file = try scratch.file("huntdb.1", page.text)
    let shown = try run(
      "/usr/bin/env", ["man", "--warnings", "-l", file], environment: ["MANWIDTH": "100"])
    #expect(shown.status == 0)
    #expect(shown.errors.isEmpty, "\(shown.errorText)")
  }
}

/// One of the shell's own commands, which begin with a dot.
struct ShellCommand: Equatable {
  enum Name: String, CaseIterable {
    case asOf = "as-of"
    case format
    case help
    case quit
    case saved
    case schema
    case tables
    case timer
    case views
  }

  let name: Name
  let arguments: [String]

  init(_ line: String) throws(CommandFailure) {
    let words = line.dropFirst().split(whereSeparator: \.isWhitespace).map(String.init)
    guard let word = words.first, let name = Name(rawValue: word) else {
      let near = NearMatches.of(words.first ?? "", among: Name.allCases.map(\.rawValue))
      let hint = near.first.map { "; did you mean .\($0)?" } ?? "; .help lists the commands"
      throw CommandFailure(.usage, "there is no command .\(words.first ?? "")" + hint)
    }
    self.name = name
    arguments = Array(words.dropFirst())
  }

  static let help = """
    SQL ends with a semicolon and may take several lines. Ctrl-C stops a query or drops a line.
    .as-of [TIME]            move the end of the window; without a time, back to the store's
    .format FORMAT           table, vertical, markdown, csv, tsv, json or jsonl
    .quit                    leave, as Ctrl-D does
    .saved [NAME [P=V ...]]  list the saved hunts, or run one
    .schema [NAME]           what the tables and views hold
    .tables, .views          their names
    .timer on|off            say how long each statement took

    """
}

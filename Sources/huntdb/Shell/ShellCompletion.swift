import Store

/// The words that the shell completes: its commands, the store's names, SQL's keywords, and the
/// saved hunts.
struct ShellCompletion {
  private let names: [String]
  private let relations: [String]
  private let hunts: [String]

  init(_ database: Database) {
    let found = (try? StoreNames(database))?.relations ?? []
    relations = found.map(\.name)
    names = Array(Set(relations + found.flatMap(\.columns))).sorted()
    hunts = SavedHunts.names
  }

  /// The word before the cursor, and what it may become.
  func callAsFunction(_ line: String) -> (word: String, candidates: [String]) {
    let isCommand = line.hasPrefix(".")
    let word = String(
      isCommand
        ? line.split(separator: " ", omittingEmptySubsequences: false).last ?? ""
        : Substring(line.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed()))
    guard isCommand else {
      return (word, word.isEmpty ? [] : matches(word, names) + matches(word, Self.keywords))
    }
    guard line.contains(" ") else {
      return (word, matches(word, ShellCommand.Name.allCases.map { "." + $0.rawValue }))
    }
    let options =
      switch line.prefix(while: { $0 != " " }) {
      case ".schema": relations
      case ".saved": hunts
      case ".format": OutputFormat.allCases.map(\.rawValue)
      case ".timer": ["on", "off"]
      default: [String]()
      }
    return (word, matches(word, options))
  }

  private func matches(_ word: String, _ candidates: [String]) -> [String] {
    candidates.filter { $0.lowercased().hasPrefix(word.lowercased()) }
  }

  private static let keywords = [
    "AND", "AS", "ASC", "BETWEEN", "BY", "CASE", "COUNT", "DESC", "DISTINCT", "ELSE", "END",
    "EXISTS", "FROM", "GLOB", "GROUP", "HAVING", "INNER", "IS", "JOIN", "LEFT", "LIKE", "LIMIT",
    "NOT", "NULL", "ORDER", "SELECT", "THEN", "UNION", "WHEN", "WHERE", "WITH",
  ]
}

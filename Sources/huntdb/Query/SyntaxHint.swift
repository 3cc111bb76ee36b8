/// What somebody probably meant where SQLite's grammar gave up.
enum SyntaxHint {
  /// A hint for the token at `place`, nil when nothing comes to mind.
  static func of(_ bytes: [UInt8], at place: Int, from start: Int) -> String? {
    let tokens = SQLTokens(bytes).filter { $0.range.lowerBound >= start && $0.kind != .comment }
    guard let index = tokens.firstIndex(where: { $0.range.contains(place) }) else { return nil }
    func word(_ index: Int) -> String? {
      guard tokens.indices.contains(index), tokens[index].kind == .word else { return nil }
      return String(decoding: bytes[tokens[index].range], as: UTF8.self).uppercased()
    }
    func mark(_ index: Int) -> String? {
      guard tokens.indices.contains(index), tokens[index].kind == .other else { return nil }
      return String(decoding: bytes[tokens[index].range], as: UTF8.self)
    }
    if let here = word(index) {
      if keywords.contains(here), mark(index - 1) == "," {
        return "a comma stands before \(here) with nothing after it"
      }
      if let other = elsewhere[here] { return other }
    }
    if mark(index) == ":", mark(index - 1) == ":" || mark(index + 1) == ":" {
      return "a value is converted with CAST(value AS TEXT)"
    }
    // The word at fault may be the one before: in FORM t it is t that does not fit.
    for index in [index, index - 1] {
      guard let text = word(index), !keywords.contains(text) else { continue }
      if let other = elsewhere[text] { return other }
      let near = NearMatches.of(text, among: keywords)
      if !near.isEmpty { return "did you mean \(near.joined(separator: ", or "))?" }
    }
    return nil
  }

  /// Words that other databases know, and how SQLite says the same.
  private static let elsewhere = [
    "TOP": "the number of rows is limited at the end, with LIMIT 10",
    "FETCH": "the number of rows is limited with LIMIT 10",
    "ILIKE": "LIKE already ignores the case of ASCII letters; GLOB does not",
    "INTERVAL": "times are moved with modifiers: strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-7 days')",
    "QUALIFY": "filter the window function in an outer SELECT",
    "MINUS": "the difference of two results is EXCEPT",
  ]

  private static let keywords: Set<String> = [
    "ALL", "AND", "AS", "ASC", "BETWEEN", "BY", "CASE", "CAST", "COLLATE", "CROSS", "DESC",
    "DISTINCT", "ELSE", "END", "ESCAPE", "EXCEPT", "EXISTS", "EXPLAIN", "FILTER", "FROM", "FULL",
    "GLOB", "GROUP", "HAVING", "IN", "INNER", "INTERSECT", "IS", "JOIN", "LEFT", "LIKE", "LIMIT",
    "MATERIALIZED", "NATURAL", "NOT", "NULL", "NULLS", "OFFSET", "ON", "OR", "ORDER", "OUTER",
    "OVER", "PARTITION", "PRAGMA", "RECURSIVE", "RIGHT", "SELECT", "THEN", "UNION", "USING",
    "VALUES", "WHEN", "WHERE", "WINDOW", "WITH",
  ]
}

import Store

/// Turns SQLite's refusal of a statement into one that teaches: the place under the SQL, and what
/// was probably meant.
struct QueryErrorText {
  private let database: Database

  init(_ database: Database) { self.database = database }

  /// The failure for `error`, which came from the statement that begins at `offset`.
  func failure(_ error: SQLiteError, at offset: Int, in script: SQLScript) -> any Error {
    if error.isBusy || error.isDamaged || error.isInterrupt { return error }
    let bytes = Array(script.text.utf8)
    let missing = MissingName(error.message)
    let place =
      error.offset.map { $0 + offset } ?? missing?.place(in: bytes, from: offset)
      ?? fallback(error, bytes, offset, in: script)
    var lines = [error.message]
    if let place, place <= bytes.count { lines += marked(bytes, place) }
    lines += hints(error, missing, bytes, place)
    if error.message.hasSuffix("syntax error") || error.message.hasPrefix("unrecognized token"),
      let place, let hint = SyntaxHint.of(bytes, at: place, from: offset)
    {
      lines.append("hint: " + hint)
    }
    return CommandFailure(.failure, lines.joined(separator: "\n"))
  }

  /// Where to point when SQLite names no place: the statement that is refused, the end of one that
  /// is not complete.
  private func fallback(
    _ error: SQLiteError, _ bytes: [UInt8], _ offset: Int, in script: SQLScript
  ) -> Int? {
    if error.isRefusal { return offset }
    guard error.message == "incomplete input" else { return nil }
    return script.pieces.first { $0.offset == offset }.map { offset + $0.sql.utf8.count }
  }

  /// The line at fault, with a mark under the place. A long line is shown around the place only.
  private func marked(_ bytes: [UInt8], _ place: Int) -> [String] {
    let newline = UInt8(ascii: "\n")
    let start = bytes[..<place].lastIndex(of: newline).map { $0 + 1 } ?? 0
    let end = bytes[place...].firstIndex(of: newline) ?? bytes.count
    let number = bytes[..<start].count { $0 == newline } + 1
    var before = DisplayText.escaped(String(decoding: bytes[start..<place], as: UTF8.self))
    var after = DisplayText.escaped(String(decoding: bytes[place..<end], as: UTF8.self))
    // Both fit a terminal of 80 columns, lest a wrapped line leave the mark behind.
    if DisplayWidth.of(before) > 40 { before = "…" + before.suffix(30) }
    if DisplayWidth.of(after) > 28 { after = after.prefix(20) + "…" }
    let label = bytes.contains(newline) ? "line \(number): " : "  "
    let indent = String(repeating: " ", count: label.count + DisplayWidth.of(before))
    return [label + before + after, indent + "^"]
  }

  private func hints(
    _ error: SQLiteError, _ missing: MissingName?, _ bytes: [UInt8], _ place: Int?
  ) -> [String] {
    if error.isRefusal {
      return [
        "hint: queries only read; what writes, attaches, loads code or changes settings is refused"
      ]
    }
    guard let missing, let names = try? StoreNames(database) else { return [] }
    switch missing.kind {
    case .table: return meant(missing.name, among: names.relations.map(\.name))
    case .column: return columnHints(missing, names, bytes, place)
    case .ambiguousColumn:
      let holders = used(names, bytes).filter { $0.columns.contains(missing.name) }.map(\.name)
      guard let last = holders.last, holders.count > 1 else { return [] }
      return [
        "hint: \(holders.joined(separator: " and ")) have a column \(missing.name); "
          + "say which is meant, as in \(last).\(missing.name), or the alias given to it"
      ]
    case .function:
      let functions = (try? functionNames()) ?? []
      return meant(missing.name, among: functions)
        + (functionsElsewhere[missing.name.lowercased()].map { ["hint: " + $0] } ?? [])
    }
  }

  private func columnHints(
    _ missing: MissingName, _ names: StoreNames, _ bytes: [UInt8], _ place: Int?
  ) -> [String] {
    if let place, place < bytes.count, bytes[place] == UInt8(ascii: "\"") {
      return ["hint: double quotes are for names; a text is written '\(missing.name)'"]
    }
    if let qualifier = missing.qualifier, !isInFrom(qualifier, bytes) {
      return ["hint: FROM and JOIN name no table or alias \(qualifier)"]
    }
    let near = meant(missing.name, among: used(names, bytes).flatMap(\.columns))
    let holders = names.holders(of: missing.name)
    if !holders.isEmpty {
      let shown = holders.prefix(4).joined(separator: ", ")
      return ["hint: \(missing.name) is a column of \(shown)"] + near
    }
    return near.isEmpty ? meant(missing.name, among: names.relations.flatMap(\.columns)) : near
  }

  /// Tables and views that the SQL names.
  private func used(_ names: StoreNames, _ bytes: [UInt8]) -> [StoreNames.Relation] {
    let words = Set(
      SQLTokens(bytes).filter { $0.kind == .word || $0.kind == .quotedName }.map {
        String(decoding: bytes[$0.range], as: UTF8.self).lowercased()
      })
    return names.relations.filter { words.contains($0.name.lowercased()) }
  }

  /// Whether a word stands anywhere but in front of a dot.
  private func isInFrom(_ word: String, _ bytes: [UInt8]) -> Bool {
    SQLTokens(bytes).contains { token in
      let isFollowed = token.range.upperBound < bytes.count
      return String(decoding: bytes[token.range], as: UTF8.self).lowercased() == word.lowercased()
        && !(isFollowed && bytes[token.range.upperBound] == UInt8(ascii: "."))
    }
  }

  private func meant(_ name: String, among candidates: [String]) -> [String] {
    let near = NearMatches.of(name, among: candidates)
    return near.isEmpty ? [] : ["hint: did you mean \(near.joined(separator: ", or "))?"]
  }

  private func functionNames() throws(SQLiteError) -> [String] {
    let statement = try database.prepare("SELECT DISTINCT name FROM pragma_function_list")
    var names: [String] = []
    while try statement.step() { names.append(statement.text(0)) }
    return names
  }
}

extension SQLiteError {
  /// The guards of a reading connection refused the statement.
  fileprivate var isRefusal: Bool { code == 23 || message.hasPrefix("not authorized") }
}

/// Functions that other databases know, and how SQLite says the same.
private let functionsElsewhere = [
  "concat": "texts are joined with ||",
  "concat_ws": "texts are joined with ||",
  "string_agg": "texts of several rows are joined with group_concat(x, ', ')",
  "array_agg": "values of several rows are collected with json_group_array(x)",
  "now": "the current time is strftime('%Y-%m-%dT%H:%M:%SZ', 'now')",
  "date_trunc": "the day of a time is date(time), the hour strftime('%Y-%m-%dT%H:00:00Z', time)",
  "datediff": "days between two times are julianday(a) - julianday(b)",
  "left": "the start of a text is substr(x, 1, n)",
  "countif": "rows for which something holds are counted with sum(condition) or FILTER (WHERE ...)",
  "count_if":
    "rows for which something holds are counted with sum(condition) or FILTER (WHERE ...)",
  "regexp": "patterns are GLOB 'p4d.*' and LIKE '%x%'; there are no regular expressions",
  "regexp_like": "patterns are GLOB 'p4d.*' and LIKE '%x%'; there are no regular expressions",
  "greatest": "the greatest of several values is max(a, b)",
  "least": "the least of several values is min(a, b)",
]

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
    let place = error.offset.map { $0 + offset } ?? missing?.place(in: bytes, from: offset)
    var lines = [error.message]
    if let place, place <= bytes.count { lines += marked(bytes, place) }
    lines += hints(error, missing, bytes, place)
    return CommandFailure(.failure, lines.joined(separator: "\n"))
  }

  /// The line at fault, with a mark under the place. A long line is shown around the place only.
  private func marked(_ bytes: [UInt8], _ place: Int) -> [String] {
    let newline = UInt8(ascii: "\n")
    let start = bytes[..<place].lastIndex(of: newline).map { $0 + 1 } ?? 0
    let end = bytes[place...].firstIndex(of: newline) ?? bytes.count
    let number = bytes[..<start].count { $0 == newline } + 1
    var before = DisplayText.escaped(String(decoding: bytes[start..<place], as: UTF8.self))
    var after = DisplayText.escaped(String(decoding: bytes[place..<end], as: UTF8.self))
    if before.count > 60 { before = "…" + before.suffix(59) }
    if after.count > 60 { after = after.prefix(59) + "…" }
    let label = bytes.contains(newline) ? "line \(number): " : "  "
    let indent = String(repeating: " ", count: label.count + DisplayWidth.of(before))
    return [label + before + after, indent + "^"]
  }

  private func hints(
    _ error: SQLiteError, _ missing: MissingName?, _ bytes: [UInt8], _ place: Int?
  ) -> [String] {
    if error.code == 23 || error.message.hasPrefix("not authorized") {
      return [
        "hint: queries only read; what writes, attaches, loads code or changes settings is refused"
      ]
    }
    guard let missing, let names = try? StoreNames(database) else { return [] }
    switch missing.kind {
    case .table: return meant(missing.name, among: names.relations.map(\.name))
    case .column: return columnHints(missing, names, bytes, place)
    case .function:
      let functions = (try? functionNames()) ?? []
      return meant(missing.name, among: functions)
        + (missing.name.lowercased() == "concat" ? ["hint: texts are joined with ||"] : [])
    }
  }

  private func columnHints(
    _ missing: MissingName, _ names: StoreNames, _ bytes: [UInt8], _ place: Int?
  ) -> [String] {
    if let place, place < bytes.count, bytes[place] == UInt8(ascii: "\"") {
      return ["hint: double quotes are for names; a text is written '\(missing.name)'"]
    }
    let words = Set(
      SQLTokens(bytes).filter { $0.kind == .word || $0.kind == .quotedName }.map {
        String(decoding: bytes[$0.range], as: UTF8.self).lowercased()
      })
    let used = names.relations.filter { words.contains($0.name.lowercased()) }
    let near = meant(missing.name, among: used.flatMap(\.columns))
    let holders = names.holders(of: missing.name)
    if !holders.isEmpty {
      let shown = holders.prefix(4).joined(separator: ", ")
      return ["hint: \(missing.name) is a column of \(shown)"] + near
    }
    return near.isEmpty ? meant(missing.name, among: names.relations.flatMap(\.columns)) : near
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

/// A name that SQLite did not find.
struct MissingName {
  enum Kind {
    case table
    case column
    case function
  }

  let kind: Kind
  let name: String

  init?(_ message: String) {
    let kinds: [(String, Kind)] = [
      ("no such table: ", .table), ("no such column: ", .column), ("no such function: ", .function),
    ]
    guard let (prefix, kind) = kinds.first(where: { message.hasPrefix($0.0) }) else { return nil }
    self.kind = kind
    let full = message.dropFirst(prefix.count)
    let last = full.split(separator: ".").last ?? full
    name = last.filter { $0 != "\"" }
  }

  /// Where the name first stands in the SQL.
  func place(in bytes: [UInt8], from offset: Int) -> Int? {
    let wanted = name.lowercased()
    return SQLTokens(bytes).first { token in
      guard token.range.lowerBound >= offset, token.kind == .word || token.kind == .quotedName
      else { return false }
      let text = String(decoding: bytes[token.range], as: UTF8.self).lowercased()
      return text == wanted || text.dropFirst().dropLast() == wanted
    }?.range.lowerBound
  }
}

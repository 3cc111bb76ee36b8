/// A name that SQLite did not find, or found in more than one place.
struct MissingName {
  enum Kind {
    case table
    case column
    case ambiguousColumn
    case function
  }

  let kind: Kind
  let name: String
  /// What stands before the dot in front of the name.
  let qualifier: String?

  init?(_ message: String) {
    let kinds: [(String, Kind)] = [
      ("no such table: ", .table), ("no such column: ", .column), ("no such function: ", .function),
      ("ambiguous column name: ", .ambiguousColumn),
      ("not authorized to use function: ", .function),
    ]
    guard let (prefix, kind) = kinds.first(where: { message.hasPrefix($0.0) }) else { return nil }
    self.kind = kind
    let parts = message.dropFirst(prefix.count).split(separator: ".").map { part in
      part.filter { $0 != "\"" }
    }
    name = parts.last ?? ""
    qualifier = parts.dropLast().last
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

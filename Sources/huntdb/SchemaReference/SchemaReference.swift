/// What schema.sql says about the store: each table and view with its grain and its columns, in
/// the words of the comments there.
struct SchemaReference {
  struct Column: Equatable {
    let name: String
    /// The declared type; empty for a view's columns.
    let type: String
    let comment: String
  }

  struct Relation: Equatable {
    let name: String
    let isView: Bool
    /// The comment that opens the definition: "One row per ...".
    let grain: String
    let columns: [Column]
  }

  let relations: [Relation]

  init(relations: [Relation]) { self.relations = relations }

  /// Reads the text of schema.sql, which keeps to a form: the opening parenthesis ends a line,
  /// comment lines with the grain follow, and each column has its own line and comment.
  init(_ sql: String) {
    var relations: [Relation] = []
    var open: (name: String, isView: Bool)?
    var grain: [Substring] = []
    var columns: [Column] = []
    for line in sql.split(separator: "\n", omittingEmptySubsequences: false) {
      if open == nil {
        open = Self.opening(line)
      } else if let (name, isView) = open, line.hasPrefix(")") {
        relations.append(
          Relation(
            name: name, isView: isView, grain: grain.joined(separator: " "), columns: columns))
        open = nil
        grain = []
        columns = []
      } else if line.hasPrefix("  -- ") {
        if columns.isEmpty { grain.append(line.dropFirst(5)) }
      } else if let (_, isView) = open, let column = Self.column(line, isView: isView) {
        columns.append(column)
      }
    }
    self.relations = relations
  }

  private static func opening(_ line: Substring) -> (name: String, isView: Bool)? {
    let words = line.split(separator: " ")
    guard words.count >= 4, words[0] == "CREATE", words[1] == "TABLE" || words[1] == "VIEW",
      words[3] == "("
    else { return nil }
    return (String(words[2]), words[1] == "VIEW")
  }

  /// A column's line is indented by two spaces and begins with a name in lower case; table
  /// constraints begin with a keyword.
  private static func column(_ line: Substring, isView: Bool) -> Column? {
    guard line.hasPrefix("  "), let first = line.dropFirst(2).first, first.isLowercase else {
      return nil
    }
    let (definition, comment) = parted(line.dropFirst(2))
    let words = definition.split { $0 == " " || $0 == "," }
    guard let name = words.first else { return nil }
    return Column(
      name: String(name), type: isView || words.count < 2 ? "" : String(words[1]),
      comment: comment)
  }

  /// The line before and after its comment; two hyphens inside quotes are no comment.
  private static func parted(_ line: Substring) -> (Substring, String) {
    var isQuoted = false
    for index in line.indices {
      if line[index] == "'" { isQuoted.toggle() }
      if !isQuoted, line[index...].hasPrefix("-- ") {
        return (line[..<index], String(line[index...].dropFirst(3)))
      }
    }
    return (line, "")
  }
}

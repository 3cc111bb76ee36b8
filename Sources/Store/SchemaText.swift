internal import CSQLite

/// The statements of schema.sql, one after the other.
struct SchemaText {
  /// Each ends with its semicolon, and may begin with blank lines and comments.
  let statements: [Substring.UTF8View]

  /// Cuts `text` behind the semicolons at ends of lines that end a statement.
  init(_ text: String) {
    var statements: [Substring.UTF8View] = []
    let utf8 = Substring(text).utf8
    var bytes = Array(text.utf8CString)
    bytes.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var start = 0
      let (semicolon, newline) = (CChar(UInt8(ascii: ";")), CChar(UInt8(ascii: "\n")))
      for index in 0..<buffer.count - 1
      where buffer[index] == semicolon && buffer[index + 1] == newline {
        // SQLite itself says whether it ends one, or stands in a trigger, a text or a comment.
        buffer[index + 1] = 0
        let isWhole = sqlite3_complete(base + start) == 1
        buffer[index + 1] = newline
        guard isWhole else { continue }
        let first = utf8.index(utf8.startIndex, offsetBy: start)
        statements.append(utf8[first..<utf8.index(first, offsetBy: index + 1 - start)])
        start = index + 1
      }
    }
    self.statements = statements
  }

  /// A view or trigger as SQLite keeps it: it has no pages of its own, only a row in `sqlite_schema`.
  struct Definition {
    /// "view" or "trigger".
    var type: String
    /// Its own name.
    var name: String
    /// The view itself, or what the trigger is on.
    var table: String
    /// Its text, from CREATE on and without the semicolon.
    var sql: String

    /// What a statement makes, when that is a view or a trigger.
    init?(_ statement: Substring.UTF8View) {
      let (space, newline) = (UInt8(ascii: " "), UInt8(ascii: "\n"))
      var rest = statement.drop { $0 <= space }
      while rest.starts(with: "--".utf8) { rest = rest.drop { $0 != newline }.drop { $0 <= space } }
      let head = rest.prefix { $0 != UInt8(ascii: "(") && $0 != newline }.split(separator: space)
      guard head.count > 2, head[0].elementsEqual("CREATE".utf8) else { return nil }
      name = String(Substring(head[2]))
      sql = String(Substring(rest.dropLast()))
      if head[1].elementsEqual("VIEW".utf8) {
        (type, table) = ("view", name)
      } else if head[1].elementsEqual("TRIGGER".utf8),
        let on = head.firstIndex(where: { $0.elementsEqual("ON".utf8) }), on + 1 < head.count
      {
        (type, table) = ("trigger", String(Substring(head[on + 1])))
      } else {
        return nil
      }
    }
  }
}

extension Database {
  /// Gives an empty database the schema of `text`.
  ///
  /// SQLite looks through its whole schema for each view that is made. Views are most of ours, so they
  /// are put where SQLite keeps them.
  /// - Parameter isForUse: Whether this connection has to know them, too.
  func make(_ text: SchemaText, isForUse: Bool) throws(SQLiteError) {
    setDefensive(false)
    defer { setDefensive(true) }
    try execute("PRAGMA writable_schema = ON; BEGIN")
    let keep = try prepare(
      "INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES (?, ?, ?, 0, ?)")
    for statement in text.statements {
      if let object = SchemaText.Definition(statement) {
        try keep.run(.text(object.type), .text(object.name), .text(object.table), .text(object.sql))
      } else {
        try execute(String(Substring(statement)))
      }
    }
    try execute("COMMIT; PRAGMA writable_schema = \(isForUse ? "RESET" : "OFF")")
  }
}

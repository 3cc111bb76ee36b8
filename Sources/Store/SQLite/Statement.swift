internal import CSQLite

/// A value as SQLite stores it.
public enum SQLiteValue: Sendable, Equatable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])
}

/// A compiled statement: bind, step, read; finalized when it goes out of scope.
public struct Statement: ~Copyable {
  let handle: OpaquePointer
  private let database: Database
  /// The SQL it was compiled from.
  public let sql: String

  init(_ database: Database, _ sql: String) throws(SQLiteError) {
    var compiled: OpaquePointer?
    var rest = ""
    let code = sql.withCString { start -> Int32 in
      var tail: UnsafePointer<CChar>?
      let code = sqlite3_prepare_v3(database.handle, start, -1, 0, &compiled, &tail)
      if let tail { rest = String(cString: tail) }
      return code
    }
    guard code == SQLITE_OK else {
      throw SQLiteError(database: database.handle, code: code, sql: sql)
    }
    guard let compiled else {
      throw SQLiteError(code: SQLITE_MISUSE, message: "there is no statement in the SQL", sql: sql)
    }
    guard rest.allSatisfy({ $0.isWhitespace || $0 == ";" }) else {
      sqlite3_finalize(compiled)
      throw SQLiteError(code: SQLITE_MISUSE, message: "more than one statement", sql: sql)
    }
    handle = compiled
    self.database = database
    self.sql = sql
  }

  deinit { sqlite3_finalize(handle) }

  // MARK: Binding

  /// Number of parameters.
  public var parameterCount: Int { Int(sqlite3_bind_parameter_count(handle)) }

  /// Name of a parameter with its prefix, such as ":name"; nil for '?'. Numbers start at 1.
  public func parameterName(_ index: Int) -> String? {
    sqlite3_bind_parameter_name(handle, Int32(index)).map { String(cString: $0) }
  }

  /// Binds a value to a parameter; numbers start at 1.
  public func bind(_ value: SQLiteValue, at index: Int) throws(SQLiteError) {
    let position = Int32(index)
    let code: Int32 =
      switch value {
      case .null: sqlite3_bind_null(handle, position)
      case .integer(let number): sqlite3_bind_int64(handle, position, number)
      case .real(let number): sqlite3_bind_double(handle, position, number)
      case .text(let string): Self.bind(string, handle, position)
      case .blob(let bytes):
        bytes.withUnsafeBytes { buffer in
          buffer.isEmpty
            ? sqlite3_bind_zeroblob(handle, position, 0)
            : csqlite_bind_blob(handle, position, buffer.baseAddress, UInt64(buffer.count))
        }
      }
    try check(code)
  }

  private static func bind(_ string: String, _ handle: OpaquePointer, _ position: Int32) -> Int32 {
    var string = string
    return string.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        if let start = characters.baseAddress {
          return csqlite_bind_text(handle, position, start, UInt64(characters.count))
        }
        return csqlite_bind_text(handle, position, "", 0)
      }
    }
  }

  /// Binds text that stays where it is: `bytes` must outlive the next `reset`.
  func bindInPlace(_ bytes: UnsafeRawBufferPointer, at index: Int) throws(SQLiteError) {
    let code: Int32
    if let start = bytes.baseAddress, !bytes.isEmpty {
      code = csqlite_bind_static_text(
        handle, Int32(index), start.assumingMemoryBound(to: CChar.self), UInt64(bytes.count))
    } else {
      code = csqlite_bind_text(handle, Int32(index), "", 0)
    }
    try check(code)
  }

  /// Binds a blob; the bytes are copied.
  func bindBlob(_ bytes: UnsafeRawBufferPointer, at index: Int) throws(SQLiteError) {
    try check(csqlite_bind_blob(handle, Int32(index), bytes.baseAddress, UInt64(bytes.count)))
  }

  // MARK: Running

  /// Advances to the next row; false when there is none left.
  public func step() throws(SQLiteError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw SQLiteError(database: database.handle, code: code, sql: sql)
    }
  }

  /// Makes the statement ready to run again; bindings stay.
  public func reset() { sqlite3_reset(handle) }

  /// Runs to the end and resets.
  public func run() throws(SQLiteError) {
    defer { reset() }
    while try step() {}
  }

  /// Binds every value in order, runs to the end, and resets.
  public func run(_ values: SQLiteValue...) throws(SQLiteError) {
    for (index, value) in values.enumerated() { try bind(value, at: index + 1) }
    try run()
  }

  // MARK: Reading the current row

  /// Number of result columns; 0 for a statement that returns none.
  public var columnCount: Int { Int(sqlite3_column_count(handle)) }
  /// Whether SQLite says that the statement writes nothing.
  public var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }

  /// Name of a result column; numbers start at 0.
  public func columnName(_ index: Int) -> String {
    sqlite3_column_name(handle, Int32(index)).map { String(cString: $0) } ?? ""
  }

  public func isNull(_ index: Int) -> Bool {
    sqlite3_column_type(handle, Int32(index)) == SQLITE_NULL
  }
  public func integer(_ index: Int) -> Int64 { sqlite3_column_int64(handle, Int32(index)) }
  public func real(_ index: Int) -> Double { sqlite3_column_double(handle, Int32(index)) }

  /// The column as text; invalid UTF-8 is shown with U+FFFD.
  public func text(_ index: Int) -> String {
    withTextBytes(index) { String(decoding: $0, as: UTF8.self) }
  }

  /// The column's text as bytes, valid until the next step; nothing is copied.
  public func withTextBytes<Result>(
    _ index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result {
    let start = sqlite3_column_text(handle, Int32(index))
    let count = Int(sqlite3_column_bytes(handle, Int32(index)))
    return try body(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
  }

  /// The column's blob as bytes, valid until the next step; nothing is copied.
  public func withBlobBytes<Result>(
    _ index: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    let start = sqlite3_column_blob(handle, Int32(index))
    let count = Int(sqlite3_column_bytes(handle, Int32(index)))
    return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
  }

  /// The column as the value SQLite holds.
  public func value(_ index: Int) -> SQLiteValue {
    switch sqlite3_column_type(handle, Int32(index)) {
    case SQLITE_INTEGER: .integer(integer(index))
    case SQLITE_FLOAT: .real(real(index))
    case SQLITE_TEXT: .text(text(index))
    case SQLITE_BLOB: .blob(withBlobBytes(index) { Array($0) })
    default: .null
    }
  }

  private func check(_ code: Int32) throws(SQLiteError) {
    guard code == SQLITE_OK else {
      throw SQLiteError(database: database.handle, code: code, sql: sql)
    }
  }
}

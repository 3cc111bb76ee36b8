internal import CSQLite

/// One connection to a SQLite database; everything above it speaks Swift.
///
/// A connection belongs to the task that opened it: it is not Sendable, and SQLite is told to
/// skip its own locks.
public final class Database {
  /// What a connection may do, and whether it may create the file.
  public enum Mode: Sendable {
    case readOnly
    /// Like `readOnly`, for a file that nobody writes to; `path` is then a `file:` URI.
    case immutable
    case readWrite
    case create
    case memory
    /// A private database in a temporary file, removed when the connection closes.
    case temporary
  }

  let handle: OpaquePointer
  var progress: ProgressHandler?
  var authorizer: AuthorizerBox?

  /// Opens `path`; ":memory:" with `.memory` gives a private database in memory.
  public init(path: String, mode: Mode) throws(SQLiteError) {
    let flags =
      switch mode {
      case .readOnly: SQLITE_OPEN_READONLY
      case .immutable: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
      case .readWrite: SQLITE_OPEN_READWRITE
      case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      // What is attached to it may be named as a URI.
      case .memory, .temporary: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI
      }
    var opened: OpaquePointer?
    let name = mode == .memory ? ":memory:" : mode == .temporary ? "" : path
    let code = sqlite3_open_v2(
      name, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard code == SQLITE_OK, let opened else {
      let error = SQLiteError(database: opened, code: code)
      sqlite3_close_v2(opened)
      throw error
    }
    handle = opened
    // A view or trigger in a store that somebody else made must not reach unsafe functions, and
    // a double-quoted word is a name or an error, never a string.
    _ = csqlite_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    _ = csqlite_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0)
    _ = csqlite_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0)
    setDefensive(true)
  }

  deinit { sqlite3_close_v2(handle) }

  /// Waits about this long for another connection's lock before SQLITE_BUSY.
  ///
  /// It asks every millisecond, where SQLite's own handler soon asks ten times a second and starves
  /// beside an import that lets go of the lock for a moment.
  public func setBusyTimeout(milliseconds: Int) {
    let ask: @convention(c) (UnsafeMutableRawPointer?, Int32) -> Int32 = { limit, count in
      guard Int(count) < Int(bitPattern: limit) else { return 0 }
      sqlite3_sleep(1)
      return 1
    }
    sqlite3_busy_handler(handle, ask, UnsafeMutableRawPointer(bitPattern: milliseconds))
  }

  /// Runs every statement of `sql`, discarding rows.
  public func execute(_ sql: String) throws(SQLiteError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw SQLiteError(database: handle, code: code, sql: sql) }
  }

  /// Compiles one statement; `sql` must hold exactly one.
  public func prepare(_ sql: String) throws(SQLiteError) -> Statement {
    try Statement(self, sql)
  }

  /// Attaches the database at `path`, opened with SQLite's `parameters` of a URI.
  func attach(_ path: String, as name: String, _ parameters: String) throws(SQLiteError) {
    let attach = try prepare("ATTACH ? AS \(name)")
    try attach.run(.text(Self.uri(path, parameters)))
  }

  /// What names the file at `path` to SQLite, with parameters. A path that begins with two slashes would
  /// name a machine.
  static func uri(_ path: String, _ parameters: String) -> String {
    "file:" + (path.hasPrefix("/") ? "//" : "") + escaped(path) + "?" + parameters
  }

  /// The path with the characters escaped that mean something in a URI.
  private static func escaped(_ path: String) -> String {
    var result = ""
    for scalar in path.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "?": result += "%3f"
      case "#": result += "%23"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Runs `body` in a transaction that takes the write lock at once, and rolls back when it throws.
  public func transaction<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws -> Result {
    try execute("BEGIN IMMEDIATE")
    do {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
      throw error
    }
  }

  /// The bytes of the main database as a file would hold them.
  func serialized() throws(SQLiteError) -> [UInt8] {
    var count: Int64 = 0
    guard let bytes = sqlite3_serialize(handle, "main", &count, 0) else {
      throw SQLiteError(code: SQLITE_NOMEM, message: "there is no memory for a copy")
    }
    defer { sqlite3_free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
  }

  /// The columns that a table of the main database stores, but for `own`; not those that are computed.
  func columns(of table: String, besides own: [String] = []) throws(SQLiteError) -> [String] {
    let rows = try prepare(
      "SELECT name FROM pragma_table_xinfo(?, 'main') WHERE hidden = 0 ORDER BY cid")
    try rows.bind(.text(table), at: 1)
    var names: [String] = []
    while try rows.step() {
      if !own.contains(rows.text(0)) { names.append(rows.text(0)) }
    }
    return names
  }

  /// Row number of the last insert.
  public var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }
  /// Rows that the last INSERT, UPDATE or DELETE changed.
  public var changes: Int { Int(sqlite3_changes64(handle)) }
  /// Whether a transaction is open.
  public var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }
  /// Whether the main database was opened read-only or lies on a read-only medium.
  public var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

  /// Ends the running statement from the same thread's progress handler or a signal.
  public func interrupt() { sqlite3_interrupt(handle) }

  /// First column of the first row as an integer, nil when there is no row or it is NULL.
  public func integer(_ sql: String, _ values: SQLiteValue...) throws(SQLiteError) -> Int64? {
    let statement = try prepare(sql)
    for (index, value) in values.enumerated() { try statement.bind(value, at: index + 1) }
    guard try statement.step() else { return nil }
    return statement.isNull(0) ? nil : statement.integer(0)
  }

  /// First column of the first row as text, nil when there is no row or it is NULL.
  public func text(_ sql: String, _ values: SQLiteValue...) throws(SQLiteError) -> String? {
    let statement = try prepare(sql)
    for (index, value) in values.enumerated() { try statement.bind(value, at: index + 1) }
    guard try statement.step() else { return nil }
    return statement.isNull(0) ? nil : statement.text(0)
  }

  /// SQLite's online backup of this database into a new file, or an empty one.
  /// - Parameters:
  ///   - isDraft: More will be written before the copy counts, so that it need not be on the disk.
  ///   - shouldStop: True ends it with SQLITE_INTERRUPT.
  public func backup(
    to path: String, isDraft: Bool = false, shouldStop: () -> Bool = { false }
  ) throws(SQLiteError) {
    let target = try Database(path: path, mode: .create)
    if isDraft { try target.execute("PRAGMA synchronous = OFF") }
    guard let copy = sqlite3_backup_init(target.handle, "main", handle, "main") else {
      throw SQLiteError(database: target.handle, code: sqlite3_errcode(target.handle))
    }
    var step = SQLITE_OK
    while step == SQLITE_OK {
      step = shouldStop() ? SQLITE_INTERRUPT : sqlite3_backup_step(copy, 1 << 14)
    }
    let finish = sqlite3_backup_finish(copy)
    guard step == SQLITE_DONE, finish == SQLITE_OK else {
      throw SQLiteError(database: target.handle, code: step == SQLITE_DONE ? finish : step)
    }
  }

  /// The version of the SQLite library in use.
  public static var libraryVersion: String { String(cString: sqlite3_libversion()) }
}

internal import CSQLite

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A failure that SQLite reported: its result code, its message, and the SQL at fault.
public struct SQLiteError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The primary result code, such as 5 for SQLITE_BUSY.
  public var code: Int32
  /// SQLite's own message.
  public var message: String
  /// The SQL that was being prepared or run, where there is one.
  public var sql: String?
  /// Byte offset of the error in `sql`, where SQLite knows it.
  public var offset: Int?

  public init(code: Int32, message: String, sql: String? = nil, offset: Int? = nil) {
    self.code = code
    self.message = message
    self.sql = sql
    self.offset = offset
  }

  /// Another connection holds the lock and kept it past the busy timeout.
  public var isBusy: Bool { code == SQLITE_BUSY || code == SQLITE_LOCKED }
  /// The file is no database, or its pages contradict each other.
  public var isDamaged: Bool { code == SQLITE_CORRUPT || code == SQLITE_NOTADB }
  /// A file could not be opened, or not be made, as on a read-only medium.
  public var isRefusedFile: Bool { code == SQLITE_CANTOPEN || code == SQLITE_READONLY }
  /// A time limit or Ctrl-C ended the statement.
  public var isInterrupt: Bool { code == SQLITE_INTERRUPT }
  /// A unique, foreign key, NOT NULL or CHECK constraint refused the row.
  public var isConstraint: Bool { code == SQLITE_CONSTRAINT }

  public var description: String {
    isBusy
      ? "the store is busy: another program holds its lock; try again (\(message))" : explanation
  }

  private var explanation: String {
    sql.map { "\(message) (SQLite error \(code)) in: \($0)" } ?? "\(message) (SQLite error \(code))"
  }

  init(database: OpaquePointer?, code: Int32, sql: String? = nil) {
    let message = database.map { String(cString: sqlite3_errmsg($0)) + Self.reason($0, code) }
    let offset = database.map { Int(sqlite3_error_offset($0)) } ?? -1
    self.init(
      code: code & 0xff, message: message ?? String(cString: sqlite3_errstr(code)), sql: sql,
      offset: offset >= 0 ? offset : nil)
  }

  /// What the system said, where it refused a file: SQLite's message alone does not tell a full
  /// disk from a broken one.
  private static func reason(_ database: OpaquePointer, _ code: Int32) -> String {
    // SQLite keeps the number for some failures only; nothing was called since the others.
    let last = errno
    guard [SQLITE_IOERR, SQLITE_CANTOPEN].contains(code & 0xff) else { return "" }
    let kept = sqlite3_system_errno(database)
    let number = kept == 0 ? last : kept
    guard [ENOSPC, EFBIG, EDQUOT, EIO, EROFS, EACCES, EPERM].contains(number) else { return "" }
    return ": " + String(cString: strerror(number))
  }
}

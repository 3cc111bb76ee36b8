internal import CSchema
internal import CSQLite

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Why a file cannot be used as a store.
public enum StoreError: Error, Sendable, Equatable {
  /// There is no file at the path.
  case missing(String)
  /// The file is a database, but none of ours, or no database at all.
  case notAStore(String)
  /// The store was written by a newer program: its version and the newest one known here.
  case newer(path: String, version: Int, known: Int)
}

/// Opens stores and brings their schema up to date.
public enum Schema {
  /// The version that this program writes.
  public static let version = 1
  /// `PRAGMA application_id` of a store: "hunt" in ASCII.
  public static let applicationID = 1_752_526_452
  /// The text of schema.sql.
  public static var text: String { String(cString: huntdb_schema_text()) }

  /// Opens the store at `path` for an import; makes it, readable by its owner alone, where there
  /// is none.
  public static func open(creating path: String) throws -> Database {
    let descriptor = Self.openFile(path)
    if descriptor >= 0 { close(descriptor) }
    let database = try Database(path: path, mode: .create)
    database.setBusyTimeout(milliseconds: 10_000)
    let isEmpty = try database.integer("SELECT count(*) FROM sqlite_schema") == 0
    if isEmpty {
      try database.execute("PRAGMA journal_mode = WAL")
      try database.transaction { () throws(SQLiteError) in
        // Another import may have made it meanwhile.
        if try database.integer("SELECT count(*) FROM sqlite_schema") == 0 {
          try database.execute(text)
        }
      }
    }
    try validate(database, path: path)
    try database.execute(
      """
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA foreign_keys = ON;
      PRAGMA cache_size = -65536;
      PRAGMA temp_store = MEMORY;
      """)
    return database
  }

  /// A store in memory, for a rehearsal of an import.
  public static func inMemory() throws -> Database {
    let database = try Database(path: ":memory:", mode: .memory)
    try database.execute(text)
    try database.execute("PRAGMA foreign_keys = ON")
    return database
  }

  private static func openFile(_ path: String) -> Int32 {
    #if canImport(Glibc)
      Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    #else
      Darwin.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    #endif
  }

  /// Checks that the database is a store that this program understands.
  public static func validate(_ database: Database, path: String) throws {
    guard try database.integer("PRAGMA application_id") == Int64(applicationID) else {
      throw StoreError.notAStore(path)
    }
    let found = Int(try database.integer("PRAGMA user_version") ?? 0)
    if found > version { throw StoreError.newer(path: path, version: found, known: version) }
  }
}

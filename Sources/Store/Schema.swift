internal import CSchema
internal import CSQLite

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
  public static let version = 7
  /// `PRAGMA application_id` of a store: "hunt" in ASCII.
  public static let applicationID = 1_752_526_452
  /// The text of schema.sql.
  public static var text: String { String(cString: huntdb_schema_text()) }

  /// Whether an import has to make the store at `path`; throws when it cannot.
  public static func isToBeMade(at path: String) throws -> Bool {
    guard StoreFile.isMissing(at: path) else { return false }
    try StoreFile.expectFolder(of: path)
    return true
  }

  /// Opens the store at `path` for an import; makes it, readable by its owner alone, where there
  /// is none.
  public static func open(creating path: String) throws -> Database {
    try StoreFile.make(at: path)
    let database = try Database(path: path, mode: .readWrite)
    database.setBusyTimeout(milliseconds: 10_000)
    if try validate(database, path: path) < version { try Migration.run(path: path) }
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

  /// A store that is gone when it is closed, for a rehearsal of an import into the one at `path`, if
  /// there is one: what the import would find in that one, it finds in this.
  public static func rehearsal(of path: String) throws -> Database {
    let database = try temporary()
    guard !StoreFile.isMissing(at: path) else { return database }
    let found = try StoreReader.version(path)
    guard found == version else {
      throw StoreReaderError.older(path: path, version: Int64(found))
    }
    try StoreBehind.attach(path, to: database)
    return database
  }

  /// A store in memory.
  public static func inMemory() throws -> Database {
    try made(try Database(path: ":memory:", mode: .memory))
  }

  /// A store in a temporary file that is gone when it is closed, for work larger than memory.
  public static func temporary() throws -> Database {
    try made(try Database(path: "", mode: .temporary))
  }

  /// The bytes of an empty store.
  static func bytes() throws -> [UInt8] {
    try made(try Database(path: ":memory:", mode: .memory), isForUse: false).serialized()
  }

  private static func made(_ database: Database, isForUse: Bool = true) throws -> Database {
    try database.make(SchemaText(text), isForUse: isForUse)
    try database.execute("PRAGMA foreign_keys = ON")
    return database
  }

  /// Checks that the database is a store that this program understands; gives its version.
  @discardableResult
  public static func validate(_ database: Database, path: String) throws -> Int {
    guard try database.integer("PRAGMA application_id") == Int64(applicationID) else {
      throw StoreError.notAStore(path)
    }
    let found = Int(try database.integer("PRAGMA user_version") ?? 0)
    if found > version { throw StoreError.newer(path: path, version: found, known: version) }
    return found
  }
}

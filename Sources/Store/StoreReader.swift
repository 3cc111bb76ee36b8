#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Opens an existing store for reading, and refuses whatever is no store that it understands.
///
/// Nothing is ever created or changed: the file is opened read-only, and once the hunt's settings
/// are in force SQLite itself refuses every statement that would do more than read.
public enum StoreReader {
  /// `PRAGMA application_id` of every store: "hunt" in ASCII.
  public static let applicationID = Int64(Schema.applicationID)
  /// The newest `PRAGMA user_version` that this program understands.
  public static let supportedVersion = Int64(Schema.version)

  /// Opens the store at `path` with `settings` in force. A store of an earlier version still
  /// answers from the views it has, unless `isCurrent` asks for this version's.
  /// - Parameter keeping: Views that are evaluated once, at the beginning; all that is read then
  ///   shows the store at that one moment, whatever an import adds meanwhile.
  public static func open(
    _ path: String, settings: HuntSettings = HuntSettings(), isCurrent: Bool = false,
    keeping views: [String]? = nil
  ) throws(StoreReaderError) -> Database {
    let (database, version) = try recognize(path)
    if isCurrent, version < supportedVersion { throw .older(path: path, version: version) }
    do throws(SQLiteError) {
      if views != nil { try database.execute("PRAGMA temp_store = MEMORY; BEGIN") }
      try database.apply(settings, keeping: views ?? [])
    } catch {
      throw .unreadable(path: path, error)
    }
    do throws(SQLiteError) {
      try wakeTableFunctions(database)
    } catch {
      throw .unreadable(path: path, error)
    }
    database.allowOnlyReading()
    return database
  }

  /// The schema version of the store at `path`.
  public static func version(_ path: String) throws(StoreReaderError) -> Int {
    Int(try recognize(path).version)
  }

  /// A connection to what is a store of a version that this program knows.
  private static func recognize(
    _ path: String
  ) throws(StoreReaderError) -> (database: Database, version: Int64) {
    guard access(path, F_OK) == 0 else { throw .missing(path: path) }
    let database = try connect(path)
    let identity: Int64?
    let version: Int64
    do throws(SQLiteError) {
      identity = try database.integer("PRAGMA application_id")
      version = try database.integer("PRAGMA user_version") ?? 0
    } catch {
      throw .unreadable(path: path, error)
    }
    guard identity == applicationID else { throw .notAStore(path: path) }
    guard version <= supportedVersion else { throw .newer(path: path, version: version) }
    return (database, version)
  }

  /// SQLite declares a table-valued function as a table when a connection first names it, which
  /// the ban on creating tables would forbid; so those that only compute are named beforehand.
  private static func wakeTableFunctions(_ database: Database) throws(SQLiteError) {
    for name in ["json_each", "json_tree"] + describing.map({ "pragma_" + $0 }) {
      _ = try database.prepare("SELECT 1 FROM \(name) LIMIT 0")
    }
  }

  private static let describing = [
    "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo",
    "foreign_key_list", "database_list", "collation_list", "function_list", "compile_options",
  ]

  /// A read-only connection that has read once. On a read-only medium the shared memory that a
  /// store in WAL mode needs cannot be made; with no log left to merge, the file alone is read.
  private static func connect(_ path: String) throws(StoreReaderError) -> Database {
    do throws(SQLiteError) {
      return try probe(path, .readOnly)
    } catch {
      guard error.code == cannotOpen || error.code == readOnly, access(path, R_OK) == 0 else {
        throw .unreadable(path: path, error)
      }
      guard !hasUnmergedLog(path) else { throw .unmergedLog(path: path) }
      do throws(SQLiteError) {
        return try probe(Database.uri(path, "immutable=1"), .immutable)
      } catch {
        throw .unreadable(path: path, error)
      }
    }
  }

  private static func probe(
    _ path: String, _ mode: Database.Mode
  ) throws(SQLiteError) -> Database {
    let database = try Database(path: path, mode: mode)
    database.setBusyTimeout(milliseconds: 5000)
    _ = try database.integer("SELECT count(*) FROM sqlite_schema")
    return database
  }

  private static let cannotOpen: Int32 = 14
  private static let readOnly: Int32 = 8

  private static func hasUnmergedLog(_ path: String) -> Bool {
    var status = stat()
    return stat(path + "-wal", &status) == 0 && status.st_size > 0
  }

  /// Attaches the store at `path` for reading: in the same way as it is opened, on a read-only medium too.
  static func attach(
    _ path: String, to database: Database, as name: String
  ) throws(SQLiteError) {
    do throws(SQLiteError) {
      try database.attach(path, as: name, "mode=ro")
      _ = try database.integer("SELECT count(*) FROM \(name).sqlite_schema")
    } catch {
      guard error.isRefusedFile, access(path, R_OK) == 0, !hasUnmergedLog(path) else { throw error }
      try? database.execute("DETACH \(name)")
      try database.attach(path, as: name, "immutable=1")
    }
  }
}

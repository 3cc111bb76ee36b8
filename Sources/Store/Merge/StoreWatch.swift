/// Tells whether others write into a store.
final class StoreWatch {
  private let database: Database
  private let version: Int64?

  /// Looks at the store at `path` from now on.
  init(_ path: String) throws(SQLiteError) {
    database = try Database(path: ":memory:", mode: .memory)
    database.setBusyTimeout(milliseconds: 10_000)
    try StoreReader.attach(path, to: database, as: "shard")
    version = try database.integer(Self.dataVersion)
  }

  /// Whether anything was committed since.
  func hasChanged() throws(SQLiteError) -> Bool {
    try database.integer(Self.dataVersion) != version
  }

  private static let dataVersion = "PRAGMA shard.data_version"
}

/// Why a store could not be opened for reading; each says what to do.
public enum StoreReaderError: Error, Sendable, Equatable, CustomStringConvertible {
  /// There is no file at the path.
  case missing(path: String)
  /// The file is a database, but none of huntdb's.
  case notAStore(path: String)
  /// A later version of the program wrote it.
  case newer(path: String, version: Int64)
  /// An earlier version of the program wrote it, and what is asked for needs this version's views.
  case older(path: String, version: Int64)
  /// On a read-only medium, with a log beside it that cannot be merged there.
  case unmergedLog(path: String)
  /// SQLite could not read it.
  case unreadable(path: String, SQLiteError)

  public var description: String {
    switch self {
    case .missing(let path):
      "there is no store at \(path); make one with 'huntdb import', or name another with --db"
    case .notAStore(let path):
      "\(path) is not a huntdb store"
    case .newer(let path, let version):
      "\(path) has schema version \(version), and this program knows versions up to "
        + "\(StoreReader.supportedVersion); use a newer huntdb"
    case .older(let path, let version):
      "\(path) has schema version \(version), and this needs version "
        + "\(StoreReader.supportedVersion): bring it up to date with 'huntdb upgrade --db \(path)'"
    case .unmergedLog(let path):
      "\(path) has changes in \(path)-wal that cannot be merged on a read-only medium; "
        + "copy both files to a folder that can be written"
    case .unreadable(let path, let error) where error.code == 26:
      "\(path) is not a huntdb store, or its header is damaged: \(error.message)"
    case .unreadable(let path, let error):
      "\(path) cannot be read: \(error.message) (SQLite error \(error.code))"
    }
  }
}

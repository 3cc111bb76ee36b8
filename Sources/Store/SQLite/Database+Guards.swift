internal import CSQLite

/// Keeps a closure alive for SQLite's progress callback.
final class ProgressHandler {
  let shouldStop: () -> Bool
  init(_ shouldStop: @escaping () -> Bool) { self.shouldStop = shouldStop }
}

/// Keeps a closure alive for SQLite's authorizer callback.
final class AuthorizerBox {
  let allows: (AuthorizedAction) -> Bool
  init(_ allows: @escaping (AuthorizedAction) -> Bool) { self.allows = allows }
}

/// One thing that a statement being compiled would do.
public struct AuthorizedAction: Sendable {
  /// SQLite's action code, such as SQLITE_ATTACH.
  public var code: Int32
  /// The action's two arguments: a table, a pragma and its value, a function's name.
  public var first: String?
  public var second: String?
}

extension Database {
  /// Asks `shouldStop` every thousand steps of a running statement; true ends it with
  /// SQLITE_INTERRUPT. Nil removes it.
  public func setProgressHandler(_ shouldStop: (() -> Bool)?) {
    guard let shouldStop else {
      sqlite3_progress_handler(handle, 0, nil, nil)
      progress = nil
      return
    }
    let box = ProgressHandler(shouldStop)
    progress = box
    sqlite3_progress_handler(
      handle, 1000,
      { context in
        guard let context else { return 0 }
        let box = Unmanaged<ProgressHandler>.fromOpaque(context).takeUnretainedValue()
        return box.shouldStop() ? 1 : 0
      }, Unmanaged.passUnretained(box).toOpaque())
  }

  /// Whether SQLite refuses what can ruin a database: `PRAGMA journal_mode = OFF`, which a failed
  /// transaction does not survive, is for a file that is thrown away then; writing the texts of the
  /// schema is for those that mean what the old ones did.
  func setDefensive(_ isDefensive: Bool) {
    _ = csqlite_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, isDefensive ? 1 : 0)
  }

  /// Lets connections take memory without counting what all of them have, which they would do one after
  /// the other; for a process that has not used SQLite, and sets no limit of its own.
  static func leaveMemoryUncounted() { _ = csqlite_count_memory(0) }

  /// Gives an attached database a page cache of up to `bytes`, and the process the memory for it that
  /// `allowOnlyReading` denies.
  func useCache(ofBytes bytes: Int64, for schema: String) throws(SQLiteError) {
    sqlite3_hard_heap_limit64(bytes + (1 << 30))
    try execute("PRAGMA \(schema).cache_size = -\(bytes / 1024)")
  }

  /// Makes this connection one that can only read: SQLite refuses, while compiling, every
  /// statement that would write, attach, load code or change a setting.
  public func allowOnlyReading() {
    let box = AuthorizerBox { action in
      switch action.code {
      case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: true
      case SQLITE_FUNCTION: !forbiddenFunctions.contains(action.second?.lowercased() ?? "")
      case SQLITE_PRAGMA: allows(pragma: action.first ?? "", argument: action.second)
      default: false
      }
    }
    authorizer = box
    sqlite3_set_authorizer(
      handle,
      { context, code, first, second, _, _ in
        guard let context else { return SQLITE_DENY }
        let box = Unmanaged<AuthorizerBox>.fromOpaque(context).takeUnretainedValue()
        let action = AuthorizedAction(
          code: code, first: first.map { String(cString: $0) },
          second: second.map { String(cString: $0) })
        return box.allows(action) ? SQLITE_OK : SQLITE_DENY
      }, Unmanaged.passUnretained(box).toOpaque())
    // The authorizer sees the functions inside views too, so views may call what it allows: SQLite
    // before 3.42 counts its JSON functions among those that an untrusted schema must not call.
    _ = csqlite_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1)
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0)
    sqlite3_limit(handle, SQLITE_LIMIT_EXPR_DEPTH, 200)
    // The longest record that an import takes has 32 MiB.
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 100_000_000)
    sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, 1_000_000)
    sqlite3_limit(handle, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 10_000)
    sqlite3_limit(handle, SQLITE_LIMIT_WORKER_THREADS, 0)
    // Of the whole process: what SQLite cannot sort in its cache goes to temporary files.
    sqlite3_hard_heap_limit64(1 << 30)
  }
}

/// Whether a pragma only tells: what describes the schema or checks the store may take an argument,
/// what reads a setting may not, since that would set it.
private func allows(pragma: String, argument: String?) -> Bool {
  let name = pragma.lowercased()
  return describingPragmas.contains(name) || (argument == nil && readingPragmas.contains(name))
}

/// Functions that touch files or load code; the rest of SQLite's only compute.
private let forbiddenFunctions: Set<String> = [
  "load_extension", "readfile", "writefile", "edit", "fts3_tokenizer",
]

private let describingPragmas: Set<String> = [
  "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo",
  "foreign_key_list", "database_list", "collation_list", "function_list", "compile_options",
  "foreign_key_check", "integrity_check", "quick_check",
]

private let readingPragmas: Set<String> = [
  "application_id", "encoding", "freelist_count", "page_count", "page_size", "schema_version",
  "user_version",
]

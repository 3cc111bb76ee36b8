/// The options under which another command sees the same findings, ready to be copied: which store,
/// and the window and threshold that a finding's ID and severity depend on. Each begins with a space.
struct CopiedOptions {
  /// `--db`; nothing where the store is the one that every command takes by itself.
  let store: String
  /// `--as-of`, `--window` and `--threshold`, whatever named the window first.
  let hunt: String

  var all: String { store + hunt }

  /// - Parameter store: The store's path, unless it is the one that every command takes by itself.
  init(store: String?, _ window: ReportWindow) {
    self.store = Self.store(store)
    hunt =
      " --as-of \(window.asOf) --window \(window.windowDays) --threshold \(window.threshold)"
  }

  /// The option that names a store.
  static func store(_ path: String?) -> String {
    path.map { " --db \(ShellWord.quoted($0))" } ?? ""
  }
}

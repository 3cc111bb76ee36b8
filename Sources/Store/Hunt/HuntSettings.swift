/// What a reader may set apart from the store's own settings: the window's end and length, and
/// the threshold. Nil leaves the store's setting in force.
public struct HuntSettings: Sendable, Equatable {
  /// Days that a window may have at most: a century.
  public static let longestWindow = 36_500

  /// End of the window, milliseconds since 1970 UTC, included.
  public var asOf: Int64?
  /// Length of the window in days.
  public var windowDays: Int?
  /// Instances asked for that make a group high.
  public var threshold: Int?

  public init(asOf: Int64? = nil, windowDays: Int? = nil, threshold: Int? = nil) {
    self.asOf = asOf
    self.windowDays = windowDays
    self.threshold = threshold
  }

  var isEmpty: Bool { asOf == nil && windowDays == nil && threshold == nil }
}

extension Database {
  /// Makes every view of this connection follow `settings`; the store itself does not change.
  ///
  /// The store's own view definitions are made once more as temporary views, which SQLite finds
  /// first, over a temporary `hunt_window_ms` with the given values. So there is one definition
  /// of each view, and it works on a read-only file.
  /// - Parameter keeping: Views that are evaluated once, now; what reads them reads the rows kept.
  public func apply(
    _ settings: HuntSettings, keeping kept: [String] = []
  ) throws(SQLiteError) {
    if settings.isEmpty, kept.isEmpty { return }
    let current = try prepare("SELECT as_of_ms, window_days, threshold FROM main.hunt_window_ms")
    guard try current.step() else { return }
    let asOf = settings.asOf ?? current.integer(0)
    let days = settings.windowDays.map(Int64.init) ?? current.integer(1)
    let threshold = settings.threshold.map(Int64.init) ?? current.integer(2)
    current.reset()
    var definitions: [(name: String, sql: String)] = []
    do {
      let views = try prepare(
        "SELECT name, sql FROM main.sqlite_schema WHERE type = 'view' "
          + "AND name <> 'hunt_window_ms' ORDER BY rowid")
      while try views.step() { definitions.append((views.text(0), views.text(1))) }
    }
    try execute(
      """
      CREATE TEMP VIEW hunt_window_ms (as_of_ms, window_start_ms, window_days, threshold) AS
      SELECT \(asOf), \(asOf) - \(days) * 86400000, \(days), \(threshold)
      """)
    for (name, sql) in definitions where !kept.contains(name) {
      let own = "CREATE VIEW \(name)"
      if sql.hasPrefix(own) { try execute("CREATE TEMP VIEW \(name)\(sql.dropFirst(own.count))") }
    }
    // Until the table is there, the name leads to the store's own view; so the views that read it
    // must not be asked before.
    for name in kept { try keep(name) }
  }

  /// Evaluates a view of the store into a temporary table of its name.
  private func keep(_ name: String) throws(SQLiteError) {
    // The columns are listed between parentheses, the last of which has a line of its own. The rows come
    // from a common table expression: from a view, SQLite would expand the query two more times, to
    // learn the columns.
    let view = try prepare(
      """
      SELECT substr(sql, names, query - names + 1), substr(sql, query + length(list_end))
      FROM (
        SELECT sql, list_end, length('CREATE VIEW ' || name) + 1 AS names, instr(sql, list_end) AS query
        FROM main.sqlite_schema, (SELECT char(10) || ') AS' || char(10) AS list_end)
        WHERE type = 'view' AND name = ?
      )
      """)
    try view.bind(.text(name), at: 1)
    guard try view.step() else { return }
    let (columns, query) = (view.text(0), view.text(1))
    view.reset()
    try execute(
      "CREATE TEMP TABLE \(name) AS WITH kept\(columns)) AS (\(query)\n) SELECT * FROM kept")
  }
}

internal import Store

/// The findings as CSV, every column of the view.
enum CSVReport {
  static func write(_ database: Database, to sink: ByteSink, raw: Bool) throws {
    let renderer = CSVRenderer(sink, RenderStyle(raw: raw))
    let rows = try database.prepare(Finding.sql())
    try renderer.begin((0..<rows.columnCount).map { rows.columnName($0) })
    while try rows.step() { try renderer.row(rows) }
    try renderer.end()
  }

  /// How many findings are not suppressed.
  static func unsuppressed(_ database: Database) throws -> Int {
    Int(try database.integer("SELECT count(*) FROM findings WHERE state <> 'suppressed'") ?? 0)
  }
}

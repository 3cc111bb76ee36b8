import Store

/// The names of a store's tables, views and columns, in the order of the schema.
struct StoreNames {
  struct Relation {
    let name: String
    let isView: Bool
    let columns: [String]
  }

  let relations: [Relation]

  init(_ database: Database) throws(SQLiteError) {
    let tables = try database.prepare(
      """
      SELECT name, type FROM main.sqlite_schema
      WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid
      """)
    var relations: [Relation] = []
    while try tables.step() {
      let name = tables.text(0)
      // A view that does not compile has no columns to tell of.
      let columns = (try? Self.columns(of: name, database)) ?? []
      relations.append(Relation(name: name, isView: tables.text(1) == "view", columns: columns))
    }
    self.relations = relations
  }

  private static func columns(
    of name: String, _ database: Database
  ) throws(SQLiteError) -> [String] {
    let statement = try database.prepare("SELECT name FROM pragma_table_xinfo(?) ORDER BY cid")
    try statement.bind(.text(name), at: 1)
    var columns: [String] = []
    while try statement.step() { columns.append(statement.text(0)) }
    return columns
  }

  /// Tables and views that have a column of this name, views first.
  func holders(of column: String) -> [String] {
    let holders = relations.filter { relation in
      relation.columns.contains { $0.lowercased() == column.lowercased() }
    }
    return holders.filter(\.isView).map(\.name) + holders.filter { !$0.isView }.map(\.name)
  }
}

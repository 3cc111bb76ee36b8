import Store

/// Shows the rows of one result as they come; the statement's cells are read in place.
///
/// Calls come in the order `begin`, any number of `row`, then `end` or `cut`.
protocol RowRenderer: AnyObject {
  /// Takes the names of the columns.
  func begin(_ columns: [String]) throws(OutputError)
  /// Shows the statement's current row.
  func row(_ row: borrowing Statement) throws(OutputError)
  /// All rows have come.
  func end() throws(OutputError)
  /// No more rows will come although there were some: what is kept back is shown, but a form that
  /// can be seen to be incomplete stays so.
  func cut() throws(OutputError)
  /// Called while the next row is awaited: rows that are kept back may be shown now.
  func breathe() throws(OutputError)
  /// What the reader should be told on stderr once the result has ended.
  var notes: [String] { get }
}

extension RowRenderer {
  func cut() throws(OutputError) { try end() }
  func breathe() throws(OutputError) {}
  var notes: [String] { [] }
}

internal import CSQLite

/// What SQLite holds in one cell of a row.
public enum CellKind: Sendable, Equatable {
  case null
  case integer
  case real
  case text
  case blob
}

/// Cells as they lie in SQLite's memory, for renderers that copy them straight to the output.
///
/// Unlike the closures of `withTextBytes`, these cross the module boundary as plain calls, which
/// matters at twenty million cells. The pointers hold until the next step, reset or conversion.
extension Statement {
  /// What the cell holds, before any conversion.
  public func kind(_ index: Int) -> CellKind {
    switch sqlite3_column_type(handle, Int32(truncatingIfNeeded: index)) {
    case SQLITE_INTEGER: .integer
    case SQLITE_FLOAT: .real
    case SQLITE_TEXT: .text
    case SQLITE_BLOB: .blob
    default: .null
    }
  }

  /// The cell's text, not NUL-terminated and not checked for valid UTF-8.
  public func textBytes(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    let column = Int32(truncatingIfNeeded: index)
    let start = sqlite3_column_text(handle, column)
    return UnsafeBufferPointer(
      start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, column)))
  }

  /// The cell's blob.
  public func blobBytes(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    let column = Int32(truncatingIfNeeded: index)
    let start = sqlite3_column_blob(handle, column)?.assumingMemoryBound(to: UInt8.self)
    return UnsafeBufferPointer(
      start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, column)))
  }
}

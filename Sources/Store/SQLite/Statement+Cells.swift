internal import CSQLite

/// What SQLite holds in one cell of a row.
public enum CellKind: Sendable, Equatable {
  case null
  case integer
  case real
  case text
  case blob
}

/// A cell as it lies in SQLite's memory, for renderers that copy it straight to the output.
///
/// It is fetched from the row once: asking the statement each time costs more at twenty million
/// cells. It holds, as its bytes do, until the next step, reset or conversion.
public struct Cell {
  private let value: OpaquePointer?

  init(_ value: OpaquePointer?) { self.value = value }

  /// What the cell holds, before any conversion.
  public var kind: CellKind {
    switch sqlite3_value_type(value) {
    case SQLITE_INTEGER: .integer
    case SQLITE_FLOAT: .real
    case SQLITE_TEXT: .text
    case SQLITE_BLOB: .blob
    default: .null
    }
  }

  public var integer: Int64 { sqlite3_value_int64(value) }
  public var real: Double { sqlite3_value_double(value) }

  /// The cell's text, not NUL-terminated and not checked for valid UTF-8.
  public var textBytes: UnsafeBufferPointer<UInt8> {
    let start = sqlite3_value_text(value)
    return UnsafeBufferPointer(
      start: start, count: start == nil ? 0 : Int(sqlite3_value_bytes(value)))
  }

  /// The cell's blob.
  public var blobBytes: UnsafeBufferPointer<UInt8> {
    let start = sqlite3_value_blob(value)?.assumingMemoryBound(to: UInt8.self)
    return UnsafeBufferPointer(
      start: start, count: start == nil ? 0 : Int(sqlite3_value_bytes(value)))
  }
}

extension Statement {
  /// A cell of the current row; numbers start at 0.
  public func cell(_ index: Int) -> Cell {
    Cell(sqlite3_column_value(handle, Int32(truncatingIfNeeded: index)))
  }
}

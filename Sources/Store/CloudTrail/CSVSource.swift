/// The events in a CSV file, one a line: the cells that hold JSON, unquoted (RFC 4180).
///
/// Athena and CloudTrail Lake write query results so. Where the header names a column that holds
/// whole events, only its cells count; otherwise every cell that begins like JSON does. The work
/// and the memory do not depend on the length of a row.
final class CSVSource: ByteSource {
  /// First bytes that are looked at for a header.
  static let headSize = 4096

  /// Columns that hold the whole event as JSON, in lower case.
  private static let eventColumns: Set<String> = [
    "eventjson", "event_json", "event", "cloudtrailevent", "@message", "message", "_raw", "raw",
    "record", "json",
  ]

  private let upstream: any ByteSource
  private let delimiter: UInt8
  /// The columns that count; nil for all.
  private let columns: Set<Int>?
  private let input: UnsafeMutableRawBufferPointer
  private var position = 0
  private var end = 0

  // Where in the grammar the next byte stands.
  private var column = 0
  private var isAtCellStart = true
  private var isQuoted = false
  /// Inside a quoted cell the last byte was a quote: an escape or the end of the cell.
  private var hasQuote = false
  private var isInHeader = true
  /// Whether the cell is JSON; nil before its first visible byte.
  private var isJSON: Bool?
  private var rows = 0
  private var events = 0

  /// Reads `upstream`, which begins with `head`; nil when that is no header of CSV.
  init?(_ upstream: PeekedSource) {
    guard let (delimiter, names) = Self.header(upstream.head) else { return nil }
    let events = names.indices.filter { Self.eventColumns.contains(names[$0].lowercased()) }
    self.upstream = upstream
    self.delimiter = delimiter
    columns = events.isEmpty ? nil : Set(events)
    input = .allocate(byteCount: 1 << 16, alignment: 16)
  }

  deinit { input.deallocate() }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    var written = 0
    while written == 0 {
      if position == end {
        end = try upstream.read(into: input)
        position = 0
        if end == 0 {
          guard rows == 0 || events > 0 else {
            throw SourceError("it is CSV, and no column of it holds events as JSON")
          }
          return 0
        }
      }
      // A byte of input gives at most one byte of output.
      while position < end, written < buffer.count {
        if let byte = take(input[position]) {
          buffer[written] = byte
          written += 1
        }
        position += 1
      }
    }
    return written
  }

  /// Takes one byte of the file; gives the byte of an event that it stands for, if any.
  private func take(_ byte: UInt8) -> UInt8? {
    if isAtCellStart {
      isAtCellStart = false
      isQuoted = byte == UInt8(ascii: "\"")
      hasQuote = false
      isJSON = isInHeader || !(columns?.contains(column) ?? true) ? false : nil
      if isQuoted { return nil }
    }
    if isQuoted, !hasQuote {
      if byte == UInt8(ascii: "\"") {
        hasQuote = true
        return nil
      }
      return content(byte)
    }
    if hasQuote, byte == UInt8(ascii: "\"") {
      hasQuote = false
      return content(byte)
    }
    if byte == delimiter || byte == 0x0A { return endCell(isRowEnd: byte == 0x0A) }
    return content(byte)
  }

  private func content(_ byte: UInt8) -> UInt8? {
    if isJSON == nil, byte > 0x20 {
      isJSON = byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
      if isJSON == true { events += 1 }
    }
    return isJSON == true ? byte : nil
  }

  private func endCell(isRowEnd: Bool) -> UInt8? {
    let wasJSON = isJSON == true
    isAtCellStart = true
    column += 1
    if isRowEnd {
      if !isInHeader { rows += 1 }
      isInHeader = false
      column = 0
    }
    return wasJSON ? 0x0A : nil
  }

  /// The delimiter and the names of a header line: two names or more, or one that is known.
  private static func header(_ head: [UInt8]) -> (UInt8, [String])? {
    var bytes = head[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    guard let newline = bytes.firstIndex(of: 0x0A) else { return nil }
    let line = bytes[..<newline].filter { $0 != 0x0D && $0 != UInt8(ascii: "\"") }
    let delimiter = line.first { [0x2C, 0x3B, 0x09].contains($0) } ?? 0x2C
    let names = line.split(separator: delimiter, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    let isNamed = names.allSatisfy { name in
      !name.isEmpty && name.utf8.count <= 128 && name.utf8.allSatisfy(isNameByte)
    }
    let known = names.contains { eventColumns.contains($0.lowercased()) }
    return isNamed && (names.count > 1 || known) ? (delimiter, names) : nil
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
      UInt8(ascii: "@"), UInt8(ascii: "-"), UInt8(ascii: " "):
      true
    default: false
    }
  }
}

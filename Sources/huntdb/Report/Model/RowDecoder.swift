internal import Store

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// A part of the report that is one row of a view: its coding keys are the view's columns.
protocol ViewRow: Codable {
  associatedtype Column: CodingKey & CaseIterable
  /// The view.
  static var view: String { get }
  /// The order of its rows, which leaves nothing to chance.
  static var order: String { get }
}

extension ViewRow {
  /// The statement that reads the rows.
  static func sql(where condition: String? = nil) -> String {
    let columns = Column.allCases.map(\.stringValue).joined(separator: ", ")
    let filter = condition.map { " WHERE \($0)" } ?? ""
    return "SELECT \(columns) FROM \(view)\(filter) ORDER BY \(order)"
  }

  /// Every row of the view, or those that a condition names.
  static func all(_ database: Database, where condition: String? = nil) throws -> [Self] {
    let statement = try database.prepare(sql(where: condition))
    var decoder = RowDecoder(columns: Column.allCases.map(\.stringValue))
    var rows: [Self] = []
    while try statement.step() {
      decoder.values = (0..<statement.columnCount).map { statement.value($0) }
      rows.append(try Self(from: decoder))
    }
    return rows
  }
}

/// Reads a row of SQLite into a Decodable value, column by key; lists are JSON arrays in a text.
struct RowDecoder: Decoder {
  let index: [String: Int]
  var values: [SQLiteValue] = []
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(columns: [String]) {
    index = Dictionary(zip(columns, columns.indices)) { first, _ in first }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(RowContainer<Key>(row: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw noRow }
  func singleValueContainer() throws -> any SingleValueDecodingContainer { throw noRow }

  private var noRow: DecodingError {
    DecodingError.dataCorrupted(
      .init(codingPath: [], debugDescription: "a row is read by the names of its columns"))
  }
}

private struct RowContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let row: RowDecoder
  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { row.index.keys.compactMap { Key(stringValue: $0) } }

  func contains(_ key: Key) -> Bool { row.index[key.stringValue] != nil }
  func decodeNil(forKey key: Key) throws -> Bool { try value(key) == .null }

  func decode(_ type: String.Type, forKey key: Key) throws -> String {
    switch try value(key) {
    case .text(let text): text
    case .integer(let number): String(number)
    default: throw mismatch(type, key)
    }
  }

  func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
    guard case .integer(let number) = try value(key) else { throw mismatch(type, key) }
    return Int(number)
  }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
    try decode(Int.self, forKey: key) != 0
  }

  func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
    switch try value(key) {
    case .real(let number): number
    case .integer(let number): Double(number)
    default: throw mismatch(type, key)
    }
  }

  /// A list, from JSON in a text.
  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    if let text = try value(key).text {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    }
    throw mismatch(type, key)
  }

  private func value(_ key: Key) throws -> SQLiteValue {
    guard let index = row.index[key.stringValue] else {
      throw DecodingError.keyNotFound(
        key, .init(codingPath: [], debugDescription: "the view has no such column"))
    }
    return row.values[index]
  }

  private func mismatch(_ type: Any.Type, _ key: Key) -> DecodingError {
    .typeMismatch(
      type, .init(codingPath: [key], debugDescription: "column \(key.stringValue) is no \(type)"))
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { throw mismatch(type, key) }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    throw mismatch([Int].self, key)
  }
  func superDecoder() throws -> any Decoder { row }
  func superDecoder(forKey key: Key) throws -> any Decoder { row }
}

extension SQLiteValue {
  fileprivate var text: String? {
    if case .text(let text) = self { text } else { nil }
  }
}

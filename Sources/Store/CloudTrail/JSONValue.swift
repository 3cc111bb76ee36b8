internal import CJSON

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Parses one JSON value at a time; the values it gives out live until the next parse.
final class JSONParser {
  private let handle: OpaquePointer

  init?() {
    guard let made = cjson_make() else { return nil }
    handle = made
  }

  deinit { cjson_free(handle) }

  /// Bytes that must be readable behind the value.
  static let padding = 64

  /// Parses `bytes`, which `padding` readable bytes follow.
  func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(RecordError) -> JSONValue {
    guard let start = bytes.baseAddress else { throw RecordError("it is empty") }
    if let reason = cjson_parse(handle, start, bytes.count) {
      throw RecordError("no well-formed JSON: " + String(cString: reason))
    }
    return JSONValue(nodes: cjson_nodes(handle), text: cjson_text(handle), index: 0)
  }
}

/// Why a record could not be used.
struct RecordError: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}

/// A value in the parser's node list. A cursor: copying it copies no data.
struct JSONValue {
  fileprivate let nodes: UnsafePointer<cjson_node>
  fileprivate let text: UnsafePointer<UInt8>
  fileprivate let index: Int

  enum Kind: UInt32 { case null, `false`, `true`, number, string, array, object }

  var kind: Kind { Kind(rawValue: nodes[index].kind) ?? .null }
  var isObject: Bool { nodes[index].kind == UInt32(CJSON_OBJECT) }
  var isArray: Bool { nodes[index].kind == UInt32(CJSON_ARRAY) }
  var isString: Bool { nodes[index].kind == UInt32(CJSON_STRING) }

  /// Number of elements or members.
  var count: Int { isObject || isArray ? Int(nodes[index].text_count) : 0 }

  /// The text of a string, or a number as written; empty for everything else.
  var bytes: UnsafeBufferPointer<UInt8> {
    let node = nodes[index]
    guard node.kind == UInt32(CJSON_STRING) || node.kind == UInt32(CJSON_NUMBER) else {
      return UnsafeBufferPointer(start: nil, count: 0)
    }
    return UnsafeBufferPointer(start: text + Int(node.text_offset), count: Int(node.text_count))
  }

  /// The member's key.
  var key: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      start: text + Int(nodes[index].key_offset), count: Int(nodes[index].key_count))
  }

  /// Where an object's opening brace stands in the parsed bytes.
  var rawOffset: Int { Int(nodes[index].raw_offset) }

  /// The member called `name`; the last one where the object names it twice.
  subscript(name: StaticString) -> JSONValue? {
    guard isObject else { return nil }
    var found: JSONValue?
    let length = name.utf8CodeUnitCount
    var child = index + 1
    let end = Int(nodes[index].next)
    while child < end {
      let node = nodes[child]
      if Int(node.key_count) == length,
        memcmp(text + Int(node.key_offset), name.utf8Start, length) == 0
      {
        found = JSONValue(nodes: nodes, text: text, index: child)
      }
      child = Int(node.next)
    }
    return found
  }

  /// Elements or members in order.
  var children: Children {
    let isContainer = isObject || isArray
    return Children(
      nodes: nodes, text: text, at: index + 1,
      end: isContainer ? Int(nodes[index].next) : index + 1)
  }

  struct Children: Sequence, IteratorProtocol {
    fileprivate let nodes: UnsafePointer<cjson_node>
    fileprivate let text: UnsafePointer<UInt8>
    fileprivate var at: Int
    fileprivate let end: Int

    mutating func next() -> JSONValue? {
      guard at < end else { return nil }
      defer { at = Int(nodes[at].next) }
      return JSONValue(nodes: nodes, text: text, index: at)
    }
  }
}

extension JSONValue {
  /// A copy of the string or number, nil for other kinds and for the empty string.
  var string: String? { bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }

  /// The value itself when it is a string or number and not empty.
  var nonEmptyText: JSONValue? { bytes.isEmpty ? nil : self }

  /// A whole number, written as a number or as a string of digits.
  var integer: Int64? {
    let digits = bytes
    guard !digits.isEmpty, digits.count <= 20 else { return nil }
    var value: Int64 = 0
    var isNegative = false
    for (position, byte) in digits.enumerated() {
      if position == 0, byte == UInt8(ascii: "-"), digits.count > 1 {
        isNegative = true
        continue
      }
      guard (48...57).contains(byte) else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let digit = Int64(byte) - 48
      let (sum, carry) = product.addingReportingOverflow(isNegative ? -digit : digit)
      if overflow || carry { return nil }
      value = sum
    }
    return value
  }

  func equals(_ name: StaticString) -> Bool {
    let mine = bytes
    return isString && mine.count == name.utf8CodeUnitCount
      && mine.elementsEqual(
        UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
  }

  /// The object itself when it has members; nil for null, an empty object and other kinds.
  var nonEmptyObject: JSONValue? { isObject && count > 0 ? self : nil }
}

extension JSONValue? {
  subscript(name: StaticString) -> JSONValue? { self.flatMap { $0[name] } }
}

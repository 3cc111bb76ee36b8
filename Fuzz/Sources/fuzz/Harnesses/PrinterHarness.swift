@testable import Store

/// Any JSON is printed as a `java.util.HashMap` with a table of buckets prints it.
final class PrinterHarness: Harness {
  private let parser: JSONParser
  private var printer = RequestParametersPrinter()
  private var padded: [UInt8] = []

  init() throws {
    guard let parser = JSONParser() else { throw Finding(description: "no memory for a parser") }
    self.parser = parser
  }

  func run(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    guard !bytes.isEmpty else { return }
    padded.removeAll(keepingCapacity: true)
    padded.append(contentsOf: bytes)
    padded.append(contentsOf: repeatElement(0x20, count: JSONParser.padding))
    try padded.withUnsafeBufferPointer { padded in
      let text = UnsafeBufferPointer(rebasing: padded[..<bytes.count])
      guard let value = try? parser.parse(text) else { return }
      let printed = printer.print(value) { Array($0) }
      let expected = JavaValue(value)?.printed
      try require(printed == expected, "\(show(printed)) should be \(show(expected))")
    }
  }

  private func show(_ bytes: [UInt8]?) -> String {
    bytes.map { String(decoding: $0, as: UTF8.self) } ?? "nil"
  }
}

/// A value as the ingest pipeline holds it: naive, in the terms of Java.
private enum JavaValue {
  case text([UInt8])
  case list([JavaValue])
  case map([(key: [UInt8], value: JavaValue)])

  /// Nil for what the pipeline drops.
  init?(_ value: JSONValue) {
    switch value.kind {
    case .null: return nil
    case .true: self = .text(Array("true".utf8))
    case .false: self = .text(Array("false".utf8))
    case .string:
      let text = Array(value.bytes)
      guard ![[], Array("-".utf8), Array("none".utf8)].contains(text) else { return nil }
      self = .text(text)
    case .number:
      let token = Array(value.bytes)
      if token.contains(where: { ".eE".utf8.contains($0) }) {
        let number = Double(String(decoding: token, as: UTF8.self)) ?? 0
        self = .text(Array(RequestParametersPrinter.javaText(number).utf8))
      } else {
        self = .text(token == Array("-0".utf8) ? Array("0".utf8) : token)
      }
    case .array:
      let elements = value.children.compactMap { JavaValue($0) }
      guard !elements.isEmpty else { return nil }
      self = .list(elements)
    case .object:
      var map = JavaHashMap()
      for member in value.children { map.put(Array(member.key), JavaValue(member)) }
      let members = map.entries.compactMap { entry in entry.value.map { (entry.key, $0) } }
      guard !members.isEmpty else { return nil }
      self = .map(members.map { (key: $0.0, value: $0.1) })
    }
  }

  var printed: [UInt8] {
    switch self {
    case .text(let bytes): bytes
    case .list(let elements):
      Array("[".utf8) + elements.map(\.printed).joined(separator: Array(", ".utf8))
        + Array("]".utf8)
    case .map(let members):
      Array("{".utf8)
        + members.map { $0.key + Array("=".utf8) + $0.value.printed }
        .joined(separator: Array(", ".utf8)) + Array("}".utf8)
    }
  }
}

/// `java.util.HashMap` as its documentation and source describe it: a table of lists that doubles
/// when it is three quarters full, each list split in order.
private struct JavaHashMap {
  private struct Entry {
    var hash: UInt32
    var key: [UInt8]
    var value: JavaValue?
  }

  private var table = [[Entry]](repeating: [], count: 16)
  private var size = 0

  var entries: [(key: [UInt8], value: JavaValue?)] {
    table.joined().map { ($0.key, $0.value) }
  }

  mutating func put(_ key: [UInt8], _ value: JavaValue?) {
    var hash: UInt32 = 0
    for unit in String(decoding: key, as: UTF8.self).utf16 { hash = hash &* 31 &+ UInt32(unit) }
    hash ^= hash >> 16
    let bucket = Int(hash) & (table.count - 1)
    if let known = table[bucket].firstIndex(where: { $0.key == key }) {
      table[bucket][known].value = value
      return
    }
    table[bucket].append(Entry(hash: hash, key: key, value: value))
    size += 1
    if size > table.count / 4 * 3 { grow() }
  }

  private mutating func grow() {
    var larger = [[Entry]](repeating: [], count: table.count * 2)
    for entry in table.joined() { larger[Int(entry.hash) & (larger.count - 1)].append(entry) }
    table = larger
  }
}

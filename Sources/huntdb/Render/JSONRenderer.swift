import Store

/// JSON, one object per row: in one array, or one object per line.
///
/// Exact: integers in all their digits, doubles as the shortest text that reads back the same,
/// NULL as null, blobs in base64. Infinity is a number that every reader takes for it: 1e999.
final class JSONRenderer: RowRenderer {
  enum Layout {
    case array
    case lines
  }

  private let sink: ByteSink
  private let layout: Layout
  /// `{"name":` and `,"name":`, ready to be copied.
  private var keys: UnsafeMutableBufferPointer<UInt8> = .allocate(capacity: 0)
  /// Where each of them ends.
  private var ends: [Int] = []
  private var isFirst = true
  private(set) var notes: [String] = []

  init(_ sink: ByteSink, layout: Layout) {
    self.sink = sink
    self.layout = layout
  }

  deinit { keys.deallocate() }

  func begin(_ columns: [String]) throws(OutputError) {
    let names = distinct(columns)
    var text: [UInt8] = []
    for (index, name) in names.enumerated() {
      text += ((index == 0 ? "{\"" : ",\"") + JSONText.escaped(name) + "\":").utf8
      ends.append(text.count)
    }
    keys.deallocate()
    keys = .allocate(capacity: text.count)
    _ = keys.initialize(from: text)
    if layout == .array { try sink.write("[") }
  }

  func row(_ row: borrowing Statement) throws(OutputError) {
    if layout == .array { try sink.write(isFirst ? "\n" : ",\n") }
    isFirst = false
    let ends = ends
    var start = 0
    for index in ends.indices {
      try sink.write(UnsafeBufferPointer(rebasing: keys[start..<ends[index]]))
      start = ends[index]
      let cell = row.cell(index)
      switch cell.kind {
      case .null: try sink.write("null")
      case .integer: try sink.write(cell.integer)
      case .real:
        let number = cell.real
        if number.isFinite {
          try sink.write(number)
        } else {
          try sink.write(number < 0 ? "-1e999" : "1e999")
        }
      case .text:
        try JSONText.write(cell.textBytes, to: sink)
      case .blob:
        try sink.write(quote)
        try sink.writeBase64(cell.blobBytes)
        try sink.write(quote)
      }
    }
    try sink.write(UInt8(ascii: "}"))
    if layout == .lines { try sink.write(UInt8(ascii: "\n")) }
  }

  func end() throws(OutputError) {
    if layout == .array { try sink.write(isFirst ? "]\n" : "\n]\n") }
  }

  /// An array that was cut is left open, so that no reader takes it for the whole.
  func cut() throws(OutputError) {
    if layout == .array { try sink.write("\n") }
  }

  /// The columns' names, a number added where one comes twice: an object has each key once.
  private func distinct(_ columns: [String]) -> [String] {
    var taken = Set(columns)
    var seen: Set<String> = []
    return columns.map { name in
      if seen.insert(name).inserted { return name }
      var number = 2
      while taken.contains("\(name)_\(number)") { number += 1 }
      let fresh = "\(name)_\(number)"
      taken.insert(fresh)
      notes.append("column \(name) comes twice; the second is called \(fresh)")
      return fresh
    }
  }
}

private let quote = UInt8(ascii: "\"")

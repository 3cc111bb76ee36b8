internal import CScan

/// How records are found in what wraps them: lists, envelopes, JSON in strings, and base64.
extension RecordReader {
  /// Reads one JSON value at a nesting depth of JSON in strings; false when it holds no record.
  func read(
    _ bytes: UnsafeBufferPointer<UInt8>, depth: Int
  ) throws(RecordError) -> Bool {
    if depth == parsers.count {
      guard depth < Self.maximumNesting, let parser = JSONParser() else {
        throw RecordError("nested too deep in strings")
      }
      parsers.append(parser)
    }
    let value = try parsers[depth].parse(bytes)
    if depth == 0, value.isArray, value.count == 0 { return true }
    return try unwrap(value, in: bytes, depth: depth)
  }

  /// Finds the records in a value: the value itself, what a known field holds, or what lies deeper.
  private func unwrap(
    _ value: JSONValue, in bytes: UnsafeBufferPointer<UInt8>, depth: Int
  ) throws(RecordError) -> Bool {
    guard value.isObject else { return try unwrapMembers(of: value, in: bytes, depth: depth) }
    if let original = RecordWrappers.embeddedRecord(value) {
      return original.isArray
        ? try unwrap(original, in: bytes, depth: depth) : readString(original, depth: depth)
    }
    if let data = RecordWrappers.embeddedData(value), try readData(data, depth: depth) {
      return true
    }
    if let members = RecordWrappers.documentMembers(value) {
      for member in members where try unwrap(member, in: bytes, depth: depth) { return true }
      return false
    }
    if value["eventName"]?.isString ?? false, let source = value["eventSource"], source.isString {
      // What S3 and others send about objects looks alike.
      guard !source.bytes.starts(with: "aws:".utf8) else {
        batch.counts.notEvents += 1
        return true
      }
      try takeRecord(value, in: bytes)
      return true
    }
    if value["digestS3Object"] != nil || value["digestStartTime"] != nil
      || value["insightDetails"] != nil || RecordWrappers.isControlMessage(value)
    {
      batch.counts.notEvents += 1
      return true
    }
    let found = try unwrapMembers(of: value, in: bytes, depth: depth)
    return found || RecordWrappers.isEmptyList(value)
  }

  /// Finds the records in the members or elements of a value.
  private func unwrapMembers(
    of value: JSONValue, in bytes: UnsafeBufferPointer<UInt8>, depth: Int
  ) throws(RecordError) -> Bool {
    var found = false
    for child in value.children {
      if child.isObject || child.isArray {
        if try unwrap(child, in: bytes, depth: depth) { found = true }
      } else if RecordWrappers.isJSON(child), readString(child, depth: depth) {
        found = true
      }
    }
    return found
  }

  /// Reads what stands as base64 in a string; false when it is nothing, or nothing that has to be known.
  private func readData(
    _ data: (text: JSONValue, isCertain: Bool), depth: Int
  ) throws(RecordError) -> Bool {
    let text = data.text.bytes
    do throws(SourceError) {
      // What was inflated may be large: no more than one is, at a time.
      guard enclosing == nil, depth + 1 < Self.maximumNesting else {
        throw SourceError("it stands in other such data")
      }
      let source = try PeekedSource(EmbeddedSource(text), peeking: 64)
      guard !source.head.isEmpty else { return false }
      guard data.isCertain || Self.isText(source.head) else { return false }
      let storage = embedded ?? ScanBuffer()
      embedded = storage
      (enclosing, self.depth) = (offset, depth + 1)
      defer { (enclosing, self.depth) = (nil, 0) }
      let scanner = RecordScanner(source, sink: self, storage: storage)
      while try !scanner.run(until: { false }) {}
      hasOpenedData = true
      return true
    } catch {
      guard data.isCertain else { return false }
      hasOpenedData = true
      reject("the data in this record: " + error.reason, at: offset, excerpt: text)
      return true
    }
  }

  /// Whether bytes begin like JSON.
  private static func isText(_ head: [UInt8]) -> Bool {
    let first = head.first { $0 > 0x20 }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }

  /// Reads JSON that is the text of a string; text that only looks like JSON holds no record.
  private func readString(_ value: JSONValue, depth: Int) -> Bool {
    guard depth + 1 < Self.maximumNesting else { return false }
    // The parser wants readable bytes behind the text.
    var copy = [UInt8](value.bytes)
    let count = copy.count
    copy.append(contentsOf: repeatElement(0x20, count: JSONParser.padding))
    return copy.withUnsafeBufferPointer { padded in
      let text = UnsafeBufferPointer(rebasing: padded[..<count])
      do throws(RecordError) {
        return try read(text, depth: depth + 1)
      } catch {
        guard cscan_may_launch(text.baseAddress, text.count) != 0 else { return false }
        reject("the JSON in this string is " + error.reason, at: 0, excerpt: text)
        return true
      }
    }
  }
}

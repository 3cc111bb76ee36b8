/// The bytes that two records share exactly when they say the same: no white space, keys in order,
/// strings unescaped and their length before them, numbers as written.
struct CanonicalContent {
  private var output: [UInt8] = []
  /// Members of the objects around the current value, each object's in order.
  private var members: [JSONValue] = []

  /// Gives the canonical bytes of a value to `body`.
  mutating func withBytes<Result>(
    of value: JSONValue, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    output.removeAll(keepingCapacity: true)
    append(value)
    return output.withUnsafeBytes(body)
  }

  private mutating func append(_ value: JSONValue) {
    switch value.kind {
    case .null: output.append(UInt8(ascii: "n"))
    case .true: output.append(UInt8(ascii: "t"))
    case .false: output.append(UInt8(ascii: "f"))
    case .number: append(value.bytes, tag: UInt8(ascii: "#"))
    case .string: append(value.bytes, tag: UInt8(ascii: "s"))
    case .array:
      output.append(UInt8(ascii: "["))
      for child in value.children { append(child) }
      output.append(UInt8(ascii: "]"))
    case .object:
      output.append(UInt8(ascii: "{"))
      let start = members.count
      pushMembers(of: value)
      for index in start..<members.count {
        append(members[index].key, tag: UInt8(ascii: "k"))
        append(members[index])
      }
      members.removeLast(members.count - start)
      output.append(UInt8(ascii: "}"))
    }
  }

  /// Puts an object's members on the stack in the order of their keys; equal keys keep theirs.
  private mutating func pushMembers(of object: JSONValue) {
    // An insertion sort makes no arrays, and real objects are small.
    guard object.count <= 64 else {
      members += object.children.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      return
    }
    let start = members.count
    for member in object.children {
      var at = members.count
      members.append(member)
      while at > start, member.key.lexicographicallyPrecedes(members[at - 1].key) {
        members[at] = members[at - 1]
        at -= 1
      }
      members[at] = member
    }
  }

  private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>, tag: UInt8) {
    output.append(tag)
    withUnsafeBytes(of: UInt32(bytes.count).littleEndian) { output.append(contentsOf: $0) }
    output.append(contentsOf: bytes)
  }
}

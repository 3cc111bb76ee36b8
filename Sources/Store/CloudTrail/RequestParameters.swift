/// Prints `requestParameters` the way Elastic's integration indexes it: the `toString()` of a
/// `java.util.HashMap`, after the ingest pipeline has dropped empty values.
struct RequestParametersPrinter {
  private var output: [UInt8] = []
  /// Members of the objects around the current value, each object's in the order of its table.
  private var slots: [(bucket: UInt32, member: JSONValue)] = []

  /// Gives the printed form to `body`; nil when nothing is left to print.
  mutating func print<Result>(
    _ value: JSONValue, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result? {
    output.removeAll(keepingCapacity: true)
    return append(value) ? output.withUnsafeBufferPointer(body) : nil
  }

  /// Appends a value; false, and nothing appended, when it is or becomes empty.
  private mutating func append(_ value: JSONValue) -> Bool {
    switch value.kind {
    case .null: return false
    case .false: append("false")
    case .true: append("true")
    case .number: appendNumber(value.bytes)
    case .string:
      if value.bytes.isEmpty || value.equals("-") || value.equals("none") { return false }
      output.append(contentsOf: value.bytes)
    case .array:
      let start = output.count
      for child in value.children {
        let before = beginElement(start, "[")
        if !append(child) { output.removeLast(output.count - before) }
      }
      return endList(start, "]")
    case .object:
      let start = output.count
      let first = slots.count
      pushMembers(of: value)
      for index in first..<slots.count {
        let before = beginElement(start, "{")
        output.append(contentsOf: slots[index].member.key)
        output.append(UInt8(ascii: "="))
        if !append(slots[index].member) { output.removeLast(output.count - before) }
      }
      slots.removeLast(slots.count - first)
      return endList(start, "}")
    }
    return true
  }

  private mutating func append(_ text: StaticString) {
    output.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Writes what stands before the next element of the list that began at `start`; gives where that
  /// was, to be undone when the element turns out to be empty.
  private mutating func beginElement(_ start: Int, _ open: Unicode.Scalar) -> Int {
    let before = output.count
    if before == start { output.append(UInt8(ascii: open)) } else { append(", ") }
    return before
  }

  /// Closes a list; false when nothing is in it.
  private mutating func endList(_ start: Int, _ close: Unicode.Scalar) -> Bool {
    if output.count == start { return false }
    output.append(UInt8(ascii: close))
    return true
  }

  // MARK: The order of java.util.HashMap

  /// Puts an object's members on the stack in iteration order: by bucket, and in insertion order
  /// inside one. The table has grown for every key put in, also for those whose values are dropped
  /// later.
  private mutating func pushMembers(of object: JSONValue) {
    let first = slots.count
    // Looking through the few keys of a real object makes no arrays.
    var places = object.count > 64 ? [[UInt8]: Int]() : nil
    for member in object.children {
      let hash = Self.javaHash(member.key)
      let known: Int? =
        if let places {
          places[Array(member.key)]
        } else {
          (first..<slots.count).first {
            slots[$0].bucket == hash && slots[$0].member.key.elementsEqual(member.key)
          }
        }
      // A key that comes again replaces the value and keeps the place.
      if let known {
        slots[known].member = member
      } else {
        places?[Array(member.key)] = slots.count
        slots.append((hash, member))
      }
    }
    var buckets: UInt32 = 16
    while (slots.count - first) * 4 > Int(buckets) * 3 { buckets *= 2 }
    for index in first..<slots.count {
      let hash = slots[index].bucket
      slots[index].bucket = (hash ^ (hash >> 16)) & (buckets - 1)
    }
    sortSlots(from: first)
  }

  /// Sorts the top of the stack by bucket; equal ones keep their order.
  private mutating func sortSlots(from first: Int) {
    // An insertion sort makes no arrays, and real objects are small.
    guard slots.count - first <= 64 else {
      let sorted = slots[first...].enumerated().sorted {
        ($0.element.bucket, $0.offset) < ($1.element.bucket, $1.offset)
      }
      slots.replaceSubrange(first..., with: sorted.map(\.element))
      return
    }
    for index in first..<slots.count {
      let slot = slots[index]
      var at = index
      while at > first, slots[at - 1].bucket > slot.bucket {
        slots[at] = slots[at - 1]
        at -= 1
      }
      slots[at] = slot
    }
  }

  /// `String.hashCode`: over UTF-16 code units, in 32 bits that wrap around.
  static func javaHash(_ utf8: UnsafeBufferPointer<UInt8>) -> UInt32 {
    if utf8.allSatisfy({ $0 < 0x80 }) {
      return utf8.reduce(0) { $0 &* 31 &+ UInt32($1) }
    }
    return String(decoding: utf8, as: UTF8.self).utf16.reduce(0) { $0 &* 31 &+ UInt32($1) }
  }

  // MARK: Numbers

  /// Whole numbers as written, all others as `Double.toString` prints them.
  private mutating func appendNumber(_ token: UnsafeBufferPointer<UInt8>) {
    let isWhole = !token.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }
    if isWhole {
      output.append(contentsOf: token.elementsEqual("-0".utf8) ? token.dropFirst() : token[...])
    } else {
      let value = Double(String(decoding: token, as: UTF8.self)) ?? 0
      output.append(contentsOf: Array(Self.javaText(value).utf8))
    }
  }

  /// A double as Java prints it: decimal from 0.001 up to 10,000,000, else with an exponent.
  static func javaText(_ value: Double) -> String {
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    if value == 0 { return value.sign == .minus ? "-0.0" : "0.0" }
    var (digits, exponent) = shortestDigits(value.magnitude)
    let sign = value < 0 ? "-" : ""
    if value.magnitude >= 0.001, value.magnitude < 10_000_000 {
      if exponent <= 0 { return sign + "0." + String(repeating: "0", count: -exponent) + digits }
      if digits.count <= exponent {
        digits += String(repeating: "0", count: exponent - digits.count) + "0"
      }
      return sign + digits.prefix(exponent) + "." + digits.dropFirst(exponent)
    }
    let fraction = digits.count > 1 ? String(digits.dropFirst()) : "0"
    return "\(sign)\(digits.prefix(1)).\(fraction)E\(exponent - 1)"
  }

  /// The shortest digits that name the value, and the power of ten so that it is 0.digits x 10^n.
  private static func shortestDigits(_ value: Double) -> (String, Int) {
    let parts = "\(value)".split(separator: "e")
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let mantissa = parts[0].split(separator: ".")
    let whole = String(mantissa[0])
    let fraction = mantissa.count > 1 ? String(mantissa[1]) : ""
    var digits = whole + fraction
    var point = whole.count + exponent
    while digits.hasPrefix("0"), digits.count > 1 {
      digits.removeFirst()
      point -= 1
    }
    while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
    return (digits, point)
  }
}

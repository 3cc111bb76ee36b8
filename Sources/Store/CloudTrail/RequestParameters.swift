/// Prints `requestParameters` the way Elastic's integration indexes it: the `toString()` of a
/// `java.util.HashMap`, after the ingest pipeline has dropped empty values.
struct RequestParametersPrinter {
  private var output: [UInt8] = []

  /// The printed form, nil when nothing is left to print.
  mutating func print(_ value: JSONValue) -> [UInt8]? {
    output.removeAll(keepingCapacity: true)
    return append(value) ? output : nil
  }

  /// Appends a value; false, and nothing appended, when it is or becomes empty.
  private mutating func append(_ value: JSONValue) -> Bool {
    switch value.kind {
    case .null: return false
    case .false: output.append(contentsOf: Array("false".utf8))
    case .true: output.append(contentsOf: Array("true".utf8))
    case .number: appendNumber(value.bytes)
    case .string:
      if value.bytes.isEmpty || value.equals("-") || value.equals("none") { return false }
      output.append(contentsOf: value.bytes)
    case .array: return appendList(value.children, from: "[", to: "]") { $0.append($1) }
    case .object:
      return appendList(Self.hashMapOrder(value), from: "{", to: "}") { printer, member in
        let start = printer.output.count
        printer.output.append(contentsOf: member.key)
        printer.output.append(UInt8(ascii: "="))
        if printer.append(member) { return true }
        printer.output.removeLast(printer.output.count - start)
        return false
      }
    }
    return true
  }

  private mutating func appendList(
    _ values: some Sequence<JSONValue>, from open: Unicode.Scalar, to close: Unicode.Scalar,
    appending: (inout Self, JSONValue) -> Bool
  ) -> Bool {
    let start = output.count
    output.append(UInt8(ascii: open))
    var isEmpty = true
    for value in values {
      let before = output.count
      if !isEmpty { output.append(contentsOf: [UInt8(ascii: ","), UInt8(ascii: " ")]) }
      if appending(&self, value) {
        isEmpty = false
      } else {
        output.removeLast(output.count - before)
      }
    }
    if isEmpty {
      output.removeLast(output.count - start)
      return false
    }
    output.append(UInt8(ascii: close))
    return true
  }

  // MARK: The order of java.util.HashMap

  /// Members in iteration order: by bucket, and in insertion order inside one. The table has
  /// grown for every key put in, also for those whose values are dropped later.
  private static func hashMapOrder(_ object: JSONValue) -> [JSONValue] {
    var members: [(bucket: UInt32, member: JSONValue)] = []
    members.reserveCapacity(object.count)
    for member in object.children {
      let hash = javaHash(member.key)
      // A key that comes again replaces the value and keeps the place.
      if let known = members.firstIndex(where: {
        $0.bucket == hash && $0.member.key.elementsEqual(member.key)
      }) {
        members[known].member = member
      } else {
        members.append((hash, member))
      }
    }
    var buckets: UInt32 = 16
    while members.count * 4 > Int(buckets) * 3 { buckets *= 2 }
    return members.enumerated()
      .map { (bucket: ($1.bucket ^ ($1.bucket >> 16)) & (buckets - 1), $0, member: $1.member) }
      .sorted { ($0.bucket, $0.1) < ($1.bucket, $1.1) }
      .map(\.member)
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
      let isZero = token.elementsEqual("-0".utf8)
      output.append(contentsOf: isZero ? Array("0".utf8) : Array(token))
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

internal import CScan

/// What Elastic's query reads of one launch, and which faults of the reading that shows: the fields
/// that it cuts out of the printed `requestParameters`, and the number of instances it counts.
///
/// The view `elastic_attempts` says the same in SQL, from the same text.
struct ElasticReading: Sendable {
  /// Why the number of instances is not the one asked for.
  enum CountFault: UInt8, CaseIterable, Sendable {
    case overLong, missing, injected, difference, items, last, other

    /// As in `elastic_readings.count_fault`.
    var name: String {
      switch self {
      case .overLong: "over-long"
      case .missing: "missing"
      case .injected: "injected"
      case .difference: "difference"
      case .items: "items"
      case .last: "last"
      case .other: "other"
      }
    }
  }

  /// Why a subnet or a type is another one than the launch's; raw values as in `elastic_readings`.
  enum FieldFault: String, Sendable {
    case injected, garbage, other
  }

  /// What the store itself knows of the launch.
  struct Known {
    var requestedMin: Int64?
    var requestedMax: Int64?
    var subnetID: UnsafeBufferPointer<UInt8>?
    var instanceType: UnsafeBufferPointer<UInt8>?
    var itemCount: Int
  }

  /// Whether the query keeps the launch: minCount and, later, maxCount stand in the text.
  private(set) var isCounted = false
  /// Where the subnet stands in the printed text.
  private(set) var subnetID: Range<Int>?
  /// Where the instance type stands in the printed text.
  private(set) var instanceType: Range<Int>?
  /// maxCount - minCount + 1, where both are read as numbers.
  private(set) var targetInstanceCount: Int64?
  private(set) var countFault: CountFault?
  private(set) var subnetFault: FieldFault?
  private(set) var typeFault: FieldFault?

  /// Characters up to which a text is indexed; a longer one reads as NULL.
  static let indexedCharacters = 8191

  /// A launch of whose request nothing is left to print.
  init(ofNothing known: Known) {
    countFault = known.requestedMax == nil ? nil : .missing
  }

  /// Reads the `printed` form of `request`.
  init(_ printed: UnsafeBufferPointer<UInt8>, of request: JSONValue, _ known: Known) {
    guard Self.isIndexed(printed) else {
      countFault = .overLong
      return
    }
    subnetID = Self.cut(printed, "subnetId=", ",")
    instanceType = Self.cut(printed, "instanceType=", ",")
    let least = Self.cut(printed, "minCount=", ",").flatMap { Self.integer(printed[$0]) }
    let mostText = Self.cut(printed, "maxCount=", "}]},")
    let most = mostText.flatMap { Self.integer(printed[$0]) }
    if let least, let most, Self.integers.contains(most - least),
      most - least < Self.integers.upperBound
    {
      targetInstanceCount = most - least + 1
    }
    guard let marker = Self.find("minCount", in: printed, from: 0),
      Self.find("maxCount", in: printed, from: marker + 8) != nil
    else {
      countFault = known.requestedMax == nil ? nil : .missing
      return
    }
    isCounted = true
    let isCountWrong = targetInstanceCount != known.requestedMax
    let isSubnetWrong = subnetID.map { !Self.equal(printed[$0], known.subnetID) } ?? false
    let isTypeWrong = instanceType.map { !Self.equal(printed[$0], known.instanceType) } ?? false
    guard isCountWrong || isSubnetWrong || isTypeWrong else { return }
    let posing = PosingTexts(in: printed, of: request)
    if isCountWrong {
      countFault = posing.asCount ? .injected : countFault(printed, mostText, known)
    }
    if isSubnetWrong, let subnetID {
      let isGarbage = printed[subnetID].contains { !Self.isSubnetCharacter($0) }
      subnetFault = posing.asSubnet ? .injected : isGarbage ? .garbage : .other
    }
    if isTypeWrong { typeFault = posing.asType ? .injected : .other }
  }

  /// The fault of a wrong count that no text of the request poses as.
  private func countFault(
    _ printed: UnsafeBufferPointer<UInt8>, _ mostText: Range<Int>?, _ known: Known
  ) -> CountFault {
    if let targetInstanceCount, let least = known.requestedMin, let most = known.requestedMax,
      targetInstanceCount == most - least + 1
    {
      return .difference
    }
    if known.requestedMax != nil, known.requestedMin == nil { return .missing }
    if known.itemCount > 1 { return .items }
    let isMaximum =
      known.requestedMax.map { most in
        mostText.map { printed[$0].elementsEqual(String(most).utf8) } ?? false
      } ?? (mostText == nil)
    return targetInstanceCount == nil && !isMaximum ? .last : .other
  }

  // MARK: Texts

  private static let integers: ClosedRange<Int64> = -2_147_483_648...2_147_483_647

  private static func isIndexed(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.count <= indexedCharacters
      || text.count(where: { $0 & 0xC0 != 0x80 }) <= indexedCharacters
  }

  private static func isSubnetCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private static func equal(
    _ text: Slice<UnsafeBufferPointer<UInt8>>, _ other: UnsafeBufferPointer<UInt8>?
  ) -> Bool {
    other.map { text.elementsEqual($0) } ?? false
  }

  fileprivate static func find(
    _ needle: StaticString, in text: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    guard let base = text.baseAddress, start <= text.count else { return nil }
    let rest = text.count - start
    let at = cscan_find(base + start, rest, needle.utf8Start, needle.utf8CodeUnitCount)
    return at < rest ? start + at : nil
  }

  /// Where the text between `first` and the next `last` stands; nil when one of them is missing, or
  /// nothing is between them.
  private static func cut(
    _ text: UnsafeBufferPointer<UInt8>, _ first: StaticString, _ last: StaticString
  ) -> Range<Int>? {
    guard let marker = find(first, in: text, from: 0) else { return nil }
    let start = marker + first.utf8CodeUnitCount
    guard let end = find(last, in: text, from: start), end > start else { return nil }
    return start..<end
  }

  /// A text as `to_integer` reads it: a whole number, perhaps signed, or a decimal that is rounded
  /// half up; nil for any other text and for what 32 bits do not hold.
  static func integer(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
    let isSigned = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+")
    let unsigned = text.dropFirst(isSigned ? 1 : 0)
    let digits = unsigned.count { $0 >= 0x30 && $0 <= 0x39 }
    let points = unsigned.count { $0 == UInt8(ascii: ".") }
    guard digits > 0, points <= 1, digits + points == unsigned.count,
      text.drop(while: { $0 == 0x30 }).count <= 18
    else { return nil }
    if points == 0 {
      var number = unsigned.reduce(Int64(0)) { sum, digit in
        sum > integers.upperBound + 1 ? sum : sum * 10 + Int64(digit - 0x30)
      }
      if text.first == UInt8(ascii: "-") { number = -number }
      return integers.contains(number) ? number : nil
    }
    guard let value = Double(String(decoding: text, as: UTF8.self)) else { return nil }
    let rounded = (value + 0.5).rounded(.down)
    return Double(integers.lowerBound)...Double(integers.upperBound) ~= rounded
      ? Int64(rounded) : nil
  }
}

/// Which texts of a request hold a marker at which Elastic's pattern begins to read: nothing before
/// them in the printed request holds it.
private struct PosingTexts {
  private(set) var asCount = false
  private(set) var asSubnet = false
  private(set) var asType = false

  private let printed: UnsafeBufferPointer<UInt8>

  init(in printed: UnsafeBufferPointer<UInt8>, of request: JSONValue) {
    self.printed = printed
    look(into: request)
  }

  private mutating func look(into value: JSONValue) {
    if value.isString {
      let text = value.bytes
      if poses(text, "minCount=") || poses(text, "maxCount=") { asCount = true }
      if poses(text, "subnetId=") { asSubnet = true }
      if poses(text, "instanceType=") { asType = true }
    } else {
      for child in value.children { look(into: child) }
    }
  }

  /// Whether the first `marker` of the printed request is the one in `text`.
  private func poses(_ text: UnsafeBufferPointer<UInt8>, _ marker: StaticString) -> Bool {
    guard let inside = ElasticReading.find(marker, in: text, from: 0),
      let at = ElasticReading.find(marker, in: printed, from: 0), at >= inside,
      at - inside + text.count <= printed.count
    else { return false }
    let start = at - inside
    return printed[start..<start + text.count].elementsEqual(text)
      && (inside > 0 || start > 0 && printed[start - 1] == UInt8(ascii: "="))
  }
}

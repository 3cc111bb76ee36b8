import Store

/// Values for the parameters of a query, as `-p name=value` gives them.
struct QueryParameters {
  private var values: [String: SQLiteValue] = [:]

  init() {}

  /// Reads `name=value` and `name:type=value`; without a type, whole numbers, decimal numbers and
  /// `null` are recognized, and the rest is text. A number that would not print the same way
  /// again, such as an account with a leading zero, stays text.
  init(_ assignments: [String]) throws(CommandFailure) {
    for assignment in assignments {
      let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let left = parts.first, let right = parts.last, !left.isEmpty else {
        throw CommandFailure(.usage, "-p takes name=value, not '\(assignment)'")
      }
      let named = left.split(separator: ":", omittingEmptySubsequences: true)
      guard let name = named.first, named.count <= 2 else {
        throw CommandFailure(.usage, "-p takes name=value or name:type=value, not '\(assignment)'")
      }
      let bare = name.first.map { "@$".contains($0) } == true ? name.dropFirst() : name
      values[String(bare)] =
        named.count == 2
        ? try Self.value(String(right), type: String(named[1])) : Self.inferred(String(right))
    }
  }

  subscript(name: String) -> SQLiteValue? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// The names that were given.
  var names: Set<String> { Set(values.keys) }

  /// Binds every parameter of the statement; gives the names it used.
  func bind(to statement: borrowing Statement) throws -> Set<String> {
    var used: Set<String> = []
    for index in 0..<statement.parameterCount {
      let spelled = statement.parameterName(index + 1) ?? "?\(index + 1)"
      let name = String(spelled.dropFirst())
      guard let value = values[name] else {
        throw CommandFailure(
          .usage, "parameter \(spelled) has no value; give it with -p \(name)=VALUE")
      }
      try statement.bind(value, at: index + 1)
      used.insert(name)
    }
    return used
  }

  /// The value that a text most likely means.
  static func inferred(_ text: String) -> SQLiteValue {
    if text == "null" { return .null }
    if let number = Int64(text), String(number) == text { return .integer(number) }
    if text.contains(where: { $0 == "." || $0 == "e" || $0 == "E" }),
      text.allSatisfy({ "0123456789.eE+-".contains($0) }), let number = Double(text),
      number.isFinite
    {
      return .real(number)
    }
    return .text(text)
  }

  private static func value(
    _ text: String, type: String
  ) throws(CommandFailure) -> SQLiteValue {
    switch type {
    case "text": return .text(text)
    case "null": return .null
    case "integer":
      if let number = Int64(text) { return .integer(number) }
    case "real":
      if let number = Double(text), !number.isNaN { return .real(number) }
    default:
      throw CommandFailure(
        .usage, "the types of -p are integer, real, text and null, not '\(type)'")
    }
    throw CommandFailure(.usage, "'\(text)' is no value of type \(type)")
  }
}

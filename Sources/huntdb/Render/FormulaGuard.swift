/// Finds the cells that a spreadsheet would run instead of showing.
///
/// A cell that begins with `=`, `+`, `-`, `@` (or their full-width forms), a tab or a line break
/// is one, unless it is a plain number. It is made harmless by an apostrophe in front.
enum FormulaGuard {
  /// The byte put in front of a dangerous cell.
  static let mark = UInt8(ascii: "'")

  /// Whether a spreadsheet would run the cell.
  static func isFormula(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = bytes.first else { return false }
    switch first {
    case UInt8(ascii: "="), UInt8(ascii: "@"), 0x09, 0x0a, 0x0d: return true
    case UInt8(ascii: "+"), UInt8(ascii: "-"): return !isNumber(bytes)
    case 0xef: return isFullWidth(bytes)
    default: return false
    }
  }

  /// U+FF1D, U+FF0B, U+FF0D and U+FF20, which some spreadsheets read like their ASCII forms.
  private static func isFullWidth(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count >= 3, bytes[1] == 0xbc else { return false }
    return [0x9d, 0x8b, 0x8d, 0xa0].contains(bytes[2])
  }

  /// A sign, digits with at most one point, and perhaps an exponent.
  private static func isNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var rest = bytes.dropFirst()
    var digits = dropDigits(&rest)
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      digits += dropDigits(&rest)
    }
    guard digits > 0 else { return false }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
        rest = rest.dropFirst()
      }
      guard dropDigits(&rest) > 0 else { return false }
    }
    return rest.isEmpty
  }

  private static func dropDigits(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    let before = rest.count
    rest = rest.drop { (48...57).contains($0) }
    return before - rest.count
  }
}

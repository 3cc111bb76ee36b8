/// A launch as the summaries look at it: its cells, and the columns that schema.sql derives from them.
///
/// For SQLite a text ends at a NUL where it looks for patterns or counts characters, so it does here.
struct CountedLaunch {
  /// How a call ended, in the order of the words.
  enum Outcome: UInt8 {
    case dryRun, failure, success

    /// As in `launch_events`.
    var name: StaticString {
      switch self {
      case .dryRun: "dry_run"
      case .failure: "failure"
      case .success: "success"
      }
    }
  }

  /// The columns of `launch_events`.
  let cells: ArraySlice<LaunchBatch.Cell>
  let arena: UnsafeRawBufferPointer

  func integer(_ column: LaunchColumn) -> Int64? {
    guard case .integer(let number) = cells[cells.startIndex + column.rawValue] else { return nil }
    return number
  }

  func text(_ column: LaunchColumn) -> UnsafeRawBufferPointer? {
    guard case .text(let start, let count) = cells[cells.startIndex + column.rawValue] else {
      return nil
    }
    return UnsafeRawBufferPointer(rebasing: arena[Int(start)..<Int(start) + Int(count)])
  }

  func text(_ column: LaunchColumn, is word: StaticString) -> Bool {
    text(column)?.elementsEqual(word.bytes) ?? false
  }

  /// The column `principal`: who acted.
  var principal: [UInt8] {
    if text(.identityType, is: "AssumedRole"), let role = text(.sessionIssuerARN) {
      return Array(role)
    }
    for column in [LaunchColumn.principalARN, .serviceName, .invokedBy] {
      if let name = text(column) { return Array(name) }
    }
    let account = text(.accountID).map { Array($0) } ?? Array("unknown".utf8)
    return "arn:aws:iam::".utf8 + account + ":root".utf8
  }

  /// The column `outcome`.
  var outcome: Outcome {
    if text(.errorClass, is: "dry_run") { return .dryRun }
    return text(.eventOutcome, is: "success") ? .success : .failure
  }

  /// Whether the column `actor` says that an AWS service made the call.
  var isByService: Bool {
    if text(.serviceName) != nil { return true }
    let domain: StaticString = ".amazonaws.com"
    guard let name = text(.invokedBy)?.prefixOfCharacters(.max) else { return false }
    return name.count >= domain.bytes.count
      && name.suffix(domain.bytes.count).lazy.map(\.asLowercase).elementsEqual(domain.bytes)
  }
}

extension UnsafeRawBufferPointer {
  /// The column `instance_family` of an instance type.
  var instanceFamily: UnsafeRawBufferPointer? {
    guard let dot = firstIndex(of: UInt8(ascii: ".")), dot > 0 else { return nil }
    return UnsafeRawBufferPointer(rebasing: self[..<dot]).prefixOfCharacters(.max)
  }

  /// The column `source_network` of a source address.
  var network: [UInt8] {
    let visible = prefixOfCharacters(.max)
    let (dot, colon) = (UInt8(ascii: "."), UInt8(ascii: ":"))
    func upToSecond(_ separator: UInt8) -> Slice<UnsafeRawBufferPointer> {
      let first = visible.firstIndex(of: separator) ?? 0
      return visible[..<(visible[(first + 1)...].firstIndex(of: separator) ?? 0)]
    }
    if visible.allSatisfy({ $0.isDigit || $0 == dot }),
      visible.count(where: { $0 == dot }) >= 3
    {
      return upToSecond(dot) + Array(".0.0/16".utf8)
    }
    if visible.allSatisfy({ $0.isHexDigit || $0 == colon || $0 == dot }),
      visible.count(where: { $0 == colon }) >= 2
    {
      return upToSecond(colon).map(\.asLowercase) + Array("::/32".utf8)
    }
    return Array(self)
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
  fileprivate var isHexDigit: Bool {
    isDigit || asLowercase >= UInt8(ascii: "a") && asLowercase <= UInt8(ascii: "f")
  }
  fileprivate var asLowercase: UInt8 {
    self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
  }
}

extension UnsafeRawBufferPointer {
  /// The first characters of a text in UTF-8, as SQLite's `substr` counts them, which ends at a NUL.
  func prefixOfCharacters(_ limit: Int) -> UnsafeRawBufferPointer {
    var (end, characters) = (startIndex, 0)
    while end < endIndex, self[end] != 0, characters < limit {
      let isLead = self[end] >= 0xC0
      end += 1
      if isLead { while end < endIndex, self[end] & 0xC0 == 0x80 { end += 1 } }
      characters += 1
    }
    return UnsafeRawBufferPointer(rebasing: self[startIndex..<end])
  }
}

extension StaticString {
  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
  }
}

internal import CScan

/// Going on behind damage, at the next place where a record visibly begins.
extension RecordScanner {
  private static let marks: [[UInt8]] = [Array("{\"eventVersion\"".utf8), Array("\n{".utf8)]

  /// Where a mark next stands in the range, as the offset of its brace; nil when it does not.
  private func find(_ mark: [UInt8], in range: Range<Int>) -> Int? {
    guard !range.isEmpty else { return nil }
    let piece = bytes(range)
    let found = mark.withUnsafeBufferPointer { needle in
      cscan_find(piece.baseAddress, piece.count, needle.baseAddress, needle.count)
    }
    return found < piece.count ? range.lowerBound + found + mark.count - Self.braceToEnd(mark) : nil
  }

  /// Bytes of a mark from its brace on.
  private static func braceToEnd(_ mark: [UInt8]) -> Int {
    mark.count - (mark.firstIndex(of: UInt8(ascii: "{")) ?? 0)
  }

  /// Where the next record visibly begins.
  func nextMark(in range: Range<Int>) -> Int? {
    Self.marks.compactMap { find($0, in: range) }.min()
  }

  /// Hands on the whole values that stand in a broken stretch: each from where a record visibly
  /// begins to where the next one does, so that the work grows only with the bytes.
  func salvage(_ range: Range<Int>, reason: String?) {
    if let reason { report(reason, from: range.lowerBound, to: range.upperBound) }
    // Where each mark comes next: looked for again only once it is passed.
    var ahead = Self.marks.map { find($0, in: range.lowerBound + 1..<range.upperBound) }
    var start = ahead.compactMap(\.self).min()
    while let mark = start {
      for (index, known) in ahead.enumerated() {
        guard let known, known <= mark else { continue }
        ahead[index] = find(Self.marks[index], in: mark + 1..<range.upperBound)
      }
      let next = ahead.compactMap(\.self).min()
      let segment = mark..<(next ?? range.upperBound)
      var state = cscan_state()
      let count = scan(from: mark, to: segment.upperBound, &state)
      if state.depth == 0, state.raw_newline == 0 {
        _ = sink.take(
          bytes(mark..<mark + count), at: base + mark, mayLaunch: true, isMember: false)
      } else if next == nil {
        // The last one may go on behind the stretch.
        position = mark
        return
      } else {
        report("the record is broken", from: mark, to: segment.upperBound)
      }
      start = next
    }
    position = range.upperBound
  }

  /// Reports a run of bytes that begin no value, once, and goes on at the next bracket: of an
  /// element in a list, of a line elsewhere.
  func rejectText() {
    report("this is no JSON", from: position, to: end)
    var isAtLineStart: Int32 = 0
    while peek() != nil {
      let rest = bytes(position..<end)
      let found = cscan_resume(rest.baseAddress, rest.count, isInList ? 1 : 0, &isAtLineStart)
      position += found
      if found < rest.count { return }
    }
  }
}

internal import CScan

/// Where values begin and end, and how they are handed on.
extension RecordScanner {
  /// Passes over the time that CloudWatch Logs writes before each line that it exports, as in
  /// `2026-11-20T08:00:00.000Z {`; false, and nothing consumed, for anything else.
  func skipsTimestamp() -> Bool {
    let shape: StaticString = "0000-00-00T00:00:00.000Z {"
    let count = shape.utf8CodeUnitCount
    guard end - position >= count else { return false }
    for offset in 0..<count {
      let (wanted, byte) = (shape.utf8Start[offset], buffer[position + offset])
      let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      guard wanted == UInt8(ascii: "0") ? isDigit : byte == wanted else { return false }
    }
    position += count - 1
    return true
  }

  /// Reads the records from `position` on that need no more than to be counted, or the value that stands
  /// there. Few bytes are left to be read one value at a time, with a pause in front of each.
  func readPlainRecords() {
    guard let start = buffer.baseAddress else { return }
    let run = cscan_plain_records(
      start + position, end - position, max(1, end - position - Self.lowWater), Self.valueLimit + 1,
      isInList ? 1 : 0)
    position += run.at
    sink.takePlainRecords(run.records)
    // What was looked at is not looked at again.
    if run.scanned > 0 {
      readValue(run.state, scanned: run.scanned)
    } else if run.records == 0, isInList || !opensList() {
      readValue()
    }
  }

  /// Reads the value at `position` and hands it on; some of its bytes may have been looked at.
  func readValue(_ state: cscan_state = cscan_state(), scanned: Int = 0) {
    var (state, scanned) = (state, scanned)
    while true {
      if state.raw_newline != 0 {
        salvage(
          position..<position + scanned, reason: "a line ends inside a string: the record is broken"
        )
        return
      }
      if scanned > Self.valueLimit {
        if !opensOversized() { passOver(position..<position + scanned, &state) }
        return
      }
      if scanned > 0, state.depth == 0 { break }
      if position + scanned == end, !refill() {
        salvage(position..<end, reason: "the data ends inside this record: it is truncated")
        return
      }
      let start = position + scanned
      scanned += scan(from: start, to: min(end, position + Self.valueLimit + 1), &state)
    }
    let range = position..<position + scanned
    if sink.take(
      bytes(range), at: base + position, mayLaunch: state.candidate != 0,
      isMember: isMember)
    {
      position = range.upperBound
    } else {
      // The reason was reported; inside it other records may have been swallowed.
      salvage(range, reason: nil)
    }
  }

  static let tooLarge = "the record is larger than \(valueLimit >> 20) MiB: it was passed over"

  /// Reads on to the end of a value that goes past the limit at the end of `range`, without keeping
  /// it.
  private func passOver(_ range: Range<Int>, _ state: inout cscan_state) {
    let limit = Self.valueLimit >> 20
    if nextMark(in: range.lowerBound + 1..<range.upperBound) != nil {
      salvage(range, reason: "the record does not end within \(limit) MiB")
      return
    }
    report(Self.tooLarge, from: position, to: range.upperBound)
    position = range.upperBound
    while state.depth > 0, state.raw_newline == 0 {
      if position == end, !refill() { return }
      position += scan(from: position, to: end, &state)
    }
  }
}

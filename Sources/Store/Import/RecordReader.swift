internal import CScan

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Tells CloudTrail records from what wraps them, and turns the launches among them into rows.
///
/// A record that cannot be a launch is only counted: it is not even parsed.
final class RecordReader: RecordSink {
  var parsers: [JSONParser] = []
  private var normalizer = LaunchNormalizer()
  var batch = LaunchBatch()
  private let times: ClosedRange<Int64>
  /// Records and rejected pieces so far: the number of the next one is one more.
  private(set) var number = 0
  private(set) var totals = RecordCounts()
  /// What was met up to now.
  var counts: RecordCounts {
    var counts = totals
    counts += batch.counts
    return counts
  }
  /// Whether what came last was no Insights record or the like, which begin as events do.
  private var isOfEvents = false
  /// The file of an archive that is read, innermost last; empty for a file itself.
  var place = ""
  /// Rejected records of the file that were listed one by one.
  private var noted = 0
  /// Where the value that is read begins in the file.
  var offset = 0
  /// Depth at which values are read, of JSON in strings.
  var depth = 0
  /// Where the value begins whose data is opened, while it is.
  var enclosing: Int?
  /// Whether data was opened in what came last.
  var hasOpenedData = false
  /// What opened data is read by way of.
  var embedded: ScanBuffer?

  /// Rejected records of one file that are listed; all are counted.
  private static let problemLimit = 1000

  private static let batchWeight = 1 << 20
  static let maximumNesting = 8

  /// Keeps only events whose time is in `times`, milliseconds since 1970 UTC.
  init(times: ClosedRange<Int64>) { self.times = times }

  /// Whether the rows at hand are enough for a batch.
  var isBatchFull: Bool { batch.weight > Self.batchWeight }

  /// The rows since the last call.
  func takeBatch() -> LaunchBatch {
    defer { batch = LaunchBatch() }
    totals += batch.counts
    return batch
  }

  // MARK: RecordSink

  private(set) var understood = 0

  var takesPlainRecords: Bool { isOfEvents }

  func takePlainRecords(_ count: Int) {
    number += count
    batch.counts.records += count
    understood += count
  }

  func take(
    _ value: UnsafeBufferPointer<UInt8>, at offset: Int, mayLaunch: Bool, isMember: Bool
  ) -> Bool {
    if isOfEvents, isPlainRecord(value, mayLaunch: mayLaunch) {
      takePlainRecords(1)
      return true
    }
    if enclosing == nil { (self.offset, hasOpenedData) = (offset, false) }
    do throws(RecordError) {
      let notEvents = batch.counts.notEvents
      let handled = try read(value, depth: depth)
      if handled { understood += 1 } else if !isMember { rejectUnknown(value, at: offset) }
      isOfEvents = batch.counts.notEvents == notEvents && !hasOpenedData
      return true
    } catch {
      reject("it is " + error.reason, at: offset, excerpt: value)
      return false
    }
  }

  func reject(_ reason: String, at offset: Int, excerpt: UnsafeBufferPointer<UInt8>) {
    number += 1
    batch.counts.rejected += 1
    guard noted < Self.problemLimit else { return }
    noted += 1
    batch.problems.append(
      LaunchBatch.Problem(
        recordNumber: number, byteOffset: enclosing ?? offset, reason: located(reason),
        excerpt: String(decoding: excerpt.prefix(200), as: UTF8.self)))
  }

  /// Says how many problems of the file were counted but not listed.
  func noteTheRest() {
    let rest = totals.rejected + batch.counts.rejected - noted
    if noted == Self.problemLimit, rest > 0 {
      note("\(rest) more records of this file could not be read; they are counted, not listed")
    }
  }

  /// How often reading the file, or a file in it, ended before its end.
  private(set) var failures = 0

  /// Notes why the file could not be read to its end.
  func fail(_ reason: String) {
    failures += 1
    // An archive may have any number of damaged entries.
    guard failures <= Self.problemLimit else { return }
    note(located(reason))
  }

  /// The reason with the file of an archive that it is about.
  private func located(_ reason: String) -> String {
    if place.isEmpty { return reason }
    let name = String(
      place.prefix(200).map { $0.isNewline || $0.asciiValue.map { $0 < 32 } ?? false ? "?" : $0 })
    return "\(name): \(reason)"
  }

  /// Notes a problem of the file as a whole.
  func note(_ reason: String) {
    batch.problems.append(
      LaunchBatch.Problem(recordNumber: nil, byteOffset: nil, reason: reason, excerpt: nil))
  }

  private func rejectUnknown(_ value: UnsafeBufferPointer<UInt8>, at offset: Int) {
    reject("it is no CloudTrail record, and holds none", at: offset, excerpt: value)
  }

  /// Whether the bytes are a record, by their first key and an eventName, but no launch.
  private func isPlainRecord(_ value: UnsafeBufferPointer<UInt8>, mayLaunch: Bool) -> Bool {
    guard let start = value.baseAddress else { return false }
    if mayLaunch, cscan_may_launch(start, value.count) != 0 { return false }
    var at = 1
    while at < value.count, value[at] <= 0x20 { at += 1 }
    let rest = value.count - at
    func begins(_ key: StaticString) -> Bool {
      rest > key.utf8CodeUnitCount
        && memcmp(start + at, key.utf8Start, key.utf8CodeUnitCount) == 0
    }
    // CloudTrail writes eventVersion first, and nothing else begins with it.
    if begins("\"eventVersion\"") { return true }
    guard
      begins("\"eventTime\"") || begins("\"eventName\"") || begins("\"eventSource\"")
        || begins("\"eventID\"") || begins("\"eventType\"") || begins("\"eventCategory\"")
        || begins("\"awsRegion\"") || begins("\"userIdentity\"")
        || begins("\"additionalEventData\"")
    else { return false }
    let name: StaticString = "\"eventName\""
    return cscan_find(start, value.count, name.utf8Start, name.utf8CodeUnitCount) < value.count
  }

  func takeRecord(
    _ record: JSONValue, in bytes: UnsafeBufferPointer<UInt8>
  ) throws(RecordError) {
    number += 1
    batch.counts.records += 1
    guard record["eventName"]?.equals("RunInstances") ?? false,
      record["eventSource"]?.equals("ec2.amazonaws.com") ?? false
    else { return }
    batch.counts.runInstances += 1
    let json = Self.extent(of: record, in: bytes)
    do throws(RecordError) {
      guard times.contains(try LaunchNormalizer.eventTime(record)) else {
        batch.counts.outsideTime += 1
        return
      }
      try normalizer.append(record, json: json, number: number, to: &batch)
    } catch {
      batch.counts.rejected += 1
      batch.problems.append(
        LaunchBatch.Problem(
          recordNumber: number, byteOffset: nil, reason: located(error.reason),
          excerpt: String(decoding: json.prefix(200), as: UTF8.self)))
    }
  }

  /// The bytes of a record, from its opening brace to its closing one.
  private static func extent(
    of record: JSONValue, in bytes: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8> {
    let rest = UnsafeBufferPointer(rebasing: bytes[record.rawOffset...])
    guard let start = rest.baseAddress else { return rest }
    var state = cscan_state()
    let count = cscan_value(start, rest.count, &state)
    return UnsafeBufferPointer(rebasing: rest[..<count])
  }
}

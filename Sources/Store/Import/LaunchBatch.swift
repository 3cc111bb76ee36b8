/// Rows on their way from a reader to the writer: bytes in one arena, everything else in flat
/// arrays, so that a batch costs a few allocations however many rows it holds.
struct LaunchBatch: Sendable {
  /// One value of a row; texts are ranges of the arena.
  enum Cell: Sendable {
    case null
    case integer(Int64)
    case text(start: UInt32, count: UInt32)
  }

  /// One launch event and where its parts stand in the batch.
  struct Launch: Sendable {
    /// Position of the record in its file, from 1.
    var recordNumber: Int
    /// First of `LaunchColumn.count` cells.
    var cells: Int
    /// Cells of the requested items, five a row.
    var items: Range<Int>
    /// Cells of the launched instances, `InstanceColumn` a row.
    var instances: Range<Int>
    /// SHA-256 of the content: 32 bytes of the arena.
    var contentHash: Int
    var requestParameters: Cell
    var json: Cell
    /// What Elastic's query reads of it; texts are ranges of `requestParameters`.
    var reading: ElasticReading
    /// Whether a launch template chose the instance type, which the response tells.
    var isTypeFromTemplate: Bool
  }

  /// One file or record that could not be read, or could be read only in part.
  struct Problem: Sendable {
    var recordNumber: Int?
    var byteOffset: Int?
    var reason: String
    var excerpt: String?
  }

  var arena: [UInt8] = []
  var cells: [Cell] = []
  var launches: [Launch] = []
  var problems: [Problem] = []
  /// Files of an archive that came to their end.
  var logs: [ArchivedLog] = []
  var counts = RecordCounts()

  /// Bytes it holds on to, about.
  var weight: Int { arena.count + cells.count * MemoryLayout<Cell>.stride }

  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) -> Cell {
    let start = UInt32(arena.count)
    arena.append(contentsOf: bytes)
    return .text(start: start, count: UInt32(bytes.count))
  }

  mutating func append(_ text: StaticString) -> Cell {
    append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

/// A file in an archive that has the name of a CloudTrail log, and what reading it came to.
struct ArchivedLog: Sendable {
  /// Position among such files of the archive, from 1.
  var number: Int
  /// Path in the archive, through the archives in it.
  var path: String
  var name: LogFileName
  var status: FileOutcome.Status
  var counts: RecordCounts
}

/// What was met in a file or a part of one.
struct RecordCounts: Sendable {
  /// CloudTrail records of every kind.
  var records = 0
  /// RunInstances records among them.
  var runInstances = 0
  /// Records and pieces of records that could not be used.
  var rejected = 0
  /// Insights records and digests: recognized, no CloudTrail events.
  var notEvents = 0
  /// RunInstances records left out because their time was not asked for.
  var outsideTime = 0

  static func += (left: inout RecordCounts, right: RecordCounts) {
    left.records += right.records
    left.runInstances += right.runInstances
    left.rejected += right.rejected
    left.notEvents += right.notEvents
    left.outsideTime += right.outsideTime
  }

  static func - (left: RecordCounts, right: RecordCounts) -> RecordCounts {
    RecordCounts(
      records: left.records - right.records, runInstances: left.runInstances - right.runInstances,
      rejected: left.rejected - right.rejected, notEvents: left.notEvents - right.notEvents,
      outsideTime: left.outsideTime - right.outsideTime)
  }
}

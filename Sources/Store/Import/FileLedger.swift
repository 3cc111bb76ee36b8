/// Which files have been read, and which of their events: `source_files`, seen from the importer.
///
/// A file that an import with `--since` or `--until` left events of is known to imports that ask for
/// no more than that one did; any other reads it again.
final class FileLedger {
  private let database: Database
  private let times: EventTimes
  private let findPath: Statement
  private let findUnchanged: Statement
  private let findContent: Statement
  private let begin: Statement
  private let finish: Statement
  private let retire: Statement
  private let confirm: Statement
  private let forget: Statement
  private let forgetSightings: Statement
  private let earlier: EarlierReadings
  private let behind: StoreBehind?

  /// A ledger for an import of the events at `times`.
  init(_ database: Database, times: EventTimes) throws(SQLiteError) {
    self.database = database
    self.times = times
    findPath = try database.prepare(
      "SELECT source_file_id, sha256 FROM source_files WHERE path = ? AND is_current = 1")
    // What the file holds of the events that this import asks for is in the store.
    let isEnough =
      "(launches_left_out = 0 OR (ifnull(since_ms, \(Int64.min)) <= \(times.since ?? Int64.min) "
      + "AND ifnull(until_ms, \(Int64.max)) >= \(times.until ?? Int64.max)))"
    findUnchanged = try database.prepare(
      "SELECT 1 FROM source_files WHERE path = ?1 AND is_current = 1 AND size_bytes = ?2 "
        + "AND iif(?3 IS NULL, modified_ns = ?4, etag = ?3) AND sha256 IS NOT NULL "
        + "AND \(isEnough)")
    findContent = try database.prepare(
      "SELECT path = ?2, source_file_id, duplicate_of FROM source_files WHERE sha256 = ?1 "
        + "AND (status IN ('complete', 'partial') OR path = ?2) AND \(isEnough) "
        + "ORDER BY path = ?2 DESC, is_current DESC, source_file_id LIMIT 1")
    begin = try database.prepare(
      "INSERT INTO source_files (path, is_current, size_bytes, modified_ns, status, format, "
        + "log_account_id, log_region, delivered_ms, imported_ms, etag) "
        + "VALUES (?, 1, ?, ?, 'reading', '', ?, ?, ?, ?, ?)")
    finish = try database.prepare(
      "UPDATE source_files SET status = ?, format = ?, sha256 = ?, bytes_decompressed = ?, "
        + "records = ?, run_instances = ?, records_rejected = ?, launches_left_out = ?, "
        + "since_ms = ?, until_ms = ?, duplicate_of = ?, size_bytes = ? WHERE source_file_id = ?")
    retire = try database.prepare("UPDATE source_files SET is_current = 0 WHERE source_file_id = ?")
    confirm = try database.prepare(
      "UPDATE source_files SET is_current = 1, modified_ns = ?, etag = ? WHERE source_file_id = ?")
    forget = try database.prepare("DELETE FROM source_files WHERE source_file_id = ?")
    forgetSightings = try database.prepare("DELETE FROM sightings WHERE source_file_id = ?")
    earlier = try EarlierReadings(database)
    behind = try StoreBehind(database)
  }

  /// Whether the file was read to its end at this size and modification time, or the object at this
  /// size and ETag, with all events that are asked for.
  func isUnchanged(_ file: FoundFile) throws(SQLiteError) -> Bool {
    guard file.path != "-", file.refusal == nil else { return false }
    try behind?.lookFor(path: file.path)
    defer { findUnchanged.reset() }
    try findUnchanged.bind(.text(file.path), at: 1)
    try findUnchanged.bind(.integer(file.size), at: 2)
    try findUnchanged.bind(Self.etag(file), at: 3)
    try findUnchanged.bind(Self.modified(file), at: 4)
    return try findUnchanged.step()
  }

  /// Adds a row for a file that is about to be written. The version before it is retired; the
  /// trace of a reading that was interrupted or failed is removed.
  func begin(_ file: FoundFile, now: Int64) throws(SQLiteError) -> Int64 {
    if let last = try lastVersion(at: file.path) { try retire(last) }
    let name = LogFileName(path: file.path)
    try begin.run(
      .text(file.path), .integer(file.size), Self.modified(file),
      name.map { .text($0.accountID) } ?? .null, name.map { .text($0.region) } ?? .null,
      name.map { .integer($0.delivered) } ?? .null, .integer(now),
      Self.etag(file))
    return database.lastInsertedRow
  }

  /// Removes the trace of a path that could not be opened.
  func forgetFailure(at path: String) throws(SQLiteError) {
    guard let last = try lastVersion(at: path), !last.isWhole else { return }
    try retire(last)
  }

  /// A row of the ledger with the bytes of a file.
  enum Content {
    /// A version of the file itself.
    case version(Int64)
    /// A file under another name.
    case copy(of: Int64)
  }

  /// Where the bytes of a file stand in the ledger, read with all events that are asked for.
  func content(_ sha256: String, at path: String) throws(SQLiteError) -> Content? {
    defer { findContent.reset() }
    try behind?.lookFor(sha256: sha256)
    try findContent.bind(.text(sha256), at: 1)
    try findContent.bind(.text(path), at: 2)
    guard try findContent.step() else { return nil }
    if findContent.integer(0) == 1 { return .version(findContent.integer(1)) }
    return .copy(of: findContent.integer(findContent.isNull(2) ? 1 : 2))
  }

  /// Notes that a version of a file stands at its path now, and its modification time or ETag.
  func confirm(_ id: Int64, _ file: FoundFile) throws(SQLiteError) {
    if let last = try lastVersion(at: file.path), last.id != id { try retire(last) }
    try confirm.run(Self.modified(file), Self.etag(file), .integer(id))
  }

  /// Completes a file's row.
  func finish(
    _ id: Int64, _ outcome: FileOutcome, of file: FoundFile, copyOf original: Int64? = nil
  ) throws(SQLiteError) {
    let counts = outcome.counts
    let read = try earlier.merge(
      into: id, of: file.path, sha256: outcome.sha256, copyOf: original,
      EarlierReadings.Extent(times: times, leftOut: Int64(counts.outsideTime)))
    try finish.run(
      .text(outcome.status.rawValue), .text(outcome.format),
      outcome.sha256.map { .text($0) } ?? .null, .integer(outcome.bytesDecompressed),
      .integer(Int64(counts.records)), .integer(Int64(counts.runInstances)),
      .integer(Int64(counts.rejected)), .integer(read.leftOut),
      read.times.since.map { .integer($0) } ?? .null,
      read.times.until.map { .integer($0) } ?? .null, original.map { .integer($0) } ?? .null,
      .integer(file.path == "-" ? outcome.bytesRead : file.size), .integer(id))
  }

  private static func modified(_ file: FoundFile) -> SQLiteValue {
    file.path == "-" ? .null : .integer(file.modified)
  }

  private static func etag(_ file: FoundFile) -> SQLiteValue {
    file.etag.map { .text($0) } ?? .null
  }

  /// The version of the file at `path` that was read last: its row, and whether it was read to its
  /// end.
  private func lastVersion(at path: String) throws(SQLiteError) -> (id: Int64, isWhole: Bool)? {
    defer { findPath.reset() }
    try behind?.lookFor(path: path)
    try findPath.bind(.text(path), at: 1)
    guard try findPath.step() else { return nil }
    return (findPath.integer(0), !findPath.isNull(1))
  }

  private func retire(_ last: (id: Int64, isWhole: Bool)) throws(SQLiteError) {
    if last.isWhole { return try retire.run(.integer(last.id)) }
    try forgetSightings.run(.integer(last.id))
    try forget.run(.integer(last.id))
  }
}

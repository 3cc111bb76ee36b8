/// Which files have been read, and which of their events: `source_files`, seen from the importer.
///
/// A large file is written in several transactions, and another import may read it at the same time.
/// Each has a row of its own while it reads; whoever is done first ends the other's, who notices it
/// and leaves the rest to what stands there then.
///
/// A file that an import with `--since` or `--until` left events of is known to imports that ask for
/// no more than that one did; any other reads it again.
final class FileLedger {
  private let database: Database
  private let times: EventTimes
  private let findPath: Statement
  private let findUnchanged: Statement
  private let findVersion: Statement
  private let findOriginal: Statement
  private let begin: Statement
  private let finish: Statement
  private let retire: Statement
  private let confirm: Statement
  private let nameInput: Statement
  private let findReading: Statement
  private let findReadings: Statement
  /// In rows of files that this import reads.
  private let mark = "import " + String(UInt64.random(in: 0...UInt64.max), radix: 16)
  private let abandoned: AbandonedReadings
  private let earlier: EarlierReadings
  private let behind: StoreBehind?

  /// A ledger for an import of the events at `times`.
  init(_ database: Database, times: EventTimes) throws(SQLiteError) {
    self.database = database
    self.times = times
    findPath = try database.prepare(
      "SELECT source_file_id, sha256 IS NOT NULL, status FROM source_files "
        + "WHERE path = ? AND is_current = 1")
    // What the file holds of the events that this import asks for is in the store.
    let isEnough =
      "(launches_left_out = 0 OR (ifnull(since_ms, \(Int64.min)) <= \(times.since ?? Int64.min) "
      + "AND ifnull(until_ms, \(Int64.max)) >= \(times.until ?? Int64.max)))"
    findUnchanged = try database.prepare(
      "SELECT 1 FROM source_files WHERE path = ?1 AND is_current = 1 AND size_bytes = ?2 "
        + "AND iif(?3 IS NULL, modified_ns = ?4, etag = ?3) AND sha256 IS NOT NULL "
        + "AND \(isEnough)")
    findVersion = try database.prepare(
      "SELECT source_file_id FROM source_files WHERE sha256 = ? AND path IN (?, ?) "
        + "AND \(isEnough) ORDER BY is_current DESC, source_file_id LIMIT 1")
    // The index has one row for any number of copies.
    findOriginal = try database.prepare(
      "SELECT source_file_id FROM source_files INDEXED BY source_files_by_original "
        + "WHERE sha256 = ? AND duplicate_of IS NULL AND status IN ('complete', 'partial') "
        + "AND \(isEnough) ORDER BY is_current DESC, source_file_id LIMIT 1")
    begin = try database.prepare(
      "INSERT INTO source_files (path, is_current, size_bytes, modified_ns, status, format, "
        + "log_account_id, log_region, delivered_ms, imported_ms, etag) "
        + "VALUES (?, 1, ?, ?, 'reading', '\(mark)', ?, ?, ?, ?, ?)")
    finish = try database.prepare(
      "UPDATE source_files SET is_current = 1, status = ?, format = ?, sha256 = ?, bytes_decompressed = ?, "
        + "records = ?, run_instances = ?, records_rejected = ?, launches_left_out = ?, "
        + "since_ms = ?, until_ms = ?, duplicate_of = ?, size_bytes = ? WHERE source_file_id = ?")
    retire = try database.prepare("UPDATE source_files SET is_current = 0 WHERE source_file_id = ?")
    confirm = try database.prepare(
      "UPDATE source_files SET is_current = 1, modified_ns = ?, etag = ?, "
        + "size_bytes = ifnull(?, size_bytes) WHERE source_file_id = ?")
    nameInput = try database.prepare(
      "UPDATE OR IGNORE source_files SET path = '\(StandardInput.prefix)' || sha256, is_current = 1 "
        + "WHERE source_file_id = ? AND path = '\(StandardInput.path)' AND sha256 IS NOT NULL "
        + "AND status IN ('complete', 'partial')")
    findReading = try database.prepare(
      "SELECT 1 FROM source_files WHERE source_file_id = ? AND status = 'reading' AND format = ?")
    findReadings = try database.prepare(
      "SELECT source_file_id FROM source_files INDEXED BY source_files_being_read "
        + "WHERE path = ? AND status = 'reading' AND source_file_id <> ?")
    abandoned = try AbandonedReadings(database)
    earlier = try EarlierReadings(database, abandoned)
    behind = try StoreBehind(database)
  }

  /// Whether the file was read to its end at this size and modification time, or the object at this
  /// size and ETag, with all events that are asked for.
  func isUnchanged(_ file: FoundFile) throws(SQLiteError) -> Bool {
    guard file.path != StandardInput.path, file.refusal == nil else { return false }
    try behind?.lookFor(path: file.path)
    defer { findUnchanged.reset() }
    try findUnchanged.bind(.text(file.path), at: 1)
    try findUnchanged.bind(.integer(file.size), at: 2)
    try findUnchanged.bind(Self.etag(file), at: 3)
    try findUnchanged.bind(Self.modified(file), at: 4)
    return try findUnchanged.step()
  }

  /// Adds a row for a file that is about to be written. The version before it is retired; the
  /// trace of a reading that failed goes when this one comes to its end.
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

  /// Whether the row that `begin` gave is still there and this import's.
  func isReading(_ id: Int64) throws(SQLiteError) -> Bool {
    try row(findReading, .integer(id), .text(mark)) != nil
  }

  /// Removes the trace of a path that could not be opened.
  func forgetFailure(at path: String) throws(SQLiteError) {
    guard let last = try lastVersion(at: path), last.state == .failed else { return }
    try abandoned.release(last.id)
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
    try behind?.lookFor(sha256: sha256)
    let paths = StandardInput.paths(path, sha256: sha256)
    if let id = try row(findVersion, .text(sha256), .text(paths.own), .text(paths.named)) {
      return .version(id)
    }
    return try row(findOriginal, .text(sha256)).map { .copy(of: $0) }
  }

  private func row(
    _ find: borrowing Statement, _ values: SQLiteValue...
  ) throws(SQLiteError) -> Int64? {
    defer { find.reset() }
    for (index, value) in values.enumerated() { try find.bind(value, at: index + 1) }
    return try find.step() ? find.integer(0) : nil
  }

  /// Notes that a version of a file stands at its path now, with its size and modification time or
  /// ETag.
  func confirm(_ id: Int64, _ file: FoundFile) throws(SQLiteError) {
    try makeRoom(for: id, at: file.path)
    try confirm.run(
      Self.modified(file), Self.etag(file),
      file.path == StandardInput.path ? .null : .integer(file.size), .integer(id))
    try nameInput.run(.integer(id))
  }

  /// Removes what was written of a file whose bytes turned out to be known: what is in them stands
  /// where they were read first. Its own row stays for a copy.
  func withdraw(_ id: Int64, keepingRow isCopy: Bool) throws(SQLiteError) {
    if isCopy { try abandoned.empty(id) } else { try abandoned.release(id) }
  }

  /// Retires what stands at a path, and ends other readings of it: of imports that were killed, or are
  /// not done yet, or failed. Of standard input only those that found nothing of their own: others are
  /// of other bytes.
  private func makeRoom(for id: Int64, at path: String) throws(SQLiteError) {
    if let last = try lastVersion(at: path), last.id != id { try retire(last) }
    for reading in try readings(of: path, besides: id) {
      if path == StandardInput.path, try abandoned.isAloneWithEvents(reading) { continue }
      try abandoned.release(reading)
    }
  }

  private func readings(of path: String, besides id: Int64) throws(SQLiteError) -> [Int64] {
    defer { findReadings.reset() }
    try findReadings.bind(.text(path), at: 1)
    try findReadings.bind(.integer(id), at: 2)
    var found: [Int64] = []
    while try findReadings.step() { found.append(findReadings.integer(0)) }
    return found
  }

  /// Completes a file's row.
  func finish(
    _ id: Int64, _ outcome: FileOutcome, of file: FoundFile, copyOf original: Int64? = nil
  ) throws(SQLiteError) {
    try makeRoom(for: id, at: file.path)
    let counts = outcome.counts
    let read = try earlier.merge(
      into: id, of: outcome.sha256.map { StandardInput.paths(file.path, sha256: $0).named } ?? "",
      sha256: outcome.sha256, copyOf: original,
      EarlierReadings.Extent(times: times, leftOut: Int64(counts.outsideTime)))
    try finish.run(
      .text(outcome.status.rawValue), .text(outcome.format),
      outcome.sha256.map { .text($0) } ?? .null, .integer(outcome.bytesDecompressed),
      .integer(Int64(counts.records)), .integer(Int64(counts.runInstances)),
      .integer(Int64(counts.rejected)), .integer(read.leftOut),
      read.times.since.map { .integer($0) } ?? .null,
      read.times.until.map { .integer($0) } ?? .null, original.map { .integer($0) } ?? .null,
      .integer(file.path == StandardInput.path ? outcome.bytesRead : file.size),
      .integer(id))
    try nameInput.run(.integer(id))
  }

  private static func modified(_ file: FoundFile) -> SQLiteValue {
    file.path == StandardInput.path ? .null : .integer(file.modified)
  }

  private static func etag(_ file: FoundFile) -> SQLiteValue {
    file.etag.map { .text($0) } ?? .null
  }

  /// How a version of a file was read.
  private enum State { case whole, reading, failed }

  /// The version of the file at `path` that was read last.
  private func lastVersion(at path: String) throws(SQLiteError) -> (id: Int64, state: State)? {
    defer { findPath.reset() }
    try behind?.lookFor(path: path)
    try findPath.bind(.text(path), at: 1)
    guard try findPath.step() else { return nil }
    if findPath.integer(1) != 0 { return (findPath.integer(0), .whole) }
    return (findPath.integer(0), findPath.text(2) == "reading" ? .reading : .failed)
  }

  private func retire(_ last: (id: Int64, state: State)) throws(SQLiteError) {
    switch last.state {
    case .failed: try abandoned.putAside(last.id)
    case .whole, .reading:
      // One that an earlier version has read.
      try nameInput.run(.integer(last.id))
      if database.changes == 0 { try retire.run(.integer(last.id)) }
    }
  }
}

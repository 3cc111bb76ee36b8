/// Which files have been read: `source_files`, seen from the importer.
final class FileLedger {
  private let database: Database
  private let findPath: Statement
  private let findContent: Statement
  private let begin: Statement
  private let finish: Statement
  private let retire: Statement
  private let touch: Statement
  private let forget: Statement
  private let forgetSightings: Statement

  init(_ database: Database) throws(SQLiteError) {
    self.database = database
    findPath = try database.prepare(
      "SELECT source_file_id, size_bytes, modified_ns, sha256, etag FROM source_files "
        + "WHERE path = ? AND is_current = 1")
    findContent = try database.prepare(
      "SELECT coalesce(duplicate_of, source_file_id) FROM source_files "
        + "WHERE sha256 = ? AND status IN ('complete', 'partial') ORDER BY source_file_id LIMIT 1")
    begin = try database.prepare(
      "INSERT INTO source_files (path, is_current, size_bytes, modified_ns, status, format, "
        + "log_account_id, log_region, delivered_ms, imported_ms, etag) "
        + "VALUES (?, 1, ?, ?, 'reading', '', ?, ?, ?, ?, ?)")
    finish = try database.prepare(
      "UPDATE source_files SET status = ?, format = ?, sha256 = ?, bytes_decompressed = ?, "
        + "records = ?, run_instances = ?, records_rejected = ?, duplicate_of = ?, size_bytes = ? "
        + "WHERE source_file_id = ?")
    retire = try database.prepare("UPDATE source_files SET is_current = 0 WHERE source_file_id = ?")
    touch = try database.prepare(
      "UPDATE source_files SET modified_ns = ?, etag = ? WHERE source_file_id = ?")
    forget = try database.prepare("DELETE FROM source_files WHERE source_file_id = ?")
    forgetSightings = try database.prepare("DELETE FROM sightings WHERE source_file_id = ?")
  }

  /// Whether the file was read to its end at this size and modification time, or the object at this
  /// size and ETag.
  func isUnchanged(_ file: FoundFile) throws(SQLiteError) -> Bool {
    defer { findPath.reset() }
    try findPath.bind(.text(file.path), at: 1)
    guard file.path != "-", file.refusal == nil, try findPath.step() else { return false }
    guard findPath.integer(1) == file.size, !findPath.isNull(3) else { return false }
    if let etag = file.etag { return !findPath.isNull(4) && findPath.text(4) == etag }
    return !findPath.isNull(2) && findPath.integer(2) == file.modified
  }

  /// The version of the file at `path` that was read last: its row and its SHA-256, which is nil
  /// when that reading was interrupted or the file could not be opened.
  func lastVersion(at path: String) throws(SQLiteError) -> (id: Int64, sha256: String?)? {
    defer { findPath.reset() }
    try findPath.bind(.text(path), at: 1)
    guard try findPath.step() else { return nil }
    return (findPath.integer(0), findPath.isNull(3) ? nil : findPath.text(3))
  }

  /// Adds a row for a file that is about to be written. The version before it is retired; the
  /// trace of a reading that was interrupted or failed is removed.
  func begin(_ file: FoundFile, now: Int64) throws(SQLiteError) -> Int64 {
    if let last = try lastVersion(at: file.path) {
      if last.sha256 == nil {
        try forgetSightings.run(.integer(last.id))
        try forget.run(.integer(last.id))
      } else {
        try retire.run(.integer(last.id))
      }
    }
    let name = LogFileName(path: file.path)
    try begin.run(
      .text(file.path), .integer(file.size), file.path == "-" ? .null : .integer(file.modified),
      name.map { .text($0.accountID) } ?? .null, name.map { .text($0.region) } ?? .null,
      name.map { .integer($0.delivered) } ?? .null, .integer(now),
      file.etag.map { .text($0) } ?? .null)
    return database.lastInsertedRow
  }

  /// Removes the trace of a path that could not be opened.
  func forgetFailure(at path: String) throws(SQLiteError) {
    guard let last = try lastVersion(at: path), last.sha256 == nil else { return }
    try forget.run(.integer(last.id))
  }

  /// Notes that a file has a new modification time or ETag and the bytes it had before.
  func touch(_ id: Int64, _ file: FoundFile) throws(SQLiteError) {
    try touch.run(
      file.path == "-" ? .null : .integer(file.modified), file.etag.map { .text($0) } ?? .null,
      .integer(id))
  }

  /// The file that was read earlier with the same bytes.
  func content(_ sha256: String) throws(SQLiteError) -> Int64? {
    defer { findContent.reset() }
    try findContent.bind(.text(sha256), at: 1)
    return try findContent.step() ? findContent.integer(0) : nil
  }

  /// Completes a file's row.
  func finish(
    _ id: Int64, _ outcome: FileOutcome, size: Int64, duplicateOf: Int64?
  ) throws(SQLiteError) {
    try finish.run(
      .text(outcome.status.rawValue), .text(outcome.format),
      outcome.sha256.map { .text($0) } ?? .null, .integer(outcome.bytesDecompressed),
      .integer(Int64(outcome.counts.records)), .integer(Int64(outcome.counts.runInstances)),
      .integer(Int64(outcome.counts.rejected)), duplicateOf.map { .integer($0) } ?? .null,
      .integer(size), .integer(id))
  }
}

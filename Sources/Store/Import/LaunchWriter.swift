/// Puts batches into the tables; the only writer of an import.
final class LaunchWriter {
  private let database: Database
  private let insertLaunch: Statement
  private let insertItem: Statement
  private let insertInstance: Statement
  private let insertRecord: Statement
  private let findLaunch: Statement
  private let insertConflict: Statement
  private let findConflict: Statement
  private let insertSighting: Statement
  private let insertProblem: Statement
  private let insertLog: Statement
  private let readings: ElasticReadings
  private let summarizeOthers: Statement
  private let summaries: LaunchSummaries
  private let behind: StoreBehind?

  /// What became of the launches of a batch.
  struct Tally: Sendable {
    var new = 0
    var known = 0
    var conflicting = 0
  }

  init(_ database: Database) throws(SQLiteError) {
    self.database = database
    let columns = LaunchColumn.allCases.map(\.name)
    insertLaunch = try database.prepare(
      Self.insert("launch_events", columns + ["content_sha256", "elastic_reading_id", "group_id"]))
    insertItem = try database.prepare(
      Self.insert("launch_items", ["launch_id"] + ItemColumn.allCases.map(\.rawValue)))
    insertInstance = try database.prepare(
      Self.insert("launched_instances", ["launch_id"] + InstanceColumn.allCases.map(\.rawValue)))
    insertRecord = try database.prepare(
      Self.insert("event_records", ["launch_id", "request_parameters", "record_json"]))
    findLaunch = try database.prepare(
      "SELECT launch_id, content_sha256 FROM launch_events "
        + "WHERE event_id = ? AND ifnull(recipient_account_id, '') = ifnull(?, '')")
    insertConflict = try database.prepare(
      Self.insert("event_conflicts", ["launch_id", "content_sha256", "record_json"])
        + " ON CONFLICT DO NOTHING")
    findConflict = try database.prepare(
      "SELECT conflict_id FROM event_conflicts WHERE launch_id = ? AND content_sha256 = ?")
    insertSighting = try database.prepare(
      "INSERT OR IGNORE INTO sightings (source_file_id, record_number, launch_id, conflict_id) "
        + "VALUES (?, ?, ?, ?)")
    insertProblem = try database.prepare(
      Self.insert(
        "problems", ["source_file_id", "record_number", "byte_offset", "reason", "excerpt"]))
    insertLog = try database.prepare(
      Self.insert(
        "archived_logs",
        [
          "source_file_id", "log_number", "path", "status", "log_account_id", "log_region",
          "delivered_ms", "records", "run_instances",
        ]))
    readings = try ElasticReadings(database)
    summarizeOthers = try database.prepare("UPDATE summaries_due SET launches = 0")
    summaries = try LaunchSummaries(database)
    behind = try StoreBehind(database)
  }

  /// To be called where a transaction begins: what was known before, the last one may have taken back,
  /// or another program removed.
  func begin() throws(SQLiteError) {
    readings.forget()
    summaries.forget()
    // What somebody else has put into the store, and not counted.
    try summarizeOthers.run()
  }

  /// Brings the summaries up to date with what was written; belongs into the same transaction.
  func summarizeLaunches() throws(SQLiteError) { try summaries.write() }

  static func insert(_ table: String, _ columns: [String]) -> String {
    let marks = repeatElement("?", count: columns.count).joined(separator: ", ")
    return "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(marks))"
  }

  /// Writes one batch of a file.
  func write(_ batch: LaunchBatch, file: Int64) throws(SQLiteError) -> Tally {
    var tally = Tally()
    let result: Result<Void, SQLiteError> = batch.arena.withUnsafeBytes { arena in
      do throws(SQLiteError) {
        for launch in batch.launches {
          try write(launch, of: batch, arena: arena, file: file, tally: &tally)
        }
        return .success(())
      } catch { return .failure(error) }
    }
    try result.get()
    for problem in batch.problems {
      try insertProblem.run(
        .integer(file), problem.recordNumber.map { .integer(Int64($0)) } ?? .null,
        problem.byteOffset.map { .integer(Int64($0)) } ?? .null, .text(problem.reason),
        problem.excerpt.map { .text($0) } ?? .null)
    }
    for log in batch.logs {
      try insertLog.run(
        .integer(file), .integer(Int64(log.number)), .text(log.path), .text(log.status.rawValue),
        .text(log.name.accountID), .text(log.name.region), .integer(log.name.delivered),
        .integer(Int64(log.counts.records)), .integer(Int64(log.counts.runInstances)))
    }
    return tally
  }

  private func write(
    _ launch: LaunchBatch.Launch, of batch: LaunchBatch, arena: UnsafeRawBufferPointer,
    file: Int64, tally: inout Tally
  ) throws(SQLiteError) {
    let hash = UnsafeRawBufferPointer(
      rebasing: arena[launch.contentHash..<launch.contentHash + 32])
    if let behind {
      try bindIdentity(launch, of: batch, arena, behind.copyEvent)
      try behind.copyEvent.run()
    }
    var conflict = SQLiteValue.null
    let launchID: Int64
    if let known = try find(launch, of: batch, arena, hash) {
      launchID = known.id
      if known.isSame {
        tally.known += 1
      } else {
        conflict = .integer(try writeConflict(launch, arena, hash, launchID))
        tally.conflicting += 1
      }
    } else {
      launchID = try writeEvent(launch, of: batch, arena, hash)
      try writeDetails(launch, of: batch, arena: arena, launchID: launchID)
      tally.new += 1
    }
    try insertSighting.run(
      .integer(file), .integer(Int64(launch.recordNumber)), .integer(launchID), conflict)
  }

  /// The event with a launch's identity, and whether it has its content, too.
  private func find(
    _ launch: LaunchBatch.Launch, of batch: LaunchBatch, _ arena: UnsafeRawBufferPointer,
    _ hash: UnsafeRawBufferPointer
  ) throws(SQLiteError) -> (id: Int64, isSame: Bool)? {
    try bindIdentity(launch, of: batch, arena, findLaunch)
    defer { findLaunch.reset() }
    guard try findLaunch.step() else { return nil }
    return (findLaunch.integer(0), findLaunch.withBlobBytes(1) { $0.elementsEqual(hash) })
  }

  /// Writes an event that is new, and counts it.
  private func writeEvent(
    _ launch: LaunchBatch.Launch, of batch: LaunchBatch, _ arena: UnsafeRawBufferPointer,
    _ hash: UnsafeRawBufferPointer
  ) throws(SQLiteError) -> Int64 {
    let columns = LaunchColumn.allCases.count
    let counted = CountedLaunch(
      cells: batch.cells[launch.cells..<launch.cells + columns], arena: arena)
    let place = try summaries.place(of: counted)
    let reading = try readings.row(of: launch, arena)
    for column in 0..<columns {
      try bind(batch.cells[launch.cells + column], arena, insertLaunch, column + 1)
    }
    try insertLaunch.bindBlob(hash, at: columns + 1)
    try insertLaunch.bind(.integer(reading), at: columns + 2)
    try insertLaunch.bind(.integer(place.id), at: columns + 3)
    try insertLaunch.run()
    let launchID = database.lastInsertedRow
    try summaries.add(counted, at: place, reading: reading)
    return launchID
  }

  /// Binds what identifies an event as the first two parameters.
  private func bindIdentity(
    _ launch: LaunchBatch.Launch, of batch: LaunchBatch, _ arena: UnsafeRawBufferPointer,
    _ statement: borrowing Statement
  ) throws(SQLiteError) {
    try bind(batch.cells[launch.cells], arena, statement, 1)
    try bind(
      batch.cells[launch.cells + LaunchColumn.recipientAccountID.rawValue], arena, statement, 2)
  }

  private func writeDetails(
    _ launch: LaunchBatch.Launch, of batch: LaunchBatch, arena: UnsafeRawBufferPointer,
    launchID: Int64
  ) throws(SQLiteError) {
    try insertRecord.bind(.integer(launchID), at: 1)
    try bind(launch.requestParameters, arena, insertRecord, 2)
    try bind(launch.json, arena, insertRecord, 3)
    try insertRecord.run()
    try writeRows(
      launch.items, ItemColumn.allCases.count, insertItem, of: batch, arena, launchID)
    try writeRows(
      launch.instances, InstanceColumn.allCases.count, insertInstance, of: batch, arena, launchID)
  }

  private func writeRows(
    _ cells: Range<Int>, _ width: Int, _ statement: borrowing Statement, of batch: LaunchBatch,
    _ arena: UnsafeRawBufferPointer, _ launchID: Int64
  ) throws(SQLiteError) {
    var at = cells.lowerBound
    while at < cells.upperBound {
      try statement.bind(.integer(launchID), at: 1)
      for column in 0..<width {
        try bind(batch.cells[at + column], arena, statement, column + 2)
      }
      try statement.run()
      at += width
    }
  }

  private func writeConflict(
    _ launch: LaunchBatch.Launch, _ arena: UnsafeRawBufferPointer, _ hash: UnsafeRawBufferPointer,
    _ launchID: Int64
  ) throws(SQLiteError) -> Int64 {
    try insertConflict.bind(.integer(launchID), at: 1)
    try insertConflict.bindBlob(hash, at: 2)
    try bind(launch.json, arena, insertConflict, 3)
    try insertConflict.run()
    defer { findConflict.reset() }
    try findConflict.bind(.integer(launchID), at: 1)
    try findConflict.bindBlob(hash, at: 2)
    _ = try findConflict.step()
    return findConflict.integer(0)
  }

  private func bind(
    _ cell: LaunchBatch.Cell, _ arena: UnsafeRawBufferPointer, _ statement: borrowing Statement,
    _ index: Int
  ) throws(SQLiteError) {
    switch cell {
    case .null: try statement.bind(.null, at: index)
    case .integer(let value): try statement.bind(.integer(value), at: index)
    case .text(let start, let count):
      try statement.bindInPlace(
        UnsafeRawBufferPointer(rebasing: arena[Int(start)..<Int(start) + Int(count)]), at: index)
    }
  }
}

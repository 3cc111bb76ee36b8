@testable import Store

/// Any file is imported into a store in memory: what the store then holds is what was counted, each
/// view answers, and a second import of it adds nothing.
///
/// The store and its statements are made once; each input's transaction is rolled back.
final class ImportHarness: Harness {
  private let file: InputFile
  private let storage = ScanBuffer()
  private let database: Database
  private let session: ImportSession
  private let counts: [String: Query]
  private let summarize: Query
  private let views: [Query]
  private let misread: Query

  init() throws {
    file = try InputFile()
    let database = try Schema.inMemory()
    self.database = database
    // The window covers every time that there is.
    try database.execute(
      """
      UPDATE settings SET value = 253402300799999 WHERE name = 'as_of_ms';
      UPDATE settings SET value = 4000000 WHERE name = 'window_days';
      """)
    session = try ImportSession(database, times: .all, now: 0)
    let tables = ["launch_events", "event_records", "sightings", "event_conflicts"]
    counts = try [String: Query](
      uniqueKeysWithValues: tables.map { ($0, try Query(database, "SELECT count(*) FROM \($0)")) })
    summarize = try Query(database, "UPDATE summaries_due SET launches = 0")
    views = try [
      "launch_attempts", "instance_deployments", "high_instance_deployments",
      "principal_deployments", "elastic_launch_fields", "elastic_high_instance_deployments",
      "elastic_differences", "import_problems", "event_sightings",
    ].map { try Query(database, "SELECT * FROM \($0)") }
    misread = try Query(
      database,
      """
      SELECT count(*) FROM (
        SELECT launch_id, is_counted, subnet_id, instance_type, target_instance_count
        FROM elastic_attempts
        EXCEPT
        SELECT e.launch_id, f.is_counted, f.subnet_id, f.instance_type, r.target_instance_count
        FROM launch_events AS e
        INNER JOIN elastic_readings AS r ON r.reading_id = e.elastic_reading_id
        INNER JOIN elastic_fields AS f ON f.fields_id = r.fields_id)
      """)
  }

  func run(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    try file.replace(bytes)
    try session.begin()
    defer { try? database.execute("ROLLBACK") }
    try importTwice(Input(bytes), dice: Int(bytes.reduce(0, &+)))
  }

  /// The views take longer than the import: only some of the inputs ask them, more of those that
  /// hold launches.
  private func importTwice(_ input: Input, dice: Int) throws {
    let first = try read(input)
    let stored = try count("launch_events")
    let asking = dice % (stored > 0 ? 8 : 64) == 0
    try require(stored == first.eventsNew, "\(stored) events of \(first.eventsNew) new ones")
    guard stored > 0 || asking else { return }
    try require(try count("event_records") == stored, "events without evidence")
    try require(
      try count("sightings") == first.eventsNew + first.eventsKnown + first.eventsConflicting,
      "launches without a place")
    try require(try count("event_conflicts") <= first.eventsConflicting, "conflicts from nowhere")
    if asking {
      try summarize.statement.run()
      for view in views { try view.statement.run() }
      try require(try misread.count() == 0, "a launch is not read as its printed request says")
    }
    let second = try read(input)
    try require(second.eventsNew == 0, "\(second)")
    try require(try count("launch_events") == stored, "a second import adds events")
  }

  private func read(_ input: Input) throws -> ImportSummary {
    var summary = ImportSummary()
    let reader = FileReader(file.found, times: 0...(.max), buffer: storage)
    var isLast = false
    while !isLast {
      guard let (batch, outcome) = reader.next() else { continue }
      isLast = outcome != nil
      try input.check(batch)
      try session.write(
        ReadPiece(file: 0, batch: batch, outcome: outcome), of: file.found, &summary)
    }
    return summary
  }

  private func count(_ table: String) throws -> Int {
    try counts[table]?.count() ?? -1
  }
}

/// A statement that a collection can hold.
private final class Query {
  let statement: Statement

  init(_ database: Database, _ sql: String) throws(SQLiteError) {
    statement = try database.prepare(sql)
  }

  /// What it counts.
  func count() throws(SQLiteError) -> Int {
    defer { statement.reset() }
    return try statement.step() ? Int(statement.integer(0)) : -1
  }
}

/// Proves a store: SQLite's own checks, rows that belong nowhere, and every derived value computed
/// again from the JSON that was kept.
public struct StoreCheck {
  /// Something that is not as it must be.
  public struct Fault: Sendable {
    /// Which check found it: integrity, schema, foreign_keys, orphans, derived or summaries.
    public var check: String
    /// What is wrong, and where.
    public var text: String
  }

  /// Faults in the order of the checks; at most `listLimit` of each check.
  public private(set) var faults: [Fault] = []
  /// All faults, the ones that are not listed included.
  public private(set) var faultCount = 0
  /// Events whose values were computed again.
  public private(set) var eventsChecked: Int64 = 0

  /// Faults of one check that are listed.
  public static let listLimit = 100
  /// Bytes of JSON that are compared at a time.
  private static let chunkWeight = 8 << 20

  private let scratch: Database

  /// Checks the store at `path`; throws when it cannot be opened at all.
  public init(path: String) throws {
    // Opening it as any reader does gives that reader's errors for what is no store.
    _ = try StoreReader.open(path, isCurrent: true)
    scratch = try Schema.temporary()
    try StoreReader.attach(path, to: scratch, as: "kept")
    try checkPages()
    // A page that cannot be read makes every further answer void.
    guard faults.isEmpty else { return }
    try checkSchema()
    try checkReferences()
    try checkDerivedValues()
  }

  private mutating func add(_ check: String, _ text: String) {
    faultCount += 1
    if faults.count(where: { $0.check == check }) < Self.listLimit {
      faults.append(Fault(check: check, text: text))
    }
  }

  // MARK: What SQLite can tell

  private mutating func checkPages() throws(SQLiteError) {
    do throws(SQLiteError) {
      let rows = try scratch.prepare("PRAGMA kept.integrity_check(\(Self.listLimit))")
      while try rows.step() {
        if rows.text(0) != "ok" { add("integrity", rows.text(0)) }
      }
    } catch {
      guard error.isDamaged else { throw error }
      add("integrity", error.message)
    }
  }

  /// What the owner of the store added to the schema is not looked at.
  private mutating func checkSchema() throws(SQLiteError) {
    let rows = try scratch.prepare(
      """
      SELECT type, name FROM (
        SELECT type, name, tbl_name, sql FROM main.sqlite_schema
        EXCEPT SELECT type, name, tbl_name, sql FROM kept.sqlite_schema)
      ORDER BY type, name
      """)
    while try rows.step() {
      add("schema", "\(rows.text(0)) \(rows.text(1)) is missing, or not as this version makes it")
    }
  }

  private mutating func checkReferences() throws(SQLiteError) {
    let keys = try scratch.prepare("PRAGMA kept.foreign_key_check")
    while try keys.step() {
      add(
        "foreign_keys", "\(keys.text(0)) row \(keys.text(1)) refers to no row of \(keys.text(2))")
    }
    for (sql, text) in Self.orphans {
      let rows = try scratch.prepare(sql)
      while try rows.step() { add("orphans", text + " " + rows.text(0)) }
    }
  }

  private static let orphans = [
    (
      """
      SELECT event_id FROM kept.launch_events WHERE launch_id NOT IN
        (SELECT launch_id FROM kept.event_records)
      """, "no JSON is kept of event"
    ),
    (
      """
      SELECT event_id FROM kept.launch_events WHERE launch_id NOT IN
        (SELECT launch_id FROM kept.sightings)
      """, "no file is known for event"
    ),
    (
      """
      SELECT conflict_id FROM kept.event_conflicts WHERE conflict_id NOT IN
        (SELECT conflict_id FROM kept.sightings WHERE conflict_id IS NOT NULL)
      """, "no file is known for conflict"
    ),
    (
      """
      SELECT path FROM kept.source_files WHERE is_current = 1 GROUP BY path HAVING count(*) > 1
      """, "two versions of a file are the current one:"
    ),
  ]

  // MARK: Derived values

  /// Reads the kept JSON as an import would, into the scratch store, and compares table by table.
  private mutating func checkDerivedValues() throws {
    try scratch.execute("BEGIN")
    let writer = try LaunchWriter(scratch)
    let file = try FileLedger(scratch, times: .all).begin(FoundFile(path: "-"), now: 0)
    let comparisons = try Comparison.all(scratch)
    let records = try scratch.prepare(
      "SELECT launch_id, record_json FROM kept.event_records ORDER BY launch_id")
    var first: Int64?
    var weight = 0
    var reader = RecordReader(times: 0...(.max))
    func finish(_ last: Int64) throws -> [String] {
      guard let start = first else { return [] }
      _ = try writer.write(reader.takeBatch(), file: file)
      var different: [String] = []
      for comparison in comparisons {
        different += try comparison.run(scratch, start...last)
      }
      try writer.summarizeLaunches()
      try scratch.execute("DELETE FROM main.launch_events; DELETE FROM main.problems")
      (first, weight) = (nil, 0)
      reader = RecordReader(times: 0...(.max))
      return different
    }
    var last: Int64 = 0
    while try records.step() {
      last = records.integer(0)
      first = first ?? last
      let text = records.withBlobBytes(1) { Array($0) }
      let padded = text + [UInt8](repeating: 0x20, count: JSONParser.padding)
      padded.withUnsafeBufferPointer {
        _ = reader.take(
          UnsafeBufferPointer(rebasing: $0[..<text.count]), at: 0, mayLaunch: true, isMember: false)
      }
      eventsChecked += 1
      weight += text.count
      if weight > Self.chunkWeight { for text in try finish(last) { add("derived", text) } }
    }
    for text in try finish(last) { add("derived", text) }
    for text in try SummaryComparison.faults(scratch) { add("summaries", text) }
    try scratch.execute("ROLLBACK")
  }
}

/// How a table of the store is held against what was computed again.
private struct Comparison {
  let table: String
  /// Both selections, in terms of the event's identity and without row numbers.
  private let kept: String
  private let computed: String

  static func all(_ scratch: Database) throws(SQLiteError) -> [Comparison] {
    var all: [Comparison] = []
    for table in ["launch_events", "launch_items", "launched_instances", "event_records"] {
      let names = try scratch.prepare(
        "SELECT name FROM pragma_table_xinfo(?) WHERE name NOT IN "
          + "('launch_id', 'event_id', 'group_id', 'elastic_reading_id') ORDER BY cid")
      try names.bind(.text(table), at: 1)
      var columns: [String] = []
      while try names.step() { columns.append("t." + names.text(0)) }
      if table == "launch_events" {
        columns +=
          ElasticReadings.fields.map { "f." + $0 } + ElasticReadings.faults.map { "r." + $0 }
      }
      all.append(Comparison(table, columns))
    }
    return all
  }

  private init(_ table: String, _ columns: [String]) {
    self.table = table
    func select(_ schema: String) -> String {
      let join =
        table == "launch_events"
        ? "\(schema).launch_events AS t LEFT JOIN \(schema).elastic_readings AS r "
          + "ON r.reading_id = t.elastic_reading_id LEFT JOIN \(schema).elastic_fields AS f "
          + "ON f.fields_id = r.fields_id"
        : "\(schema).\(table) AS t INNER JOIN \(schema).launch_events AS e "
          + "ON e.launch_id = t.launch_id"
      let id = table == "launch_events" ? "t.event_id" : "e.event_id"
      return "SELECT \(id), \(columns.joined(separator: ", ")) FROM \(join)"
    }
    kept = select("kept") + " WHERE t.launch_id BETWEEN ?1 AND ?2"
    computed = select("main")
  }

  /// The events between two row numbers that differ, each as a sentence.
  func run(_ scratch: Database, _ rows: ClosedRange<Int64>) throws(SQLiteError) -> [String] {
    var faults: [String] = []
    for (sql, text) in [
      ("\(kept) EXCEPT \(computed)", "does not follow from the JSON of event"),
      ("\(computed) EXCEPT \(kept)", "lacks what follows from the JSON of event"),
    ] {
      let different = try scratch.prepare(sql)
      try different.bind(.integer(rows.lowerBound), at: 1)
      try different.bind(.integer(rows.upperBound), at: 2)
      while try different.step() { faults.append("\(table) \(text) \(different.text(0))") }
    }
    return faults
  }
}

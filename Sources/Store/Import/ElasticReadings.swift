/// Rows of `elastic_fields` and `elastic_readings`, each made once: what Elastic reads is the same for
/// many launches.
final class ElasticReadings {
  private let database: Database
  private let select: Statement
  private let insertFields: Statement
  private let insertReading: Statement
  /// Rows known in this transaction, by content.
  private var rows: [ByteString: Int64] = [:]
  private var weight = 0
  private var key = ByteString()

  /// Bytes of keys that are kept; hostile requests may read differently each time.
  private static let weightLimit = 16 << 20

  /// The columns of `elastic_fields` but for its number.
  static let fields = ["is_counted", "subnet_id", "instance_type"]
  /// The columns of `elastic_readings` but for the numbers.
  static let faults = [
    "target_instance_count", "count_fault", "subnet_fault", "type_fault", "is_type_from_template",
  ]

  /// A condition under which rows of the two tables, or a row and parameters, say the same; the
  /// unique indexes are made for it.
  static func equal(_ columns: [String], _ left: (String) -> String, _ right: (String) -> String)
    -> String
  {
    columns.map { column in
      switch column {
      case "is_counted", "is_type_from_template": "\(left(column)) = \(right(column))"
      case "target_instance_count":
        "ifnull(\(left(column)), -4294967296) = ifnull(\(right(column)), -4294967296)"
      default: "ifnull(\(left(column)), '') = ifnull(\(right(column)), '')"
      }
    }.joined(separator: " AND ")
  }

  /// Keeps rows in the tables of `schema`.
  init(_ database: Database, schema: String = "main") throws(SQLiteError) {
    self.database = database
    let isField = Self.equal(Self.fields, { "f." + $0 }, { "?\(Self.place($0))" })
    let isReading = Self.equal(Self.faults, { "r." + $0 }, { "?\(Self.place($0))" })
    select = try database.prepare(
      """
      SELECT r.reading_id
      FROM \(schema).elastic_fields AS f CROSS JOIN \(schema).elastic_readings AS r
      WHERE \(isField) AND r.fields_id = f.fields_id AND \(isReading)
      """)
    insertFields = try database.prepare(
      """
      INSERT INTO \(schema).elastic_fields (\(Self.fields.joined(separator: ", ")))
      VALUES (\(Self.fields.map { "?\(Self.place($0))" }.joined(separator: ", ")))
      ON CONFLICT DO NOTHING
      """)
    insertReading = try database.prepare(
      """
      INSERT INTO \(schema).elastic_readings (fields_id, \(Self.faults.joined(separator: ", ")))
      SELECT f.fields_id, \(Self.faults.map { "?\(Self.place($0))" }.joined(separator: ", "))
      FROM \(schema).elastic_fields AS f WHERE \(isField)
      """)
  }

  /// The parameter that holds a column's value, in all three statements.
  private static func place(_ column: String) -> Int {
    ((fields + faults).firstIndex(of: column) ?? 0) + 1
  }

  /// Forgets what it knows; to be called where a transaction begins.
  func forget() {
    rows.removeAll(keepingCapacity: true)
    weight = 0
  }

  /// The row that says what is read of `launch`; nil when there is none yet.
  private func find(
    _ launch: LaunchBatch.Launch, _ arena: UnsafeRawBufferPointer
  ) throws(SQLiteError) -> Int64? {
    makeKey(launch, arena)
    if let row = rows[key] { return row }
    try bind(launch, arena, to: select)
    defer { select.reset() }
    guard try select.step() else { return nil }
    let row = select.integer(0)
    remember(row)
    return row
  }

  /// Makes the row that the last call of `find` did not find.
  private func add(
    _ launch: LaunchBatch.Launch, _ arena: UnsafeRawBufferPointer
  ) throws(SQLiteError) -> Int64 {
    try bind(launch, arena, to: insertFields, places: Self.fields.count)
    try insertFields.run()
    try bind(launch, arena, to: insertReading)
    try insertReading.run()
    let row = database.lastInsertedRow
    remember(row)
    return row
  }

  /// The row that says what is read of `launch`, made where there is none.
  func row(
    of launch: LaunchBatch.Launch, _ arena: UnsafeRawBufferPointer
  ) throws(SQLiteError) -> Int64 {
    if let row = try find(launch, arena) { return row }
    return try add(launch, arena)
  }

  private func remember(_ row: Int64) {
    if weight > Self.weightLimit { forget() }
    weight += key.bytes.count + 64
    rows[key] = row
  }

  private func makeKey(_ launch: LaunchBatch.Launch, _ arena: UnsafeRawBufferPointer) {
    let reading = launch.reading
    key.removeAll()
    key.append(UInt8((reading.isCounted ? 1 : 0) | (launch.isTypeFromTemplate ? 2 : 0)))
    key.append(reading.countFault?.rawValue ?? 255)
    key.append(reading.subnetFault?.rawValue.utf8.first ?? 0)
    key.append(reading.typeFault?.rawValue.utf8.first ?? 0)
    key.append(reading.targetInstanceCount ?? .min)
    for range in [reading.subnetID, reading.instanceType] {
      key.append(field: range.map { text($0, of: launch, arena) })
    }
  }

  private func text(
    _ range: Range<Int>, of launch: LaunchBatch.Launch, _ arena: UnsafeRawBufferPointer
  ) -> UnsafeRawBufferPointer {
    guard case .text(let start, _) = launch.requestParameters else {
      return UnsafeRawBufferPointer(start: nil, count: 0)
    }
    let first = Int(start) + range.lowerBound
    return UnsafeRawBufferPointer(rebasing: arena[first..<first + range.count])
  }

  /// Binds the values of the first columns.
  private func bind(
    _ launch: LaunchBatch.Launch, _ arena: UnsafeRawBufferPointer,
    to statement: borrowing Statement, places: Int = fields.count + faults.count
  ) throws(SQLiteError) {
    let reading = launch.reading
    try statement.bind(.integer(reading.isCounted ? 1 : 0), at: 1)
    for (place, range) in [(2, reading.subnetID), (3, reading.instanceType)] {
      if let range {
        try statement.bindInPlace(text(range, of: launch, arena), at: place)
      } else {
        try statement.bind(.null, at: place)
      }
    }
    guard places > Self.fields.count else { return }
    try statement.bind(reading.targetInstanceCount.map { .integer($0) } ?? .null, at: 4)
    try statement.bind(reading.countFault.map { .text($0.name) } ?? .null, at: 5)
    try statement.bind(reading.subnetFault.map { .text($0.rawValue) } ?? .null, at: 6)
    try statement.bind(reading.typeFault.map { .text($0.rawValue) } ?? .null, at: 7)
    try statement.bind(.integer(launch.isTypeFromTemplate ? 1 : 0), at: 8)
  }
}

/// Notes how Elastic reads the events of a store that an earlier version wrote.
enum ElasticBackfill {
  /// Bytes of JSON that are read at a time.
  private static let chunkWeight = 4 << 20

  /// Reads the kept JSON of each event in `schema`, and counts those that are in a group already.
  static func run(_ database: Database, schema: String) throws(SQLiteError) {
    let readings = try ElasticReadings(database, schema: schema)
    let set = try database.prepare(
      "UPDATE \(schema).launch_events SET elastic_reading_id = ? WHERE launch_id = ?")
    let records = try database.prepare(
      "SELECT launch_id, record_json FROM \(schema).event_records ORDER BY launch_id")
    var reader = RecordReader(times: 0...(.max))
    var launches: [Int64] = []
    var weight = 0
    func finish() throws(SQLiteError) {
      let batch = reader.takeBatch()
      for launch in batch.launches {
        let row: Result<Int64, SQLiteError> = batch.arena.withUnsafeBytes { arena in
          do throws(SQLiteError) {
            return .success(try readings.row(of: launch, arena))
          } catch { return .failure(error) }
        }
        // A record number is the place of the record among those of this reader.
        try set.run(.integer(row.get()), .integer(launches[launch.recordNumber - 1]))
      }
      reader = RecordReader(times: 0...(.max))
      launches.removeAll(keepingCapacity: true)
      weight = 0
    }
    while try records.step() {
      launches.append(records.integer(0))
      let text = records.withBlobBytes(1) { Array($0) }
      let padded = text + [UInt8](repeating: 0x20, count: JSONParser.padding)
      padded.withUnsafeBufferPointer {
        _ = reader.take(
          UnsafeBufferPointer(rebasing: $0[..<text.count]), at: 0, mayLaunch: true, isMember: false)
      }
      weight += text.count
      if weight > chunkWeight { try finish() }
    }
    try finish()
    try database.execute(
      """
      INSERT INTO \(schema).elastic_shares
        (group_id, fields_id, minute, calls, target_instance_count)
      SELECT
        e.group_id, r.fields_id, e.event_time_ms / 60000 % 60, count(*), sum(r.target_instance_count)
      FROM \(schema).launch_events AS e
      CROSS JOIN \(schema).elastic_readings AS r ON r.reading_id = e.elastic_reading_id
      WHERE e.group_id IS NOT NULL
      GROUP BY 1, 2, 3;
      INSERT INTO \(schema).elastic_group_readings (group_id, reading_id, calls)
      SELECT group_id, elastic_reading_id, count(*)
      FROM \(schema).launch_events
      WHERE group_id IS NOT NULL AND elastic_reading_id IS NOT NULL
      GROUP BY 1, 2;
      """)
  }
}

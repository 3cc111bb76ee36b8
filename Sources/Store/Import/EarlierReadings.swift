/// Unites the readings of one content at one path that each left out other events: the ledger has one
/// row per version of a file, with every sighting in it.
final class EarlierReadings {
  /// What of a file's events has been read.
  struct Extent {
    var times: EventTimes
    /// Launches of the file that were left out.
    var leftOut: Int64
  }

  private let database: Database
  private let find: Statement
  private let moveSightings: Statement
  private let moveCopies: Statement
  private let abandoned: AbandonedReadings

  init(_ database: Database, _ abandoned: AbandonedReadings) throws(SQLiteError) {
    self.database = database
    self.abandoned = abandoned
    find = try database.prepare(
      "SELECT source_file_id, since_ms, until_ms FROM source_files WHERE sha256 = ? AND path = ? "
        + "AND launches_left_out > 0 AND source_file_id NOT IN (?, ?)")
    moveSightings = try database.prepare(
      "UPDATE OR IGNORE sightings SET source_file_id = ? WHERE source_file_id = ?")
    moveCopies = try database.prepare(
      "UPDATE source_files SET duplicate_of = ? WHERE duplicate_of = ?")
  }

  /// Puts what earlier readings of the same bytes at `path` found into the row `id`; gives what of
  /// the file has been read by them and by the reading that comes to its end.
  func merge(
    into id: Int64, of path: String, sha256: String?, copyOf original: Int64?, _ last: Extent
  ) throws(SQLiteError) -> Extent {
    guard let sha256 else { return last }
    var extent = last
    for (row, times) in try rows(sha256, path, except: id, original ?? id) {
      // The sightings of a copy are those of the original.
      if original == nil {
        try moveSightings.run(.integer(id), .integer(row))
        extent.leftOut = max(0, extent.leftOut - Int64(database.changes))
      }
      try moveCopies.run(.integer(original ?? id), .integer(row))
      try abandoned.release(row)
      extent.times = extent.times.union(times) ?? extent.times
    }
    return extent
  }

  private func rows(
    _ sha256: String, _ path: String, except id: Int64, _ original: Int64
  ) throws(SQLiteError) -> [(row: Int64, times: EventTimes)] {
    defer { find.reset() }
    try find.bind(.text(sha256), at: 1)
    try find.bind(.text(path), at: 2)
    try find.bind(.integer(id), at: 3)
    try find.bind(.integer(original), at: 4)
    var rows: [(row: Int64, times: EventTimes)] = []
    while try find.step() {
      let times = EventTimes(
        since: find.isNull(1) ? nil : find.integer(1), until: find.isNull(2) ? nil : find.integer(2)
      )
      rows.append((find.integer(0), times))
    }
    return rows
  }
}

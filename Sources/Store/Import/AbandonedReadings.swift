/// Ends readings that never came to their end: of imports that were killed, were slower than another
/// one, or could not read to the last byte.
///
/// Most of their events are seen elsewhere by then, often at the same path. A file that was rewritten
/// meanwhile may lack some: the row of such a reading stays, as no current one, with the sightings that
/// are the only ones of their events, until an import of the path finds that they are not.
final class AbandonedReadings {
  /// The format in the rows of readings that have ended: no import's mark.
  static let mark = "unfinished"

  private let database: Database
  private let forgetSightings: Statement
  private let forgetProblems: Statement
  private let forgetLogs: Statement
  private let forget: Statement
  private let keep: Statement
  private let findOwn: Statement

  init(_ database: Database) throws(SQLiteError) {
    self.database = database
    forgetSightings = try database.prepare(
      """
      DELETE FROM sightings
      WHERE source_file_id = ? AND EXISTS (
        SELECT 1 FROM sightings AS o
        WHERE
          o.launch_id = sightings.launch_id AND o.conflict_id IS sightings.conflict_id
          AND o.source_file_id <> sightings.source_file_id)
      """)
    findOwn = try database.prepare(
      """
      SELECT 1 FROM sightings AS s
      WHERE
        s.source_file_id = ? AND NOT EXISTS (
          SELECT 1 FROM sightings AS o
          WHERE
            o.launch_id = s.launch_id AND o.conflict_id IS s.conflict_id
            AND o.source_file_id <> s.source_file_id)
      LIMIT 1
      """)
    forgetProblems = try database.prepare("DELETE FROM problems WHERE source_file_id = ?")
    forgetLogs = try database.prepare("DELETE FROM archived_logs WHERE source_file_id = ?")
    forget = try database.prepare(
      """
      DELETE FROM source_files AS f
      WHERE
        f.source_file_id = ?
        AND NOT EXISTS (SELECT 1 FROM sightings AS s WHERE s.source_file_id = f.source_file_id)
      """)
    keep = try database.prepare(
      "UPDATE source_files SET is_current = 0, status = 'reading', format = '\(Self.mark)', "
        + "sha256 = NULL, duplicate_of = NULL WHERE source_file_id = ?")
  }

  /// Removes what a reading found and others did, too, its problems, and what an archive held.
  func empty(_ id: Int64) throws(SQLiteError) {
    try forgetSightings.run(.integer(id))
    try forgetProblems.run(.integer(id))
    try forgetLogs.run(.integer(id))
  }

  /// Removes a reading, but for the events that nothing else has seen.
  func release(_ id: Int64) throws(SQLiteError) {
    try empty(id)
    try forget.run(.integer(id))
    if database.changes == 0 { try putAside(id) }
  }

  /// Whether a reading has seen events that nothing else has.
  func isAloneWithEvents(_ id: Int64) throws(SQLiteError) -> Bool {
    defer { findOwn.reset() }
    try findOwn.bind(.integer(id), at: 1)
    return try findOwn.step()
  }

  /// Marks a reading as one that will be released when the next one of its path comes to its end.
  func putAside(_ id: Int64) throws(SQLiteError) { try keep.run(.integer(id)) }
}

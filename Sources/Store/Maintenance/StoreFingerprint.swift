internal import Crypto

/// A hash that two stores share when they were made from the same files, whatever the machine, the
/// order and the time: over the schema's version, the first and the last event, the suppressions,
/// and the SHA-256 of every file.
public enum StoreFingerprint {
  /// The fingerprint, SHA-256 in lower-case hex.
  public static func of(_ database: Database) throws(SQLiteError) -> String {
    var hash = SHA256()
    for sql in parts {
      let rows = try database.prepare(sql)
      while try rows.step() {
        for column in 0..<rows.columnCount {
          // A byte that no UTF-8 text holds keeps values apart, another one unknown from empty.
          rows.withTextBytes(column) { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
          hash.update(data: [rows.isNull(column) ? 0xfe : 0xff])
        }
      }
    }
    return SHA256Sum.hexadecimal(hash.finalize())
  }

  private static let parts = [
    "SELECT max(version) FROM schema_versions",
    "SELECT min(event_time_ms) FROM launch_events", "SELECT max(event_time_ms) FROM launch_events",
    """
    SELECT finding_id, account_id, principal, instance_type, image_id, subnet_id, reason, created_ms,
      until_ms, lifted_ms
    FROM suppressions
    ORDER BY created_ms, suppression_id
    """,
    // Whole files and their copies, and those that could not be read and have no hash.
    "SELECT sha256, status FROM source_files WHERE is_current = 1 ORDER BY sha256, status",
  ]
}

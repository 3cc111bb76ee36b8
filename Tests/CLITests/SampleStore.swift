import Foundation
import Store

/// A small store in a folder of its own, made from schema.sql and removed with its last use.
final class SampleStore {
  let folder: String
  let path: String

  /// Applies schema.sql and then `sql`.
  init(_ sql: String = SampleStore.launches) throws {
    folder = NSTemporaryDirectory() + "huntdb-" + UUID().uuidString
    path = folder + "/hunt.db"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let database = try Database(path: path, mode: .create)
    try database.execute(String(contentsOfFile: SampleStore.schema, encoding: .utf8))
    try database.execute(sql)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// The project's folder.
  static let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  static let schema = project + "/schema.sql"

  /// Three hundred calls, one an hour, up to 2026-11-21, by seven users in three accounts.
  static let launches = """
    INSERT INTO launch_events (
      event_id, event_id_is_synthetic, recipient_account_id, content_sha256, event_time_ms,
      aws_region, account_id, identity_type, principal_arn, user_name, event_outcome,
      error_class, error_code, requested_min, requested_max, launched_count, subnet_source,
      instance_type, has_user_data, launch_template, source_ip_address)
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
    SELECT
      'event-' || i, 0, '123456789012', zeroblob(32), 1795219200000 - i * 3600000,
      CASE WHEN i < 20 THEN 'ap-south-1' ELSE 'us-east-1' END, '01234567890' || (i % 3),
      'IAMUser', 'arn:aws:iam::123456789012:user/u' || (i % 7), 'u' || (i % 7),
      CASE i % 4 WHEN 0 THEN 'failure' ELSE 'success' END,
      CASE i % 4 WHEN 0 THEN 'quota' ELSE 'none' END,
      CASE i % 4 WHEN 0 THEN 'Client.InstanceLimitExceeded' END,
      1, i % 5, CASE i % 4 WHEN 0 THEN 0 ELSE i % 5 END, 'none',
      CASE i % 6 WHEN 0 THEN 'p4d.24xlarge' ELSE 't3.micro' END, 0,
      CASE i % 9 WHEN 0 THEN 'lt-0123:3' END, '198.51.100.7'
    FROM n;
    UPDATE summaries_due SET launches = 0;
    """

  /// The end of the window that covers the last of them.
  static let asOf = "2026-11-21T00:00:00Z"
}

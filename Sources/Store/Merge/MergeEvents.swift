/// The statements that take over the events of the shard, with all that belongs to them.
enum MergeEvents {
  /// Takes over the events that the store does not have; where it may have some, its own index tells
  /// which. Each goes to its group at once, by the offset where all groups are new.
  static func take(_ scratch: Database, mayBeKnown: Bool) throws(SQLiteError) -> String {
    let columns = try columns(
      "launch_events", ["launch_id", "group_id", "elastic_reading_id"], scratch)
    let hasKnownGroups = try scratch.integer("SELECT 1 FROM merged_groups WHERE NOT is_new LIMIT 1")
    let group =
      hasKnownGroups == nil
      ? "s.group_id + (SELECT launch_group FROM offsets)"
      : "(SELECT m.new_id FROM merged_groups AS m WHERE m.old_id = s.group_id)"
    return """
      INSERT INTO store.launch_events (launch_id, group_id, elastic_reading_id, \(columns))
      SELECT
        s.launch_id + (SELECT launch FROM offsets),
        \(group),
        (SELECT m.new_id FROM merged_readings AS m WHERE m.old_id = s.elastic_reading_id),
        \(columns)
      FROM shard.launch_events AS s
      WHERE true
      ORDER BY s.launch_id
      \(mayBeKnown ? "ON CONFLICT (event_id, ifnull(recipient_account_id, '')) DO NOTHING" : "")
      """
  }

  static func columns(
    _ table: String, _ own: [String], _ scratch: Database
  ) throws(SQLiteError) -> String {
    try scratch.columns(of: table, besides: own).joined(separator: ", ")
  }

  /// The tables of what belongs to an event.
  static let details = ["launch_items", "launched_instances", "event_records"]

  /// Takes over those rows of one of them for which `condition` holds.
  static func takeDetails(
    _ table: String, _ scratch: Database, where condition: String = "true"
  ) throws(SQLiteError) -> String {
    let columns = try columns(table, ["launch_id"], scratch)
    return """
      INSERT INTO store.\(table) (launch_id, \(columns))
      SELECT launch_id + (SELECT launch FROM offsets), \(columns)
      FROM shard.\(table)
      WHERE \(condition)
      ORDER BY launch_id;
      """
  }

  /// Notes the instances without an ID, which cannot be added until the index is back.
  static let noteUnnamedInstances = """
    CREATE TEMP TABLE unnamed_instances AS
    SELECT * FROM shard.launched_instances INDEXED BY launched_instances_by_id
    WHERE instance_id IS NULL;
    """

  /// Takes them over.
  static func takeUnnamedInstances(_ scratch: Database) throws(SQLiteError) -> String {
    let columns = try columns("launched_instances", ["launch_id"], scratch)
    return """
      INSERT INTO store.launched_instances (launch_id, \(columns))
      SELECT launch_id + (SELECT launch FROM offsets), \(columns) FROM unnamed_instances;
      DROP TABLE unnamed_instances;
      """
  }

  /// Where the shard saw its events, each pointing to the content that stands there.
  static let sightings = """
    CREATE TEMP TABLE contested AS
    SELECT old_id FROM differing_launches
    UNION
    SELECT launch_id FROM shard.event_conflicts;
    INSERT OR IGNORE INTO store.sightings (source_file_id, record_number, launch_id)
    SELECT
      m.new_id,
      s.record_number,
      ifnull(k.new_id, s.launch_id + (SELECT launch FROM offsets))
    FROM shard.sightings AS s
    CROSS JOIN merged_files AS m ON m.old_id = s.source_file_id
    LEFT JOIN known_launches AS k ON k.old_id = s.launch_id
    WHERE s.launch_id NOT IN (SELECT old_id FROM contested);
    INSERT OR IGNORE INTO store.sightings (source_file_id, record_number, launch_id, conflict_id)
    SELECT
      m.new_id,
      s.record_number,
      t.new_id,
      (
        SELECT d.conflict_id FROM store.event_conflicts AS d
        WHERE d.launch_id = t.new_id AND d.content_sha256 = ifnull(
          (SELECT c.content_sha256 FROM shard.event_conflicts AS c WHERE c.conflict_id = s.conflict_id),
          (SELECT l.content_sha256 FROM shard.launch_events AS l WHERE l.launch_id = s.launch_id))
      )
    FROM (
      SELECT c.old_id, ifnull(k.new_id, c.old_id + (SELECT launch FROM offsets)) AS new_id
      FROM contested AS c LEFT JOIN known_launches AS k ON k.old_id = c.old_id
    ) AS t
    CROSS JOIN shard.sightings AS s ON s.launch_id = t.old_id
    CROSS JOIN merged_files AS m ON m.old_id = s.source_file_id;
    DROP TABLE contested;
    """
}

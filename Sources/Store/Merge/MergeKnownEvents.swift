/// The statements about events that shard and store both have, where they may say different things.
enum MergeKnownEvents {
  /// Settles what both have: which event of the store it is, whether it says something else, and
  /// which of the two counts. The days of such events are in no sum that the shard has.
  static func settle(_ scratch: Database) throws(SQLiteError) -> String {
    let columns = try MergeEvents.columns(
      "launch_events", ["launch_id", "group_id", "elastic_reading_id"], scratch)
    return """
      \(known)
      \(replaced)
      INSERT INTO store.launch_events (launch_id, elastic_reading_id, \(columns))
      SELECT
        r.final_id,
        (SELECT m.new_id FROM merged_readings AS m WHERE m.old_id = s.elastic_reading_id),
        \(columns)
      FROM replaced_launches AS r CROSS JOIN shard.launch_events AS s ON s.launch_id = r.old_id;
      \(stale)
      """
  }

  private static let known = """
    INSERT INTO known_launches
    SELECT s.launch_id, d.launch_id
    FROM shard.launch_events AS s
    CROSS JOIN store.launch_events AS d
      ON
        d.event_id = s.event_id
        AND ifnull(d.recipient_account_id, '') = ifnull(s.recipient_account_id, '')
    WHERE NOT EXISTS (
      SELECT 1 FROM store.launch_events AS n
      WHERE n.launch_id = s.launch_id + (SELECT launch FROM offsets));
    INSERT INTO differing_launches
    SELECT k.old_id, k.new_id
    FROM known_launches AS k
    CROSS JOIN shard.launch_events AS s ON s.launch_id = k.old_id
    CROSS JOIN store.launch_events AS d ON d.launch_id = k.new_id
    WHERE d.content_sha256 <> s.content_sha256;
    """

  /// Where the shard's content stands before the store's, it takes its place: the event of the
  /// store goes, and what it said becomes a conflict.
  private static let replaced = """
    INSERT INTO replaced_launches
    SELECT
      l.old_id,
      l.new_id,
      l.old_id + (SELECT launch FROM offsets) AS final_id,
      d.event_time_ms / 86400000 AS day
    FROM differing_launches AS l
    CROSS JOIN store.launch_events AS d ON d.launch_id = l.new_id
    WHERE
      (
        SELECT f.path || char(0) || printf('%012d', s.record_number)
        FROM shard.sightings AS s
        CROSS JOIN shard.source_files AS f ON f.source_file_id = s.source_file_id
        WHERE s.launch_id = l.old_id AND s.conflict_id IS NULL
        ORDER BY 1 LIMIT 1
      ) < (
        SELECT f.path || char(0) || printf('%012d', s.record_number)
        FROM store.sightings AS s
        CROSS JOIN store.source_files AS f ON f.source_file_id = s.source_file_id
        WHERE s.launch_id = l.new_id AND s.conflict_id IS NULL
        ORDER BY 1 LIMIT 1
      );
    \(MergeLostValues.note)
    DELETE FROM known_launches WHERE old_id IN (SELECT old_id FROM replaced_launches);
    INSERT OR IGNORE INTO store.event_conflicts (launch_id, content_sha256, record_json)
    SELECT r.new_id, d.content_sha256, e.record_json
    FROM replaced_launches AS r
    CROSS JOIN store.launch_events AS d ON d.launch_id = r.new_id
    CROSS JOIN store.event_records AS e ON e.launch_id = r.new_id;
    UPDATE store.sightings SET conflict_id = (
      SELECT c.conflict_id
      FROM store.event_conflicts AS c
      CROSS JOIN store.launch_events AS d ON d.launch_id = c.launch_id
      WHERE c.launch_id = sightings.launch_id AND c.content_sha256 = d.content_sha256)
    WHERE conflict_id IS NULL AND launch_id IN (SELECT new_id FROM replaced_launches);
    DELETE FROM store.launch_items WHERE launch_id IN (SELECT new_id FROM replaced_launches);
    DELETE FROM store.launched_instances WHERE launch_id IN (SELECT new_id FROM replaced_launches);
    DELETE FROM store.event_records WHERE launch_id IN (SELECT new_id FROM replaced_launches);
    DELETE FROM store.launch_events WHERE launch_id IN (SELECT new_id FROM replaced_launches);
    UPDATE store.event_conflicts SET launch_id = (
      SELECT r.final_id FROM replaced_launches AS r WHERE r.new_id = event_conflicts.launch_id)
    WHERE launch_id IN (SELECT new_id FROM replaced_launches);
    UPDATE store.sightings SET launch_id = (
      SELECT r.final_id FROM replaced_launches AS r WHERE r.new_id = sightings.launch_id)
    WHERE launch_id IN (SELECT new_id FROM replaced_launches);
    """

  private static let stale = """
    INSERT OR IGNORE INTO stale_days SELECT day FROM replaced_launches;
    INSERT OR IGNORE INTO stale_days
    SELECT s.event_time_ms / 86400000
    FROM known_launches AS k CROSS JOIN shard.launch_events AS s ON s.launch_id = k.old_id;
    INSERT OR IGNORE INTO stale_days
    SELECT s.event_time_ms / 86400000
    FROM replaced_launches AS r CROSS JOIN shard.launch_events AS s ON s.launch_id = r.old_id;
    UPDATE store.launch_events SET group_id = NULL
    WHERE
      launch_id > (SELECT launch FROM offsets)
      AND event_time_ms / 86400000 IN (SELECT day FROM stale_days);
    DELETE FROM merged_groups WHERE day IN (SELECT day FROM stale_days);
    """

  /// Contents that do not count: the shard's own, and what it says of events that the store has
  /// with other content. One that counts now is no conflict any more.
  static let conflicts = """
    INSERT OR IGNORE INTO store.event_conflicts (launch_id, content_sha256, record_json)
    SELECT * FROM (
      SELECT
        ifnull(k.new_id, c.launch_id + (SELECT launch FROM offsets)) AS launch_id,
        c.content_sha256,
        c.record_json
      FROM shard.event_conflicts AS c LEFT JOIN known_launches AS k ON k.old_id = c.launch_id
      UNION ALL
      SELECT l.new_id, s.content_sha256, e.record_json
      FROM differing_launches AS l
      CROSS JOIN known_launches AS k ON k.old_id = l.old_id
      CROSS JOIN shard.launch_events AS s ON s.launch_id = l.old_id
      CROSS JOIN shard.event_records AS e ON e.launch_id = l.old_id
    ) AS other
    WHERE other.content_sha256 <> (
      SELECT d.content_sha256 FROM store.launch_events AS d WHERE d.launch_id = other.launch_id);
    UPDATE store.sightings SET conflict_id = NULL
    WHERE conflict_id IN (
      SELECT c.conflict_id
      FROM replaced_launches AS r
      CROSS JOIN store.launch_events AS d ON d.launch_id = r.final_id
      CROSS JOIN store.event_conflicts AS c
        ON c.launch_id = r.final_id AND c.content_sha256 = d.content_sha256);
    DELETE FROM store.event_conflicts
    WHERE conflict_id IN (
      SELECT c.conflict_id
      FROM replaced_launches AS r
      CROSS JOIN store.launch_events AS d ON d.launch_id = r.final_id
      CROSS JOIN store.event_conflicts AS c
        ON c.launch_id = r.final_id AND c.content_sha256 = d.content_sha256);
    """
}

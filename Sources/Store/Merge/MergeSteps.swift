/// The statements that take `shard` over into `store`, both attached to one connection.
///
/// Rows of the shard keep their order and get row numbers behind those of the store; what the store
/// knows already is in a temporary table of its own, and rarely much.
enum MergeSteps {
  /// All steps, in order.
  static func all(_ scratch: Database) throws(SQLiteError) -> [String] {
    [
      maps, files, currentFiles, knownLaunches, replacedLaunches,
      try launches(scratch), conflicts, sightings, try problems(scratch), copies,
    ]
  }

  /// Removes the temporary tables.
  static let forget = """
    DROP TABLE temp.merged_files;
    DROP TABLE temp.known_launches;
    DROP TABLE temp.differing_launches;
    DROP TABLE temp.replaced_launches;
    DROP TABLE temp.offsets;
    """

  /// Row numbers of the shard's files in the store. A file is known when the store has the same
  /// bytes at the same path, or also failed to read it.
  private static let maps = """
    CREATE TEMP TABLE offsets AS SELECT
      (SELECT ifnull(max(source_file_id), 0) FROM store.source_files) AS file,
      (SELECT ifnull(max(launch_id), 0) FROM store.launch_events) AS launch;
    CREATE TEMP TABLE merged_files (
      old_id INTEGER PRIMARY KEY, new_id INTEGER NOT NULL, is_new INTEGER NOT NULL);
    INSERT INTO merged_files
    SELECT f.source_file_id, min(d.source_file_id), 0
    FROM shard.source_files AS f
    CROSS JOIN store.source_files AS d ON d.sha256 = f.sha256 AND d.path = f.path
    GROUP BY f.source_file_id;
    INSERT INTO merged_files
    SELECT f.source_file_id, d.source_file_id, 0
    FROM shard.source_files AS f
    CROSS JOIN store.source_files AS d ON d.path = f.path AND d.is_current = 1 AND d.sha256 IS NULL
    WHERE f.sha256 IS NULL;
    INSERT OR IGNORE INTO merged_files
    SELECT source_file_id, source_file_id + (SELECT file FROM offsets), 1 FROM shard.source_files;
    """

  private static let files = """
    INSERT INTO store.source_files (
      source_file_id, path, is_current, size_bytes, modified_ns, etag, sha256, duplicate_of, status,
      format, log_account_id, log_region, delivered_ms, bytes_decompressed, records,
      run_instances, records_rejected, launches_left_out, since_ms, until_ms, imported_ms)
    SELECT
      m.new_id, f.path, 0, f.size_bytes, f.modified_ns, f.etag, f.sha256, o.new_id, f.status,
      f.format, f.log_account_id, f.log_region, f.delivered_ms, f.bytes_decompressed, f.records,
      f.run_instances, f.records_rejected, f.launches_left_out, f.since_ms, f.until_ms,
      f.imported_ms
    FROM merged_files AS m
    CROSS JOIN shard.source_files AS f ON f.source_file_id = m.old_id
    LEFT JOIN merged_files AS o ON o.old_id = f.duplicate_of
    WHERE m.is_new
    ORDER BY m.old_id;
    UPDATE store.source_files SET launches_left_out = 0, since_ms = NULL, until_ms = NULL
    WHERE launches_left_out > 0 AND source_file_id IN (
      SELECT m.new_id
      FROM merged_files AS m CROSS JOIN shard.source_files AS f ON f.source_file_id = m.old_id
      WHERE f.launches_left_out = 0 AND f.sha256 IS NOT NULL);
    """

  /// Of the versions of a file that are current in one of the stores, the newest stays so: one that
  /// was read before one that was not.
  private static let currentFiles = """
    CREATE TEMP TABLE contenders AS
    SELECT m.new_id AS source_file_id
    FROM shard.source_files AS f CROSS JOIN merged_files AS m ON m.old_id = f.source_file_id
    WHERE f.is_current = 1
    UNION
    SELECT d.source_file_id
    FROM shard.source_files AS f
    CROSS JOIN store.source_files AS d ON d.path = f.path AND d.is_current = 1
    WHERE f.is_current = 1;
    CREATE TEMP TABLE winners AS
    SELECT source_file_id FROM (
      SELECT
        d.source_file_id,
        row_number() OVER (
          PARTITION BY d.path
          ORDER BY d.sha256 IS NULL, d.modified_ns DESC, d.imported_ms DESC, d.sha256
        ) AS place
      FROM contenders AS c CROSS JOIN store.source_files AS d ON d.source_file_id = c.source_file_id
    ) WHERE place = 1;
    UPDATE store.source_files SET is_current = 0
    WHERE source_file_id IN (SELECT source_file_id FROM contenders);
    UPDATE store.source_files SET is_current = 1
    WHERE source_file_id IN (SELECT source_file_id FROM winners);
    DROP TABLE contenders;
    DROP TABLE winners;
    """

  /// The shard's events that the store has, and those of them that say something else.
  private static let knownLaunches = """
    CREATE TEMP TABLE known_launches (old_id INTEGER PRIMARY KEY, new_id INTEGER NOT NULL);
    INSERT INTO known_launches
    SELECT s.launch_id, d.launch_id
    FROM shard.launch_events AS s
    CROSS JOIN store.launch_events AS d
      ON
        d.event_id = s.event_id
        AND ifnull(d.recipient_account_id, '') = ifnull(s.recipient_account_id, '');
    CREATE TEMP TABLE differing_launches AS
    SELECT k.old_id, k.new_id
    FROM known_launches AS k
    CROSS JOIN shard.launch_events AS s ON s.launch_id = k.old_id
    CROSS JOIN store.launch_events AS d ON d.launch_id = k.new_id
    WHERE d.content_sha256 <> s.content_sha256;
    """

  /// Where the shard's content stands before the store's, it takes its place: the event of the
  /// store goes, and what it said becomes a conflict.
  private static let replacedLaunches = """
    CREATE TEMP TABLE replaced_launches AS
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

  private static func launches(_ scratch: Database) throws(SQLiteError) -> String {
    let columns = try columns("launch_events", besides: ["launch_id", "group_id"], scratch)
    var text = """
      INSERT INTO store.launch_events (launch_id, \(columns))
      SELECT launch_id + (SELECT launch FROM offsets), \(columns)
      FROM shard.launch_events
      WHERE launch_id NOT IN (SELECT old_id FROM known_launches)
      ORDER BY launch_id;
      """
    for table in ["launch_items", "launched_instances", "event_records"] {
      let columns = try Self.columns(table, besides: ["launch_id"], scratch)
      text += """
        INSERT INTO store.\(table) (launch_id, \(columns))
        SELECT launch_id + (SELECT launch FROM offsets), \(columns)
        FROM shard.\(table)
        WHERE launch_id NOT IN (SELECT old_id FROM known_launches)
        ORDER BY launch_id;
        """
    }
    return text
  }

  private static func columns(
    _ table: String, besides own: [String], _ scratch: Database
  ) throws(SQLiteError) -> String {
    let rows = try scratch.prepare(
      "SELECT name FROM pragma_table_xinfo(?, 'shard') WHERE hidden = 0 ORDER BY cid")
    try rows.bind(.text(table), at: 1)
    var names: [String] = []
    while try rows.step() {
      if !own.contains(rows.text(0)) { names.append(rows.text(0)) }
    }
    return names.joined(separator: ", ")
  }

  /// Contents that do not count: the shard's own, and what it says of events that the store has
  /// with other content. One that counts now is no conflict any more.
  private static let conflicts = """
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

  /// Where the shard saw its events, each pointing to the content that stands there.
  private static let sightings = """
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

  private static func problems(_ scratch: Database) throws(SQLiteError) -> String {
    let columns = try columns("problems", besides: ["problem_id", "source_file_id"], scratch)
    return """
      INSERT INTO store.problems (source_file_id, \(columns))
      SELECT m.new_id, \(columns)
      FROM shard.problems AS p CROSS JOIN merged_files AS m ON m.old_id = p.source_file_id
      WHERE m.is_new
      ORDER BY p.problem_id;
      """
  }

  /// Files with the same bytes: the first by path holds what was found, the others point to it. The
  /// trace of a reading that failed goes where the file has been read.
  private static let copies = """
    CREATE TEMP TABLE originals AS
    SELECT d.sha256, d.source_file_id, min(d.path) AS path
    FROM store.source_files AS d
    WHERE
      d.sha256 IN (SELECT f.sha256 FROM shard.source_files AS f WHERE f.sha256 IS NOT NULL)
      AND d.status IN ('complete', 'partial')
    GROUP BY d.sha256
    HAVING count(*) > 1;
    CREATE TEMP TABLE copies (source_file_id INTEGER PRIMARY KEY, original INTEGER NOT NULL);
    INSERT INTO copies
    SELECT d.source_file_id, o.source_file_id
    FROM originals AS o CROSS JOIN store.source_files AS d ON d.sha256 = o.sha256
    WHERE d.source_file_id <> o.source_file_id AND d.status IN ('complete', 'partial');
    UPDATE store.source_files SET duplicate_of = NULL
    WHERE source_file_id IN (SELECT source_file_id FROM originals);
    UPDATE store.source_files SET duplicate_of = (
      SELECT c.original FROM copies AS c WHERE c.source_file_id = source_files.source_file_id)
    WHERE source_file_id IN (SELECT source_file_id FROM copies);
    UPDATE OR IGNORE store.sightings SET source_file_id = (
      SELECT c.original FROM copies AS c WHERE c.source_file_id = sightings.source_file_id)
    WHERE source_file_id IN (SELECT source_file_id FROM copies);
    DELETE FROM store.sightings WHERE source_file_id IN (SELECT source_file_id FROM copies);
    UPDATE store.problems SET source_file_id = (
      SELECT c.original FROM copies AS c WHERE c.source_file_id = problems.source_file_id)
    WHERE source_file_id IN (SELECT source_file_id FROM copies);
    DELETE FROM store.problems
    WHERE source_file_id IN (SELECT original FROM copies) AND problem_id NOT IN (
      SELECT min(p.problem_id) FROM store.problems AS p
      WHERE p.source_file_id IN (SELECT original FROM copies)
      GROUP BY p.source_file_id, p.record_number, p.byte_offset, p.reason, p.excerpt);
    DROP TABLE originals;
    DROP TABLE copies;
    DELETE FROM store.problems WHERE source_file_id IN (
      SELECT f.source_file_id FROM store.source_files AS f
      WHERE f.is_current = 0 AND f.sha256 IS NULL
        AND NOT EXISTS (SELECT 1 FROM store.sightings AS s WHERE s.source_file_id = f.source_file_id));
    DELETE FROM store.source_files
    WHERE is_current = 0 AND sha256 IS NULL
      AND NOT EXISTS (
        SELECT 1 FROM store.sightings AS s WHERE s.source_file_id = source_files.source_file_id);
    """

  /// Makes the summaries of the days on which an event was replaced be counted again.
  static let recount = """
    UPDATE store.launch_events SET group_id = NULL
    WHERE event_time_ms / 86400000 IN (SELECT day FROM replaced_launches);
    DELETE FROM store.launch_group_values WHERE group_id IN (
      SELECT g.group_id FROM store.launch_groups AS g
      WHERE g.day IN (SELECT day FROM replaced_launches));
    DELETE FROM store.launch_groups WHERE day IN (SELECT day FROM replaced_launches);
    DELETE FROM store.principal_day_values WHERE day IN (SELECT day FROM replaced_launches);
    DELETE FROM store.principal_hours WHERE hour / 24 IN (SELECT day FROM replaced_launches);
    """

  /// Counts what is in no summary yet.
  static let summarize = "UPDATE store.summaries_due SET launches = 0"

  /// Removes who has no launches left.
  static let tidy = """
    DELETE FROM store.principals WHERE principal_key NOT IN (
      SELECT g.principal_key FROM store.launch_groups AS g);
    """

  /// First and last times outlive the events that they came from; a suppression is one rule, made
  /// once, that is lifted when it was lifted anywhere.
  static let rest = """
    INSERT INTO store.account_values (account_id, kind, value, first_ms, last_ms)
    SELECT account_id, kind, value, first_ms, last_ms FROM shard.account_values WHERE true
    ON CONFLICT (account_id, kind, value)
    DO UPDATE SET first_ms = min(first_ms, excluded.first_ms), last_ms = max(last_ms, excluded.last_ms);
    UPDATE store.suppressions SET
      lifted_ms = ifnull(
        min(suppressions.lifted_ms, s.lifted_ms), ifnull(suppressions.lifted_ms, s.lifted_ms)),
      until_ms = max(suppressions.until_ms, s.until_ms)
    FROM shard.suppressions AS s
    WHERE
      s.created_ms = suppressions.created_ms AND s.reason = suppressions.reason
      AND s.finding_id IS suppressions.finding_id AND s.account_id IS suppressions.account_id
      AND s.principal IS suppressions.principal AND s.instance_type IS suppressions.instance_type
      AND s.image_id IS suppressions.image_id AND s.subnet_id IS suppressions.subnet_id
      AND s.severity_score IS suppressions.severity_score;
    INSERT INTO store.suppressions (
      finding_id, account_id, principal, instance_type, image_id, subnet_id, severity_score, reason,
      created_ms, until_ms, lifted_ms)
    SELECT
      s.finding_id, s.account_id, s.principal, s.instance_type, s.image_id, s.subnet_id,
      s.severity_score, s.reason, s.created_ms, s.until_ms, s.lifted_ms
    FROM shard.suppressions AS s
    WHERE NOT EXISTS (
      SELECT 1 FROM store.suppressions AS d
      WHERE
        s.created_ms = d.created_ms AND s.reason = d.reason
        AND s.finding_id IS d.finding_id AND s.account_id IS d.account_id
        AND s.principal IS d.principal AND s.instance_type IS d.instance_type
        AND s.image_id IS d.image_id AND s.subnet_id IS d.subnet_id
        AND s.severity_score IS d.severity_score)
    ORDER BY s.suppression_id;
    UPDATE store.settings SET value = max(ifnull(settings.value, s.value), s.value)
    FROM shard.settings AS s
    WHERE settings.name = 'pruned_before_ms' AND s.name = settings.name AND s.value IS NOT NULL;
    """
}

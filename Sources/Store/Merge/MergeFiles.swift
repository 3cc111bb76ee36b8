/// The statements that take over the ledger of the shard: which files were read, and what could not be.
enum MergeFiles {
  /// Takes over the files. A file is known when the store has the same bytes at the same path, or also
  /// failed to read it. Of the versions of a file that are current in one of the stores, the newest
  /// stays so: one that was read before one that was not.
  static let take = """
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
    CREATE TEMP TABLE partial_files AS
    SELECT
      m.old_id,
      m.new_id,
      (SELECT count(*) FROM store.sightings AS s WHERE s.source_file_id = m.new_id) AS sightings
    FROM merged_files AS m
    CROSS JOIN shard.source_files AS f ON f.source_file_id = m.old_id
    CROSS JOIN store.source_files AS d ON d.source_file_id = m.new_id
    WHERE NOT m.is_new AND f.launches_left_out > 0 AND d.launches_left_out > 0;
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

  /// Files of which either store left out other launches: what is left out of both, and the times that
  /// were asked for, where there is no time between them.
  static let partial = """
    UPDATE store.source_files AS d SET
      launches_left_out = max(0, d.launches_left_out + p.sightings - (
        SELECT count(*) FROM store.sightings AS s WHERE s.source_file_id = d.source_file_id))
    FROM partial_files AS p
    WHERE d.source_file_id = p.new_id;
    UPDATE store.source_files AS d SET
      since_ms = min(d.since_ms, f.since_ms),
      until_ms = max(d.until_ms, f.until_ms)
    FROM partial_files AS p CROSS JOIN shard.source_files AS f ON f.source_file_id = p.old_id
    WHERE
      d.source_file_id = p.new_id
      AND ifnull(d.since_ms <= f.until_ms, 1) AND ifnull(f.since_ms <= d.until_ms, 1);
    DROP TABLE partial_files;
    """

  /// What could not be read of the new files.
  static func problems(_ scratch: Database) throws(SQLiteError) -> String {
    let own = ["problem_id", "source_file_id"]
    let columns = try scratch.columns(of: "problems", besides: own).joined(separator: ", ")
    return """
      INSERT INTO store.problems (source_file_id, \(columns))
      SELECT m.new_id, \(columns)
      FROM shard.problems AS p CROSS JOIN merged_files AS m ON m.old_id = p.source_file_id
      WHERE m.is_new
      ORDER BY p.problem_id;
      """
  }

  /// The logs in archives: of the same bytes the same ones, which a store may not have noted.
  static let logs = """
    INSERT OR IGNORE INTO store.archived_logs (
      source_file_id, log_number, path, status, log_account_id, log_region, delivered_ms, records,
      run_instances)
    SELECT
      m.new_id, l.log_number, l.path, l.status, l.log_account_id, l.log_region, l.delivered_ms,
      l.records, l.run_instances
    FROM shard.archived_logs AS l
    CROSS JOIN merged_files AS m ON m.old_id = l.source_file_id
    CROSS JOIN shard.source_files AS f ON f.source_file_id = l.source_file_id
    WHERE m.is_new OR f.sha256 IS NOT NULL;
    """

  /// Files with the same bytes: the first by path holds what was found, the others point to it. The
  /// trace of a reading that failed, or never came to its end, goes where the file has been read.
  static let copies = """
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
    UPDATE OR IGNORE store.archived_logs SET source_file_id = (
      SELECT c.original FROM copies AS c WHERE c.source_file_id = archived_logs.source_file_id)
    WHERE source_file_id IN (SELECT source_file_id FROM copies);
    DELETE FROM store.archived_logs WHERE source_file_id IN (SELECT source_file_id FROM copies);
    DROP TABLE originals;
    DROP TABLE copies;
    DELETE FROM store.sightings
    WHERE
      source_file_id IN (
        SELECT f.source_file_id FROM store.source_files AS f
        WHERE f.status = 'reading' AND f.is_current = 0)
      AND EXISTS (
        SELECT 1 FROM store.sightings AS o
        WHERE
          o.launch_id = sightings.launch_id AND o.conflict_id IS sightings.conflict_id
          AND o.source_file_id <> sightings.source_file_id);
    DELETE FROM store.problems WHERE source_file_id IN (
      SELECT f.source_file_id FROM store.source_files AS f
      WHERE f.is_current = 0 AND f.sha256 IS NULL
        AND NOT EXISTS (SELECT 1 FROM store.sightings AS s WHERE s.source_file_id = f.source_file_id));
    DELETE FROM store.archived_logs WHERE source_file_id IN (
      SELECT f.source_file_id FROM store.source_files AS f
      WHERE f.is_current = 0 AND f.sha256 IS NULL);
    DELETE FROM store.source_files
    WHERE is_current = 0 AND sha256 IS NULL
      AND NOT EXISTS (
        SELECT 1 FROM store.sightings AS s WHERE s.source_file_id = source_files.source_file_id);
    """
}

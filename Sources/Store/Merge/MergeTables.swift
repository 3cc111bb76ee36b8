/// The temporary tables in which a merge notes where rows of the shard go in the store, and the
/// columns of the schema's tables.
enum MergeTables {
  /// Makes them. New rows keep their order and get numbers behind those of the store: their own and
  /// an offset.
  static let make = """
    CREATE TEMP TABLE offsets AS SELECT
      (SELECT ifnull(max(source_file_id), 0) FROM store.source_files) AS file,
      (SELECT ifnull(max(launch_id), 0) FROM store.launch_events) AS launch,
      (SELECT ifnull(max(principal_key), 0) FROM store.principals) AS principal,
      (SELECT ifnull(max(group_id), 0) FROM store.launch_groups) AS launch_group,
      (SELECT ifnull(max(fields_id), 0) FROM store.elastic_fields) AS elastic_fields,
      (SELECT ifnull(max(reading_id), 0) FROM store.elastic_readings) AS reading;
    CREATE TEMP TABLE merged_files (
      old_id INTEGER PRIMARY KEY, new_id INTEGER NOT NULL, is_new INTEGER NOT NULL);
    CREATE TEMP TABLE merged_principals (
      old_id INTEGER PRIMARY KEY, new_id INTEGER NOT NULL, is_new INTEGER NOT NULL);
    CREATE TEMP TABLE merged_groups (
      old_id INTEGER PRIMARY KEY, new_id INTEGER NOT NULL, is_new INTEGER NOT NULL,
      day INTEGER NOT NULL);
    CREATE TEMP TABLE merged_fields (
      old_id INTEGER PRIMARY KEY, new_id INTEGER NOT NULL, is_new INTEGER NOT NULL);
    CREATE TEMP TABLE merged_readings (
      old_id INTEGER PRIMARY KEY, new_id INTEGER NOT NULL, is_new INTEGER NOT NULL);
    CREATE TEMP TABLE known_launches (old_id INTEGER PRIMARY KEY, new_id INTEGER NOT NULL);
    CREATE TEMP TABLE differing_launches (old_id INTEGER PRIMARY KEY, new_id INTEGER NOT NULL);
    CREATE TEMP TABLE replaced_launches (
      old_id INTEGER PRIMARY KEY, new_id INTEGER NOT NULL, final_id INTEGER NOT NULL,
      day INTEGER NOT NULL);
    CREATE TEMP TABLE stale_days (day INTEGER PRIMARY KEY);
    CREATE TEMP TABLE lost_values (
      account_id TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
      PRIMARY KEY (account_id, kind, value)) WITHOUT ROWID;
    """

  /// Removes them.
  static let forget = """
    DROP TABLE temp.offsets;
    DROP TABLE temp.merged_files;
    DROP TABLE temp.merged_principals;
    DROP TABLE temp.merged_groups;
    DROP TABLE temp.merged_fields;
    DROP TABLE temp.merged_readings;
    DROP TABLE temp.known_launches;
    DROP TABLE temp.differing_launches;
    DROP TABLE temp.replaced_launches;
    DROP TABLE temp.stale_days;
    DROP TABLE temp.lost_values;
    """
}

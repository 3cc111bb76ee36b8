/// The statements that unite what Elastic reads of the events.
enum MergeReadings {
  /// Finds for each row of the shard's the one of the store, or makes it. It is done before events
  /// come, which refer to it.
  static let take = """
    INSERT INTO merged_fields
    SELECT
      s.fields_id,
      ifnull(d.fields_id, s.fields_id + (SELECT elastic_fields FROM offsets)),
      d.fields_id IS NULL
    FROM shard.elastic_fields AS s
    LEFT JOIN store.elastic_fields AS d
      ON \(ElasticReadings.equal(ElasticReadings.fields, { "d." + $0 }, { "s." + $0 }));
    INSERT INTO merged_readings
    SELECT
      s.reading_id,
      ifnull(d.reading_id, s.reading_id + (SELECT reading FROM offsets)),
      d.reading_id IS NULL
    FROM shard.elastic_readings AS s
    CROSS JOIN merged_fields AS m ON m.old_id = s.fields_id
    LEFT JOIN store.elastic_readings AS d
      ON
        d.fields_id = m.new_id
        AND \(ElasticReadings.equal(ElasticReadings.faults, { "d." + $0 }, { "s." + $0 }));
    INSERT INTO store.elastic_fields (fields_id, \(fields))
    SELECT m.new_id, \(fields)
    FROM merged_fields AS m CROSS JOIN shard.elastic_fields AS s ON s.fields_id = m.old_id
    WHERE m.is_new
    ORDER BY m.old_id;
    INSERT INTO store.elastic_readings (reading_id, fields_id, \(faults))
    SELECT m.new_id, f.new_id, \(faults)
    FROM merged_readings AS m
    CROSS JOIN shard.elastic_readings AS s ON s.reading_id = m.old_id
    CROSS JOIN merged_fields AS f ON f.old_id = s.fields_id
    WHERE m.is_new
    ORDER BY m.old_id;
    """

  private static let fields = ElasticReadings.fields.joined(separator: ", ")
  private static let faults = ElasticReadings.faults.joined(separator: ", ")

  /// Adds the shard's counts to the store's.
  static let add = """
    INSERT INTO store.elastic_shares (group_id, fields_id, minute, calls, target_instance_count)
    SELECT g.new_id, f.new_id, s.minute, s.calls, s.target_instance_count
    FROM merged_groups AS g
    CROSS JOIN shard.elastic_shares AS s ON s.group_id = g.old_id
    CROSS JOIN merged_fields AS f ON f.old_id = s.fields_id
    WHERE true
    ON CONFLICT (group_id, fields_id, minute) DO UPDATE SET
      calls = calls + excluded.calls,
      target_instance_count = ifnull(
        target_instance_count + excluded.target_instance_count,
        ifnull(target_instance_count, excluded.target_instance_count));
    INSERT INTO store.elastic_group_readings (group_id, reading_id, calls)
    SELECT g.new_id, r.new_id, s.calls
    FROM merged_groups AS g
    CROSS JOIN shard.elastic_group_readings AS s ON s.group_id = g.old_id
    CROSS JOIN merged_readings AS r ON r.old_id = s.reading_id
    WHERE true
    ON CONFLICT (group_id, reading_id) DO UPDATE SET calls = calls + excluded.calls;
    """
}

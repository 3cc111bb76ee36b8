/// What came first in an account, where a content of an event had it that does not count any more.
enum MergeLostValues {
  /// Notes the values of contents that do not count: the shard's where the store's stands first, and
  /// the other way round. It is done while both are there.
  static let note = """
    INSERT OR IGNORE INTO lost_values
    SELECT e.account_id, e.kind, e.value
    FROM (
      SELECT
        ifnull(c.account_id, '') AS account_id,
        k.column1 AS kind,
        CASE k.column1
          WHEN 'principal' THEN c.principal
          WHEN 'aws_region' THEN c.aws_region
          WHEN 'instance_type' THEN c.instance_type
          WHEN 'instance_family' THEN c.instance_family
          WHEN 'image_id' THEN c.image_id
          WHEN 'key_name' THEN c.key_name
          WHEN 'source_network' THEN c.source_network
          ELSE substr(c.user_agent, 1, 1024)
        END AS value
      FROM (
        SELECT s.*
        FROM differing_launches AS l CROSS JOIN shard.launch_events AS s ON s.launch_id = l.old_id
        WHERE l.old_id NOT IN (SELECT r.old_id FROM replaced_launches AS r)
        UNION ALL
        SELECT d.*
        FROM replaced_launches AS r CROSS JOIN store.launch_events AS d ON d.launch_id = r.new_id
      ) AS c
      CROSS JOIN (VALUES
        ('principal'), ('aws_region'), ('instance_type'), ('instance_family'), ('image_id'),
        ('key_name'), ('source_network'), ('user_agent')) AS k
    ) AS e
    WHERE e.value IS NOT NULL;
    """

  /// Counts those values again, once all events are in the summaries. What pruned events had is not
  /// known any more: it stays as it is.
  static let settle = """
    CREATE TEMP TABLE remaining_values AS
    SELECT l.account_id, l.kind, l.value, min(v.first_ms) AS first_ms, max(v.last_ms) AS last_ms
    FROM (
      SELECT
        ifnull(p.account_id, '') AS account_id,
        CASE d.kind WHEN 'error_class' THEN 'principal' ELSE d.kind END AS kind,
        CASE d.kind WHEN 'error_class' THEN p.principal ELSE d.value END AS value,
        d.first_ms,
        d.last_ms
      FROM store.principal_day_values AS d
      CROSS JOIN store.principals AS p ON p.principal_key = d.principal_key
      UNION ALL
      SELECT ifnull(p.account_id, ''), 'instance_type', g.instance_type, g.first_ms, g.last_ms
      FROM store.launch_groups AS g
      CROSS JOIN store.principals AS p ON p.principal_key = g.principal_key
      WHERE g.instance_type IS NOT NULL
    ) AS v
    CROSS JOIN lost_values AS l
      ON l.account_id = v.account_id AND l.kind = v.kind AND l.value = v.value
    GROUP BY l.account_id, l.kind, l.value;
    UPDATE store.account_values AS a SET
      first_ms = CASE WHEN a.first_ms < n.pruned THEN a.first_ms ELSE r.first_ms END,
      last_ms = coalesce(r.last_ms, min(a.last_ms, n.pruned - 1))
    FROM lost_values AS l
    CROSS JOIN (
      SELECT ifnull(max(s.value), 0) AS pruned
      FROM store.settings AS s WHERE s.name = 'pruned_before_ms') AS n
    LEFT JOIN remaining_values AS r
      ON r.account_id = l.account_id AND r.kind = l.kind AND r.value = l.value
    WHERE a.account_id = l.account_id AND a.kind = l.kind AND a.value = l.value
      AND (r.value IS NOT NULL OR a.first_ms < n.pruned);
    DELETE FROM store.account_values
    WHERE (account_id, kind, value) IN (
      SELECT l.account_id, l.kind, l.value FROM lost_values AS l
      EXCEPT SELECT r.account_id, r.kind, r.value FROM remaining_values AS r)
      AND first_ms >= (
        SELECT ifnull(max(s.value), 0) FROM store.settings AS s WHERE s.name = 'pruned_before_ms');
    DROP TABLE remaining_values;
    """
}

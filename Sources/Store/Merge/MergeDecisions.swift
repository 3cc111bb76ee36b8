/// The statements that take over what people decided and what outlives events.
enum MergeDecisions {
  /// First and last times outlive the events that they came from; a suppression is one rule, made
  /// once, that is lifted when it was lifted anywhere.
  static let take = """
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

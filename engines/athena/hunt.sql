-- Made by make.py. Not executed: see README.md.
-- The hunt's views over launch_attempts and hunt_settings, in the reading that is meant.

-- Exactly one row: the window.
CREATE OR REPLACE VIEW hunt_window AS
SELECT
  as_of AS as_of,
  as_of - window_days * INTERVAL '1' DAY AS window_start,
  window_days,
  threshold
FROM hunt_settings;

-- One row per event inside the window.
CREATE OR REPLACE VIEW launches_in_window AS
SELECT a.*
FROM launch_attempts AS a
CROSS JOIN hunt_window AS w
WHERE a.event_timestamp > w.window_start AND a.event_timestamp <= w.as_of;

-- One row per account, principal, user, UTC day, region, subnet, instance type and outcome inside the
-- window: all groups, high or not.
CREATE OR REPLACE VIEW instance_deployments AS
SELECT
  l.account_id AS account_id,
  l.principal AS principal,
  l.user_name AS user_name,
  min(l.actor) AS actor,
  substr(l.event_time, 1, 10) AS date,
  l.aws_region AS aws_region,
  l.subnet_id AS subnet_id,
  l.instance_type AS instance_type,
  l.outcome AS outcome,
  count(*) AS attempts,
  sum(l.requested_min) AS requested_min,
  sum(l.requested_max) AS requested_max,
  sum(l.launched_count) AS launched,
  min_by(l.event_time, l.event_timestamp) AS first_seen,
  max_by(l.event_time, l.event_timestamp) AS last_seen,
  count(DISTINCT l.source_ip_address) AS source_ip_addresses,
  count(DISTINCT l.access_key_id) AS access_keys,
  count(DISTINCT l.session_name) AS sessions,
  count(DISTINCT l.image_id) AS images,
  sum(CASE WHEN l.error_class = 'authorization' THEN 1 ELSE 0 END) AS failed_authorization,
  sum(CASE WHEN l.error_class = 'quota' THEN 1 ELSE 0 END) AS failed_quota,
  sum(CASE WHEN l.error_class = 'capacity' THEN 1 ELSE 0 END) AS failed_capacity,
  sum(CASE WHEN l.error_class = 'throttling' THEN 1 ELSE 0 END) AS failed_throttling,
  sum(CASE WHEN l.error_class = 'invalid_request' THEN 1 ELSE 0 END) AS failed_invalid_request,
  sum(CASE WHEN l.error_class = 'other' THEN 1 ELSE 0 END) AS failed_other
FROM launches_in_window AS l
GROUP BY
  l.account_id, l.principal, l.user_name, substr(l.event_time, 1, 10), l.aws_region, l.subnet_id, l.instance_type, l.outcome;

-- One row per group that asked for the threshold or more, dry runs apart.
CREATE OR REPLACE VIEW high_instance_deployments AS
SELECT d.*
FROM instance_deployments AS d
CROSS JOIN hunt_window AS w
WHERE d.requested_max >= w.threshold AND d.outcome IN ('success', 'failure');

-- One row per account and principal inside the window.
CREATE OR REPLACE VIEW principal_deployments AS
WITH high_counts AS (
  SELECT
    d.account_id AS account_id,
    d.principal AS principal,
    count(*) AS high_groups
  FROM high_instance_deployments AS d
  GROUP BY d.account_id, d.principal
),
totals AS (
  SELECT
    l.account_id AS account_id,
    l.principal AS principal,
    min(l.actor) AS actor,
    count(*) AS attempts,
    coalesce(sum(CASE WHEN l.outcome <> 'dry_run' THEN l.requested_max END), 0) AS requested_max,
    coalesce(sum(CASE WHEN l.outcome = 'success' THEN l.requested_max END), 0) AS requested_max_succeeded,
    sum(l.launched_count) AS launched,
    sum(CASE WHEN l.outcome = 'failure' THEN 1 ELSE 0 END) AS failures,
    sum(CASE WHEN l.outcome = 'dry_run' THEN 1 ELSE 0 END) AS dry_runs,
    count(DISTINCT substr(l.event_time, 1, 10)) AS days,
    count(DISTINCT l.aws_region) AS regions,
    count(DISTINCT l.subnet_id) AS subnets,
    count(DISTINCT l.instance_type) AS instance_types,
    count(DISTINCT l.source_ip_address) AS source_ip_addresses,
    count(DISTINCT l.access_key_id) AS access_keys,
    count(DISTINCT l.session_name) AS sessions,
    count(DISTINCT l.image_id) AS images,
    min_by(l.event_time, l.event_timestamp) AS first_seen,
    max_by(l.event_time, l.event_timestamp) AS last_seen
  FROM launches_in_window AS l
  GROUP BY l.account_id, l.principal
)
SELECT
  t.account_id AS account_id,
  t.principal AS principal,
  t.actor AS actor,
  t.attempts AS attempts,
  t.requested_max AS requested_max,
  t.requested_max_succeeded AS requested_max_succeeded,
  t.launched AS launched,
  t.failures AS failures,
  t.dry_runs AS dry_runs,
  CASE WHEN t.requested_max >= w.threshold THEN 1 ELSE 0 END AS is_high,
  coalesce(h.high_groups, 0) AS high_groups,
  t.days AS days,
  t.regions AS regions,
  t.subnets AS subnets,
  t.instance_types AS instance_types,
  t.source_ip_addresses AS source_ip_addresses,
  t.access_keys AS access_keys,
  t.sessions AS sessions,
  t.images AS images,
  t.first_seen AS first_seen,
  t.last_seen AS last_seen
FROM totals AS t
CROSS JOIN hunt_window AS w
LEFT JOIN high_counts AS h
  ON
    coalesce(h.account_id, '') = coalesce(t.account_id, '')
    AND h.principal = t.principal;

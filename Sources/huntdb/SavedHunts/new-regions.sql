-- Regions that an account used inside the window for the first time
-- :history 90 days before the window in which a region counts as known
--
-- One row per account, region and principal that launched there. A region that nobody used
-- before is where miners go, since nobody watches it.
WITH bounds AS (
  SELECT
    window_start_ms,
    as_of_ms,
    window_start_ms - :history * 86400000 AS history_start_ms
  FROM hunt_window_ms
),
known AS (
  SELECT DISTINCT
    e.account_id,
    e.aws_region
  FROM bounds AS b
  INNER JOIN launch_events AS e
    ON e.event_time_ms > b.history_start_ms AND e.event_time_ms <= b.window_start_ms
)
SELECT
  e.account_id,
  e.aws_region,
  e.principal,
  count(*) AS attempts,
  sum(e.requested_max) AS requested_max,
  sum(e.launched_count) AS launched,
  strftime('%Y-%m-%dT%H:%M:%SZ', min(e.event_time_ms) / 1000, 'unixepoch') AS first_seen,
  strftime('%Y-%m-%dT%H:%M:%SZ', max(e.event_time_ms) / 1000, 'unixepoch') AS last_seen
FROM bounds AS b
INNER JOIN launch_events AS e
  ON e.event_time_ms > b.window_start_ms AND e.event_time_ms <= b.as_of_ms
LEFT JOIN known AS k
  ON k.account_id IS e.account_id AND k.aws_region IS e.aws_region
WHERE k.aws_region IS NULL AND e.aws_region IS NOT NULL
GROUP BY e.account_id, e.aws_region, e.principal
ORDER BY e.account_id, min(e.event_time_ms), e.aws_region, e.principal

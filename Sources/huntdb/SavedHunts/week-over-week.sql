-- This window beside the one before it
-- :rows 50 how many principals to show
--
-- One row per account and principal seen in either window, the greatest growth first. The
-- window before is as long as the window and ends where it begins. Attempts are all calls, dry
-- runs too; these ask for nothing and launch nothing.
WITH calls AS (
  SELECT
    e.account_id,
    e.principal,
    e.event_time_ms > w.window_start_ms AS is_now,
    CASE WHEN e.outcome <> 'dry_run' THEN e.requested_max END AS requested_max,
    e.launched_count
  FROM hunt_window_ms AS w
  INNER JOIN launch_events AS e
    ON
      e.event_time_ms > w.window_start_ms - w.window_days * 86400000
      AND e.event_time_ms <= w.as_of_ms
)
SELECT
  account_id,
  principal,
  coalesce(sum(CASE WHEN is_now THEN requested_max END), 0) AS requested_now,
  coalesce(sum(CASE WHEN NOT is_now THEN requested_max END), 0) AS requested_before,
  coalesce(sum(CASE WHEN is_now THEN requested_max ELSE -requested_max END), 0) AS change,
  coalesce(sum(CASE WHEN is_now THEN launched_count END), 0) AS launched_now,
  coalesce(sum(CASE WHEN NOT is_now THEN launched_count END), 0) AS launched_before,
  sum(is_now) AS attempts_now,
  sum(NOT is_now) AS attempts_before
FROM calls
GROUP BY account_id, principal
ORDER BY change DESC, account_id, principal
LIMIT :rows

-- Launches through a launch template inside the window
--
-- One row per template, account and principal. What a template asks for does not stand in the
-- request, so that the instance type is known only when something was launched.
SELECT
  e.launch_template,
  e.account_id,
  e.principal,
  count(*) AS attempts,
  sum(e.requested_max) AS requested_max,
  sum(e.launched_count) AS launched,
  sum(e.outcome = 'failure') AS failures,
  group_concat(DISTINCT e.instance_type) AS instance_types,
  group_concat(DISTINCT e.aws_region) AS aws_regions,
  strftime('%Y-%m-%dT%H:%M:%SZ', min(e.event_time_ms) / 1000, 'unixepoch') AS first_seen,
  strftime('%Y-%m-%dT%H:%M:%SZ', max(e.event_time_ms) / 1000, 'unixepoch') AS last_seen
FROM hunt_window_ms AS w
INNER JOIN launch_events AS e
  ON e.event_time_ms > w.window_start_ms AND e.event_time_ms <= w.as_of_ms
WHERE e.launch_template IS NOT NULL
GROUP BY e.launch_template, e.account_id, e.principal
ORDER BY requested_max DESC, e.launch_template, e.account_id, e.principal

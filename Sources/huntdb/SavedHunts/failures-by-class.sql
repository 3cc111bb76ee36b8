-- Why launches failed inside the window
--
-- One row per kind of error and error code. Many quota or capacity errors from one principal are
-- the trace of somebody who takes whatever can be had; authorization errors that of a probe.
SELECT
  e.error_class,
  e.error_code,
  count(*) AS attempts,
  count(DISTINCT e.principal) AS principals,
  sum(e.requested_max) AS requested_max,
  count(DISTINCT e.aws_region) AS regions,
  strftime('%Y-%m-%dT%H:%M:%SZ', min(e.event_time_ms) / 1000, 'unixepoch') AS first_seen,
  strftime('%Y-%m-%dT%H:%M:%SZ', max(e.event_time_ms) / 1000, 'unixepoch') AS last_seen
FROM hunt_window_ms AS w
INNER JOIN launch_events AS e
  ON e.event_time_ms > w.window_start_ms AND e.event_time_ms <= w.as_of_ms
WHERE e.outcome <> 'success'
GROUP BY e.error_class, e.error_code
ORDER BY attempts DESC, e.error_class, e.error_code

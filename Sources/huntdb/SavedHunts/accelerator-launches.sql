-- Launches of GPU, FPGA and machine-learning instances inside the window
--
-- One row per call, by the prefix of the instance type: p, g and gr (GPUs), trn, inf and dl
-- (machine learning), f (FPGAs), vt (video). These earn a miner the most and cost the most.
SELECT
  strftime('%Y-%m-%dT%H:%M:%SZ', e.event_time_ms / 1000, 'unixepoch') AS event_time,
  e.account_id,
  e.principal,
  e.session_name,
  e.aws_region,
  e.instance_type,
  e.requested_max,
  e.launched_count,
  e.outcome,
  e.error_code,
  e.source_ip_address,
  e.event_id
FROM hunt_window_ms AS w
INNER JOIN launch_events AS e
  ON e.event_time_ms > w.window_start_ms AND e.event_time_ms <= w.as_of_ms
WHERE
  e.instance_type GLOB 'p[0-9]*'
  OR e.instance_type GLOB 'g[0-9]*'
  OR e.instance_type GLOB 'gr[0-9]*'
  OR e.instance_type GLOB 'trn[0-9]*'
  OR e.instance_type GLOB 'inf[0-9]*'
  OR e.instance_type GLOB 'dl[0-9]*'
  OR e.instance_type GLOB 'f[0-9]*'
  OR e.instance_type GLOB 'vt[0-9]*'
ORDER BY e.event_time_ms DESC, e.event_id

-- Exactly one row: what decides the window. Put a TIMESTAMP in the place of current_timestamp() to
-- look back from another time.
CREATE OR REPLACE TEMPORARY VIEW hunt_settings AS
SELECT
  current_timestamp() AS as_of,
  7 AS window_days,
  10 AS threshold;

-- Exactly one row: what decides the window. Put a DateTime64 in the place of now64() to look back from
-- another time.
CREATE OR REPLACE VIEW hunt_settings AS
SELECT
  now64(3, 'UTC') AS as_of,
  7 AS window_days,
  10 AS threshold;

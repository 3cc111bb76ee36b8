-- Exactly one row: what decides the window. Put a TIMESTAMP with UTC in the place of current_timestamp
-- to look back from another time. Not executed: see README.md.
CREATE OR REPLACE VIEW hunt_settings AS
SELECT
  current_timestamp AS as_of,
  7 AS window_days,
  10 AS threshold;

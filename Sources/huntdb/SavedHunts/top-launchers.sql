-- Who asked for the most instances inside the window
-- :rows 20 how many principals to show
--
-- One row per account and principal, the largest first. The days, regions, subnets and types
-- show whether somebody spread launches out.
SELECT
  account_id,
  principal,
  actor,
  requested_max,
  launched,
  attempts,
  failures,
  is_high,
  days,
  regions,
  subnets,
  instance_types,
  first_seen,
  last_seen
FROM principal_deployments
ORDER BY requested_max DESC, launched DESC, account_id, principal
LIMIT :rows

-- Instances that were asked for inside the window and not launched
--
-- One row per account, principal, region and instance type that got fewer instances than it
-- asked for; dry runs are left out. The classes of error say why.
SELECT
  account_id,
  principal,
  aws_region,
  instance_type,
  sum(requested_max) AS requested_max,
  sum(launched) AS launched,
  sum(requested_max) - sum(launched) AS unaccounted,
  sum(attempts) AS attempts,
  sum(failed_authorization) AS failed_authorization,
  sum(failed_quota) AS failed_quota,
  sum(failed_capacity) AS failed_capacity,
  sum(failed_throttling) AS failed_throttling,
  sum(failed_invalid_request) AS failed_invalid_request,
  sum(failed_other) AS failed_other,
  min(first_seen) AS first_seen,
  max(last_seen) AS last_seen
FROM instance_deployments
WHERE outcome <> 'dry_run'
GROUP BY account_id, principal, aws_region, instance_type
HAVING unaccounted > 0
ORDER BY unaccounted DESC, account_id, principal, aws_region, instance_type

-- Principals that asked for ten instances or more in the week, in one place or in sum.
SELECT
  account_id,
  replace(principal, 'arn:aws:iam::', '') AS principal,
  actor,
  attempts,
  requested_max,
  launched,
  high_groups,
  regions
FROM principal_deployments
WHERE is_high = 1
ORDER BY requested_max DESC, account_id ASC, principal ASC;

-- The largest groups among them.
SELECT
  user_name,
  date,
  aws_region,
  instance_type,
  outcome,
  requested_max,
  launched
FROM high_instance_deployments
ORDER BY launched DESC, requested_max DESC, date ASC, aws_region ASC, instance_type ASC, user_name ASC
LIMIT 10;

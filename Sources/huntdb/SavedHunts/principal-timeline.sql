-- Everything that one principal did, call by call
-- :principal required an ARN, a user or role name, a session name or an access key
-- :rows 1000 how many calls to show, from the first
--
-- One row per call in the order of time, inside and outside the window.
SELECT
  event_time,
  account_id,
  aws_region,
  outcome,
  error_code,
  requested_min,
  requested_max,
  launched_count,
  instance_type,
  subnet_id,
  image_id,
  launch_template,
  session_name,
  access_key_id,
  mfa_authenticated,
  source_ip_address,
  user_agent,
  event_id
FROM launch_attempts
WHERE
  CAST(:principal AS TEXT) IN (
    principal, principal_arn, user_name, session_name, access_key_id
  )
ORDER BY launch_attempts.event_time, launch_attempts.event_id
LIMIT :rows

-- huntdb: the whole schema, and the only DDL.
--
-- One CloudTrail RunInstances record becomes one row of launch_events, with child rows for what
-- it asked for and what it got; the record itself stays beside it as evidence. The hunt is in the
-- views at the end, in two readings: Elastic's, row for row, and the one that is right.
--
-- Reading guide
--   * every table and view opens with its grain, and every column has a comment;
--   * tables hold times as integers, milliseconds since 1970-01-01 UTC (names end in _ms);
--     views show them as ISO 8601 text in UTC, which also compares correctly as text;
--   * nothing here needs a function that the plain sqlite3 shell lacks.

-- 'hunt' in ASCII: file(1) and the program can tell a huntdb store from any other database.
PRAGMA application_id = 1752526452;
PRAGMA user_version = 1;

-- ---------------------------------------------------------------------------------- bookkeeping

CREATE TABLE schema_versions (
  -- One row per schema version that this store has been brought to.
  version INTEGER PRIMARY KEY, -- the version, as in PRAGMA user_version
  applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')) -- when, ISO 8601 UTC
) STRICT;

INSERT INTO schema_versions (version) VALUES (1);

CREATE TABLE settings (
  -- One row per setting of the hunt. Change one with UPDATE; the views follow.
  name TEXT PRIMARY KEY CHECK (name IN ('as_of_ms', 'window_days', 'threshold')), -- which setting
  value INTEGER, -- its value; as_of_ms is NULL for "the current time"
  meaning TEXT NOT NULL, -- what it decides
  CHECK (name <> 'window_days' OR (value IS NOT NULL AND value > 0)),
  CHECK (name <> 'threshold' OR value IS NOT NULL)
) STRICT;

INSERT INTO settings (name, value, meaning) VALUES
('as_of_ms', NULL, 'end of the window, milliseconds since 1970 UTC; NULL means the current time'),
('window_days', 7, 'length of the window in days'),
('threshold', 10, 'a group that asked for this many instances or more is high');

-- ----------------------------------------------------------------------------- where it was read

CREATE TABLE source_files (
  -- One row per version of a file that an import has read: the import ledger.
  source_file_id INTEGER PRIMARY KEY, -- row number
  path TEXT NOT NULL, -- absolute path, or '-' for standard input
  is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)), -- 1: the last version seen at this path
  size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0), -- size as stored, compressed or not
  modified_ns INTEGER, -- modification time, nanoseconds since 1970 UTC; NULL for standard input
  sha256 TEXT, -- SHA-256 of the stored bytes, lower-case hex; NULL when they could not be read
  duplicate_of INTEGER REFERENCES source_files (source_file_id), -- the file read earlier with the same bytes
  status TEXT NOT NULL CHECK (status IN ('complete', 'partial', 'skipped', 'failed', 'reading')), -- complete: all read; reading: an import is not done with it; partial: some records could not be; skipped: no CloudTrail log (a digest, say); failed: nothing could be read
  format TEXT NOT NULL, -- what the content turned out to be, outermost first, such as 'gzip, Records'
  log_account_id TEXT, -- account in a CloudTrail file name
  log_region TEXT, -- region in a CloudTrail file name
  delivered_ms INTEGER, -- delivery minute in a CloudTrail file name
  bytes_decompressed INTEGER NOT NULL DEFAULT 0, -- bytes of JSON after decompression
  records INTEGER NOT NULL DEFAULT 0, -- CloudTrail records of every kind
  run_instances INTEGER NOT NULL DEFAULT 0, -- RunInstances records among them
  records_rejected INTEGER NOT NULL DEFAULT 0, -- records that could not be used; see problems
  imported_ms INTEGER NOT NULL -- when the import read it
) STRICT;

CREATE UNIQUE INDEX source_files_by_path ON source_files (path) WHERE is_current = 1;
CREATE INDEX source_files_by_sha256 ON source_files (sha256);
CREATE INDEX source_files_by_log ON source_files (log_account_id, log_region, delivered_ms);
CREATE INDEX source_files_by_duplicate_of ON source_files (duplicate_of) WHERE duplicate_of IS NOT NULL;

CREATE TABLE problems (
  -- One row per file or record that could not be read.
  problem_id INTEGER PRIMARY KEY, -- row number
  source_file_id INTEGER NOT NULL REFERENCES source_files (source_file_id) ON DELETE CASCADE, -- the file
  record_number INTEGER, -- position of the record in the file, from 1; NULL when the whole file is meant
  byte_offset INTEGER, -- where in the decompressed bytes it was noticed; NULL when unknown
  reason TEXT NOT NULL, -- what was wrong, and what was done about it
  excerpt TEXT -- the first bytes of the record, as evidence; NULL for a whole file
) STRICT;

CREATE INDEX problems_by_file ON problems (source_file_id);

-- ------------------------------------------------------------------------------- launch attempts

CREATE TABLE launch_events (
  -- One row per RunInstances event, exactly once however often and wherever it was logged.
  launch_id INTEGER PRIMARY KEY, -- row number; child tables refer to it
  event_id TEXT NOT NULL, -- eventID; where the record has none, 'sha256:' and a content hash
  event_id_is_synthetic INTEGER NOT NULL CHECK (event_id_is_synthetic IN (0, 1)), -- 1: the record had no eventID
  recipient_account_id TEXT, -- recipientAccountId; with event_id the identity of the event
  content_sha256 BLOB NOT NULL CHECK (length(content_sha256) = 32), -- SHA-256 over the record's content, whatever its spacing and key order
  event_time_ms INTEGER NOT NULL CHECK (event_time_ms >= 0), -- eventTime
  event_version TEXT, -- eventVersion
  event_type TEXT, -- eventType
  aws_region TEXT, -- awsRegion
  request_id TEXT, -- requestID
  user_agent TEXT, -- userAgent
  source_ip_address TEXT, -- sourceIPAddress, verbatim: an address, a service name or 'AWS Internal'
  account_id TEXT, -- userIdentity.accountId, else recipientAccountId
  identity_type TEXT, -- userIdentity.type
  principal_id TEXT, -- userIdentity.principalId
  principal_arn TEXT, -- userIdentity.arn
  access_key_id TEXT, -- userIdentity.accessKeyId
  invoked_by TEXT, -- userIdentity.invokedBy
  session_issuer_name TEXT, -- sessionContext.sessionIssuer.userName: the role
  session_issuer_arn TEXT, -- sessionContext.sessionIssuer.arn
  session_name TEXT, -- the part of an assumed-role ARN or principalId after its last '/' or ':'
  session_created_ms INTEGER, -- sessionContext.attributes.creationDate
  mfa_authenticated INTEGER CHECK (mfa_authenticated IN (0, 1)), -- sessionContext.attributes.mfaAuthenticated
  service_name TEXT, -- the AWS service that acted; NULL when a person or a workload did
  user_name TEXT, -- Elastic's user.name: the role for sessions, else userName; NULL for services
  error_code TEXT, -- errorCode, verbatim
  error_message TEXT, -- errorMessage, verbatim
  event_outcome TEXT NOT NULL CHECK (event_outcome IN ('success', 'failure')), -- Elastic's event.outcome: failure when there is an error code or message
  error_class TEXT NOT NULL CHECK (error_class IN ('none', 'dry_run', 'authorization', 'quota', 'capacity', 'throttling', 'invalid_request', 'other')), -- what kind of error it was
  requested_min INTEGER, -- sum of minCount over the requested items
  requested_max INTEGER, -- sum of maxCount over the requested items
  launched_count INTEGER NOT NULL CHECK (launched_count >= 0), -- instances in the response; 0 on failure
  subnet_id TEXT, -- subnet of the request, of its first network interface, or of the first launched instance
  subnet_source TEXT NOT NULL CHECK (subnet_source IN ('request', 'network_interface', 'response', 'none')), -- which of these it was
  instance_type TEXT, -- instance type of the request, else of the first launched instance; NULL when a template chose it
  instance_type_source TEXT CHECK (instance_type_source IN ('request', 'response')), -- which of these it was
  image_id TEXT, -- imageId of the first requested item, else of the first launched instance
  key_name TEXT, -- key pair name
  launch_template TEXT, -- launch template, id or name, with ':version' where given
  availability_zone TEXT, -- zone asked for, else of the first launched instance
  tenancy TEXT, -- tenancy asked for, else of the first launched instance
  market_type TEXT, -- 'spot' or 'capacity-block'; NULL for on-demand
  iam_instance_profile TEXT, -- instance profile asked for, ARN or name
  client_token TEXT, -- clientToken
  reservation_id TEXT, -- responseElements.reservationId
  has_user_data INTEGER NOT NULL CHECK (has_user_data IN (0, 1)), -- 1: the request carried user data
  tls_version TEXT, -- tlsDetails.tlsVersion
  vpc_endpoint_id TEXT, -- vpcEndpointId
  principal TEXT GENERATED ALWAYS AS ( -- who acted: role, user, service, else the account root
    CASE
      WHEN identity_type = 'AssumedRole' AND session_issuer_arn IS NOT NULL THEN session_issuer_arn
      WHEN principal_arn IS NOT NULL THEN principal_arn
      WHEN service_name IS NOT NULL THEN service_name
      WHEN invoked_by IS NOT NULL THEN invoked_by
      ELSE 'arn:aws:iam::' || coalesce(account_id, 'unknown') || ':root'
    END
  ) VIRTUAL,
  outcome TEXT GENERATED ALWAYS AS ( -- success, failure, or dry_run: a probe is no failure
    CASE error_class WHEN 'dry_run' THEN 'dry_run' ELSE event_outcome END
  ) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX launch_events_by_identity ON launch_events (event_id, ifnull(recipient_account_id, ''));
CREATE INDEX launch_events_by_time ON launch_events (event_time_ms);

CREATE TABLE launch_items (
  -- One row per entry of requestParameters.instancesSet.items.
  launch_id INTEGER NOT NULL REFERENCES launch_events (launch_id) ON DELETE CASCADE, -- the event
  item_number INTEGER NOT NULL CHECK (item_number > 0), -- position in the request, from 1
  image_id TEXT, -- imageId
  key_name TEXT, -- keyName
  min_count INTEGER, -- minCount; NULL when absent or no whole number
  max_count INTEGER, -- maxCount; NULL when absent or no whole number
  PRIMARY KEY (launch_id, item_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE launched_instances (
  -- One row per instance in responseElements.instancesSet.items.
  launch_id INTEGER NOT NULL REFERENCES launch_events (launch_id) ON DELETE CASCADE, -- the event
  instance_number INTEGER NOT NULL CHECK (instance_number > 0), -- position in the response, from 1
  instance_id TEXT, -- instanceId
  instance_type TEXT, -- instanceType
  image_id TEXT, -- imageId
  subnet_id TEXT, -- subnetId
  vpc_id TEXT, -- vpcId
  availability_zone TEXT, -- placement.availabilityZone
  private_ip_address TEXT, -- privateIpAddress
  state TEXT, -- instanceState.name
  launch_time_ms INTEGER, -- launchTime
  PRIMARY KEY (launch_id, instance_number)
) STRICT, WITHOUT ROWID;

CREATE INDEX launched_instances_by_id ON launched_instances (instance_id);

CREATE TABLE event_records (
  -- One row per launch event: the record as CloudTrail wrote it, and as Elastic prints its request.
  launch_id INTEGER PRIMARY KEY REFERENCES launch_events (launch_id) ON DELETE CASCADE, -- the event
  request_parameters TEXT, -- requestParameters printed as a java.util.HashMap; NULL when nothing is left to print
  record_json TEXT NOT NULL -- the record's JSON, byte for byte
) STRICT;

CREATE TABLE event_conflicts (
  -- One row per different content that came later under the identity of an event already stored.
  conflict_id INTEGER PRIMARY KEY, -- row number
  launch_id INTEGER NOT NULL REFERENCES launch_events (launch_id) ON DELETE CASCADE, -- the event that counts
  content_sha256 BLOB NOT NULL CHECK (length(content_sha256) = 32), -- SHA-256 of the other content
  record_json TEXT NOT NULL, -- the other record, byte for byte
  UNIQUE (launch_id, content_sha256)
) STRICT;

CREATE TABLE sightings (
  -- One row per place where an event was read: a file and a position in it.
  source_file_id INTEGER NOT NULL REFERENCES source_files (source_file_id), -- the file
  record_number INTEGER NOT NULL CHECK (record_number > 0), -- position of the record in the file, from 1
  launch_id INTEGER NOT NULL REFERENCES launch_events (launch_id) ON DELETE CASCADE, -- the event
  conflict_id INTEGER REFERENCES event_conflicts (conflict_id) ON DELETE CASCADE, -- set when this place holds other content
  PRIMARY KEY (source_file_id, record_number)
) STRICT, WITHOUT ROWID;

CREATE INDEX sightings_by_launch ON sightings (launch_id);
CREATE INDEX sightings_by_conflict ON sightings (conflict_id) WHERE conflict_id IS NOT NULL;

-- ------------------------------------------------------------------------------------ the window

CREATE VIEW hunt_window_ms (
  -- Exactly one row: the window of both readings, as numbers.
  as_of_ms, -- end of the window, included
  window_start_ms, -- start of the window, excluded
  window_days, -- its length in days
  threshold -- instances asked for that make a group high
) AS
WITH chosen AS (
  SELECT
    coalesce(max(CASE name WHEN 'as_of_ms' THEN value END), unixepoch('now') * 1000) AS as_of_ms,
    coalesce(max(CASE name WHEN 'window_days' THEN value END), 7) AS window_days,
    coalesce(max(CASE name WHEN 'threshold' THEN value END), 10) AS threshold
  FROM settings
)
SELECT
  as_of_ms,
  as_of_ms - window_days * 86400000,
  window_days,
  threshold
FROM chosen;

CREATE VIEW hunt_window (
  -- Exactly one row: the window of both readings.
  as_of, -- end of the window, included; the current time unless it is set
  window_start, -- start of the window, excluded
  window_days, -- its length in days
  threshold -- instances asked for that make a group high
) AS
SELECT
  strftime('%Y-%m-%dT%H:%M:%S', as_of_ms / 1000, 'unixepoch')
  || CASE as_of_ms % 1000 WHEN 0 THEN 'Z' ELSE printf('.%03dZ', as_of_ms % 1000) END,
  strftime('%Y-%m-%dT%H:%M:%S', (window_start_ms - ((window_start_ms % 1000) + 1000) % 1000) / 1000, 'unixepoch')
  || CASE window_start_ms % 1000
    WHEN 0 THEN 'Z'
    ELSE printf('.%03dZ', ((window_start_ms % 1000) + 1000) % 1000)
  END,
  window_days,
  threshold
FROM hunt_window_ms;

-- --------------------------------------------------------------------------------- what happened

CREATE VIEW launch_attempts (
  -- One row per RunInstances event, every normalized column.
  event_id, -- eventID, or a content hash where the record has none
  event_id_is_synthetic, -- 1: the record had no eventID
  event_time, -- eventTime, ISO 8601 UTC
  aws_region, -- awsRegion
  account_id, -- the acting account
  recipient_account_id, -- the account that logged it
  principal, -- who acted: role ARN, user ARN, service, or account root
  actor, -- 'service' when an AWS service made the call, else 'person': a user, a role or the root
  user_name, -- Elastic's user.name
  service_name, -- the AWS service that acted
  identity_type, -- userIdentity.type
  principal_id, -- userIdentity.principalId
  principal_arn, -- userIdentity.arn
  access_key_id, -- userIdentity.accessKeyId
  invoked_by, -- userIdentity.invokedBy
  session_issuer_name, -- the role's name
  session_issuer_arn, -- the role's ARN
  session_name, -- the session's name
  session_created, -- when the session began, ISO 8601 UTC
  mfa_authenticated, -- 1: the session used MFA
  outcome, -- success, failure or dry_run
  event_outcome, -- Elastic's event.outcome: success or failure
  error_code, -- errorCode
  error_message, -- errorMessage
  error_class, -- none, dry_run, authorization, quota, capacity, throttling, invalid_request, other
  requested_min, -- instances asked for at least
  requested_max, -- instances asked for at most
  launched_count, -- instances launched
  instance_type, -- instance type
  instance_type_source, -- request or response
  subnet_id, -- subnet
  subnet_source, -- request, network_interface, response or none
  image_id, -- image
  key_name, -- key pair
  launch_template, -- launch template and version
  availability_zone, -- zone
  tenancy, -- tenancy
  market_type, -- spot or capacity-block
  iam_instance_profile, -- instance profile
  client_token, -- clientToken
  reservation_id, -- reservation
  has_user_data, -- 1: the request carried user data
  source_ip_address, -- sourceIPAddress
  user_agent, -- userAgent
  event_version, -- eventVersion
  event_type, -- eventType
  request_id, -- requestID
  tls_version, -- TLS version of the call
  vpc_endpoint_id, -- VPC endpoint of the call
  launch_id -- key of launch_items, launched_instances, event_records and sightings
) AS
SELECT
  event_id,
  event_id_is_synthetic,
  strftime('%Y-%m-%dT%H:%M:%S', event_time_ms / 1000, 'unixepoch')
  || CASE event_time_ms % 1000 WHEN 0 THEN 'Z' ELSE printf('.%03dZ', event_time_ms % 1000) END,
  aws_region,
  account_id,
  recipient_account_id,
  principal,
  CASE
    WHEN service_name IS NOT NULL OR invoked_by LIKE '%.amazonaws.com' THEN 'service'
    ELSE 'person'
  END,
  user_name,
  service_name,
  identity_type,
  principal_id,
  principal_arn,
  access_key_id,
  invoked_by,
  session_issuer_name,
  session_issuer_arn,
  session_name,
  strftime('%Y-%m-%dT%H:%M:%SZ', session_created_ms / 1000, 'unixepoch'),
  mfa_authenticated,
  outcome,
  event_outcome,
  error_code,
  error_message,
  error_class,
  requested_min,
  requested_max,
  launched_count,
  instance_type,
  instance_type_source,
  subnet_id,
  subnet_source,
  image_id,
  key_name,
  launch_template,
  availability_zone,
  tenancy,
  market_type,
  iam_instance_profile,
  client_token,
  reservation_id,
  has_user_data,
  source_ip_address,
  user_agent,
  event_version,
  event_type,
  request_id,
  tls_version,
  vpc_endpoint_id,
  launch_id
FROM launch_events;

-- --------------------------------------------------------- the intent reading: what was meant

CREATE VIEW instance_deployments (
  -- One row per account, principal, user, UTC day, region, subnet, instance type and outcome
  -- inside the window: all groups, high or not.
  account_id, -- the acting account
  principal, -- who acted
  user_name, -- Elastic's user.name, for comparison
  actor, -- 'service' or 'person'
  date, -- UTC calendar day
  aws_region, -- region
  subnet_id, -- subnet; NULL when neither request nor response names one
  instance_type, -- instance type; NULL when a launch template chose it and nothing was launched
  outcome, -- success, failure or dry_run
  attempts, -- RunInstances calls
  requested_min, -- sum of minCount
  requested_max, -- sum of maxCount: how much was asked for
  launched, -- instances launched
  first_seen, -- first call, ISO 8601 UTC
  last_seen, -- last call, ISO 8601 UTC
  source_ip_addresses, -- distinct source addresses
  access_keys, -- distinct access keys
  sessions, -- distinct session names
  images, -- distinct images
  failed_authorization, -- calls refused for lack of permission
  failed_quota, -- calls refused by a quota
  failed_capacity, -- calls refused for lack of capacity
  failed_throttling, -- calls refused by throttling
  failed_invalid_request, -- calls that were malformed
  failed_other -- calls that failed otherwise
) AS
SELECT
  e.account_id,
  e.principal,
  e.user_name,
  max(CASE WHEN e.service_name IS NOT NULL OR e.invoked_by LIKE '%.amazonaws.com' THEN 'service' ELSE 'person' END),
  date(e.event_time_ms / 1000, 'unixepoch'),
  e.aws_region,
  e.subnet_id,
  e.instance_type,
  e.outcome,
  count(*),
  sum(e.requested_min),
  sum(e.requested_max),
  sum(e.launched_count),
  strftime('%Y-%m-%dT%H:%M:%S', min(e.event_time_ms) / 1000, 'unixepoch')
  || CASE min(e.event_time_ms) % 1000 WHEN 0 THEN 'Z' ELSE printf('.%03dZ', min(e.event_time_ms) % 1000) END,
  strftime('%Y-%m-%dT%H:%M:%S', max(e.event_time_ms) / 1000, 'unixepoch')
  || CASE max(e.event_time_ms) % 1000 WHEN 0 THEN 'Z' ELSE printf('.%03dZ', max(e.event_time_ms) % 1000) END,
  count(DISTINCT e.source_ip_address),
  count(DISTINCT e.access_key_id),
  count(DISTINCT e.session_name),
  count(DISTINCT e.image_id),
  sum(e.error_class = 'authorization'),
  sum(e.error_class = 'quota'),
  sum(e.error_class = 'capacity'),
  sum(e.error_class = 'throttling'),
  sum(e.error_class = 'invalid_request'),
  sum(e.error_class = 'other')
FROM hunt_window_ms AS w
INNER JOIN launch_events AS e
  ON e.event_time_ms > w.window_start_ms AND e.event_time_ms <= w.as_of_ms
GROUP BY
  e.account_id, e.principal, e.user_name, date(e.event_time_ms / 1000, 'unixepoch'),
  e.aws_region, e.subnet_id, e.instance_type, e.outcome;

CREATE VIEW high_instance_deployments (
  -- One row per group of instance_deployments that asked for the threshold or more, dry runs apart.
  account_id, -- the acting account
  principal, -- who acted
  user_name, -- Elastic's user.name, for comparison
  actor, -- 'service' or 'person'
  date, -- UTC calendar day
  aws_region, -- region
  subnet_id, -- subnet; NULL when neither request nor response names one
  instance_type, -- instance type; NULL when a launch template chose it and nothing was launched
  outcome, -- success or failure
  attempts, -- RunInstances calls
  requested_min, -- sum of minCount
  requested_max, -- sum of maxCount: how much was asked for
  launched, -- instances launched
  first_seen, -- first call, ISO 8601 UTC
  last_seen, -- last call, ISO 8601 UTC
  source_ip_addresses, -- distinct source addresses
  access_keys, -- distinct access keys
  sessions, -- distinct session names
  images, -- distinct images
  failed_authorization, -- calls refused for lack of permission
  failed_quota, -- calls refused by a quota
  failed_capacity, -- calls refused for lack of capacity
  failed_throttling, -- calls refused by throttling
  failed_invalid_request, -- calls that were malformed
  failed_other -- calls that failed otherwise
) AS
SELECT d.*
FROM instance_deployments AS d
WHERE
  d.outcome IN ('success', 'failure')
  AND d.requested_max >= (SELECT w.threshold FROM hunt_window_ms AS w);

CREATE VIEW principal_deployments (
  -- One row per account and principal inside the window, so that spreading launches over days,
  -- regions, subnets or types hides nobody.
  account_id, -- the acting account
  principal, -- who acted
  actor, -- 'service' when every call came through an AWS service, else 'person'
  attempts, -- RunInstances calls, dry runs included
  requested_max, -- sum of maxCount over successes and failures
  requested_max_succeeded, -- of these, in calls that succeeded
  launched, -- instances launched
  failures, -- calls that failed
  dry_runs, -- dry runs
  is_high, -- 1: requested_max reaches the threshold
  high_groups, -- groups of this principal that are high on their own
  days, -- distinct UTC days
  regions, -- distinct regions
  subnets, -- distinct subnets
  instance_types, -- distinct instance types
  source_ip_addresses, -- distinct source addresses
  access_keys, -- distinct access keys
  sessions, -- distinct session names
  images, -- distinct images
  first_seen, -- first call, ISO 8601 UTC
  last_seen -- last call, ISO 8601 UTC
) AS
WITH high_counts AS (
  SELECT
    h.account_id,
    h.principal,
    count(*) AS high_groups
  FROM high_instance_deployments AS h
  GROUP BY h.account_id, h.principal
),
totals AS (
  SELECT
    e.account_id,
    e.principal,
    min(CASE WHEN e.service_name IS NOT NULL OR e.invoked_by LIKE '%.amazonaws.com' THEN 'service' ELSE 'person' END) AS actor,
    count(*) AS attempts,
    coalesce(sum(CASE WHEN e.outcome <> 'dry_run' THEN e.requested_max END), 0) AS requested_max,
    coalesce(sum(CASE WHEN e.outcome = 'success' THEN e.requested_max END), 0) AS requested_max_succeeded,
    sum(e.launched_count) AS launched,
    sum(e.outcome = 'failure') AS failures,
    sum(e.outcome = 'dry_run') AS dry_runs,
    count(DISTINCT e.event_time_ms / 86400000) AS days,
    count(DISTINCT e.aws_region) AS regions,
    count(DISTINCT e.subnet_id) AS subnets,
    count(DISTINCT e.instance_type) AS instance_types,
    count(DISTINCT e.source_ip_address) AS source_ip_addresses,
    count(DISTINCT e.access_key_id) AS access_keys,
    count(DISTINCT e.session_name) AS sessions,
    count(DISTINCT e.image_id) AS images,
    min(e.event_time_ms) AS first_ms,
    max(e.event_time_ms) AS last_ms
  FROM hunt_window_ms AS w
  INNER JOIN launch_events AS e
    ON e.event_time_ms > w.window_start_ms AND e.event_time_ms <= w.as_of_ms
  GROUP BY e.account_id, e.principal
)
SELECT
  t.account_id,
  t.principal,
  t.actor,
  t.attempts,
  t.requested_max,
  t.requested_max_succeeded,
  t.launched,
  t.failures,
  t.dry_runs,
  t.requested_max >= (SELECT w.threshold FROM hunt_window_ms AS w),
  coalesce(h.high_groups, 0),
  t.days,
  t.regions,
  t.subnets,
  t.instance_types,
  t.source_ip_addresses,
  t.access_keys,
  t.sessions,
  t.images,
  strftime('%Y-%m-%dT%H:%M:%S', t.first_ms / 1000, 'unixepoch')
  || CASE t.first_ms % 1000 WHEN 0 THEN 'Z' ELSE printf('.%03dZ', t.first_ms % 1000) END,
  strftime('%Y-%m-%dT%H:%M:%S', t.last_ms / 1000, 'unixepoch')
  || CASE t.last_ms % 1000 WHEN 0 THEN 'Z' ELSE printf('.%03dZ', t.last_ms % 1000) END
FROM totals AS t
LEFT JOIN high_counts AS h
  ON h.account_id IS t.account_id AND h.principal IS t.principal;

-- ------------------------------------------------- the faithful reading: what Elastic returns

CREATE VIEW elastic_launch_fields (
  -- One row per RunInstances event: the fields that Elastic cuts out of the printed request.
  event_id, -- the event
  request_parameters, -- requestParameters as Elastic prints it; NULL past 8191 characters
  subnet_id, -- text between 'subnetId=' and the next ','
  min_count, -- text between 'minCount=' and the next ','
  max_count, -- text between 'maxCount=' and the next '}]},'
  instance_type, -- text between 'instanceType=' and the next ','
  launch_id -- key of launch_events
) AS
-- SQLite computes an expression as often as a query above names it, so each is named rarely.
WITH rests AS (
  SELECT
    r.launch_id,
    r.request_parameters,
    length(r.request_parameters) <= 8191 AS is_indexed,
    substr(r.request_parameters, nullif(instr(r.request_parameters, 'subnetId='), 0) + 9) AS subnet_rest,
    substr(r.request_parameters, nullif(instr(r.request_parameters, 'minCount='), 0) + 9) AS min_rest,
    substr(r.request_parameters, nullif(instr(r.request_parameters, 'maxCount='), 0) + 9) AS max_rest,
    substr(r.request_parameters, nullif(instr(r.request_parameters, 'instanceType='), 0) + 13) AS type_rest
  FROM event_records AS r
)
SELECT
  e.event_id,
  CASE WHEN a.is_indexed THEN nullif(a.request_parameters, '') END,
  CASE WHEN a.is_indexed THEN nullif(substr(a.subnet_rest, 1, nullif(instr(a.subnet_rest, ','), 0) - 1), '') END,
  CASE WHEN a.is_indexed THEN nullif(substr(a.min_rest, 1, nullif(instr(a.min_rest, ','), 0) - 1), '') END,
  CASE WHEN a.is_indexed THEN nullif(substr(a.max_rest, 1, nullif(instr(a.max_rest, '}]},'), 0) - 1), '') END,
  CASE WHEN a.is_indexed THEN nullif(substr(a.type_rest, 1, nullif(instr(a.type_rest, ','), 0) - 1), '') END,
  a.launch_id
FROM launch_events AS e
INNER JOIN rests AS a ON a.launch_id = e.launch_id;

CREATE VIEW elastic_attempts (
  -- One row per RunInstances event inside the window: how Elastic's query groups and counts it.
  user_name, -- user.name
  date, -- week-based year, minute of the hour, day of the month: the pattern YYYY-mm-dd
  subnet_id, -- as cut from the printed request
  instance_type, -- as cut from the printed request
  event_outcome, -- event.outcome
  target_instance_count, -- maxCount - minCount + 1; NULL when one of them is not read as a number
  is_counted, -- 1: minCount and, later, maxCount stand in the printed request; the query drops the rest
  launch_id -- key of launch_events
) AS
-- LIMIT keeps SQLite from merging the steps, which would cut each field anew wherever it is used.
WITH cut AS (
  SELECT
    e.launch_id,
    e.user_name,
    e.event_time_ms / 1000 AS event_time_s,
    e.event_outcome,
    f.subnet_id,
    f.instance_type,
    f.min_count,
    f.max_count,
    coalesce(
      instr(substr(f.request_parameters, nullif(instr(f.request_parameters, 'minCount'), 0) + 8), 'maxCount') > 0, 0
    ) AS is_counted
  FROM hunt_window_ms AS w
  INNER JOIN launch_events AS e
    ON e.event_time_ms > w.window_start_ms AND e.event_time_ms <= w.as_of_ms
  INNER JOIN elastic_launch_fields AS f ON f.launch_id = e.launch_id
  LIMIT -1
),
-- A whole number, perhaps signed, or a decimal that is rounded half up, as to_integer reads it.
numbers AS (
  SELECT
    c.*,
    CASE
      WHEN length(ltrim(c.min_count, '0')) > 18 THEN NULL
      WHEN c.min_count NOT GLOB '*[^0-9]*' AND c.min_count <> '' THEN cast(c.min_count AS INTEGER)
      WHEN substr(c.min_count, 1, 1) IN ('-', '+') AND substr(c.min_count, 2) NOT GLOB '*[^0-9]*' AND length(c.min_count) > 1
        THEN cast(c.min_count AS INTEGER)
      WHEN c.min_count GLOB '*[0-9]*' AND ltrim(c.min_count, '+-') NOT GLOB '*[^0-9.]*' AND c.min_count NOT GLOB '*.*.*'
        THEN floor(cast(c.min_count AS REAL) + 0.5)
    END AS min_number,
    CASE
      WHEN length(ltrim(c.max_count, '0')) > 18 THEN NULL
      WHEN c.max_count NOT GLOB '*[^0-9]*' AND c.max_count <> '' THEN cast(c.max_count AS INTEGER)
      WHEN substr(c.max_count, 1, 1) IN ('-', '+') AND substr(c.max_count, 2) NOT GLOB '*[^0-9]*' AND length(c.max_count) > 1
        THEN cast(c.max_count AS INTEGER)
      WHEN c.max_count GLOB '*[0-9]*' AND ltrim(c.max_count, '+-') NOT GLOB '*[^0-9.]*' AND c.max_count NOT GLOB '*.*.*'
        THEN floor(cast(c.max_count AS REAL) + 0.5)
    END AS max_number
  FROM cut AS c
  WHERE TRUE
  LIMIT -1
)
-- 32-bit arithmetic: a number, a difference or a result outside it is NULL.
SELECT
  n.user_name,
  strftime('%Y', n.event_time_s, 'unixepoch', 'weekday 6') || strftime('-%M-%d', n.event_time_s, 'unixepoch'),
  n.subnet_id,
  n.instance_type,
  n.event_outcome,
  CASE
    WHEN
      n.min_number BETWEEN -2147483648 AND 2147483647
      AND n.max_number BETWEEN -2147483648 AND 2147483647
      AND n.max_number - n.min_number BETWEEN -2147483648 AND 2147483646
      THEN cast(n.max_number - n.min_number + 1 AS INTEGER)
  END,
  n.is_counted,
  n.launch_id
FROM numbers AS n
WHERE TRUE;

CREATE VIEW elastic_high_instance_deployments (
  -- One row per group that Elastic's query returns, its faults included.
  user_name, -- user.name
  date, -- week-based year, minute of the hour, day of the month: the pattern YYYY-mm-dd
  subnet_id, -- as cut from the printed request
  instance_type, -- as cut from the printed request
  event_outcome, -- event.outcome
  target_instance_count, -- sum of maxCount - minCount + 1
  user_attempts -- calls
) AS
SELECT
  user_name,
  date,
  subnet_id,
  instance_type,
  event_outcome,
  sum(target_instance_count),
  count(*)
FROM elastic_attempts
WHERE is_counted = 1
GROUP BY user_name, date, subnet_id, instance_type, event_outcome
HAVING sum(target_instance_count) >= (SELECT w.threshold FROM hunt_window_ms AS w);

CREATE VIEW elastic_differences (
  -- One row per group of instance_deployments that is high, or of whose calls Elastic returns a row:
  -- what either reading says, and which faults of Elastic's explain the difference.
  account_id, -- the acting account
  principal, -- who acted
  user_name, -- user.name, the same in both readings
  date, -- UTC calendar day
  aws_region, -- region
  subnet_id, -- subnet
  instance_type, -- instance type
  outcome, -- success, failure or dry_run
  attempts, -- calls
  requested_max, -- sum of maxCount: how much was asked for
  is_high, -- 1: the group is in high_instance_deployments
  calls_left_out, -- calls that are in no group of Elastic's
  elastic_groups, -- groups of Elastic's that the other calls are in
  elastic_rows, -- of these, rows of elastic_high_instance_deployments
  elastic_target_instance_count, -- sum of target_instance_count over these rows, other calls in them included
  verdict, -- 'both', 'ours only' or 'elastic only': which reading returns it
  reasons, -- the faults in words; NULL when both readings say the same
  minute_buckets, -- 1: groups by minute of the hour scatter the calls of the day
  max_minus_min, -- 1: maxCount - minCount + 1 is not what was asked for
  launch_template, -- 1: a launch template chose the type, which the request does not name
  several_items, -- 1: several items in a request, whose counts are not read
  count_printed_last, -- 1: the pattern does not end right behind the count: the items are printed last, or a member follows the count
  counts_missing, -- 1: minCount is missing, is no number, or is printed behind maxCount
  injected_text, -- 1: a text in the request, such as a key name or a tag, is read in place of a count, a subnet or a type
  over_long_parameters, -- 1: requests past 8191 characters are not read
  garbage_subnet, -- 1: the subnet is read with brackets or what follows them
  lost_subnet, -- 1: the subnet is not read, or the row is shared with calls of other subnets
  lost_type, -- 1: the type is not read though no template chose it, or the row is shared with calls of other types
  dry_run_as_failure, -- 1: dry runs count as failures
  lost_account_or_region, -- 1: the row is shared with calls of other accounts or regions
  lost_month, -- 1: the row is shared with calls of other months or days
  shared_null_user, -- 1: principals without a user name share the row
  shared_user_name, -- 1: principals of one account with the same user name share the row
  other_fault -- 1: a count, a subnet or a type is read wrongly for none of these reasons
) AS
-- What Elastic reads of each call, beside what we do.
WITH calls AS (
  SELECT
    a.*,
    e.account_id,
    e.principal,
    date(e.event_time_ms / 1000, 'unixepoch') AS day,
    e.aws_region,
    e.subnet_id AS our_subnet,
    e.instance_type AS our_type,
    e.outcome,
    e.requested_max
  FROM elastic_attempts AS a
  INNER JOIN launch_events AS e ON e.launch_id = a.launch_id
),

elastic_groups AS (
  SELECT
    user_name,
    date,
    subnet_id,
    instance_type,
    event_outcome,
    min(launch_id) AS group_id,
    sum(target_instance_count) AS target,
    sum(target_instance_count) >= (SELECT w.threshold FROM hunt_window_ms AS w) AS is_returned,
    min(coalesce(account_id, '')) <> max(coalesce(account_id, '')) AS has_accounts,
    min(coalesce(aws_region, '')) <> max(coalesce(aws_region, '')) AS has_regions,
    min(principal) <> max(principal) AS has_principals,
    min(day) <> max(day) AS has_days,
    min(coalesce(our_subnet, '')) <> max(coalesce(our_subnet, '')) AS has_subnets,
    min(coalesce(our_type, '')) <> max(coalesce(our_type, '')) AS has_types,
    max(outcome = 'dry_run') AS has_dry_runs
  FROM calls
  WHERE is_counted = 1
  GROUP BY user_name, date, subnet_id, instance_type, event_outcome
),

keys AS (
  SELECT
    h.account_id,
    h.principal,
    h.user_name,
    h.date,
    h.aws_region,
    h.subnet_id,
    h.instance_type,
    h.outcome
  FROM high_instance_deployments AS h
  UNION
  SELECT
    c.account_id,
    c.principal,
    c.user_name,
    c.day,
    c.aws_region,
    c.our_subnet,
    c.our_type,
    c.outcome
  FROM calls AS c
  INNER JOIN elastic_groups AS g
    ON
      g.user_name IS c.user_name AND g.date = c.date AND g.subnet_id IS c.subnet_id
      AND g.instance_type IS c.instance_type AND g.event_outcome = c.event_outcome
  WHERE c.is_counted = 1 AND g.is_returned = 1
),

numbered_keys AS (
  SELECT
    row_number() OVER () AS group_number,
    keys.*
  FROM keys
),

-- The calls of these groups, each with the group of Elastic's that it is in.
listed AS (
  SELECT
    k.group_number,
    c.*,
    g.group_id,
    g.target,
    g.is_returned,
    g.has_accounts,
    g.has_regions,
    g.has_principals,
    g.has_days,
    g.has_subnets,
    g.has_types,
    g.has_dry_runs,
    e.requested_min,
    e.instance_type_source = 'response' AND e.launch_template IS NOT NULL AS has_template_type,
    c.is_counted AND c.target_instance_count IS NOT c.requested_max AS is_count_wrong,
    c.is_counted AND c.subnet_id IS NOT NULL AND c.subnet_id IS NOT c.our_subnet AS is_subnet_wrong,
    c.is_counted AND c.instance_type IS NOT NULL AND c.instance_type IS NOT c.our_type AS is_type_wrong
  FROM calls AS c
  INNER JOIN numbered_keys AS k
    ON
      k.account_id IS c.account_id AND k.principal = c.principal AND k.user_name IS c.user_name
      AND k.date = c.day AND k.aws_region IS c.aws_region AND k.subnet_id IS c.our_subnet
      AND k.instance_type IS c.our_type AND k.outcome = c.outcome
  INNER JOIN launch_events AS e ON e.launch_id = c.launch_id
  LEFT JOIN elastic_groups AS g
    ON
      c.is_counted = 1 AND g.user_name IS c.user_name AND g.date = c.date AND g.subnet_id IS c.subnet_id
      AND g.instance_type IS c.instance_type AND g.event_outcome = c.event_outcome
),

-- Texts in the request in which Elastic's pattern begins: nothing before them holds its key.
markers (marker, field) AS (
  VALUES ('minCount=', 'count'), ('maxCount=', 'count'), ('subnetId=', 'subnet'), ('instanceType=', 'type')
),

injections AS (
  SELECT
    l.launch_id,
    max(m.field = 'count') AS in_count,
    max(m.field = 'subnet') AS in_subnet,
    max(m.field = 'type') AS in_type
  FROM listed AS l
  INNER JOIN event_records AS r ON r.launch_id = l.launch_id
  INNER JOIN json_tree(r.record_json, '$.requestParameters') AS v ON v.type = 'text'
  INNER JOIN markers AS m
    ON
      instr(v.value, m.marker) > 0
      AND substr(
        r.request_parameters, instr(r.request_parameters, m.marker) - instr(v.value, m.marker) + 1, length(v.value)
      ) = v.value
      AND (
        instr(v.value, m.marker) > 1
        OR substr(r.request_parameters, instr(r.request_parameters, m.marker) - 1, 1) = '='
      )
  WHERE l.is_count_wrong OR l.is_subnet_wrong OR l.is_type_wrong
  GROUP BY l.launch_id
),

-- Which fault a wrong count, subnet or type comes from.
causes AS (
  SELECT
    l.*,
    CASE
      WHEN NOT l.is_counted THEN CASE
        WHEN length((SELECT r.request_parameters FROM event_records AS r WHERE r.launch_id = l.launch_id)) > 8191
          THEN 'over-long'
        WHEN l.requested_max IS NOT NULL THEN 'missing'
      END
      WHEN NOT l.is_count_wrong THEN NULL
      WHEN i.in_count THEN 'injected'
      WHEN l.target_instance_count = l.requested_max - l.requested_min + 1 THEN 'difference'
      WHEN l.requested_max IS NOT NULL AND l.requested_min IS NULL THEN 'missing'
      WHEN (SELECT count(*) FROM launch_items AS n WHERE n.launch_id = l.launch_id) > 1 THEN 'items'
      WHEN
        l.target_instance_count IS NULL
        AND (SELECT f.max_count FROM elastic_launch_fields AS f WHERE f.launch_id = l.launch_id) IS NOT cast(l.requested_max AS TEXT)
        THEN 'last'
      ELSE 'other'
    END AS count_cause,
    CASE
      WHEN NOT l.is_subnet_wrong THEN NULL
      WHEN i.in_subnet THEN 'injected'
      WHEN l.subnet_id GLOB '*[^0-9a-z-]*' THEN 'garbage'
      ELSE 'other'
    END AS subnet_cause,
    CASE
      WHEN NOT l.is_type_wrong THEN NULL
      WHEN i.in_type THEN 'injected'
      ELSE 'other'
    END AS type_cause
  FROM listed AS l
  LEFT JOIN injections AS i ON i.launch_id = l.launch_id
  LIMIT -1
),

-- One row per group of ours and of Elastic's.
shares AS (
  SELECT
    group_number,
    min(launch_id) AS launch_id,
    group_id,
    count(*) AS calls,
    sum(requested_max) AS requested_max,
    date AS elastic_date,
    is_returned,
    CASE WHEN is_returned THEN target END AS target,
    max(coalesce(count_cause = 'difference', 0)) AS max_minus_min,
    max(group_id IS NOT NULL AND instance_type IS NULL AND our_type IS NOT NULL AND coalesce(has_template_type, 0)) AS launch_template,
    max(coalesce(count_cause = 'items', 0)) AS several_items,
    max(coalesce(count_cause = 'last', 0)) AS count_printed_last,
    max(coalesce(count_cause = 'missing', 0)) AS counts_missing,
    max('injected' IN (coalesce(count_cause, ''), coalesce(subnet_cause, ''), coalesce(type_cause, ''))) AS injected_text,
    max(coalesce(count_cause = 'over-long', 0)) AS over_long_parameters,
    max(coalesce(subnet_cause = 'garbage', 0)) AS garbage_subnet,
    max(group_id IS NOT NULL AND (has_subnets OR subnet_id IS NULL AND our_subnet IS NOT NULL)) AS lost_subnet,
    max(
      group_id IS NOT NULL
      AND (has_types OR instance_type IS NULL AND our_type IS NOT NULL AND NOT coalesce(has_template_type, 0))
    ) AS lost_type,
    max(group_id IS NOT NULL AND has_dry_runs) AS dry_run_as_failure,
    max(group_id IS NOT NULL AND (has_accounts OR has_regions)) AS lost_account_or_region,
    max(group_id IS NOT NULL AND has_days) AS lost_month,
    max(group_id IS NOT NULL AND user_name IS NULL AND has_principals) AS shared_null_user,
    max(group_id IS NOT NULL AND user_name IS NOT NULL AND has_principals AND NOT has_accounts) AS shared_user_name,
    max('other' IN (coalesce(count_cause, ''), coalesce(subnet_cause, ''), coalesce(type_cause, ''))) AS other_fault
  FROM causes
  GROUP BY group_number, group_id
),

summed AS (
  SELECT
    min(launch_id) AS launch_id,
    sum(calls) AS attempts,
    sum(requested_max) AS requested_max,
    coalesce(sum(CASE WHEN group_id IS NULL THEN calls END), 0) AS calls_left_out,
    count(group_id) AS elastic_groups,
    coalesce(sum(is_returned), 0) AS elastic_rows,
    sum(target) AS elastic_target,
    count(DISTINCT CASE WHEN group_id IS NOT NULL THEN elastic_date END) > 1 AS minute_buckets,
    max(max_minus_min) AS max_minus_min,
    max(launch_template) AS launch_template,
    max(several_items) AS several_items,
    max(count_printed_last) AS count_printed_last,
    max(counts_missing) AS counts_missing,
    max(injected_text) AS injected_text,
    max(over_long_parameters) AS over_long_parameters,
    max(garbage_subnet) AS garbage_subnet,
    max(lost_subnet) AS lost_subnet,
    max(lost_type) AS lost_type,
    max(dry_run_as_failure) AS dry_run_as_failure,
    max(lost_account_or_region) AS lost_account_or_region,
    max(lost_month) AS lost_month,
    max(shared_null_user) AS shared_null_user,
    max(shared_user_name) AS shared_user_name,
    max(other_fault) AS other_fault
  FROM shares
  GROUP BY group_number
),

judged AS (
  SELECT
    g.*,
    coalesce(
      e.outcome <> 'dry_run' AND g.requested_max >= (SELECT w.threshold FROM hunt_window_ms AS w), 0
    ) AS is_high,
    e.account_id,
    e.principal,
    e.user_name,
    date(e.event_time_ms / 1000, 'unixepoch') AS date,
    e.aws_region,
    e.subnet_id,
    e.instance_type,
    e.outcome
  FROM summed AS g
  INNER JOIN launch_events AS e ON e.launch_id = g.launch_id
)

SELECT
  account_id,
  principal,
  user_name,
  date,
  aws_region,
  subnet_id,
  instance_type,
  outcome,
  attempts,
  requested_max,
  is_high,
  calls_left_out,
  elastic_groups,
  elastic_rows,
  elastic_target,
  CASE WHEN is_high = 0 THEN 'elastic only' WHEN elastic_rows = 0 THEN 'ours only' ELSE 'both' END,
  nullif(
    substr(
      CASE WHEN minute_buckets THEN '; scattered over groups by minute' ELSE '' END
      || CASE WHEN max_minus_min THEN '; counts maxCount - minCount + 1' ELSE '' END
      || CASE WHEN launch_template THEN '; a launch template chose the type' ELSE '' END
      || CASE WHEN several_items THEN '; several items lose the count' ELSE '' END
      || CASE WHEN count_printed_last THEN '; the count is printed last and lost' ELSE '' END
      || CASE WHEN counts_missing THEN '; minCount is missing' ELSE '' END
      || CASE WHEN injected_text THEN '; a text poses as a count, a subnet or a type' ELSE '' END
      || CASE WHEN over_long_parameters THEN '; past 8191 characters nothing is read' ELSE '' END
      || CASE WHEN garbage_subnet THEN '; the subnet is read with brackets' ELSE '' END
      || CASE WHEN lost_subnet THEN '; subnets are not told apart' ELSE '' END
      || CASE WHEN lost_type THEN '; types are not told apart' ELSE '' END
      || CASE WHEN dry_run_as_failure THEN '; dry runs count as failures' ELSE '' END
      || CASE WHEN lost_account_or_region THEN '; accounts or regions are not told apart' ELSE '' END
      || CASE WHEN lost_month THEN '; months are not told apart' ELSE '' END
      || CASE WHEN shared_null_user THEN '; principals without a user name are not told apart' ELSE '' END
      || CASE WHEN shared_user_name THEN '; principals of the same name are not told apart' ELSE '' END
      || CASE WHEN other_fault THEN '; a field is read wrongly' ELSE '' END,
      3
    ),
    ''
  ),
  minute_buckets,
  max_minus_min,
  launch_template,
  several_items,
  count_printed_last,
  counts_missing,
  injected_text,
  over_long_parameters,
  garbage_subnet,
  lost_subnet,
  lost_type,
  dry_run_as_failure,
  lost_account_or_region,
  lost_month,
  shared_null_user,
  shared_user_name,
  other_fault
FROM judged;
-- ------------------------------------------------------------------------------- trust in the data

CREATE VIEW import_problems (
  -- One row per file or record that could not be read.
  path, -- the file
  record_number, -- position of the record in the file, from 1; NULL when the whole file is meant
  byte_offset, -- where in the decompressed bytes
  reason, -- what was wrong
  excerpt, -- the first bytes of the record
  file_status, -- partial, skipped or failed
  imported -- when it was read, ISO 8601 UTC
) AS
SELECT
  f.path,
  p.record_number,
  p.byte_offset,
  p.reason,
  p.excerpt,
  f.status,
  strftime('%Y-%m-%dT%H:%M:%SZ', f.imported_ms / 1000, 'unixepoch')
FROM problems AS p
INNER JOIN source_files AS f ON f.source_file_id = p.source_file_id
WHERE f.is_current = 1;

CREATE VIEW event_sightings (
  -- One row per event and place where it was read, copies of a file under another name included.
  event_id, -- the event
  recipient_account_id, -- the account that logged it
  path, -- the file
  record_number, -- position of the record in the file, from 1
  sha256, -- SHA-256 of the file
  is_conflict, -- 1: this place holds other content under the same identity
  launch_id -- key of launch_events
) AS
SELECT
  e.event_id,
  e.recipient_account_id,
  f.path,
  s.record_number,
  f.sha256,
  s.conflict_id IS NOT NULL,
  s.launch_id
FROM sightings AS s
INNER JOIN launch_events AS e ON e.launch_id = s.launch_id
INNER JOIN source_files AS f
  ON f.source_file_id = s.source_file_id OR f.duplicate_of = s.source_file_id;

CREATE VIEW coverage_gaps (
  -- One row per stretch of hours without a file, between two hours with files of the same account and region.
  account_id, -- account in the file names
  aws_region, -- region in the file names
  first_missing, -- start of the first hour without a file, ISO 8601 UTC
  last_missing, -- start of the last hour without a file, ISO 8601 UTC
  hours, -- hours in the stretch
  first_missing_ms, -- first_missing in milliseconds since 1970 UTC
  end_ms -- end of the stretch in milliseconds since 1970 UTC
) AS
WITH hours_with_files AS (
  SELECT DISTINCT
    log_account_id,
    log_region,
    delivered_ms / 3600000 AS hour
  FROM source_files
  WHERE is_current = 1 AND status <> 'skipped' AND log_account_id IS NOT NULL
),

neighbours AS (
  SELECT
    log_account_id,
    log_region,
    hour,
    lag(hour) OVER (PARTITION BY log_account_id, log_region ORDER BY hour) AS previous_hour
  FROM hours_with_files
)

SELECT
  log_account_id,
  log_region,
  strftime('%Y-%m-%dT%H:%M:%SZ', (previous_hour + 1) * 3600, 'unixepoch'),
  strftime('%Y-%m-%dT%H:%M:%SZ', (hour - 1) * 3600, 'unixepoch'),
  hour - previous_hour - 1,
  (previous_hour + 1) * 3600000,
  hour * 3600000
FROM neighbours
WHERE hour - previous_hour > 1;

CREATE VIEW data_coverage (
  -- One row per account, region and UTC day, from the first day with a CloudTrail file to the last.
  account_id, -- account in the file names
  aws_region, -- region in the file names
  date, -- UTC day of delivery
  state, -- 'launches', 'no launches', 'unreadable', 'partly unreadable', or 'no file'
  files, -- files of that day
  unreadable_files, -- of these, files that failed or are partial
  records, -- records of every kind
  run_instances, -- RunInstances records
  hours_with_files, -- distinct hours in which a file was delivered
  missing_hours, -- hours without a file between the first and the last hour with one of the account and region
  first_delivered, -- first delivery minute, ISO 8601 UTC; NULL when there is no file
  last_delivered -- last delivery minute, ISO 8601 UTC; NULL when there is no file
) AS
WITH RECURSIVE days_with_files AS (
  SELECT
    log_account_id,
    log_region,
    delivered_ms / 86400000 AS day,
    count(*) AS files,
    sum(status IN ('failed', 'partial')) AS unreadable_files,
    sum(status = 'failed') AS failed_files,
    sum(records) AS records,
    sum(run_instances) AS run_instances,
    count(DISTINCT delivered_ms / 3600000) AS hours_with_files,
    min(delivered_ms) AS first_ms,
    max(delivered_ms) AS last_ms
  FROM source_files
  WHERE is_current = 1 AND status <> 'skipped' AND log_account_id IS NOT NULL
  GROUP BY log_account_id, log_region, delivered_ms / 86400000
),

trails AS (
  SELECT
    log_account_id,
    log_region,
    day,
    lead(day) OVER trail AS next_day,
    min(first_ms) OVER trail / 3600000 AS first_hour,
    max(last_ms) OVER (PARTITION BY log_account_id, log_region) / 3600000 AS last_hour
  FROM days_with_files
  WINDOW trail AS (PARTITION BY log_account_id, log_region ORDER BY day)
),

-- The days without files are filled in, a year at most after each day with files.
calendar AS (
  SELECT
    log_account_id,
    log_region,
    day,
    min(next_day - 1, day + 366) AS last_day,
    first_hour,
    last_hour
  FROM trails
  UNION ALL
  SELECT
    log_account_id,
    log_region,
    day + 1,
    last_day,
    first_hour,
    last_hour
  FROM calendar
  WHERE day < last_day
)

SELECT
  c.log_account_id,
  c.log_region,
  date(c.day * 86400, 'unixepoch'),
  CASE
    WHEN d.files IS NULL THEN 'no file'
    WHEN d.failed_files = d.files THEN 'unreadable'
    WHEN d.unreadable_files > 0 THEN 'partly unreadable'
    WHEN d.run_instances = 0 THEN 'no launches'
    ELSE 'launches'
  END,
  coalesce(d.files, 0),
  coalesce(d.unreadable_files, 0),
  coalesce(d.records, 0),
  coalesce(d.run_instances, 0),
  coalesce(d.hours_with_files, 0),
  min(c.last_hour, c.day * 24 + 23) - max(c.first_hour, c.day * 24) + 1 - coalesce(d.hours_with_files, 0),
  strftime('%Y-%m-%dT%H:%M:%SZ', d.first_ms / 1000, 'unixepoch'),
  strftime('%Y-%m-%dT%H:%M:%SZ', d.last_ms / 1000, 'unixepoch')
FROM calendar AS c
LEFT JOIN days_with_files AS d
  ON c.log_account_id = d.log_account_id AND c.log_region = d.log_region AND c.day = d.day;

-- --------------------------------------------------------------------- what an instance type is

CREATE TABLE instance_type_sources (
  -- One row per source of the facts about instance types.
  source_id INTEGER PRIMARY KEY, -- row number; 1 is the newest
  source TEXT NOT NULL, -- package that ships answers of EC2's DescribeInstanceTypes, and its version
  dated TEXT NOT NULL CHECK (dated GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]') -- date of the file in that package; what it says may be older
) STRICT;

CREATE TABLE instance_types (
  -- One row per EC2 instance type that a source describes; add your own with a source of yours.
  instance_type TEXT PRIMARY KEY, -- such as p4d.24xlarge
  vcpus INTEGER NOT NULL CHECK (vcpus > 0), -- virtual CPUs by default
  memory_mib INTEGER NOT NULL CHECK (memory_mib > 0), -- memory in MiB
  accelerator_kind TEXT CHECK (accelerator_kind IN ('gpu', 'training', 'inference', 'fpga', 'media', 'other')), -- gpu; training or inference: chips for machine learning alone; fpga; media: video; NULL: none
  accelerator_count INTEGER CHECK (accelerator_count > 0), -- accelerators, where a share of one counts as one; NULL without any, or when the source does not say
  accelerator_name TEXT, -- the accelerator, such as A100; NULL as above
  source_id INTEGER NOT NULL REFERENCES instance_type_sources (source_id), -- where the facts are from
  CHECK (accelerator_kind IS NOT NULL OR accelerator_count IS NULL)
) STRICT, WITHOUT ROWID;

CREATE TABLE instance_sizes (
  -- One row per size that tells the virtual CPUs of nearly every type of that size.
  size TEXT PRIMARY KEY, -- what stands behind the dot: large, xlarge, 12xlarge, metal-24xl
  vcpus INTEGER NOT NULL CHECK (vcpus > 0) -- 2 for large, 4 for xlarge and for each unit of a multiple
) STRICT, WITHOUT ROWID;

CREATE TABLE instance_series (
  -- One row per series, the letters that begin an instance type, of the types in instance_types.
  series TEXT PRIMARY KEY, -- such as c, p, trn
  accelerator_kind TEXT CHECK (accelerator_kind IN ('gpu', 'training', 'inference', 'fpga', 'media', 'other')) -- what its types carry; other: different kinds; NULL: no type carries any
) STRICT, WITHOUT ROWID;

-- Made by docs/instance-facts/update.py; `make facts` makes it anew.

INSERT INTO instance_type_sources (source_id, source, dated) VALUES
(1, 'moto 5.2.5', '2026-10-27'),
(2, 'moto 5.0.28', '2025-02-02'),
(3, 'moto 4.2.14', '2024-01-27'),
(4, 'moto 3.1.19', '2023-11-18');

-- By source, family and size: vCPUs, memory in MiB, and kind, number and name of the accelerators.
INSERT INTO instance_types (
  instance_type, vcpus, memory_mib, accelerator_kind, accelerator_count, accelerator_name, source_id
)
SELECT
  family.key || '.' || size.key,
  size.value ->> 0,
  size.value ->> 1,
  size.value ->> 2,
  size.value ->> 3,
  size.value ->> 4,
  cast(source.key AS INTEGER)
FROM json_each('{
"1":{
"a1":{"medium":[1,2048],"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"metal":[16,32768]},
"c1":{"medium":[2,1740],"xlarge":[8,7168]},
"c3":{"large":[2,3840],"xlarge":[4,7680],"2xlarge":[8,15360],"4xlarge":[16,30720],"8xlarge":[32,61440]},
"c4":{"large":[2,3840],"xlarge":[4,7680],"2xlarge":[8,15360],"4xlarge":[16,30720],"8xlarge":[36,61440]},
"c5":{"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"9xlarge":[36,73728],"12xlarge":[48,98304],"18xlarge":[72,147456],"24xlarge":[96,196608],"metal":[96,196608]},
"c5a":{"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"24xlarge":[96,196608]},
"c5ad":{"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"24xlarge":[96,196608]},
"c5d":{"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"9xlarge":[36,73728],"12xlarge":[48,98304],"18xlarge":[72,147456],"24xlarge":[96,196608],"metal":[96,196608]},
"c5n":{"large":[2,5376],"xlarge":[4,10752],"2xlarge":[8,21504],"4xlarge":[16,43008],"9xlarge":[36,98304],"18xlarge":[72,196608],"metal":[72,196608]},
"c6a":{"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"24xlarge":[96,196608],"32xlarge":[128,262144],"48xlarge":[192,393216],"metal":[192,393216]},
"c6g":{"medium":[1,2048],"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"metal":[64,131072]},
"c6gd":{"medium":[1,2048],"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"metal":[64,131072]},
"c6gn":{"medium":[1,2048],"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072]},
"c6i":{"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"24xlarge":[96,196608],"32xlarge":[128,262144],"metal":[128,262144]},
"c6id":{"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"24xlarge":[96,196608],"32xlarge":[128,262144],"metal":[128,262144]},
"c6in":{"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"24xlarge":[96,196608],"32xlarge":[128,262144],"metal":[128,262144]},
"c7a":{"medium":[1,2048],"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"24xlarge":[96,196608],"32xlarge":[128,262144],"48xlarge":[192,393216],"metal-48xl":[192,393216]},
"c7g":{"medium":[1,2048],"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"metal":[64,131072]},
"c7gd":{"medium":[1,2048],"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"metal":[64,131072]},
"c7gn":{"medium":[1,2048],"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"metal":[64,131072]},
"c7i":{"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"24xlarge":[96,196608],"48xlarge":[192,393216],"metal-24xl":[96,196608],"metal-48xl":[192,393216]},
"c7i-flex":{"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072]},
"c8a":{"medium":[1,2048],"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"24xlarge":[96,196608],"48xlarge":[192,393216],"metal-24xl":[96,196608],"metal-48xl":[192,393216]},
"c8g":{"medium":[1,2048],"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"24xlarge":[96,196608],"48xlarge":[192,393216],"metal-24xl":[96,196608],"metal-48xl":[192,393216]},
"c8gb":{"medium":[1,2048],"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"24xlarge":[96,196608],"48xlarge":[192,393216],"metal-24xl":[96,196608],"metal-48xl":[192,393216]},
"c8gd":{"medium":[1,2048],"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"24xlarge":[96,196608],"48xlarge":[192,393216],"metal-24xl":[96,196608],"metal-48xl":[192,393216]},
"c8gn":{"medium":[1,2048],"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"24xlarge":[96,196608],"48xlarge":[192,393216],"metal-24xl":[96,196608],"metal-48xl":[192,393216]},
"c8i":{"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"24xlarge":[96,196608],"32xlarge":[128,262144],"48xlarge":[192,393216],"96xlarge":[384,786432],"metal-48xl":[192,393216],"metal-96xl":[384,786432]},
"c8i-flex":{"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072]},
"c8ib":{"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"24xlarge":[96,196608],"32xlarge":[128,262144],"48xlarge":[192,393216],"96xlarge":[384,786432],"metal-48xl":[192,393216],"metal-96xl":[384,786432]},
"c8id":{"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"24xlarge":[96,196608],"32xlarge":[128,262144],"48xlarge":[192,393216],"96xlarge":[384,786432],"metal-48xl":[192,393216],"metal-96xl":[384,786432]},
"c8in":{"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"24xlarge":[96,196608],"32xlarge":[128,262144],"48xlarge":[192,393216],"96xlarge":[384,786432],"metal-48xl":[192,393216],"metal-96xl":[384,786432]},
"c8ine":{"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304]},
"c9g":{"medium":[1,2048],"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"24xlarge":[96,196608],"48xlarge":[192,393216],"metal-48xl":[192,393216]},
"c9gd":{"medium":[1,2048],"large":[2,4096],"xlarge":[4,8192],"2xlarge":[8,16384],"4xlarge":[16,32768],"8xlarge":[32,65536],"12xlarge":[48,98304],"16xlarge":[64,131072],"24xlarge":[96,196608],"48xlarge":[192,393216],"metal-48xl":[192,393216]},
"d2":{"xlarge":[4,31232],"2xlarge":[8,62464],"4xlarge":[16,124928],"8xlarge":[36,249856]},
"d3":{"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144]},
"d3en":{"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"6xlarge":[24,98304],"8xlarge":[32,131072],"12xlarge":[48,196608]},
"dl2q":{"24xlarge":[96,786432,"inference",8,"Qualcomm AI100"]},
"f2":{"6xlarge":[24,262144,"fpga",1,"Virtex UltraScale+ (VU47P)"],"12xlarge":[48,524288,"fpga",2,"Virtex UltraScale+ (VU47P)"],"48xlarge":[192,2097152,"fpga",8,"Virtex UltraScale+ (VU47P)"]},
"g4dn":{"xlarge":[4,16384,"gpu",1,"T4"],"2xlarge":[8,32768,"gpu",1,"T4"],"4xlarge":[16,65536,"gpu",1,"T4"],"8xlarge":[32,131072,"gpu",1,"T4"],"12xlarge":[48,196608,"gpu",4,"T4"],"16xlarge":[64,262144,"gpu",1,"T4"],"metal":[96,393216,"gpu",8,"T4"]},
"g5":{"xlarge":[4,16384,"gpu",1,"A10G"],"2xlarge":[8,32768,"gpu",1,"A10G"],"4xlarge":[16,65536,"gpu",1,"A10G"],"8xlarge":[32,131072,"gpu",1,"A10G"],"12xlarge":[48,196608,"gpu",4,"A10G"],"16xlarge":[64,262144,"gpu",1,"A10G"],"24xlarge":[96,393216,"gpu",4,"A10G"],"48xlarge":[192,786432,"gpu",8,"A10G"]},
"g5g":{"xlarge":[4,8192,"gpu",1,"T4g"],"2xlarge":[8,16384,"gpu",1,"T4g"],"4xlarge":[16,32768,"gpu",1,"T4g"],"8xlarge":[32,65536,"gpu",1,"T4g"],"16xlarge":[64,131072,"gpu",2,"T4g"],"metal":[64,131072,"gpu",2,"T4g"]},
"g6":{"xlarge":[4,16384,"gpu",1,"L4"],"2xlarge":[8,32768,"gpu",1,"L4"],"4xlarge":[16,65536,"gpu",1,"L4"],"8xlarge":[32,131072,"gpu",1,"L4"],"12xlarge":[48,196608,"gpu",4,"L4"],"16xlarge":[64,262144,"gpu",1,"L4"],"24xlarge":[96,393216,"gpu",4,"L4"],"48xlarge":[192,786432,"gpu",8,"L4"]},
"g6e":{"xlarge":[4,32768,"gpu",1,"L40S"],"2xlarge":[8,65536,"gpu",1,"L40S"],"4xlarge":[16,131072,"gpu",1,"L40S"],"8xlarge":[32,262144,"gpu",1,"L40S"],"12xlarge":[48,393216,"gpu",4,"L40S"],"16xlarge":[64,524288,"gpu",1,"L40S"],"24xlarge":[96,786432,"gpu",4,"L40S"],"48xlarge":[192,1572864,"gpu",8,"L40S"]},
"g6f":{"large":[2,8192,"gpu",1,"L4"],"xlarge":[4,16384,"gpu",1,"L4"],"2xlarge":[8,32768,"gpu",1,"L4"],"4xlarge":[16,65536,"gpu",1,"L4"]},
"g7":{"2xlarge":[8,32768,"gpu",1,"RTX PRO 4500"],"4xlarge":[16,65536,"gpu",1,"RTX PRO 4500"],"8xlarge":[32,131072,"gpu",1,"RTX PRO 4500"],"12xlarge":[48,196608,"gpu",2,"RTX PRO 4500"],"24xlarge":[96,393216,"gpu",4,"RTX PRO 4500"],"48xlarge":[192,786432,"gpu",8,"RTX PRO 4500"]},
"g7e":{"2xlarge":[8,65536,"gpu",1,"RTX PRO Server 6000"],"4xlarge":[16,131072,"gpu",1,"RTX PRO Server 6000"],"8xlarge":[32,262144,"gpu",1,"RTX PRO Server 6000"],"12xlarge":[48,524288,"gpu",2,"RTX PRO Server 6000"],"24xlarge":[96,1048576,"gpu",4,"RTX PRO Server 6000"],"48xlarge":[192,2097152,"gpu",8,"RTX PRO Server 6000"]},
"gr6":{"4xlarge":[16,131072,"gpu",1,"L4"],"8xlarge":[32,262144,"gpu",1,"L4"]},
"gr6f":{"4xlarge":[16,131072,"gpu",1,"L4"]},
"h1":{"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"16xlarge":[64,262144]},
"hpc6a":{"48xlarge":[96,393216]},
"hpc6id":{"32xlarge":[64,1048576]},
"hpc7a":{"12xlarge":[24,786432],"24xlarge":[48,786432],"48xlarge":[96,786432],"96xlarge":[192,786432]},
"hpc7g":{"4xlarge":[16,131072],"8xlarge":[32,131072],"16xlarge":[64,131072]},
"hpc8a":{"96xlarge":[192,786432]},
"i2":{"xlarge":[4,31232],"2xlarge":[8,62464],"4xlarge":[16,124928],"8xlarge":[32,249856]},
"i3":{"large":[2,15616],"xlarge":[4,31232],"2xlarge":[8,62464],"4xlarge":[16,124928],"8xlarge":[32,249856],"16xlarge":[64,499712]},
"i3en":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"3xlarge":[12,98304],"6xlarge":[24,196608],"12xlarge":[48,393216],"24xlarge":[96,786432],"metal":[96,786432]},
"i4g":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"16xlarge":[64,524288]},
"i4i":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"32xlarge":[128,1048576],"metal":[128,1048576]},
"i7i":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"48xlarge":[192,1572864],"metal-24xl":[96,786432],"metal-48xl":[192,1572864]},
"i7ie":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"3xlarge":[12,98304],"6xlarge":[24,196608],"12xlarge":[48,393216],"18xlarge":[72,589824],"24xlarge":[96,786432],"48xlarge":[192,1572864],"metal-24xl":[96,786432],"metal-48xl":[192,1572864]},
"i8g":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"48xlarge":[192,1572864],"metal-24xl":[96,786432],"metal-48xl":[192,1572864]},
"i8ge":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"3xlarge":[12,98304],"6xlarge":[24,196608],"12xlarge":[48,393216],"18xlarge":[72,589824],"24xlarge":[96,786432],"48xlarge":[192,1572864],"metal-24xl":[96,786432],"metal-48xl":[192,1572864]},
"im4gn":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"16xlarge":[64,262144]},
"inf1":{"xlarge":[4,8192,"inference",1,"Inferentia"],"2xlarge":[8,16384,"inference",1,"Inferentia"],"6xlarge":[24,49152,"inference",4,"Inferentia"],"24xlarge":[96,196608,"inference",16,"Inferentia"]},
"inf2":{"xlarge":[4,16384,"inference",1,"Inferentia2"],"8xlarge":[32,131072,"inference",1,"Inferentia2"],"24xlarge":[96,393216,"inference",6,"Inferentia2"],"48xlarge":[192,786432,"inference",12,"Inferentia2"]},
"is4gen":{"medium":[1,6144],"large":[2,12288],"xlarge":[4,24576],"2xlarge":[8,49152],"4xlarge":[16,98304],"8xlarge":[32,196608]},
"m1":{"small":[1,1740],"medium":[1,3788],"large":[2,7680],"xlarge":[4,15360]},
"m2":{"xlarge":[2,17510],"2xlarge":[4,35020],"4xlarge":[8,70041]},
"m3":{"medium":[1,3840],"large":[2,7680],"xlarge":[4,15360],"2xlarge":[8,30720]},
"m4":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"10xlarge":[40,163840],"16xlarge":[64,262144]},
"m5":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"metal":[96,393216]},
"m5a":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216]},
"m5ad":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216]},
"m5d":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"metal":[96,393216]},
"m5dn":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"metal":[96,393216]},
"m5n":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"metal":[96,393216]},
"m5zn":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"3xlarge":[12,49152],"6xlarge":[24,98304],"12xlarge":[48,196608],"metal":[48,196608]},
"m6a":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"32xlarge":[128,524288],"48xlarge":[192,786432],"metal":[192,786432]},
"m6g":{"medium":[1,4096],"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"metal":[64,262144]},
"m6gd":{"medium":[1,4096],"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"metal":[64,262144]},
"m6i":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"32xlarge":[128,524288],"metal":[128,524288]},
"m6id":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"32xlarge":[128,524288],"metal":[128,524288]},
"m6idn":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"32xlarge":[128,524288],"metal":[128,524288]},
"m6in":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"32xlarge":[128,524288],"metal":[128,524288]},
"m7a":{"medium":[1,4096],"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"32xlarge":[128,524288],"48xlarge":[192,786432],"metal-48xl":[192,786432]},
"m7g":{"medium":[1,4096],"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"metal":[64,262144]},
"m7gd":{"medium":[1,4096],"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"metal":[64,262144]},
"m7i":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"48xlarge":[192,786432],"metal-24xl":[96,393216],"metal-48xl":[192,786432]},
"m7i-flex":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144]},
"m8a":{"medium":[1,4096],"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"48xlarge":[192,786432],"metal-24xl":[96,393216],"metal-48xl":[192,786432]},
"m8azn":{"medium":[1,4096],"large":[2,8192],"xlarge":[4,16384],"3xlarge":[12,49152],"6xlarge":[24,98304],"12xlarge":[48,196608],"24xlarge":[96,393216],"metal-12xl":[48,196608],"metal-24xl":[96,393216]},
"m8g":{"medium":[1,4096],"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"48xlarge":[192,786432],"metal-24xl":[96,393216],"metal-48xl":[192,786432]},
"m8gb":{"medium":[1,4096],"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"48xlarge":[192,786432],"metal-24xl":[96,393216],"metal-48xl":[192,786432]},
"m8gd":{"medium":[1,4096],"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"48xlarge":[192,786432],"metal-24xl":[96,393216],"metal-48xl":[192,786432]},
"m8gn":{"medium":[1,4096],"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"48xlarge":[192,786432],"metal-24xl":[96,393216],"metal-48xl":[192,786432]},
"m8i":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"32xlarge":[128,524288],"48xlarge":[192,786432],"96xlarge":[384,1572864],"metal-48xl":[192,786432],"metal-96xl":[384,1572864]},
"m8i-flex":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144]},
"m8ib":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"32xlarge":[128,524288],"48xlarge":[192,786432],"96xlarge":[384,1572864],"metal-48xl":[192,786432],"metal-96xl":[384,1572864]},
"m8id":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"32xlarge":[128,524288],"48xlarge":[192,786432],"96xlarge":[384,1572864],"metal-48xl":[192,786432],"metal-96xl":[384,1572864]},
"m8idb":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"32xlarge":[128,524288],"48xlarge":[192,786432],"96xlarge":[384,1572864],"metal-48xl":[192,786432],"metal-96xl":[384,1572864]},
"m8idn":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"32xlarge":[128,524288],"48xlarge":[192,786432],"96xlarge":[384,1572864],"metal-48xl":[192,786432],"metal-96xl":[384,1572864]},
"m8in":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"32xlarge":[128,524288],"48xlarge":[192,786432],"96xlarge":[384,1572864],"metal-48xl":[192,786432],"metal-96xl":[384,1572864]},
"m8ine":{"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608]},
"m9g":{"medium":[1,4096],"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"48xlarge":[192,786432],"metal-48xl":[192,786432]},
"m9gd":{"medium":[1,4096],"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768],"4xlarge":[16,65536],"8xlarge":[32,131072],"12xlarge":[48,196608],"16xlarge":[64,262144],"24xlarge":[96,393216],"48xlarge":[192,786432],"metal-48xl":[192,786432]},
"mac1":{"metal":[12,32768]},
"mac2":{"metal":[8,16384]},
"mac2-m1ultra":{"metal":[20,131072]},
"mac2-m2":{"metal":[8,24576]},
"mac2-m2pro":{"metal":[12,32768]},
"mac-m3ultra":{"metal":[28,262144]},
"mac-m4":{"metal":[10,24576]},
"mac-m4max":{"metal":[16,131072]},
"mac-m4pro":{"metal":[14,49152]},
"p3dn":{"24xlarge":[96,786432,"gpu",8,"V100"]},
"p4d":{"24xlarge":[96,1179648,"gpu",8,"A100"]},
"p4de":{"24xlarge":[96,1179648,"gpu",8,"A100"]},
"p5":{"4xlarge":[16,262144,"gpu",1,"H100"],"48xlarge":[192,2097152,"gpu",8,"H100"]},
"p5e":{"48xlarge":[192,2097152,"gpu",8,"H200"]},
"p5en":{"48xlarge":[192,2097152,"gpu",8,"H200"]},
"p6-b200":{"48xlarge":[192,2097152,"gpu",8,"B200"]},
"p6-b300":{"48xlarge":[192,4194304,"gpu",8,"B300"]},
"r3":{"large":[2,15360],"xlarge":[4,31232],"2xlarge":[8,62464],"4xlarge":[16,124928],"8xlarge":[32,249856]},
"r4":{"large":[2,15616],"xlarge":[4,31232],"2xlarge":[8,62464],"4xlarge":[16,124928],"8xlarge":[32,249856],"16xlarge":[64,499712]},
"r5":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"metal":[96,786432]},
"r5a":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432]},
"r5ad":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432]},
"r5b":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"metal":[96,786432]},
"r5d":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"metal":[96,786432]},
"r5dn":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"metal":[96,786432]},
"r5n":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"metal":[96,786432]},
"r6a":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"32xlarge":[128,1048576],"48xlarge":[192,1572864],"metal":[192,1572864]},
"r6g":{"medium":[1,8192],"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"metal":[64,524288]},
"r6gd":{"medium":[1,8192],"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"metal":[64,524288]},
"r6i":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"32xlarge":[128,1048576],"metal":[128,1048576]},
"r6id":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"32xlarge":[128,1048576],"metal":[128,1048576]},
"r6idn":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"32xlarge":[128,1048576],"metal":[128,1048576]},
"r6in":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"32xlarge":[128,1048576],"metal":[128,1048576]},
"r7a":{"medium":[1,8192],"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"32xlarge":[128,1048576],"48xlarge":[192,1572864],"metal-48xl":[192,1572864]},
"r7g":{"medium":[1,8192],"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"metal":[64,524288]},
"r7gd":{"medium":[1,8192],"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"metal":[64,524288]},
"r7i":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"48xlarge":[192,1572864],"metal-24xl":[96,786432],"metal-48xl":[192,1572864]},
"r7iz":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"32xlarge":[128,1048576],"metal-16xl":[64,524288],"metal-32xl":[128,1048576]},
"r8a":{"medium":[1,8192],"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"48xlarge":[192,1572864],"metal-24xl":[96,786432],"metal-48xl":[192,1572864]},
"r8g":{"medium":[1,8192],"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"48xlarge":[192,1572864],"metal-24xl":[96,786432],"metal-48xl":[192,1572864]},
"r8gb":{"medium":[1,8192],"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"48xlarge":[192,1572864],"metal-24xl":[96,786432],"metal-48xl":[192,1572864]},
"r8gd":{"medium":[1,8192],"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"48xlarge":[192,1572864],"metal-24xl":[96,786432],"metal-48xl":[192,1572864]},
"r8gn":{"medium":[1,8192],"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"48xlarge":[192,1572864],"metal-24xl":[96,786432],"metal-48xl":[192,1572864]},
"r8i":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"32xlarge":[128,1048576],"48xlarge":[192,1572864],"96xlarge":[384,3145728],"metal-48xl":[192,1572864],"metal-96xl":[384,3145728]},
"r8i-flex":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288]},
"r8ib":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"32xlarge":[128,1048576],"48xlarge":[192,1572864],"96xlarge":[384,3145728],"metal-48xl":[192,1572864],"metal-96xl":[384,3145728]},
"r8id":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"32xlarge":[128,1048576],"48xlarge":[192,1572864],"96xlarge":[384,3145728],"metal-48xl":[192,1572864],"metal-96xl":[384,3145728]},
"r8idb":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"32xlarge":[128,1048576],"48xlarge":[192,1572864],"96xlarge":[384,3145728],"metal-48xl":[192,1572864],"metal-96xl":[384,3145728]},
"r8idn":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"32xlarge":[128,1048576],"48xlarge":[192,1572864],"96xlarge":[384,3145728],"metal-48xl":[192,1572864],"metal-96xl":[384,3145728]},
"r8in":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"32xlarge":[128,1048576],"48xlarge":[192,1572864],"96xlarge":[384,3145728],"metal-48xl":[192,1572864],"metal-96xl":[384,3145728]},
"r9g":{"medium":[1,8192],"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"48xlarge":[192,1572864],"metal-48xl":[192,1572864]},
"r9gd":{"medium":[1,8192],"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"4xlarge":[16,131072],"8xlarge":[32,262144],"12xlarge":[48,393216],"16xlarge":[64,524288],"24xlarge":[96,786432],"48xlarge":[192,1572864],"metal-48xl":[192,1572864]},
"t1":{"micro":[1,627]},
"t2":{"nano":[1,512],"micro":[1,1024],"small":[1,2048],"medium":[2,4096],"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768]},
"t3":{"nano":[2,512],"micro":[2,1024],"small":[2,2048],"medium":[2,4096],"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768]},
"t3a":{"nano":[2,512],"micro":[2,1024],"small":[2,2048],"medium":[2,4096],"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768]},
"t4g":{"nano":[2,512],"micro":[2,1024],"small":[2,2048],"medium":[2,4096],"large":[2,8192],"xlarge":[4,16384],"2xlarge":[8,32768]},
"t8i":{"nano":[2,512],"micro":[2,1024],"small":[2,2048],"medium":[2,4096]},
"trn1":{"2xlarge":[8,32768,"training",1,"Trainium"],"32xlarge":[128,524288,"training",16,"Trainium"]},
"trn1n":{"32xlarge":[128,524288,"training",16,"Trainium"]},
"trn2":{"3xlarge":[12,131072,"training",1,"Trainium2"],"48xlarge":[192,2097152,"training",16,"Trainium2"]},
"trn2u":{"48xlarge":[192,2097152,"training",null,null]},
"u7i-6tb":{"112xlarge":[448,6291456]},
"u7i-8tb":{"112xlarge":[448,8388608]},
"u7i-12tb":{"224xlarge":[896,12582912]},
"u7in-16tb":{"224xlarge":[896,16777216]},
"u7in-24tb":{"224xlarge":[896,25165824]},
"u7in-32tb":{"224xlarge":[896,33554432]},
"u-3tb1":{"56xlarge":[224,3145728]},
"u-6tb1":{"56xlarge":[224,6291456],"112xlarge":[448,6291456]},
"vt1":{"3xlarge":[12,24576,"media",1,"U30"],"6xlarge":[24,49152,"media",2,"U30"],"24xlarge":[96,196608,"media",8,"U30"]},
"x1":{"16xlarge":[64,999424],"32xlarge":[128,1998848]},
"x1e":{"xlarge":[4,124928],"2xlarge":[8,249856],"4xlarge":[16,499712],"8xlarge":[32,999424],"16xlarge":[64,1998848],"32xlarge":[128,3997696]},
"x2gd":{"medium":[1,16384],"large":[2,32768],"xlarge":[4,65536],"2xlarge":[8,131072],"4xlarge":[16,262144],"8xlarge":[32,524288],"12xlarge":[48,786432],"16xlarge":[64,1048576],"metal":[64,1048576]},
"x2idn":{"16xlarge":[64,1048576],"24xlarge":[96,1572864],"32xlarge":[128,2097152],"metal":[128,2097152]},
"x2iedn":{"xlarge":[4,131072],"2xlarge":[8,262144],"4xlarge":[16,524288],"8xlarge":[32,1048576],"16xlarge":[64,2097152],"24xlarge":[96,3145728],"32xlarge":[128,4194304],"metal":[128,4194304]},
"x2iezn":{"2xlarge":[8,262144],"4xlarge":[16,524288],"6xlarge":[24,786432],"8xlarge":[32,1048576],"12xlarge":[48,1572864],"metal":[48,1572864]},
"x8aedz":{"large":[2,65536],"xlarge":[4,131072],"3xlarge":[12,393216],"6xlarge":[24,786432],"12xlarge":[48,1572864],"24xlarge":[96,3145728],"metal-12xl":[48,1572864],"metal-24xl":[96,3145728]},
"x8g":{"medium":[1,16384],"large":[2,32768],"xlarge":[4,65536],"2xlarge":[8,131072],"4xlarge":[16,262144],"8xlarge":[32,524288],"12xlarge":[48,786432],"16xlarge":[64,1048576],"24xlarge":[96,1572864],"48xlarge":[192,3145728],"metal-24xl":[96,1572864],"metal-48xl":[192,3145728]},
"x8i":{"large":[2,32768],"xlarge":[4,65536],"2xlarge":[8,131072],"4xlarge":[16,262144],"8xlarge":[32,524288],"12xlarge":[48,786432],"16xlarge":[64,1048576],"24xlarge":[96,1572864],"32xlarge":[128,2097152],"48xlarge":[192,3145728],"64xlarge":[256,4194304],"96xlarge":[384,6291456],"metal-48xl":[192,3145728],"metal-96xl":[384,6291456]},
"z1d":{"large":[2,16384],"xlarge":[4,32768],"2xlarge":[8,65536],"3xlarge":[12,98304],"6xlarge":[24,196608],"12xlarge":[48,393216],"metal":[48,393216]}
},
"2":{
"dl1":{"24xlarge":[96,786432,"training",8,"Gaudi HL-205"]},
"f1":{"2xlarge":[8,124928,"fpga",1,"Virtex UltraScale (VU9P)"],"4xlarge":[16,249856,"fpga",2,"Virtex UltraScale (VU9P)"],"16xlarge":[64,999424,"fpga",8,"Virtex UltraScale (VU9P)"]},
"g4ad":{"xlarge":[4,16384,"gpu",1,"Radeon Pro V520"],"2xlarge":[8,32768,"gpu",1,"Radeon Pro V520"],"4xlarge":[16,65536,"gpu",1,"Radeon Pro V520"],"8xlarge":[32,131072,"gpu",2,"Radeon Pro V520"],"16xlarge":[64,262144,"gpu",4,"Radeon Pro V520"]},
"i3":{"metal":[72,524288]},
"p2":{"xlarge":[4,62464,"gpu",1,"K80"],"8xlarge":[32,499712,"gpu",8,"K80"],"16xlarge":[64,749568,"gpu",16,"K80"]},
"p3":{"2xlarge":[8,62464,"gpu",1,"V100"],"8xlarge":[32,249856,"gpu",4,"V100"],"16xlarge":[64,499712,"gpu",8,"V100"]},
"u-9tb1":{"112xlarge":[448,9437184]},
"u-12tb1":{"112xlarge":[448,12582912]},
"u-18tb1":{"112xlarge":[448,18874368]},
"u-24tb1":{"112xlarge":[448,25165824]}
},
"3":{
"g3":{"4xlarge":[16,124928,"gpu",1,"M60"],"8xlarge":[32,249856,"gpu",2,"M60"],"16xlarge":[64,499712,"gpu",4,"M60"]},
"g3s":{"xlarge":[4,31232,"gpu",1,"M60"]}
},
"4":{
"cc2":{"8xlarge":[32,61952]},
"g2":{"2xlarge":[8,15360,"gpu",1,"K520"],"8xlarge":[32,61440,"gpu",4,"K520"]}
}
}') AS source, json_each(source.value) AS family, json_each(family.value) AS size;

-- End of what docs/instance-facts/update.py makes.

INSERT INTO instance_sizes (size, vcpus)
WITH RECURSIVE multiples (n) AS (
  SELECT 2
  UNION ALL
  SELECT n + 1
  FROM multiples
  WHERE n < 256
)
SELECT
  'large',
  2
UNION ALL
SELECT
  'xlarge',
  4
UNION ALL
SELECT
  n || 'xlarge',
  4 * n
FROM multiples
UNION ALL
SELECT
  'metal-' || n || 'xl',
  4 * n
FROM multiples;

INSERT INTO instance_series (series, accelerator_kind)
SELECT
  substr(instance_type, 1, length(instance_type) - length(ltrim(instance_type, 'abcdefghijklmnopqrstuvwxyz'))) AS series,
  CASE WHEN count(DISTINCT accelerator_kind) > 1 THEN 'other' ELSE max(accelerator_kind) END
FROM instance_types
GROUP BY series;

CREATE VIEW instance_facts (
  -- One row per instance type that is in instance_types or that a launch names.
  instance_type, -- such as p4d.24xlarge
  instance_family, -- what stands before the dot; NULL without one
  vcpus, -- virtual CPUs of one instance; NULL when unknown
  memory_mib, -- memory of one instance in MiB; NULL when unknown
  accelerator_kind, -- gpu, training, inference, fpga, media or other; NULL when there is none or it is unknown
  accelerator_count, -- accelerators of one instance; NULL when there are none or it is unknown
  accelerator_name, -- the accelerator; NULL as above
  basis, -- 'table': instance_types has it; 'size suffix': vcpus follows from the size; else 'unknown', where the series may still tell the kind of accelerator
  is_very_large, -- 1: 96 virtual CPUs or more, or a whole machine (metal); NULL when unknown
  is_accelerated -- 1: it has an accelerator; NULL when unknown
) AS
WITH named AS (
  SELECT DISTINCT e.instance_type
  FROM launch_events AS e
  WHERE e.instance_type IS NOT NULL AND e.instance_type NOT IN (SELECT t.instance_type FROM instance_types AS t)
),

parts AS (
  SELECT
    instance_type,
    CASE WHEN instr(instance_type, '.') > 1 THEN substr(instance_type, 1, instr(instance_type, '.') - 1) END AS family,
    CASE WHEN instr(instance_type, '.') > 1 THEN substr(instance_type, instr(instance_type, '.') + 1) END AS size,
    substr(instance_type, 1, length(instance_type) - length(ltrim(instance_type, 'abcdefghijklmnopqrstuvwxyz'))) AS series
  FROM named
)

SELECT
  t.instance_type,
  substr(t.instance_type, 1, instr(t.instance_type, '.') - 1),
  t.vcpus,
  t.memory_mib,
  t.accelerator_kind,
  t.accelerator_count,
  t.accelerator_name,
  'table',
  t.vcpus >= 96 OR t.instance_type LIKE '%.metal%',
  t.accelerator_kind IS NOT NULL
FROM instance_types AS t
UNION ALL
SELECT
  p.instance_type,
  p.family,
  z.vcpus,
  NULL,
  s.accelerator_kind,
  NULL,
  NULL,
  CASE WHEN z.vcpus IS NULL THEN 'unknown' ELSE 'size suffix' END,
  CASE WHEN p.size = 'metal' OR p.size LIKE 'metal-%' THEN 1 ELSE z.vcpus >= 96 END,
  CASE WHEN s.series IS NOT NULL THEN s.accelerator_kind IS NOT NULL END
FROM parts AS p
LEFT JOIN instance_sizes AS z ON z.size = p.size
LEFT JOIN instance_series AS s ON s.series = p.series AND p.family IS NOT NULL;

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
PRAGMA user_version = 7;

-- ---------------------------------------------------------------------------------- bookkeeping

CREATE TABLE schema_versions (
  -- One row per schema version that this store has been brought to.
  version INTEGER PRIMARY KEY, -- the version, as in PRAGMA user_version
  applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')) -- when, ISO 8601 UTC
) STRICT;

INSERT INTO schema_versions (version) VALUES (7);

CREATE TABLE settings (
  -- One row per setting of the hunt. Change one with UPDATE; the views follow.
  name TEXT PRIMARY KEY CHECK (name IN ('as_of_ms', 'window_days', 'threshold', 'pruned_before_ms')), -- which setting
  value INTEGER, -- its value; as_of_ms is NULL for "the current time"
  meaning TEXT NOT NULL, -- what it decides
  CHECK (name <> 'window_days' OR (value IS NOT NULL AND value > 0)),
  CHECK (name <> 'threshold' OR value IS NOT NULL)
) STRICT;

INSERT INTO settings (name, value, meaning) VALUES
('as_of_ms', NULL, 'end of the window, milliseconds since 1970 UTC; NULL means the current time'),
('window_days', 7, 'length of the window in days'),
('threshold', 10, 'a group that asked for this many instances or more is high'),
('pruned_before_ms', NULL, 'events before this time were removed by prune; NULL when none were');

-- ----------------------------------------------------------------------------- where it was read

CREATE TABLE source_files (
  -- One row per version of a file that an import has read: the import ledger.
  source_file_id INTEGER PRIMARY KEY, -- row number
  path TEXT NOT NULL, -- absolute path, 's3://BUCKET/KEY', or 'stdin:' and the SHA-256 of a standard input ('-' while it is read, or could not be)
  is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)), -- 1: the last version seen at this path
  size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0), -- size as stored, compressed or not
  modified_ns INTEGER, -- modification time, nanoseconds since 1970 UTC; NULL for standard input
  etag TEXT, -- ETag of an object in S3; NULL for files
  sha256 TEXT, -- SHA-256 of the stored bytes, lower-case hex; NULL when they could not be read
  duplicate_of INTEGER REFERENCES source_files (source_file_id), -- the file read earlier with the same bytes
  status TEXT NOT NULL CHECK (status IN ('complete', 'partial', 'skipped', 'failed', 'reading')), -- complete: all read; reading: an import is not done with it; partial: some records could not be; skipped: no CloudTrail log (a digest, say); failed: nothing could be read
  format TEXT NOT NULL, -- what the content turned out to be, outermost first, such as 'gzip, Records'; while it is read, a mark of the import that does
  log_account_id TEXT, -- account in a CloudTrail file name
  log_region TEXT, -- region in a CloudTrail file name
  delivered_ms INTEGER, -- delivery minute in a CloudTrail file name
  bytes_decompressed INTEGER NOT NULL DEFAULT 0, -- bytes of JSON after decompression
  records INTEGER NOT NULL DEFAULT 0, -- CloudTrail records of every kind
  run_instances INTEGER NOT NULL DEFAULT 0, -- RunInstances records among them
  records_rejected INTEGER NOT NULL DEFAULT 0, -- records that could not be used; see problems
  launches_left_out INTEGER NOT NULL DEFAULT 0, -- RunInstances records that no import has asked for so far, by --since or --until
  since_ms INTEGER, -- events from this time on have been asked for; NULL for all
  until_ms INTEGER, -- events before this time have been asked for; NULL for all
  imported_ms INTEGER NOT NULL -- when the import read it
) STRICT;

CREATE UNIQUE INDEX source_files_by_path ON source_files (path) WHERE is_current = 1;
CREATE INDEX source_files_by_sha256 ON source_files (sha256, path);
-- However many copies there are of some bytes: where they were read.
CREATE INDEX source_files_by_original ON source_files (sha256)
WHERE duplicate_of IS NULL AND status IN ('complete', 'partial');
CREATE INDEX source_files_being_read ON source_files (path) WHERE status = 'reading';
CREATE INDEX source_files_by_log ON source_files (log_account_id, log_region, delivered_ms);
CREATE INDEX source_files_by_duplicate_of ON source_files (duplicate_of) WHERE duplicate_of IS NOT NULL;

CREATE TABLE archived_logs (
  -- One row per file in an archive that has the name of a CloudTrail log.
  source_file_id INTEGER NOT NULL REFERENCES source_files (source_file_id) ON DELETE CASCADE, -- the archive; of several with the same bytes the one that was read
  log_number INTEGER NOT NULL CHECK (log_number > 0), -- its position among such files of the archive, from 1
  path TEXT NOT NULL, -- its path in the archive; of archives in archives all of them, outermost first, with ' > ' between
  status TEXT NOT NULL CHECK (status IN ('complete', 'partial', 'skipped', 'failed')), -- as in source_files
  log_account_id TEXT NOT NULL, -- account in its name
  log_region TEXT NOT NULL, -- region in its name
  delivered_ms INTEGER NOT NULL, -- delivery minute in its name
  records INTEGER NOT NULL, -- CloudTrail records of every kind
  run_instances INTEGER NOT NULL, -- RunInstances records among them
  PRIMARY KEY (source_file_id, log_number)
) STRICT, WITHOUT ROWID;

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
  elastic_reading_id INTEGER, -- row of elastic_readings: what Elastic reads of it
  group_id INTEGER REFERENCES launch_groups (group_id), -- the group that counts it; NULL until the summaries are brought up to date
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
  ) VIRTUAL,
  actor TEXT GENERATED ALWAYS AS ( -- 'service' when an AWS service made the call, else 'person'
    CASE WHEN service_name IS NOT NULL OR invoked_by LIKE '%.amazonaws.com' THEN 'service' ELSE 'person' END
  ) VIRTUAL,
  instance_family TEXT GENERATED ALWAYS AS ( -- the part of the instance type before its dot
    CASE WHEN instr(instance_type, '.') > 1 THEN substr(instance_type, 1, instr(instance_type, '.') - 1) END
  ) VIRTUAL,
  source_network TEXT GENERATED ALWAYS AS ( -- the address's /16 (IPv4) or /32 (IPv6); a service name as it is
    CASE
      WHEN source_ip_address GLOB '*.*.*.*' AND source_ip_address NOT GLOB '*[^0-9.]*'
        THEN
          substr(source_ip_address, 1, instr(source_ip_address, '.') + instr(substr(source_ip_address, instr(source_ip_address, '.') + 1), '.') - 1)
          || '.0.0/16'
      WHEN source_ip_address GLOB '*:*:*' AND source_ip_address NOT GLOB '*[^0-9a-fA-F:.]*'
        THEN
          lower(substr(source_ip_address, 1, instr(source_ip_address, ':') + instr(substr(source_ip_address, instr(source_ip_address, ':') + 1), ':') - 1))
          || '::/32'
      ELSE source_ip_address
    END
  ) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX launch_events_by_identity ON launch_events (event_id, ifnull(recipient_account_id, ''));
CREATE INDEX launch_events_by_time ON launch_events (event_time_ms);
-- Everything that counting a part of a group needs, in the order of the groups.
CREATE INDEX launch_events_by_group ON launch_events (
  group_id, event_time_ms, requested_min, requested_max, launched_count, error_class, market_type,
  elastic_reading_id
) WHERE group_id IS NOT NULL;
CREATE INDEX launch_events_without_group ON launch_events (launch_id) WHERE group_id IS NULL;

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

CREATE TABLE elastic_fields (
  -- One row per combination of what Elastic's query groups by and cuts out of the printed request.
  fields_id INTEGER PRIMARY KEY, -- row number; elastic_readings and elastic_shares refer to it
  is_counted INTEGER NOT NULL CHECK (is_counted IN (0, 1)), -- 1: minCount and, later, maxCount stand in the printed request; the query drops the rest
  subnet_id TEXT, -- as cut from the printed request
  instance_type TEXT -- as cut from the printed request
) STRICT;

CREATE UNIQUE INDEX elastic_fields_by_content ON elastic_fields (ifnull(subnet_id, ''), ifnull(instance_type, ''), is_counted);

CREATE TABLE elastic_readings (
  -- One row per way in which Elastic's query reads a launch, and which faults that shows.
  reading_id INTEGER PRIMARY KEY, -- row number; launch_events and elastic_group_readings refer to it
  fields_id INTEGER NOT NULL REFERENCES elastic_fields (fields_id), -- the fields it groups by
  target_instance_count INTEGER, -- maxCount - minCount + 1; NULL when one of them is not read as a number
  count_fault TEXT CHECK (count_fault IN ('over-long', 'missing', 'injected', 'difference', 'items', 'last', 'other')), -- why the count is not requested_max; NULL when it is
  subnet_fault TEXT CHECK (subnet_fault IN ('injected', 'garbage', 'other')), -- why the subnet read is not the launch's; NULL when it is, or none is read
  type_fault TEXT CHECK (type_fault IN ('injected', 'other')), -- why the instance type read is not the launch's; NULL when it is, or none is read
  is_type_from_template INTEGER NOT NULL CHECK (is_type_from_template IN (0, 1)) -- 1: a launch template chose the instance type
) STRICT;

CREATE UNIQUE INDEX elastic_readings_by_content ON elastic_readings (
  fields_id, ifnull(target_instance_count, -4294967296), ifnull(count_fault, ''), ifnull(subnet_fault, ''), ifnull(type_fault, ''),
  is_type_from_template
);

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

-- ------------------------------------------------------------------------------------- summaries
--
-- Counts kept so that the hunt need not look at every event. They follow from launch_events alone:
-- whoever adds events brings them up to date in the same transaction with
--     UPDATE summaries_due SET launches = 0;
-- and `huntdb check` computes them again. Sums leave out what is NULL, and are NULL when all is.

CREATE TABLE principals (
  -- One row per account and principal that ever called RunInstances.
  principal_key INTEGER PRIMARY KEY, -- row number; the summaries refer to it
  account_id TEXT, -- the acting account
  principal TEXT NOT NULL, -- who acted
  identity_hash INTEGER NOT NULL -- hash over account and principal, the same in every store
) STRICT;

CREATE UNIQUE INDEX principals_by_name ON principals (ifnull(account_id, ''), principal);

CREATE TABLE launch_groups (
  -- One row per account, principal, user, UTC day, region, subnet, instance type and outcome, over all time.
  group_id INTEGER PRIMARY KEY, -- row number; launch_events refers to it
  principal_key INTEGER NOT NULL REFERENCES principals (principal_key), -- account and principal
  user_name TEXT, -- Elastic's user.name
  day INTEGER NOT NULL, -- UTC day, days since 1970-01-01
  aws_region TEXT, -- region
  subnet_id TEXT, -- subnet
  instance_type TEXT, -- instance type
  outcome TEXT NOT NULL CHECK (outcome IN ('success', 'failure', 'dry_run')), -- how the calls ended
  attempts INTEGER NOT NULL CHECK (attempts > 0), -- RunInstances calls
  service_attempts INTEGER NOT NULL, -- of these, calls that an AWS service made
  requested_min INTEGER, -- sum of minCount
  requested_max INTEGER, -- sum of maxCount
  requested_spot INTEGER NOT NULL, -- sum of maxCount over calls for spot instances
  launched INTEGER NOT NULL, -- instances launched
  mfa_known INTEGER NOT NULL, -- calls whose session says whether MFA was used
  mfa_attempts INTEGER NOT NULL, -- of these, calls with MFA
  first_ms INTEGER NOT NULL, -- first call
  last_ms INTEGER NOT NULL, -- last call
  failed_authorization INTEGER NOT NULL, -- calls by class of error
  failed_quota INTEGER NOT NULL, -- quota
  failed_capacity INTEGER NOT NULL, -- capacity
  failed_throttling INTEGER NOT NULL, -- throttling
  failed_invalid_request INTEGER NOT NULL, -- malformed
  failed_other INTEGER NOT NULL, -- everything else
  source_ip_addresses INTEGER NOT NULL DEFAULT 0, -- distinct values in launch_group_values
  access_keys INTEGER NOT NULL DEFAULT 0, -- distinct access keys
  sessions INTEGER NOT NULL DEFAULT 0, -- distinct session names
  images INTEGER NOT NULL DEFAULT 0 -- distinct images
) STRICT;

CREATE UNIQUE INDEX launch_groups_by_key ON launch_groups (
  day, principal_key, outcome, ifnull(aws_region, ''), ifnull(subnet_id, ''), ifnull(instance_type, ''), ifnull(user_name, '')
);
CREATE INDEX launch_groups_by_principal ON launch_groups (principal_key, day, outcome, requested_max);

CREATE TABLE launch_group_values (
  -- One row per group and distinct source address, access key, session and image of its calls.
  group_id INTEGER NOT NULL REFERENCES launch_groups (group_id) ON DELETE CASCADE, -- the group
  kind TEXT NOT NULL, -- source_ip_address, access_key_id, session_name or image_id
  value TEXT NOT NULL, -- the value
  first_ms INTEGER NOT NULL, -- first call with it
  last_ms INTEGER NOT NULL, -- last call with it
  PRIMARY KEY (group_id, kind, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE elastic_shares (
  -- One row per group, fields that Elastic groups its calls by, and minute of the hour, which Elastic takes for the month.
  group_id INTEGER NOT NULL REFERENCES launch_groups (group_id) ON DELETE CASCADE, -- the group
  fields_id INTEGER NOT NULL, -- row of elastic_fields
  minute INTEGER NOT NULL, -- minute of the hour, 0 to 59
  calls INTEGER NOT NULL, -- RunInstances calls
  target_instance_count INTEGER, -- sum over the calls
  PRIMARY KEY (group_id, fields_id, minute)
) STRICT, WITHOUT ROWID;

CREATE TABLE elastic_group_readings (
  -- One row per group and way in which Elastic reads calls of it.
  group_id INTEGER NOT NULL REFERENCES launch_groups (group_id) ON DELETE CASCADE, -- the group
  reading_id INTEGER NOT NULL, -- row of elastic_readings
  calls INTEGER NOT NULL, -- RunInstances calls
  PRIMARY KEY (group_id, reading_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE principal_day_values (
  -- One row per principal, UTC day, kind and distinct value of its calls that day.
  principal_key INTEGER NOT NULL REFERENCES principals (principal_key), -- account and principal
  day INTEGER NOT NULL, -- UTC day, days since 1970-01-01
  kind TEXT NOT NULL, -- source_ip_address, source_network, user_agent, access_key_id, access_key_network, session_name, image_id, key_name, invoked_by, error_class, aws_region or instance_family
  value TEXT NOT NULL, -- the value; of access_key_network a key, a blank and a network
  first_ms INTEGER NOT NULL, -- first call with it
  last_ms INTEGER NOT NULL, -- last call with it
  attempts INTEGER NOT NULL, -- calls with it
  PRIMARY KEY (kind, day, principal_key, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE principal_hours (
  -- One row per principal and UTC hour with calls.
  principal_key INTEGER NOT NULL REFERENCES principals (principal_key), -- account and principal
  hour INTEGER NOT NULL, -- UTC hour, hours since 1970-01-01T00
  attempts INTEGER NOT NULL, -- RunInstances calls
  successes INTEGER NOT NULL, -- calls that succeeded
  failures INTEGER NOT NULL, -- calls that failed
  dry_runs INTEGER NOT NULL, -- dry runs
  exhausted INTEGER NOT NULL, -- calls refused by a quota or for lack of capacity
  failed_invalid_request INTEGER NOT NULL, -- calls that were malformed
  requested_max INTEGER NOT NULL, -- sum of maxCount, dry runs apart
  launched INTEGER NOT NULL, -- instances launched
  PRIMARY KEY (principal_key, hour)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_values (
  -- One row per account, kind and value ever seen: when it came first. Outlives pruned events.
  account_id TEXT NOT NULL, -- the acting account; '' when unknown
  kind TEXT NOT NULL, -- principal, aws_region, instance_type, instance_family, image_id, key_name, source_network or user_agent
  value TEXT NOT NULL, -- the value
  first_ms INTEGER NOT NULL, -- first call with it
  last_ms INTEGER NOT NULL, -- last call with it
  PRIMARY KEY (account_id, kind, value)
) STRICT, WITHOUT ROWID;

CREATE INDEX account_values_by_time ON account_values (first_ms, account_id, kind);

CREATE TABLE fresh_launches (
  -- One row per event that is being added to the summaries, with what they take from it; empty between two transactions.
  launch_id INTEGER PRIMARY KEY, -- the event
  group_id INTEGER NOT NULL, -- its group
  event_time_ms INTEGER NOT NULL, -- as in launch_events, like all that follows
  error_class TEXT NOT NULL, -- what kind of error it was
  requested_max INTEGER, -- sum of maxCount
  launched_count INTEGER NOT NULL, -- instances launched
  elastic_reading_id INTEGER, -- what Elastic reads of it
  source_ip_address TEXT, -- source address
  source_network TEXT, -- its network
  user_agent TEXT, -- the first 1024 characters of the user agent
  access_key_id TEXT, -- access key
  session_name TEXT, -- session
  image_id TEXT, -- image
  key_name TEXT, -- key pair
  invoked_by TEXT -- service
) STRICT;

CREATE TABLE fresh_values (
  -- One row per group, kind and value of the events being added; empty between two transactions.
  group_id INTEGER NOT NULL, -- the group
  kind TEXT NOT NULL, -- as in principal_day_values and account_values
  value TEXT NOT NULL, -- the value
  first_ms INTEGER NOT NULL, -- first call with it
  last_ms INTEGER NOT NULL, -- last call with it
  attempts INTEGER NOT NULL, -- calls with it
  PRIMARY KEY (group_id, kind, value)
) STRICT, WITHOUT ROWID;

CREATE VIEW summaries_due (
  -- Exactly one row: how many events the summaries do not count yet. Setting it to 0 counts them.
  launches -- events without a group
) AS
SELECT count(*) FROM launch_events WHERE group_id IS NULL;

CREATE TRIGGER summarize INSTEAD OF UPDATE ON summaries_due
WHEN old.launches > 0
BEGIN
  -- Rows are numbered by first appearance, so that numbers do not depend on the size of transactions.
  -- The hash is two polynomials modulo primes, over at most 1024 characters and the length.
  INSERT INTO principals (account_id, principal, identity_hash)
  SELECT
    n.account_id,
    n.principal,
    (
      WITH RECURSIVE steps (text, high, low) AS (
        SELECT
          substr(ifnull(n.account_id, '') || ' ' || n.principal, 1, 1024),
          length(n.principal),
          7
        UNION ALL
        SELECT
          substr(text, 2),
          (high * 1000003 + unicode(text)) % 2147483647,
          (low * 69069 + unicode(text)) % 2147483629
        FROM steps
        WHERE length(text) > 0
      )
      SELECT high * 2147483648 + low FROM steps WHERE length(text) = 0
    )
  FROM (
    SELECT
      e.account_id,
      e.principal,
      min(e.launch_id) AS first_launch
    FROM launch_events AS e
    WHERE e.group_id IS NULL
    GROUP BY e.account_id, e.principal
  ) AS n
  WHERE NOT EXISTS (
    SELECT 1 FROM principals AS p
    WHERE ifnull(p.account_id, '') = ifnull(n.account_id, '') AND p.principal = n.principal
  )
  ORDER BY n.first_launch;

  INSERT INTO launch_groups (
    principal_key, user_name, day, aws_region, subnet_id, instance_type, outcome, attempts,
    service_attempts, requested_min, requested_max, requested_spot, launched, mfa_known,
    mfa_attempts, first_ms, last_ms, failed_authorization, failed_quota, failed_capacity,
    failed_throttling, failed_invalid_request, failed_other
  )
  SELECT
    p.principal_key,
    e.user_name,
    e.event_time_ms / 86400000,
    e.aws_region,
    e.subnet_id,
    e.instance_type,
    e.outcome,
    count(*),
    sum(e.actor = 'service'),
    sum(e.requested_min),
    sum(e.requested_max),
    coalesce(sum(CASE WHEN e.market_type = 'spot' THEN e.requested_max END), 0),
    sum(e.launched_count),
    count(e.mfa_authenticated),
    coalesce(sum(e.mfa_authenticated), 0),
    min(e.event_time_ms),
    max(e.event_time_ms),
    sum(e.error_class = 'authorization'),
    sum(e.error_class = 'quota'),
    sum(e.error_class = 'capacity'),
    sum(e.error_class = 'throttling'),
    sum(e.error_class = 'invalid_request'),
    sum(e.error_class = 'other')
  FROM launch_events AS e
  CROSS JOIN principals AS p
    ON ifnull(p.account_id, '') = ifnull(e.account_id, '') AND p.principal = e.principal
  WHERE e.group_id IS NULL
  GROUP BY
    p.principal_key, e.event_time_ms / 86400000, e.outcome, e.aws_region, e.subnet_id,
    e.instance_type, e.user_name
  ORDER BY min(e.launch_id)
  ON CONFLICT (day, principal_key, outcome, ifnull(aws_region, ''), ifnull(subnet_id, ''), ifnull(instance_type, ''), ifnull(user_name, ''))
  DO UPDATE SET
    attempts = attempts + excluded.attempts,
    service_attempts = service_attempts + excluded.service_attempts,
    requested_min = ifnull(requested_min + excluded.requested_min, ifnull(requested_min, excluded.requested_min)),
    requested_max = ifnull(requested_max + excluded.requested_max, ifnull(requested_max, excluded.requested_max)),
    requested_spot = requested_spot + excluded.requested_spot,
    launched = launched + excluded.launched,
    mfa_known = mfa_known + excluded.mfa_known,
    mfa_attempts = mfa_attempts + excluded.mfa_attempts,
    first_ms = min(first_ms, excluded.first_ms),
    last_ms = max(last_ms, excluded.last_ms),
    failed_authorization = failed_authorization + excluded.failed_authorization,
    failed_quota = failed_quota + excluded.failed_quota,
    failed_capacity = failed_capacity + excluded.failed_capacity,
    failed_throttling = failed_throttling + excluded.failed_throttling,
    failed_invalid_request = failed_invalid_request + excluded.failed_invalid_request,
    failed_other = failed_other + excluded.failed_other;

  -- The columns are copied, since each is looked at several times, and events are wide.
  INSERT INTO fresh_launches (
    launch_id, group_id, event_time_ms, error_class, requested_max, launched_count,
    elastic_reading_id, source_ip_address, source_network, user_agent, access_key_id, session_name, image_id, key_name,
    invoked_by
  )
  SELECT
    e.launch_id,
    g.group_id,
    e.event_time_ms,
    e.error_class,
    e.requested_max,
    e.launched_count,
    e.elastic_reading_id,
    e.source_ip_address,
    e.source_network,
    substr(e.user_agent, 1, 1024),
    e.access_key_id,
    e.session_name,
    e.image_id,
    e.key_name,
    e.invoked_by
  FROM launch_events AS e
  CROSS JOIN principals AS p
    ON ifnull(p.account_id, '') = ifnull(e.account_id, '') AND p.principal = e.principal
  CROSS JOIN launch_groups AS g
    ON
      g.day = e.event_time_ms / 86400000
      AND g.principal_key = p.principal_key
      AND g.outcome = e.outcome
      AND ifnull(g.aws_region, '') = ifnull(e.aws_region, '')
      AND ifnull(g.subnet_id, '') = ifnull(e.subnet_id, '')
      AND ifnull(g.instance_type, '') = ifnull(e.instance_type, '')
      AND ifnull(g.user_name, '') = ifnull(e.user_name, '')
  WHERE e.group_id IS NULL;

  INSERT INTO principal_hours (
    principal_key, hour, attempts, successes, failures, dry_runs, exhausted,
    failed_invalid_request, requested_max, launched
  )
  SELECT
    g.principal_key,
    f.event_time_ms / 3600000,
    count(*),
    sum(g.outcome = 'success'),
    sum(g.outcome = 'failure'),
    sum(g.outcome = 'dry_run'),
    sum(f.error_class IN ('quota', 'capacity')),
    sum(f.error_class = 'invalid_request'),
    coalesce(sum(CASE WHEN g.outcome <> 'dry_run' THEN f.requested_max END), 0),
    sum(f.launched_count)
  FROM fresh_launches AS f
  CROSS JOIN launch_groups AS g ON g.group_id = f.group_id
  GROUP BY g.principal_key, f.event_time_ms / 3600000
  ON CONFLICT (hour, principal_key)
  DO UPDATE SET
    attempts = attempts + excluded.attempts,
    successes = successes + excluded.successes,
    failures = failures + excluded.failures,
    dry_runs = dry_runs + excluded.dry_runs,
    exhausted = exhausted + excluded.exhausted,
    failed_invalid_request = failed_invalid_request + excluded.failed_invalid_request,
    requested_max = requested_max + excluded.requested_max,
    launched = launched + excluded.launched;

  INSERT INTO elastic_shares (group_id, fields_id, minute, calls, target_instance_count)
  SELECT
    f.group_id,
    r.fields_id,
    f.event_time_ms / 60000 % 60,
    count(*),
    sum(r.target_instance_count)
  FROM fresh_launches AS f
  CROSS JOIN elastic_readings AS r ON r.reading_id = f.elastic_reading_id
  GROUP BY f.group_id, r.fields_id, f.event_time_ms / 60000 % 60
  ON CONFLICT (group_id, fields_id, minute)
  DO UPDATE SET
    calls = calls + excluded.calls,
    target_instance_count = ifnull(
      target_instance_count + excluded.target_instance_count, ifnull(target_instance_count, excluded.target_instance_count)
    );

  INSERT INTO elastic_group_readings (group_id, reading_id, calls)
  SELECT
    f.group_id,
    f.elastic_reading_id,
    count(*)
  FROM fresh_launches AS f
  WHERE f.elastic_reading_id IS NOT NULL
  GROUP BY f.group_id, f.elastic_reading_id
  ON CONFLICT (group_id, reading_id)
  DO UPDATE SET calls = calls + excluded.calls;

  INSERT INTO fresh_values (group_id, kind, value, first_ms, last_ms, attempts)
  SELECT
    f.group_id,
    'source_ip_address',
    f.source_ip_address,
    min(f.event_time_ms),
    max(f.event_time_ms),
    count(*)
  FROM fresh_launches AS f
  WHERE f.source_ip_address IS NOT NULL GROUP BY f.group_id, f.source_ip_address
  UNION ALL
  SELECT
    f.group_id,
    'user_agent',
    f.user_agent,
    min(f.event_time_ms),
    max(f.event_time_ms),
    count(*)
  FROM fresh_launches AS f
  WHERE f.user_agent IS NOT NULL GROUP BY f.group_id, f.user_agent
  UNION ALL
  SELECT
    f.group_id,
    'access_key_id',
    f.access_key_id,
    min(f.event_time_ms),
    max(f.event_time_ms),
    count(*)
  FROM fresh_launches AS f
  WHERE f.access_key_id IS NOT NULL GROUP BY f.group_id, f.access_key_id
  UNION ALL
  SELECT
    f.group_id,
    'access_key_network',
    f.access_key_id || ' ' || f.source_network,
    min(f.event_time_ms),
    max(f.event_time_ms),
    count(*)
  FROM fresh_launches AS f
  WHERE f.access_key_id || f.source_network IS NOT NULL GROUP BY f.group_id, f.access_key_id || ' ' || f.source_network
  UNION ALL
  SELECT
    f.group_id,
    'session_name',
    f.session_name,
    min(f.event_time_ms),
    max(f.event_time_ms),
    count(*)
  FROM fresh_launches AS f
  WHERE f.session_name IS NOT NULL GROUP BY f.group_id, f.session_name
  UNION ALL
  SELECT
    f.group_id,
    'image_id',
    f.image_id,
    min(f.event_time_ms),
    max(f.event_time_ms),
    count(*)
  FROM fresh_launches AS f
  WHERE f.image_id IS NOT NULL GROUP BY f.group_id, f.image_id
  UNION ALL
  SELECT
    f.group_id,
    'key_name',
    f.key_name,
    min(f.event_time_ms),
    max(f.event_time_ms),
    count(*)
  FROM fresh_launches AS f
  WHERE f.key_name IS NOT NULL GROUP BY f.group_id, f.key_name
  UNION ALL
  SELECT
    f.group_id,
    'source_network',
    f.source_network,
    min(f.event_time_ms),
    max(f.event_time_ms),
    count(*)
  FROM fresh_launches AS f
  WHERE f.source_network IS NOT NULL GROUP BY f.group_id, f.source_network
  UNION ALL
  SELECT
    f.group_id,
    'invoked_by',
    f.invoked_by,
    min(f.event_time_ms),
    max(f.event_time_ms),
    count(*)
  FROM fresh_launches AS f
  WHERE f.invoked_by IS NOT NULL GROUP BY f.group_id, f.invoked_by
  UNION ALL
  SELECT
    f.group_id,
    'error_class',
    f.error_class,
    min(f.event_time_ms),
    max(f.event_time_ms),
    count(*)
  FROM fresh_launches AS f
  GROUP BY f.group_id, f.error_class;

  -- What the group itself says, at the times of its fresh calls.
  INSERT INTO fresh_values (group_id, kind, value, first_ms, last_ms, attempts)
  SELECT
    t.group_id,
    k.column1,
    CASE k.column1
      WHEN 'aws_region' THEN g.aws_region
      WHEN 'instance_type' THEN g.instance_type
      ELSE substr(g.instance_type, 1, instr(g.instance_type, '.') - 1)
    END,
    t.first_ms,
    t.last_ms,
    t.attempts
  FROM (
    SELECT
      v.group_id,
      min(v.first_ms) AS first_ms,
      max(v.last_ms) AS last_ms,
      sum(v.attempts) AS attempts
    FROM fresh_values AS v
    WHERE v.kind = 'error_class'
    GROUP BY v.group_id
  ) AS t
  CROSS JOIN launch_groups AS g ON g.group_id = t.group_id
  CROSS JOIN (VALUES ('aws_region'), ('instance_type'), ('instance_family')) AS k
  WHERE
    CASE k.column1
      WHEN 'aws_region' THEN g.aws_region IS NOT NULL
      WHEN 'instance_type' THEN g.instance_type IS NOT NULL
      ELSE instr(g.instance_type, '.') > 1
    END;

  UPDATE launch_groups SET
    source_ip_addresses = launch_groups.source_ip_addresses + n.source_ip_addresses,
    access_keys = launch_groups.access_keys + n.access_keys,
    sessions = launch_groups.sessions + n.sessions,
    images = launch_groups.images + n.images
  FROM (
    SELECT
      v.group_id,
      sum(v.kind = 'source_ip_address') AS source_ip_addresses,
      sum(v.kind = 'access_key_id') AS access_keys,
      sum(v.kind = 'session_name') AS sessions,
      sum(v.kind = 'image_id') AS images
    FROM fresh_values AS v
    WHERE
      v.kind IN ('source_ip_address', 'access_key_id', 'session_name', 'image_id')
      AND NOT EXISTS (
        SELECT 1 FROM launch_group_values AS k
        WHERE k.group_id = v.group_id AND k.kind = v.kind AND k.value = v.value
      )
    GROUP BY v.group_id
  ) AS n
  WHERE n.group_id = launch_groups.group_id;

  INSERT INTO launch_group_values (group_id, kind, value, first_ms, last_ms)
  SELECT
    v.group_id,
    v.kind,
    v.value,
    v.first_ms,
    v.last_ms
  FROM fresh_values AS v
  WHERE v.kind IN ('source_ip_address', 'access_key_id', 'session_name', 'image_id')
  ON CONFLICT (group_id, kind, value)
  DO UPDATE SET first_ms = min(first_ms, excluded.first_ms), last_ms = max(last_ms, excluded.last_ms);

  INSERT INTO principal_day_values (principal_key, day, kind, value, first_ms, last_ms, attempts)
  SELECT
    g.principal_key,
    g.day,
    v.kind,
    v.value,
    min(v.first_ms),
    max(v.last_ms),
    sum(v.attempts)
  FROM fresh_values AS v CROSS JOIN launch_groups AS g ON g.group_id = v.group_id
  WHERE v.kind <> 'instance_type'
  GROUP BY v.kind, g.day, g.principal_key, v.value
  ON CONFLICT (kind, day, principal_key, value)
  DO UPDATE SET
    first_ms = min(first_ms, excluded.first_ms),
    last_ms = max(last_ms, excluded.last_ms),
    attempts = attempts + excluded.attempts;

  INSERT INTO account_values (account_id, kind, value, first_ms, last_ms)
  SELECT
    ifnull(p.account_id, ''),
    CASE v.kind WHEN 'error_class' THEN 'principal' ELSE v.kind END,
    CASE v.kind WHEN 'error_class' THEN p.principal ELSE v.value END,
    min(v.first_ms),
    max(v.last_ms)
  FROM fresh_values AS v
  CROSS JOIN launch_groups AS g ON g.group_id = v.group_id
  CROSS JOIN principals AS p ON p.principal_key = g.principal_key
  WHERE
    v.kind IN (
      'error_class', 'aws_region', 'instance_type', 'instance_family', 'image_id', 'key_name',
      'source_network', 'user_agent'
    )
  GROUP BY
    ifnull(p.account_id, ''), v.kind,
    CASE v.kind WHEN 'error_class' THEN p.principal ELSE v.value END
  ON CONFLICT (account_id, kind, value)
  DO UPDATE SET first_ms = min(first_ms, excluded.first_ms), last_ms = max(last_ms, excluded.last_ms);

  UPDATE launch_events SET group_id = (
    SELECT f.group_id FROM fresh_launches AS f WHERE f.launch_id = launch_events.launch_id
  )
  WHERE launch_id IN (SELECT f.launch_id FROM fresh_launches AS f);

  DELETE FROM fresh_values;
  DELETE FROM fresh_launches;
END;

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
  actor,
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

CREATE VIEW window_cuts (
  -- One row: where the window cuts a day, and which side of each cut holds less of the day and is counted.
  window_start_ms, -- the window begins after this time, milliseconds since 1970 UTC
  as_of_ms, -- and ends with this one
  start_counts_inside, -- 1: events inside the window are counted where it begins; 0: those before it
  start_counts_after_ms, -- events after this time
  start_counts_until_ms, -- up to this one
  end_counts_inside, -- 1: events inside the window are counted where it ends; 0: those after it
  end_counts_after_ms, -- events after this time
  end_counts_until_ms -- up to this one
) AS
SELECT
  w.window_start_ms,
  w.as_of_ms,
  w.window_start_ms % 86400000 >= 43200000,
  CASE WHEN w.window_start_ms % 86400000 >= 43200000 THEN w.window_start_ms ELSE -9223372036854775807 END,
  CASE WHEN w.window_start_ms % 86400000 >= 43200000 THEN 9223372036854775807 ELSE w.window_start_ms END,
  w.as_of_ms % 86400000 < 43200000,
  CASE WHEN w.as_of_ms % 86400000 < 43200000 THEN -9223372036854775807 ELSE w.as_of_ms END,
  CASE WHEN w.as_of_ms % 86400000 < 43200000 THEN w.as_of_ms ELSE 9223372036854775807 END
FROM hunt_window_ms AS w;

CREATE VIEW cut_groups (
  -- One row per launch group of which the window holds a part: the counts on one side of the cut.
  group_id, -- key of launch_groups
  after_ms, -- the window begins after this time
  until_ms, -- and ends with this one
  is_inside, -- 1: the counts are of the events inside the window; 0: of those outside
  attempts, -- RunInstances calls
  requested_min, -- sum of minCount
  requested_max, -- sum of maxCount
  launched -- instances launched
) AS
-- No group has both cuts, since a window is a day or more. In the order of group_id nothing needs sorting.
WITH cuts AS (
  SELECT c.*
  FROM window_cuts AS c
  -- Keeps SQLite from working the cuts out anew wherever one is named.
  LIMIT -1
)

SELECT
  g.group_id,
  (SELECT w.window_start_ms FROM cuts AS w) AS after_ms,
  (SELECT w.as_of_ms FROM cuts AS w) AS until_ms,
  (SELECT w.start_counts_inside FROM cuts AS w) AS is_inside,
  count(*) AS attempts,
  sum(e.requested_min) AS requested_min,
  sum(e.requested_max) AS requested_max,
  sum(e.launched_count) AS launched
FROM launch_groups AS g
CROSS JOIN launch_events AS e
  ON
    e.group_id = g.group_id
    AND e.event_time_ms > (SELECT w.start_counts_after_ms FROM cuts AS w)
    AND e.event_time_ms <= (SELECT w.start_counts_until_ms FROM cuts AS w)
WHERE
  g.group_id >= (SELECT min(d.group_id) FROM launch_groups AS d WHERE d.day = (SELECT w.window_start_ms FROM cuts AS w) / 86400000)
  AND g.group_id <= (SELECT max(d.group_id) FROM launch_groups AS d WHERE d.day = (SELECT w.window_start_ms FROM cuts AS w) / 86400000)
  AND g.day = (SELECT w.window_start_ms FROM cuts AS w) / 86400000
  AND g.first_ms <= (SELECT w.window_start_ms FROM cuts AS w) AND g.last_ms > (SELECT w.window_start_ms FROM cuts AS w)
GROUP BY g.group_id
UNION ALL
SELECT
  g.group_id,
  (SELECT w.window_start_ms FROM cuts AS w) AS after_ms,
  (SELECT w.as_of_ms FROM cuts AS w) AS until_ms,
  (SELECT w.end_counts_inside FROM cuts AS w) AS is_inside,
  count(*) AS attempts,
  sum(e.requested_min) AS requested_min,
  sum(e.requested_max) AS requested_max,
  sum(e.launched_count) AS launched
FROM launch_groups AS g
CROSS JOIN launch_events AS e
  ON
    e.group_id = g.group_id
    AND e.event_time_ms > (SELECT w.end_counts_after_ms FROM cuts AS w)
    AND e.event_time_ms <= (SELECT w.end_counts_until_ms FROM cuts AS w)
WHERE
  g.group_id >= (SELECT min(d.group_id) FROM launch_groups AS d WHERE d.day = (SELECT w.as_of_ms FROM cuts AS w) / 86400000)
  AND g.group_id <= (SELECT max(d.group_id) FROM launch_groups AS d WHERE d.day = (SELECT w.as_of_ms FROM cuts AS w) / 86400000)
  AND g.day = (SELECT w.as_of_ms FROM cuts AS w) / 86400000
  AND g.first_ms <= (SELECT w.as_of_ms FROM cuts AS w) AND g.last_ms > (SELECT w.as_of_ms FROM cuts AS w)
GROUP BY g.group_id;

CREATE VIEW whole_calls (
  -- One row per launch group that lies inside the window as a whole, as numbers.
  group_id, -- key of launch_groups and launch_events
  principal_key, -- key of principals
  account_id, -- the acting account
  principal, -- who acted
  user_name, -- Elastic's user.name
  day, -- UTC day, days since 1970-01-01
  aws_region, -- region
  subnet_id, -- subnet
  instance_type, -- instance type
  outcome, -- success, failure or dry_run
  attempts, -- RunInstances calls
  service_attempts, -- of these, calls that an AWS service made
  requested_min, -- sum of minCount
  requested_max, -- sum of maxCount
  requested_spot, -- sum of maxCount over calls for spot instances
  launched, -- instances launched
  mfa_known, -- calls whose session says whether MFA was used
  mfa_attempts, -- of these, calls with MFA
  first_ms, -- first call, milliseconds since 1970 UTC
  last_ms, -- last call, milliseconds since 1970 UTC
  failed_authorization, -- calls refused for lack of permission
  failed_quota, -- calls refused by a quota
  failed_capacity, -- calls refused for lack of capacity
  failed_throttling, -- calls refused by throttling
  failed_invalid_request, -- calls that were malformed
  failed_other, -- calls that failed otherwise
  is_cut, -- 1: the window holds a part of the group; 0: all of it
  source_ip_addresses, -- distinct source addresses, of the whole group like all that follow
  access_keys, -- distinct access keys
  sessions, -- distinct session names
  images -- distinct images
) AS
-- They are counted already. Between the first and the last group of the window's days hardly any others lie.
SELECT
  g.group_id,
  g.principal_key,
  p.account_id,
  p.principal,
  g.user_name,
  g.day,
  g.aws_region,
  g.subnet_id,
  g.instance_type,
  g.outcome,
  g.attempts,
  g.service_attempts,
  g.requested_min,
  g.requested_max,
  g.requested_spot,
  g.launched,
  g.mfa_known,
  g.mfa_attempts,
  g.first_ms,
  g.last_ms,
  g.failed_authorization,
  g.failed_quota,
  g.failed_capacity,
  g.failed_throttling,
  g.failed_invalid_request,
  g.failed_other,
  0,
  g.source_ip_addresses,
  g.access_keys,
  g.sessions,
  g.images
FROM launch_groups AS g
CROSS JOIN principals AS p ON p.principal_key = g.principal_key
WHERE
  g.group_id >= (
    SELECT min(d.group_id)
    FROM hunt_window_ms AS w
    CROSS JOIN launch_groups AS d ON d.day >= w.window_start_ms / 86400000 AND d.day <= w.as_of_ms / 86400000
  )
  AND g.group_id <= (
    SELECT max(d.group_id)
    FROM hunt_window_ms AS w
    CROSS JOIN launch_groups AS d ON d.day >= w.window_start_ms / 86400000 AND d.day <= w.as_of_ms / 86400000
  )
  AND g.first_ms > (SELECT w.window_start_ms FROM hunt_window_ms AS w) AND g.last_ms <= (SELECT w.as_of_ms FROM hunt_window_ms AS w);

CREATE VIEW cut_calls (
  -- One row per launch group of which the window holds a part: the calls inside, as numbers.
  group_id, -- key of launch_groups and launch_events
  principal_key, -- key of principals
  account_id, -- the acting account
  principal, -- who acted
  user_name, -- Elastic's user.name
  day, -- UTC day, days since 1970-01-01
  aws_region, -- region
  subnet_id, -- subnet
  instance_type, -- instance type
  outcome, -- success, failure or dry_run
  attempts, -- RunInstances calls
  service_attempts, -- of these, calls that an AWS service made
  requested_min, -- sum of minCount
  requested_max, -- sum of maxCount
  requested_spot, -- sum of maxCount over calls for spot instances
  launched, -- instances launched
  mfa_known, -- calls whose session says whether MFA was used
  mfa_attempts, -- of these, calls with MFA
  first_ms, -- first call, milliseconds since 1970 UTC
  last_ms, -- last call, milliseconds since 1970 UTC
  failed_authorization, -- calls refused for lack of permission
  failed_quota, -- calls refused by a quota
  failed_capacity, -- calls refused for lack of capacity
  failed_throttling, -- calls refused by throttling
  failed_invalid_request, -- calls that were malformed
  failed_other, -- calls that failed otherwise
  is_cut, -- 1: the window holds a part of the group; 0: all of it
  source_ip_addresses, -- distinct source addresses, of the whole group like all that follow
  access_keys, -- distinct access keys
  sessions, -- distinct session names
  images -- distinct images
) AS
-- Of a group that the window cuts, the events on the smaller side of the cut are counted; what the
-- index does not hold is looked up only where the whole group does not tell.
SELECT
  g.group_id,
  g.principal_key,
  p.account_id,
  p.principal,
  g.user_name,
  g.day,
  g.aws_region,
  g.subnet_id,
  g.instance_type,
  g.outcome,
  cast(CASE c.is_inside WHEN 1 THEN c.attempts ELSE g.attempts - c.attempts END AS INTEGER),
  cast(
    CASE g.service_attempts
      WHEN 0 THEN 0
      WHEN g.attempts THEN CASE c.is_inside WHEN 1 THEN c.attempts ELSE g.attempts - c.attempts END
      ELSE (SELECT sum(x.actor = 'service') FROM launch_events AS x WHERE x.group_id = g.group_id AND x.event_time_ms > c.after_ms AND x.event_time_ms <= c.until_ms)
    END AS INTEGER
  ),
  cast(
    CASE
      WHEN c.is_inside = 1 THEN c.requested_min
      WHEN g.requested_min > ifnull(c.requested_min, 0) THEN g.requested_min - ifnull(c.requested_min, 0)
      ELSE (SELECT sum(x.requested_min) FROM launch_events AS x WHERE x.group_id = g.group_id AND x.event_time_ms > c.after_ms AND x.event_time_ms <= c.until_ms)
    END AS INTEGER
  ),
  cast(
    CASE
      WHEN c.is_inside = 1 THEN c.requested_max
      WHEN g.requested_max > ifnull(c.requested_max, 0) THEN g.requested_max - ifnull(c.requested_max, 0)
      ELSE (SELECT sum(x.requested_max) FROM launch_events AS x WHERE x.group_id = g.group_id AND x.event_time_ms > c.after_ms AND x.event_time_ms <= c.until_ms)
    END AS INTEGER
  ),
  cast(
    CASE g.requested_spot
      WHEN 0 THEN 0
      WHEN g.requested_max THEN CASE c.is_inside WHEN 1 THEN c.requested_max ELSE g.requested_max - ifnull(c.requested_max, 0) END
      ELSE (SELECT coalesce(sum(CASE WHEN x.market_type = 'spot' THEN x.requested_max END), 0) FROM launch_events AS x WHERE x.group_id = g.group_id AND x.event_time_ms > c.after_ms AND x.event_time_ms <= c.until_ms)
    END AS INTEGER
  ),
  cast(CASE c.is_inside WHEN 1 THEN c.launched ELSE g.launched - c.launched END AS INTEGER),
  cast(
    CASE g.mfa_known
      WHEN 0 THEN 0
      WHEN g.attempts THEN CASE c.is_inside WHEN 1 THEN c.attempts ELSE g.attempts - c.attempts END
      ELSE (SELECT count(x.mfa_authenticated) FROM launch_events AS x WHERE x.group_id = g.group_id AND x.event_time_ms > c.after_ms AND x.event_time_ms <= c.until_ms)
    END AS INTEGER
  ),
  cast(
    CASE g.mfa_attempts
      WHEN 0 THEN 0
      WHEN g.attempts THEN CASE c.is_inside WHEN 1 THEN c.attempts ELSE g.attempts - c.attempts END
      ELSE (SELECT coalesce(sum(x.mfa_authenticated), 0) FROM launch_events AS x WHERE x.group_id = g.group_id AND x.event_time_ms > c.after_ms AND x.event_time_ms <= c.until_ms)
    END AS INTEGER
  ),
  cast(
    CASE
      WHEN g.first_ms > c.after_ms THEN g.first_ms
      ELSE (SELECT min(x.event_time_ms) FROM launch_events AS x WHERE x.group_id = g.group_id AND x.event_time_ms > c.after_ms)
    END AS INTEGER
  ),
  cast(
    CASE
      WHEN g.last_ms <= c.until_ms THEN g.last_ms
      ELSE (SELECT max(x.event_time_ms) FROM launch_events AS x WHERE x.group_id = g.group_id AND x.event_time_ms <= c.until_ms)
    END AS INTEGER
  ),
  cast(
    CASE g.failed_authorization
      WHEN 0 THEN 0
      WHEN g.attempts THEN CASE c.is_inside WHEN 1 THEN c.attempts ELSE g.attempts - c.attempts END
      ELSE (SELECT coalesce(sum(x.error_class = 'authorization'), 0) FROM launch_events AS x WHERE x.group_id = g.group_id AND x.event_time_ms > c.after_ms AND x.event_time_ms <= c.until_ms)
    END AS INTEGER
  ),
  cast(
    CASE g.failed_quota
      WHEN 0 THEN 0
      WHEN g.attempts THEN CASE c.is_inside WHEN 1 THEN c.attempts ELSE g.attempts - c.attempts END
      ELSE (SELECT coalesce(sum(x.error_class = 'quota'), 0) FROM launch_events AS x WHERE x.group_id = g.group_id AND x.event_time_ms > c.after_ms AND x.event_time_ms <= c.until_ms)
    END AS INTEGER
  ),
  cast(
    CASE g.failed_capacity
      WHEN 0 THEN 0
      WHEN g.attempts THEN CASE c.is_inside WHEN 1 THEN c.attempts ELSE g.attempts - c.attempts END
      ELSE (SELECT coalesce(sum(x.error_class = 'capacity'), 0) FROM launch_events AS x WHERE x.group_id = g.group_id AND x.event_time_ms > c.after_ms AND x.event_time_ms <= c.until_ms)
    END AS INTEGER
  ),
  cast(
    CASE g.failed_throttling
      WHEN 0 THEN 0
      WHEN g.attempts THEN CASE c.is_inside WHEN 1 THEN c.attempts ELSE g.attempts - c.attempts END
      ELSE (SELECT coalesce(sum(x.error_class = 'throttling'), 0) FROM launch_events AS x WHERE x.group_id = g.group_id AND x.event_time_ms > c.after_ms AND x.event_time_ms <= c.until_ms)
    END AS INTEGER
  ),
  cast(
    CASE g.failed_invalid_request
      WHEN 0 THEN 0
      WHEN g.attempts THEN CASE c.is_inside WHEN 1 THEN c.attempts ELSE g.attempts - c.attempts END
      ELSE (SELECT coalesce(sum(x.error_class = 'invalid_request'), 0) FROM launch_events AS x WHERE x.group_id = g.group_id AND x.event_time_ms > c.after_ms AND x.event_time_ms <= c.until_ms)
    END AS INTEGER
  ),
  cast(
    CASE g.failed_other
      WHEN 0 THEN 0
      WHEN g.attempts THEN CASE c.is_inside WHEN 1 THEN c.attempts ELSE g.attempts - c.attempts END
      ELSE (SELECT coalesce(sum(x.error_class = 'other'), 0) FROM launch_events AS x WHERE x.group_id = g.group_id AND x.event_time_ms > c.after_ms AND x.event_time_ms <= c.until_ms)
    END AS INTEGER
  ),
  1,
  g.source_ip_addresses,
  g.access_keys,
  g.sessions,
  g.images
FROM cut_groups AS c
CROSS JOIN launch_groups AS g ON g.group_id = c.group_id
CROSS JOIN principals AS p ON p.principal_key = g.principal_key;

CREATE VIEW window_calls (
  -- One row per launch group with calls inside the window: these calls, as numbers.
  group_id, -- key of launch_groups and launch_events
  principal_key, -- key of principals
  account_id, -- the acting account
  principal, -- who acted
  user_name, -- Elastic's user.name
  day, -- UTC day, days since 1970-01-01
  aws_region, -- region
  subnet_id, -- subnet
  instance_type, -- instance type
  outcome, -- success, failure or dry_run
  attempts, -- RunInstances calls
  service_attempts, -- of these, calls that an AWS service made
  requested_min, -- sum of minCount
  requested_max, -- sum of maxCount
  requested_spot, -- sum of maxCount over calls for spot instances
  launched, -- instances launched
  mfa_known, -- calls whose session says whether MFA was used
  mfa_attempts, -- of these, calls with MFA
  first_ms, -- first call, milliseconds since 1970 UTC
  last_ms, -- last call, milliseconds since 1970 UTC
  failed_authorization, -- calls refused for lack of permission
  failed_quota, -- calls refused by a quota
  failed_capacity, -- calls refused for lack of capacity
  failed_throttling, -- calls refused by throttling
  failed_invalid_request, -- calls that were malformed
  failed_other, -- calls that failed otherwise
  is_cut, -- 1: the window holds a part of the group; 0: all of it
  source_ip_addresses, -- distinct source addresses, of the whole group like all that follow
  access_keys, -- distinct access keys
  sessions, -- distinct session names
  images -- distinct images
) AS
-- The columns of both are of the same kind, so SQLite reads the two in place instead of copying their rows.
SELECT
  w.group_id,
  w.principal_key,
  w.account_id,
  w.principal,
  w.user_name,
  w.day,
  w.aws_region,
  w.subnet_id,
  w.instance_type,
  w.outcome,
  w.attempts,
  w.service_attempts,
  w.requested_min,
  w.requested_max,
  w.requested_spot,
  w.launched,
  w.mfa_known,
  w.mfa_attempts,
  w.first_ms,
  w.last_ms,
  w.failed_authorization,
  w.failed_quota,
  w.failed_capacity,
  w.failed_throttling,
  w.failed_invalid_request,
  w.failed_other,
  w.is_cut,
  w.source_ip_addresses,
  w.access_keys,
  w.sessions,
  w.images
FROM whole_calls AS w
UNION ALL
SELECT
  c.group_id,
  c.principal_key,
  c.account_id,
  c.principal,
  c.user_name,
  c.day,
  c.aws_region,
  c.subnet_id,
  c.instance_type,
  c.outcome,
  c.attempts,
  c.service_attempts,
  c.requested_min,
  c.requested_max,
  c.requested_spot,
  c.launched,
  c.mfa_known,
  c.mfa_attempts,
  c.first_ms,
  c.last_ms,
  c.failed_authorization,
  c.failed_quota,
  c.failed_capacity,
  c.failed_throttling,
  c.failed_invalid_request,
  c.failed_other,
  c.is_cut,
  c.source_ip_addresses,
  c.access_keys,
  c.sessions,
  c.images
FROM cut_calls AS c;

CREATE VIEW window_groups (
  -- One row per launch group with calls inside the window, as numbers: the source of the intent reading.
  group_id, -- key of launch_groups and launch_events
  principal_key, -- key of principals
  account_id, -- the acting account
  principal, -- who acted
  user_name, -- Elastic's user.name
  day, -- UTC day, days since 1970-01-01
  aws_region, -- region
  subnet_id, -- subnet
  instance_type, -- instance type
  outcome, -- success, failure or dry_run
  attempts, -- RunInstances calls
  service_attempts, -- of these, calls that an AWS service made
  requested_min, -- sum of minCount
  requested_max, -- sum of maxCount
  requested_spot, -- sum of maxCount over calls for spot instances
  launched, -- instances launched
  mfa_known, -- calls whose session says whether MFA was used
  mfa_attempts, -- of these, calls with MFA
  first_ms, -- first call, milliseconds since 1970 UTC
  last_ms, -- last call, milliseconds since 1970 UTC
  failed_authorization, -- calls refused for lack of permission
  failed_quota, -- calls refused by a quota
  failed_capacity, -- calls refused for lack of capacity
  failed_throttling, -- calls refused by throttling
  failed_invalid_request, -- calls that were malformed
  failed_other, -- calls that failed otherwise
  source_ip_addresses, -- distinct source addresses
  access_keys, -- distinct access keys
  sessions, -- distinct session names
  images -- distinct images
) AS
SELECT
  c.group_id,
  c.principal_key,
  c.account_id,
  c.principal,
  c.user_name,
  c.day,
  c.aws_region,
  c.subnet_id,
  c.instance_type,
  c.outcome,
  c.attempts,
  c.service_attempts,
  c.requested_min,
  c.requested_max,
  c.requested_spot,
  c.launched,
  c.mfa_known,
  c.mfa_attempts,
  c.first_ms,
  c.last_ms,
  c.failed_authorization,
  c.failed_quota,
  c.failed_capacity,
  c.failed_throttling,
  c.failed_invalid_request,
  c.failed_other,
  CASE
    WHEN c.is_cut = 0 THEN c.source_ip_addresses
    ELSE (SELECT count(*) FROM launch_group_values AS v WHERE v.group_id = c.group_id AND v.kind = 'source_ip_address' AND v.last_ms > (SELECT w.window_start_ms FROM hunt_window_ms AS w) AND v.first_ms <= (SELECT w.as_of_ms FROM hunt_window_ms AS w))
  END,
  CASE
    WHEN c.is_cut = 0 THEN c.access_keys
    ELSE (SELECT count(*) FROM launch_group_values AS v WHERE v.group_id = c.group_id AND v.kind = 'access_key_id' AND v.last_ms > (SELECT w.window_start_ms FROM hunt_window_ms AS w) AND v.first_ms <= (SELECT w.as_of_ms FROM hunt_window_ms AS w))
  END,
  CASE
    WHEN c.is_cut = 0 THEN c.sessions
    ELSE (SELECT count(*) FROM launch_group_values AS v WHERE v.group_id = c.group_id AND v.kind = 'session_name' AND v.last_ms > (SELECT w.window_start_ms FROM hunt_window_ms AS w) AND v.first_ms <= (SELECT w.as_of_ms FROM hunt_window_ms AS w))
  END,
  CASE
    WHEN c.is_cut = 0 THEN c.images
    ELSE (SELECT count(*) FROM launch_group_values AS v WHERE v.group_id = c.group_id AND v.kind = 'image_id' AND v.last_ms > (SELECT w.window_start_ms FROM hunt_window_ms AS w) AND v.first_ms <= (SELECT w.as_of_ms FROM hunt_window_ms AS w))
  END
FROM window_calls AS c;

CREATE VIEW instance_deployments (
  -- One row per account, principal, user, UTC day, region, subnet, instance type and outcome
  -- inside the window: all groups, high or not.
  account_id, -- the acting account
  principal, -- who acted
  user_name, -- Elastic's user.name, for comparison
  actor, -- 'service' when every call came through an AWS service, else 'person'
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
  failed_other, -- calls that failed otherwise
  group_id -- the events are those of launch_events with this group_id, inside the window
) AS
SELECT
  g.account_id,
  g.principal,
  g.user_name,
  CASE WHEN g.service_attempts < g.attempts THEN 'person' ELSE 'service' END,
  date(g.day * 86400, 'unixepoch'),
  g.aws_region,
  g.subnet_id,
  g.instance_type,
  g.outcome,
  g.attempts,
  g.requested_min,
  g.requested_max,
  g.launched,
  replace(datetime(g.first_ms / 1000, 'unixepoch') || CASE g.first_ms % 1000 WHEN 0 THEN 'Z' ELSE printf('.%03dZ', g.first_ms % 1000) END, ' ', 'T'),
  replace(datetime(g.last_ms / 1000, 'unixepoch') || CASE g.last_ms % 1000 WHEN 0 THEN 'Z' ELSE printf('.%03dZ', g.last_ms % 1000) END, ' ', 'T'),
  g.source_ip_addresses,
  g.access_keys,
  g.sessions,
  g.images,
  g.failed_authorization,
  g.failed_quota,
  g.failed_capacity,
  g.failed_throttling,
  g.failed_invalid_request,
  g.failed_other,
  g.group_id
FROM window_groups AS g;

CREATE VIEW high_instance_deployments (
  -- One row per group of instance_deployments that asked for the threshold or more, dry runs apart.
  account_id, -- the acting account
  principal, -- who acted
  user_name, -- Elastic's user.name, for comparison
  actor, -- 'service' when every call came through an AWS service, else 'person'
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
  failed_other, -- calls that failed otherwise
  group_id -- the events are those of launch_events with this group_id, inside the window
) AS
SELECT d.*
FROM instance_deployments AS d
WHERE
  d.outcome IN ('success', 'failure')
  AND d.requested_max >= (SELECT w.threshold FROM hunt_window_ms AS w);

CREATE VIEW cut_hours (
  -- One row per principal and UTC hour of which the window holds a part: its calls inside the window.
  principal_key, -- key of principals
  hour, -- UTC hour, hours since 1970-01-01T00
  attempts, -- RunInstances calls
  successes, -- calls that succeeded
  failures, -- calls that failed
  dry_runs, -- dry runs
  exhausted, -- calls refused by a quota or for lack of capacity
  failed_invalid_request, -- calls that were malformed
  requested_max, -- sum of maxCount, dry runs apart
  launched -- instances launched
) AS
-- The index of launch_events by group has all that is counted here.
SELECT
  g.principal_key,
  e.event_time_ms / 3600000,
  cast(count(*) AS INTEGER),
  cast(sum(g.outcome = 'success') AS INTEGER),
  cast(sum(g.outcome = 'failure') AS INTEGER),
  cast(sum(g.outcome = 'dry_run') AS INTEGER),
  cast(sum(e.error_class IN ('quota', 'capacity')) AS INTEGER),
  cast(sum(e.error_class = 'invalid_request') AS INTEGER),
  cast(coalesce(sum(CASE g.outcome WHEN 'dry_run' THEN NULL ELSE e.requested_max END), 0) AS INTEGER),
  cast(sum(e.launched_count) AS INTEGER)
FROM hunt_window_ms AS w
CROSS JOIN launch_groups AS g
  ON g.day = (w.window_start_ms + 1) / 86400000 AND g.last_ms >= w.window_start_ms + 1 AND g.first_ms <= (w.window_start_ms + 1) / 3600000 * 3600000 + 3599999
CROSS JOIN launch_events AS e
  ON e.group_id = g.group_id AND e.event_time_ms >= w.window_start_ms + 1 AND e.event_time_ms <= (w.window_start_ms + 1) / 3600000 * 3600000 + 3599999
WHERE (w.window_start_ms + 1) % 3600000 <> 0
GROUP BY g.principal_key, e.event_time_ms / 3600000
UNION ALL
SELECT
  g.principal_key,
  e.event_time_ms / 3600000,
  cast(count(*) AS INTEGER),
  cast(sum(g.outcome = 'success') AS INTEGER),
  cast(sum(g.outcome = 'failure') AS INTEGER),
  cast(sum(g.outcome = 'dry_run') AS INTEGER),
  cast(sum(e.error_class IN ('quota', 'capacity')) AS INTEGER),
  cast(sum(e.error_class = 'invalid_request') AS INTEGER),
  cast(coalesce(sum(CASE g.outcome WHEN 'dry_run' THEN NULL ELSE e.requested_max END), 0) AS INTEGER),
  cast(sum(e.launched_count) AS INTEGER)
FROM hunt_window_ms AS w
CROSS JOIN launch_groups AS g
  ON g.day = w.as_of_ms / 86400000 AND g.last_ms >= w.as_of_ms / 3600000 * 3600000 AND g.first_ms <= w.as_of_ms
CROSS JOIN launch_events AS e
  ON e.group_id = g.group_id AND e.event_time_ms >= w.as_of_ms / 3600000 * 3600000 AND e.event_time_ms <= w.as_of_ms
WHERE (w.as_of_ms + 1) % 3600000 <> 0
GROUP BY g.principal_key, e.event_time_ms / 3600000;

CREATE VIEW whole_hours (
  -- One row per principal and UTC hour with calls that lies inside the window as a whole.
  principal_key, -- key of principals
  hour, -- UTC hour, hours since 1970-01-01T00
  attempts, -- RunInstances calls
  successes, -- calls that succeeded
  failures, -- calls that failed
  dry_runs, -- dry runs
  exhausted, -- calls refused by a quota or for lack of capacity
  failed_invalid_request, -- calls that were malformed
  requested_max, -- sum of maxCount, dry runs apart
  launched -- instances launched
) AS
-- They are counted already.
SELECT
  h.principal_key,
  h.hour,
  h.attempts,
  h.successes,
  h.failures,
  h.dry_runs,
  h.exhausted,
  h.failed_invalid_request,
  h.requested_max,
  h.launched
FROM hunt_window_ms AS w
CROSS JOIN principals AS p
CROSS JOIN principal_hours AS h
  ON
    h.principal_key = p.principal_key
    AND h.hour > w.window_start_ms / 3600000 AND h.hour < (w.as_of_ms + 1) / 3600000;

CREATE VIEW window_hours (
  -- One row per principal and UTC hour with calls inside the window: these calls.
  principal_key, -- key of principals
  hour, -- UTC hour, hours since 1970-01-01T00
  attempts, -- RunInstances calls
  successes, -- calls that succeeded
  failures, -- calls that failed
  dry_runs, -- dry runs
  exhausted, -- calls refused by a quota or for lack of capacity
  failed_invalid_request, -- calls that were malformed
  requested_max, -- sum of maxCount, dry runs apart
  launched -- instances launched
) AS
SELECT
  w.principal_key,
  w.hour,
  w.attempts,
  w.successes,
  w.failures,
  w.dry_runs,
  w.exhausted,
  w.failed_invalid_request,
  w.requested_max,
  w.launched
FROM whole_hours AS w
UNION ALL
SELECT
  c.principal_key,
  c.hour,
  c.attempts,
  c.successes,
  c.failures,
  c.dry_runs,
  c.exhausted,
  c.failed_invalid_request,
  c.requested_max,
  c.launched
FROM cut_hours AS c;

CREATE VIEW principal_denials (
  -- One row per principal with a call inside the window that was refused for lack of permission.
  principal_key, -- key of principals
  denied_ms -- the first of them, milliseconds since 1970 UTC
) AS
-- Of the day on which the window begins the events are looked at where it cuts the refusals.
SELECT
  v.principal_key,
  min(
    CASE
      WHEN v.first_ms > w.window_start_ms THEN v.first_ms
      ELSE (
        SELECT min(e.event_time_ms)
        FROM launch_groups AS g
        CROSS JOIN launch_events AS e ON e.group_id = g.group_id AND e.event_time_ms > w.window_start_ms
        WHERE
          g.principal_key = v.principal_key AND g.day = v.day AND g.outcome = 'failure'
          AND g.failed_authorization > 0 AND e.error_class = 'authorization'
      )
    END
  )
FROM hunt_window_ms AS w
CROSS JOIN principal_day_values AS v
  ON
    v.kind = 'error_class'
    AND v.day >= w.window_start_ms / 86400000 AND v.day <= w.as_of_ms / 86400000
    AND v.last_ms > w.window_start_ms AND v.first_ms <= w.as_of_ms
WHERE v.value = 'authorization'
GROUP BY v.principal_key;

CREATE VIEW window_days (
  -- One row per UTC day that the window touches.
  day -- days since 1970-01-01
) AS
WITH RECURSIVE days AS (
  SELECT
    w.window_start_ms / 86400000 AS day,
    w.as_of_ms / 86400000 AS last_day
  FROM hunt_window_ms AS w
  UNION ALL
  SELECT
    d.day + 1,
    d.last_day
  FROM days AS d
  WHERE d.day < d.last_day
)

SELECT day
FROM days;

CREATE VIEW window_values (
  -- One row per principal, kind and distinct value of its calls inside the window.
  principal_key, -- key of principals
  kind, -- as in principal_day_values
  value -- the value
) AS
-- With the kinds named, each is a look into the key of principal_day_values; grouping sorts, which
-- is quicker than to see of each row whether it came before.
SELECT
  v.principal_key,
  v.kind,
  v.value
FROM hunt_window_ms AS w
CROSS JOIN principal_day_values AS v
  ON
    v.kind IN (
      'source_ip_address', 'source_network', 'user_agent', 'access_key_id', 'access_key_network', 'session_name', 'image_id',
      'key_name', 'invoked_by', 'error_class', 'aws_region', 'instance_family'
    )
    AND v.day >= w.window_start_ms / 86400000 AND v.day <= w.as_of_ms / 86400000
    AND v.last_ms > w.window_start_ms AND v.first_ms <= w.as_of_ms
GROUP BY v.principal_key, v.kind, v.value;

CREATE VIEW principal_totals (
  -- One row per principal with calls inside the window, as numbers.
  principal_key, -- key of principals
  user_name, -- one of Elastic's user names for it
  attempts, -- RunInstances calls, dry runs included
  service_attempts, -- of these, calls that an AWS service made
  requested_min, -- sum of minCount, dry runs apart
  requested_max, -- sum of maxCount, dry runs apart
  requested_max_succeeded, -- of these, in calls that succeeded
  requested_spot, -- of these, for spot instances
  launched, -- instances launched
  failures, -- calls that failed
  dry_runs, -- dry runs
  first_dry_run_ms, -- the first of them, milliseconds since 1970 UTC
  last_dry_run_ms, -- the last of them
  high_groups, -- groups that are high on their own
  largest_requested_max, -- what the largest group asked for, dry runs apart
  days, -- distinct UTC days
  regions, -- distinct regions
  subnets, -- distinct subnets
  instance_types, -- distinct instance types
  mfa_known, -- calls whose session says whether MFA was used
  mfa_attempts, -- of these, calls with MFA
  first_ms, -- first call, milliseconds since 1970 UTC
  last_ms, -- last call, milliseconds since 1970 UTC
  last_success_ms, -- last call that succeeded
  failed_authorization, -- calls refused for lack of permission
  failed_quota, -- calls refused by a quota
  failed_capacity, -- calls refused for lack of capacity
  failed_throttling, -- calls refused by throttling
  failed_invalid_request, -- calls that were malformed
  failed_other, -- calls that failed otherwise
  account_id, -- the acting account
  principal, -- who acted
  threshold -- instances asked for that make a group or principal high
) AS
-- Names are looked up behind the sort, which carries them for each group else.
WITH sums AS (
  SELECT
    g.principal_key,
    max(g.user_name) AS user_name,
    sum(g.attempts) AS attempts,
    sum(g.service_attempts) AS service_attempts,
    coalesce(sum(CASE WHEN g.outcome <> 'dry_run' THEN g.requested_min END), 0) AS requested_min,
    coalesce(sum(CASE WHEN g.outcome <> 'dry_run' THEN g.requested_max END), 0) AS requested_max,
    coalesce(sum(CASE WHEN g.outcome = 'success' THEN g.requested_max END), 0) AS requested_max_succeeded,
    coalesce(sum(CASE WHEN g.outcome <> 'dry_run' THEN g.requested_spot END), 0) AS requested_spot,
    sum(g.launched) AS launched,
    sum(CASE WHEN g.outcome = 'failure' THEN g.attempts ELSE 0 END) AS failures,
    sum(CASE WHEN g.outcome = 'dry_run' THEN g.attempts ELSE 0 END) AS dry_runs,
    min(CASE WHEN g.outcome = 'dry_run' THEN g.first_ms END) AS first_dry_run_ms,
    max(CASE WHEN g.outcome = 'dry_run' THEN g.last_ms END) AS last_dry_run_ms,
    sum(g.outcome <> 'dry_run' AND ifnull(g.requested_max >= (SELECT w.threshold FROM hunt_window_ms AS w), 0)) AS high_groups,
    max(CASE WHEN g.outcome <> 'dry_run' THEN g.requested_max END) AS largest_requested_max,
    count(DISTINCT g.day) AS days,
    count(DISTINCT g.aws_region) AS regions,
    count(DISTINCT g.subnet_id) AS subnets,
    count(DISTINCT g.instance_type) AS instance_types,
    sum(g.mfa_known) AS mfa_known,
    sum(g.mfa_attempts) AS mfa_attempts,
    min(g.first_ms) AS first_ms,
    max(g.last_ms) AS last_ms,
    max(CASE WHEN g.outcome = 'success' THEN g.last_ms END) AS last_success_ms,
    sum(g.failed_authorization) AS failed_authorization,
    sum(g.failed_quota) AS failed_quota,
    sum(g.failed_capacity) AS failed_capacity,
    sum(g.failed_throttling) AS failed_throttling,
    sum(g.failed_invalid_request) AS failed_invalid_request,
    sum(g.failed_other) AS failed_other
  FROM window_calls AS g
  GROUP BY g.principal_key
)

SELECT
  s.*,
  p.account_id,
  p.principal,
  w.threshold
FROM sums AS s
CROSS JOIN hunt_window_ms AS w
CROSS JOIN principals AS p ON p.principal_key = s.principal_key;

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
WITH counts AS (
  SELECT
    v.principal_key,
    sum(v.kind = 'source_ip_address') AS source_ip_addresses,
    sum(v.kind = 'access_key_id') AS access_keys,
    sum(v.kind = 'session_name') AS sessions,
    sum(v.kind = 'image_id') AS images
  FROM window_values AS v
  GROUP BY v.principal_key
)
SELECT
  t.account_id,
  t.principal,
  CASE WHEN t.service_attempts < t.attempts THEN 'person' ELSE 'service' END,
  t.attempts,
  t.requested_max,
  t.requested_max_succeeded,
  t.launched,
  t.failures,
  t.dry_runs,
  t.requested_max >= t.threshold,
  t.high_groups,
  t.days,
  t.regions,
  t.subnets,
  t.instance_types,
  c.source_ip_addresses,
  c.access_keys,
  c.sessions,
  c.images,
  strftime('%Y-%m-%dT%H:%M:%S', t.first_ms / 1000, 'unixepoch')
  || CASE t.first_ms % 1000 WHEN 0 THEN 'Z' ELSE printf('.%03dZ', t.first_ms % 1000) END,
  strftime('%Y-%m-%dT%H:%M:%S', t.last_ms / 1000, 'unixepoch')
  || CASE t.last_ms % 1000 WHEN 0 THEN 'Z' ELSE printf('.%03dZ', t.last_ms % 1000) END
FROM principal_totals AS t
INNER JOIN counts AS c ON c.principal_key = t.principal_key;

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
-- SQLite computes an expression as often as a query above names it, so each is named rarely. Bytes are
-- looked through, since text ends for SQLite's functions at a NUL, which a request may hold.
WITH bytes AS (
  SELECT
    r.launch_id,
    r.request_parameters,
    cast(r.request_parameters AS BLOB) AS printed,
    CASE
      WHEN instr(r.request_parameters, char(0)) > 0 THEN length(cast(r.request_parameters AS BLOB)) <= 8191
      ELSE length(r.request_parameters) <= 8191
    END AS is_indexed
  FROM event_records AS r
),

rests AS (
  SELECT
    b.launch_id,
    b.request_parameters,
    b.is_indexed,
    substr(b.printed, nullif(instr(b.printed, cast('subnetId=' AS BLOB)), 0) + 9) AS subnet_rest,
    substr(b.printed, nullif(instr(b.printed, cast('minCount=' AS BLOB)), 0) + 9) AS min_rest,
    substr(b.printed, nullif(instr(b.printed, cast('maxCount=' AS BLOB)), 0) + 9) AS max_rest,
    substr(b.printed, nullif(instr(b.printed, cast('instanceType=' AS BLOB)), 0) + 13) AS type_rest
  FROM bytes AS b
)
SELECT
  e.event_id,
  CASE WHEN a.is_indexed THEN nullif(a.request_parameters, '') END,
  CASE WHEN a.is_indexed THEN nullif(cast(substr(a.subnet_rest, 1, nullif(instr(a.subnet_rest, cast(',' AS BLOB)), 0) - 1) AS TEXT), '') END,
  CASE WHEN a.is_indexed THEN nullif(cast(substr(a.min_rest, 1, nullif(instr(a.min_rest, cast(',' AS BLOB)), 0) - 1) AS TEXT), '') END,
  CASE WHEN a.is_indexed THEN nullif(cast(substr(a.max_rest, 1, nullif(instr(a.max_rest, cast('}]},' AS BLOB)), 0) - 1) AS TEXT), '') END,
  CASE WHEN a.is_indexed THEN nullif(cast(substr(a.type_rest, 1, nullif(instr(a.type_rest, cast(',' AS BLOB)), 0) - 1) AS TEXT), '') END,
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
      instr(
        substr(cast(f.request_parameters AS BLOB), nullif(instr(cast(f.request_parameters AS BLOB), cast('minCount' AS BLOB)), 0) + 8),
        cast('maxCount' AS BLOB)
      ) > 0,
      0
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
      WHEN length(ltrim(c.min_count, '0')) > 18 OR instr(c.min_count, char(0)) > 0 THEN NULL
      WHEN c.min_count NOT GLOB '*[^0-9]*' AND c.min_count <> '' THEN cast(c.min_count AS INTEGER)
      WHEN substr(c.min_count, 1, 1) IN ('-', '+') AND substr(c.min_count, 2) NOT GLOB '*[^0-9]*' AND length(c.min_count) > 1
        THEN cast(c.min_count AS INTEGER)
      WHEN c.min_count GLOB '*[0-9]*' AND ltrim(substr(c.min_count, 1, 1), '+-') || substr(c.min_count, 2) NOT GLOB '*[^0-9.]*' AND c.min_count NOT GLOB '*.*.*'
        THEN floor(cast(c.min_count AS REAL) + 0.5)
    END AS min_number,
    CASE
      WHEN length(ltrim(c.max_count, '0')) > 18 OR instr(c.max_count, char(0)) > 0 THEN NULL
      WHEN c.max_count NOT GLOB '*[^0-9]*' AND c.max_count <> '' THEN cast(c.max_count AS INTEGER)
      WHEN substr(c.max_count, 1, 1) IN ('-', '+') AND substr(c.max_count, 2) NOT GLOB '*[^0-9]*' AND length(c.max_count) > 1
        THEN cast(c.max_count AS INTEGER)
      WHEN c.max_count GLOB '*[0-9]*' AND ltrim(substr(c.max_count, 1, 1), '+-') || substr(c.max_count, 2) NOT GLOB '*[^0-9.]*' AND c.max_count NOT GLOB '*.*.*'
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

CREATE VIEW elastic_pairs (
  -- One row per launch group with calls inside the window and fields that Elastic groups them by.
  group_id, -- key of launch_groups
  fields_id, -- key of elastic_fields
  is_cut, -- 1: the window holds a part of the group; 0: all of it
  is_counted, -- 1: Elastic's query keeps the calls
  calls, -- RunInstances calls
  minutes, -- minutes of the hour with calls
  minute, -- one of them
  high_minutes, -- minutes in which these calls alone reach the threshold
  high_target, -- sum of target_instance_count over these minutes
  class, -- with fields_id: what nothing but the minute keeps apart in Elastic's groups; the least group_id of it
  class_limit, -- how much a group of Elastic's in the class can count at most
  is_shared -- 1: Elastic keeps calls of several launch groups in the class
) AS
-- The plus signs keep to the order of group_id, in which nothing needs sorting. Beside max() a column
-- without an aggregate is the one of the row with the most.
WITH minutes AS (
  SELECT
    g.group_id,
    r.fields_id,
    e.event_time_ms / 60000 % 60 AS minute,
    count(*) AS calls,
    sum(r.target_instance_count) AS target_instance_count
  FROM hunt_window_ms AS w
  CROSS JOIN launch_groups AS g
    ON
      g.day IN (w.window_start_ms / 86400000, w.as_of_ms / 86400000)
      AND g.last_ms > w.window_start_ms AND g.first_ms <= w.as_of_ms
      AND (g.first_ms <= w.window_start_ms OR g.last_ms > w.as_of_ms)
  CROSS JOIN launch_events AS e
    ON e.group_id = g.group_id AND e.event_time_ms > w.window_start_ms AND e.event_time_ms <= w.as_of_ms
  CROSS JOIN elastic_readings AS r ON r.reading_id = e.elastic_reading_id
  GROUP BY g.group_id, r.fields_id, e.event_time_ms / 60000 % 60
),

sums AS (
  SELECT
    g.group_id,
    s.fields_id,
    0 AS is_cut,
    sum(s.calls) AS calls,
    count(*) AS minutes,
    s.minute,
    max(s.target_instance_count) AS peak,
    sum(s.target_instance_count >= (SELECT w.threshold FROM hunt_window_ms AS w)) AS high_minutes,
    sum(CASE WHEN s.target_instance_count >= (SELECT w.threshold FROM hunt_window_ms AS w) THEN s.target_instance_count END) AS high_target
  FROM launch_groups AS g
  CROSS JOIN elastic_shares AS s ON s.group_id = g.group_id
  WHERE
    g.group_id >= (SELECT min(d.group_id) FROM launch_groups AS d WHERE d.day >= (SELECT w.window_start_ms FROM hunt_window_ms AS w) / 86400000)
    AND +g.day >= (SELECT w.window_start_ms FROM hunt_window_ms AS w) / 86400000
    AND +g.day <= (SELECT w.as_of_ms FROM hunt_window_ms AS w) / 86400000
    AND g.first_ms > (SELECT w.window_start_ms FROM hunt_window_ms AS w)
    AND g.last_ms <= (SELECT w.as_of_ms FROM hunt_window_ms AS w)
  GROUP BY g.group_id, s.fields_id
  UNION ALL
  SELECT
    m.group_id,
    m.fields_id,
    1,
    sum(m.calls),
    count(*),
    m.minute,
    max(m.target_instance_count),
    sum(m.target_instance_count >= (SELECT w.threshold FROM hunt_window_ms AS w)),
    sum(CASE WHEN m.target_instance_count >= (SELECT w.threshold FROM hunt_window_ms AS w) THEN m.target_instance_count END)
  FROM minutes AS m
  GROUP BY m.group_id, m.fields_id
),

named AS (
  SELECT
    s.*,
    f.is_counted,
    g.user_name,
    strftime('%Y', g.day * 86400, 'unixepoch', 'weekday 6') || strftime('-%d', g.day * 86400, 'unixepoch') AS year_and_day,
    g.outcome = 'success' AS is_success
  FROM sums AS s
  CROSS JOIN launch_groups AS g ON g.group_id = s.group_id
  CROSS JOIN elastic_fields AS f ON f.fields_id = s.fields_id
)

SELECT
  n.group_id,
  n.fields_id,
  n.is_cut,
  n.is_counted,
  n.calls,
  n.minutes,
  n.minute,
  coalesce(n.high_minutes, 0),
  n.high_target,
  min(n.group_id) OVER class,
  sum(max(ifnull(n.peak, 0), 0)) OVER class,
  n.is_counted AND count(*) OVER class > 1
FROM named AS n
WINDOW class AS (PARTITION BY n.fields_id, n.year_and_day, n.user_name, n.is_success);

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
-- The same rows as from grouping elastic_attempts; but how each call is read was noted when it was
-- imported, and only where a group can reach the threshold are its minutes looked at.
WITH counted AS (
  SELECT
    p.class,
    p.fields_id,
    coalesce(s.minute, e.event_time_ms / 60000 % 60) AS minute,
    sum(CASE WHEN s.minute IS NULL THEN r.target_instance_count ELSE s.target_instance_count END) AS target,
    sum(coalesce(s.calls, 1)) AS calls
  FROM elastic_pairs AS p
  LEFT JOIN elastic_shares AS s
    ON s.group_id = CASE p.is_cut WHEN 0 THEN p.group_id END AND s.fields_id = p.fields_id
  LEFT JOIN launch_events AS e
    ON
      e.group_id = CASE p.is_cut WHEN 1 THEN p.group_id END
      AND e.event_time_ms > (SELECT w.window_start_ms FROM hunt_window_ms AS w)
      AND e.event_time_ms <= (SELECT w.as_of_ms FROM hunt_window_ms AS w)
  LEFT JOIN elastic_readings AS r ON r.reading_id = e.elastic_reading_id
  WHERE
    p.is_counted = 1
    AND p.class_limit >= (SELECT w.threshold FROM hunt_window_ms AS w)
    AND (s.minute IS NOT NULL OR r.fields_id = p.fields_id)
  GROUP BY p.class, p.fields_id, coalesce(s.minute, e.event_time_ms / 60000 % 60)
)

SELECT
  g.user_name,
  strftime('%Y', g.day * 86400, 'unixepoch', 'weekday 6') || printf('-%02d-', c.minute) || strftime('%d', g.day * 86400, 'unixepoch'),
  f.subnet_id,
  f.instance_type,
  CASE g.outcome WHEN 'success' THEN 'success' ELSE 'failure' END,
  c.target,
  c.calls
FROM counted AS c
CROSS JOIN launch_groups AS g ON g.group_id = c.class
CROSS JOIN elastic_fields AS f ON f.fields_id = c.fields_id
WHERE c.target >= (SELECT w.threshold FROM hunt_window_ms AS w);

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
-- Groups that may be listed: those that are high, and those of whose calls Elastic may return a row.
WITH pairs AS (
  SELECT
    p.*,
    g.outcome <> 'dry_run' AS may_be_high,
    CASE p.is_cut
      WHEN 0 THEN g.requested_max
      ELSE (
        SELECT sum(x.requested_max) FROM launch_events AS x
        WHERE x.group_id = p.group_id AND x.event_time_ms > (SELECT w.window_start_ms FROM hunt_window_ms AS w) AND x.event_time_ms <= (SELECT w.as_of_ms FROM hunt_window_ms AS w)
      )
    END AS requested_max
  FROM elastic_pairs AS p
  CROSS JOIN launch_groups AS g ON g.group_id = p.group_id
),

candidates AS (
  SELECT
    p.*,
    p.may_be_high AND ifnull(p.requested_max >= (SELECT w.threshold FROM hunt_window_ms AS w), 0) AS is_high,
    max(
      (p.may_be_high AND ifnull(p.requested_max >= (SELECT w.threshold FROM hunt_window_ms AS w), 0))
      OR (p.is_counted AND p.class_limit >= (SELECT w.threshold FROM hunt_window_ms AS w))
    ) OVER (PARTITION BY p.group_id) AS is_candidate
  FROM pairs AS p
),

-- With whatever shares a class with them.
kin AS (
  SELECT
    c.*,
    CASE c.is_shared WHEN 1 THEN max(c.is_candidate) OVER (PARTITION BY c.class, c.fields_id) ELSE c.is_candidate END AS is_kin
  FROM candidates AS c
),

-- Calls that Elastic may group with those of others: a row per minute; where the window cuts the group, one per call.
shared AS (
  SELECT
    k.group_id,
    k.fields_id,
    k.class,
    k.is_high,
    k.requested_max,
    k.is_candidate,
    g.day,
    g.user_name,
    ifnull(g.aws_region, '') AS aws_region,
    ifnull(g.subnet_id, '') AS subnet_id,
    ifnull(g.instance_type, '') AS instance_type,
    g.outcome = 'dry_run' AS is_dry_run,
    ifnull(p.account_id, '') AS account_id,
    p.principal,
    coalesce(s.minute, e.event_time_ms / 60000 % 60) AS minute,
    coalesce(s.calls, 1) AS calls,
    CASE WHEN s.minute IS NULL THEN r.target_instance_count ELSE s.target_instance_count END AS target
  FROM kin AS k
  CROSS JOIN launch_groups AS g ON g.group_id = k.group_id
  CROSS JOIN principals AS p ON p.principal_key = g.principal_key
  LEFT JOIN elastic_shares AS s
    ON s.group_id = CASE k.is_cut WHEN 0 THEN k.group_id END AND s.fields_id = k.fields_id
  LEFT JOIN launch_events AS e
    ON e.group_id = CASE k.is_cut WHEN 1 THEN k.group_id END AND e.event_time_ms > (SELECT w.window_start_ms FROM hunt_window_ms AS w) AND e.event_time_ms <= (SELECT w.as_of_ms FROM hunt_window_ms AS w)
  LEFT JOIN elastic_readings AS r ON r.reading_id = e.elastic_reading_id
  WHERE k.is_kin = 1 AND k.is_shared = 1 AND (s.minute IS NOT NULL OR r.fields_id = k.fields_id)
),

-- What Elastic does not keep apart.
merged AS (
  SELECT
    s.*,
    sum(s.target) OVER elastic_group AS elastic_target,
    min(s.account_id) OVER elastic_group <> max(s.account_id) OVER elastic_group AS has_accounts,
    min(s.aws_region) OVER elastic_group <> max(s.aws_region) OVER elastic_group AS has_regions,
    min(s.principal) OVER elastic_group <> max(s.principal) OVER elastic_group AS has_principals,
    min(s.day) OVER elastic_group <> max(s.day) OVER elastic_group AS has_days,
    min(s.subnet_id) OVER elastic_group <> max(s.subnet_id) OVER elastic_group AS has_subnets,
    min(s.instance_type) OVER elastic_group <> max(s.instance_type) OVER elastic_group AS has_types,
    max(s.is_dry_run) OVER elastic_group AS has_dry_runs
  FROM shared AS s
  WINDOW elastic_group AS (PARTITION BY s.class, s.fields_id, s.minute)
),

-- Groups of Elastic's with their share of each group of ours; those with calls of one alone together.
shares AS (
  SELECT
    m.group_id,
    m.is_high,
    m.requested_max,
    sum(m.calls) AS calls,
    0 AS calls_left_out,
    1 AS elastic_groups,
    ifnull(m.elastic_target >= (SELECT w.threshold FROM hunt_window_ms AS w), 0) AS elastic_rows,
    CASE WHEN m.elastic_target >= (SELECT w.threshold FROM hunt_window_ms AS w) THEN m.elastic_target END AS elastic_target,
    m.minute,
    m.has_subnets AS lost_subnet,
    m.has_types AS lost_type,
    m.has_dry_runs AS dry_run_as_failure,
    m.has_accounts OR m.has_regions AS lost_account_or_region,
    m.has_days AS lost_month,
    m.user_name IS NULL AND m.has_principals AS shared_null_user,
    m.user_name IS NOT NULL AND m.has_principals AND NOT m.has_accounts AS shared_user_name
  FROM merged AS m
  WHERE m.is_candidate = 1
  GROUP BY m.group_id, m.fields_id, m.minute
  UNION ALL
  SELECT
    k.group_id,
    k.is_high,
    k.requested_max,
    k.calls,
    CASE k.is_counted WHEN 0 THEN k.calls ELSE 0 END,
    CASE k.is_counted WHEN 0 THEN 0 ELSE k.minutes END,
    CASE k.is_counted WHEN 0 THEN 0 ELSE k.high_minutes END,
    CASE k.is_counted WHEN 1 THEN k.high_target END,
    CASE k.is_counted WHEN 1 THEN k.minute END,
    0,
    0,
    k.is_counted AND NOT k.may_be_high,
    0,
    0,
    0,
    0
  FROM kin AS k
  WHERE k.is_candidate = 1 AND k.is_shared = 0
),

summed AS (
  SELECT
    s.group_id,
    max(s.is_high) AS is_high,
    max(s.requested_max) AS requested_max,
    sum(s.calls) AS attempts,
    sum(s.calls_left_out) AS calls_left_out,
    sum(s.elastic_groups) AS elastic_groups,
    sum(s.elastic_rows) AS elastic_rows,
    sum(s.elastic_target) AS elastic_target,
    max(s.elastic_groups) > 1 OR coalesce(min(s.minute) < max(s.minute), 0) AS minute_buckets,
    max(s.lost_subnet) AS lost_subnet,
    max(s.lost_type) AS lost_type,
    max(s.dry_run_as_failure) AS dry_run_as_failure,
    max(s.lost_account_or_region) AS lost_account_or_region,
    max(s.lost_month) AS lost_month,
    max(s.shared_null_user) AS shared_null_user,
    max(s.shared_user_name) AS shared_user_name
  FROM shares AS s
  GROUP BY s.group_id
),

-- With the faults in reading the calls, whatever the minute.
faults AS (
  SELECT
    s.group_id,
    s.is_high,
    s.requested_max,
    s.attempts,
    s.calls_left_out,
    s.elastic_groups,
    s.elastic_rows,
    s.elastic_target,
    s.minute_buckets,
    s.dry_run_as_failure,
    s.lost_account_or_region,
    s.lost_month,
    s.shared_null_user,
    s.shared_user_name,
    max(ifnull(r.count_fault = 'difference', 0)) AS max_minus_min,
    max(f.is_counted AND f.instance_type IS NULL AND g.instance_type IS NOT NULL AND r.is_type_from_template) AS launch_template,
    max(ifnull(r.count_fault = 'items', 0)) AS several_items,
    max(ifnull(r.count_fault = 'last', 0)) AS count_printed_last,
    max(ifnull(r.count_fault = 'missing', 0)) AS counts_missing,
    max('injected' IN (ifnull(r.count_fault, ''), ifnull(r.subnet_fault, ''), ifnull(r.type_fault, ''))) AS injected_text,
    max(ifnull(r.count_fault = 'over-long', 0)) AS over_long_parameters,
    max(ifnull(r.subnet_fault = 'garbage', 0)) AS garbage_subnet,
    max(s.lost_subnet OR (f.is_counted AND f.subnet_id IS NULL AND g.subnet_id IS NOT NULL)) AS lost_subnet,
    max(
      s.lost_type
      OR (f.is_counted AND f.instance_type IS NULL AND g.instance_type IS NOT NULL AND NOT r.is_type_from_template)
    ) AS lost_type,
    max('other' IN (ifnull(r.count_fault, ''), ifnull(r.subnet_fault, ''), ifnull(r.type_fault, ''))) AS other_fault
  FROM summed AS s
  CROSS JOIN launch_groups AS g ON g.group_id = s.group_id
  CROSS JOIN elastic_group_readings AS n ON n.group_id = s.group_id
  CROSS JOIN elastic_readings AS r ON r.reading_id = n.reading_id
  CROSS JOIN elastic_fields AS f ON f.fields_id = r.fields_id
  WHERE
    (s.is_high = 1 OR s.elastic_rows > 0)
    AND (
      (g.first_ms > (SELECT w.window_start_ms FROM hunt_window_ms AS w) AND g.last_ms <= (SELECT w.as_of_ms FROM hunt_window_ms AS w))
      OR EXISTS (
        SELECT 1 FROM launch_events AS x
        WHERE x.group_id = s.group_id AND x.event_time_ms > (SELECT w.window_start_ms FROM hunt_window_ms AS w) AND x.event_time_ms <= (SELECT w.as_of_ms FROM hunt_window_ms AS w) AND x.elastic_reading_id = n.reading_id
      )
    )
  GROUP BY s.group_id
),

judged AS (
  SELECT
    s.*,
    p.account_id,
    p.principal,
    g.user_name,
    date(g.day * 86400, 'unixepoch') AS date,
    g.aws_region,
    g.subnet_id,
    g.instance_type,
    g.outcome
  FROM faults AS s
  CROSS JOIN launch_groups AS g ON g.group_id = s.group_id
  CROSS JOIN principals AS p ON p.principal_key = g.principal_key
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
-- ---------------------------------------------------------------- signals: what an attacker does

CREATE TABLE signal_rules (
  -- One row per signal: what it means and what it adds to the severity of a finding. Change the points with UPDATE.
  signal TEXT PRIMARY KEY, -- its name; the view signal_NAME finds it
  title TEXT NOT NULL, -- its name for people
  points INTEGER NOT NULL, -- added to the severity score of a person's finding
  service_points INTEGER NOT NULL, -- added to that of an AWS service's or another controller's
  meaning TEXT NOT NULL -- why a hunter cares
) STRICT;

INSERT INTO signal_rules (signal, title, points, service_points, meaning) VALUES
('large_request', 'five times the threshold', 15, 0, 'the sum asked for is at least five times what makes it high'),
('launched_in_bulk', 'launched the threshold or more', 10, 0, 'instances run: the attempt worked'),
('denied_then_succeeded', 'denied, then succeeded', 20, 0, 'whoever tries until it works did not know what the role may do'),
('exhausted_after_success', 'out of quota or capacity right after a success', 20, 0, 'launches go on until nothing is left, as for cryptomining'),
('dry_run_probing', 'dry runs', 10, 0, 'permissions were probed without launching'),
('region_sprawl', 'three regions or more in one day', 20, 0, 'spreading over regions evades regional quotas and regional monitoring'),
('accelerated_or_very_large', 'accelerators or very large instances', 15, 0, 'what mines or trains costs most'),
('spot_in_bulk', 'spot instances in bulk', 10, 0, 'spot is the cheap way to much computing power'),
('first_seen_principal', 'principal first seen in the account', 15, 0, 'nobody of that name ever launched here'),
('first_seen_region', 'region first used in the account', 20, 0, 'unused regions are where nobody looks'),
('first_seen_instance_family', 'instance family first used in the account', 10, 0, 'a new kind of work'),
('first_seen_image', 'image first used in the account', 10, 0, 'an image nobody here knows'),
('first_seen_key_pair', 'key pair first used in the account', 10, 0, 'a way in that nobody here knows'),
('first_seen_source_network', 'source network first seen in the account', 15, 0, 'calls from a place that never called'),
('first_seen_user_agent', 'user agent first seen in the account', 5, 0, 'another tool than usual'),
('first_seen_accelerator', 'accelerated family first used in the account', 30, 60, 'accelerators where there never were any; also when a service launches them'),
('burst', 'a burst', 15, 0, 'an hour above the threshold and above five times the busiest hour of the thirty days before'),
('unusual_hours', 'outside its usual hours', 10, 0, 'an hour of the day in which, and beside which, this principal did not launch in thirty days'),
('key_from_several_networks', 'one access key from several networks', 25, 0, 'a key that is in two places is shared or stolen'),
('invalid_in_a_row', 'five invalid requests in a row', 10, 0, 'a script that guesses');

CREATE TABLE severity_levels (
  -- One row per severity: the score from which a finding has it.
  severity TEXT PRIMARY KEY, -- critical, high, medium, low or info
  minimum_score INTEGER NOT NULL UNIQUE -- the least score
) STRICT;

INSERT INTO severity_levels (severity, minimum_score) VALUES
('critical', 100), ('high', 60), ('medium', 30), ('low', 10), ('info', 0);

CREATE VIEW first_seen_values (
  -- One row per principal and value it used inside the window that first came in its account inside the window.
  principal_key, -- key of principals
  account_id, -- the account; '' when unknown
  kind, -- principal, aws_region, instance_family, image_id, key_name, source_network or user_agent
  value, -- the value
  first_ms, -- when it first came in the account, milliseconds since 1970 UTC
  baseline_days, -- days known of the account before the window
  state -- 'raised', or 'insufficient history' where that is less than 30 days
) AS
WITH used AS (
  SELECT
    v.principal_key,
    v.kind,
    v.value
  FROM window_values AS v
  WHERE v.kind IN ('aws_region', 'instance_family', 'image_id', 'key_name', 'source_network', 'user_agent')
  UNION ALL
  SELECT DISTINCT
    v.principal_key,
    'principal',
    p.principal
  FROM window_values AS v
  CROSS JOIN principals AS p ON p.principal_key = v.principal_key
  WHERE v.kind = 'error_class'
),

fresh AS (
  SELECT
    u.principal_key,
    a.account_id,
    a.kind,
    a.value,
    a.first_ms,
    max(0, (w.window_start_ms - (
      SELECT min(b.first_ms) FROM account_values AS b WHERE b.account_id = a.account_id AND b.kind = 'principal'
    )) / 86400000) AS baseline_days
  FROM used AS u
  CROSS JOIN hunt_window_ms AS w
  CROSS JOIN principals AS p ON p.principal_key = u.principal_key
  CROSS JOIN account_values AS a
    ON a.account_id = ifnull(p.account_id, '') AND a.kind = u.kind AND a.value = u.value
  WHERE a.first_ms > w.window_start_ms AND a.first_ms <= w.as_of_ms
)

SELECT
  principal_key,
  account_id,
  kind,
  value,
  first_ms,
  baseline_days,
  CASE WHEN baseline_days >= 30 THEN 'raised' ELSE 'insufficient history' END
FROM fresh;

CREATE VIEW principal_signals (
  -- One row per principal inside the window and signal that it shows, whether it is high or not.
  principal_key, -- key of principals
  signal, -- key of signal_rules
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
WITH firsts AS (
  SELECT f.*
  FROM first_seen_values AS f
),

-- Only what the signals need, of groups as a whole and of the few that the window cuts.
totals AS (
  SELECT
    s.principal_key,
    sum(s.attempts) AS attempts,
    sum(s.dry_runs) AS dry_runs,
    coalesce(sum(s.requested_max), 0) AS requested_max,
    sum(s.requested_spot) AS requested_spot,
    sum(s.launched) AS launched,
    min(s.first_ms) AS first_ms,
    max(s.last_ms) AS last_ms,
    max(s.last_success_ms) AS last_success_ms,
    min(s.first_dry_run_ms) AS first_dry_run_ms,
    max(s.last_dry_run_ms) AS last_dry_run_ms,
    w.threshold
  FROM (
    SELECT
      g.principal_key,
      sum(g.attempts) AS attempts,
      sum(CASE g.outcome WHEN 'dry_run' THEN g.attempts ELSE 0 END) AS dry_runs,
      sum(CASE g.outcome WHEN 'dry_run' THEN NULL ELSE g.requested_max END) AS requested_max,
      sum(CASE g.outcome WHEN 'dry_run' THEN 0 ELSE g.requested_spot END) AS requested_spot,
      sum(g.launched) AS launched,
      min(g.first_ms) AS first_ms,
      max(g.last_ms) AS last_ms,
      max(CASE g.outcome WHEN 'success' THEN g.last_ms END) AS last_success_ms,
      min(CASE g.outcome WHEN 'dry_run' THEN g.first_ms END) AS first_dry_run_ms,
      max(CASE g.outcome WHEN 'dry_run' THEN g.last_ms END) AS last_dry_run_ms
    FROM whole_calls AS g
    GROUP BY g.principal_key
    UNION ALL
    SELECT
      c.principal_key,
      sum(c.attempts),
      sum(CASE c.outcome WHEN 'dry_run' THEN c.attempts ELSE 0 END),
      sum(CASE c.outcome WHEN 'dry_run' THEN NULL ELSE c.requested_max END),
      sum(CASE c.outcome WHEN 'dry_run' THEN 0 ELSE c.requested_spot END),
      sum(c.launched),
      min(c.first_ms),
      max(c.last_ms),
      max(CASE c.outcome WHEN 'success' THEN c.last_ms END),
      min(CASE c.outcome WHEN 'dry_run' THEN c.first_ms END),
      max(CASE c.outcome WHEN 'dry_run' THEN c.last_ms END)
    FROM cut_calls AS c
    GROUP BY c.principal_key
  ) AS s
  CROSS JOIN hunt_window_ms AS w
  GROUP BY s.principal_key
),

sprawl_days AS (
  SELECT
    v.principal_key,
    v.day,
    count(*) AS regions
  FROM hunt_window_ms AS w
  CROSS JOIN principal_day_values AS v
    ON
      v.kind = 'aws_region'
      AND v.day >= w.window_start_ms / 86400000 AND v.day <= w.as_of_ms / 86400000
      AND v.last_ms > w.window_start_ms AND v.first_ms <= w.as_of_ms
  GROUP BY v.day, v.principal_key
  HAVING count(*) >= 3
),

-- The few groups of large types that the window cuts are counted by themselves.
large_calls AS (
  SELECT
    g.principal_key,
    g.instance_type,
    CASE WHEN g.is_cut = 0 THEN g.requested_max ELSE sum(e.requested_max) END AS requested_max,
    CASE WHEN g.is_cut = 0 THEN g.first_ms ELSE min(e.event_time_ms) END AS first_ms,
    CASE WHEN g.is_cut = 0 THEN g.last_ms ELSE max(e.event_time_ms) END AS last_ms
  FROM (
    SELECT
      l.group_id,
      l.principal_key,
      l.instance_type,
      l.requested_max,
      l.first_ms,
      l.last_ms,
      w.window_start_ms,
      w.as_of_ms,
      l.first_ms <= w.window_start_ms OR l.last_ms > w.as_of_ms AS is_cut
    FROM hunt_window_ms AS w
    CROSS JOIN launch_groups AS l
      ON
        l.day >= w.window_start_ms / 86400000 AND l.day <= w.as_of_ms / 86400000
        AND l.last_ms > w.window_start_ms AND l.first_ms <= w.as_of_ms
    WHERE
      l.outcome <> 'dry_run'
      AND l.instance_type IN (
        SELECT f.instance_type FROM instance_facts AS f
        WHERE f.is_accelerated = 1 OR f.is_very_large = 1
      )
  ) AS g
  LEFT JOIN launch_events AS e
    ON
      g.is_cut = 1 AND e.group_id = g.group_id
      AND e.event_time_ms > g.window_start_ms AND e.event_time_ms <= g.as_of_ms
  GROUP BY g.group_id
),

-- What came before the window is known from the thirty days before the hour in which it begins.
hours AS (
  SELECT
    h.principal_key,
    h.hour,
    h.attempts,
    h.successes,
    h.exhausted,
    h.failed_invalid_request,
    h.requested_max
  FROM whole_hours AS h
  UNION ALL
  SELECT
    c.principal_key,
    c.hour,
    c.attempts,
    c.successes,
    c.exhausted,
    c.failed_invalid_request,
    c.requested_max
  FROM cut_hours AS c
),

-- Who called in that hour of the day on the day before the window needs no closer look.
new_hours AS (
  SELECT
    o.principal_key,
    o.start_hour,
    count(*) AS hours,
    sum(o.attempts) AS attempts,
    min(o.first_hour) AS first_hour,
    max(o.last_hour) AS last_hour
  FROM (
    SELECT
      h.principal_key,
      h.hour % 24 AS hour_of_day,
      (w.window_start_ms + 1) / 3600000 AS start_hour,
      min(h.hour) AS first_hour,
      max(h.hour) AS last_hour,
      sum(h.attempts) AS attempts
    FROM hunt_window_ms AS w
    CROSS JOIN hours AS h
    WHERE
      h.principal_key * 24 + h.hour % 24 NOT IN (
        SELECT b.principal_key * 24 + b.hour % 24
        FROM hunt_window_ms AS x
        CROSS JOIN principals AS p
        CROSS JOIN principal_hours AS b
          ON
            b.principal_key = p.principal_key
            AND b.hour >= (x.window_start_ms + 1) / 3600000 - 24 AND b.hour < (x.window_start_ms + 1) / 3600000
      )
    GROUP BY h.principal_key, h.hour % 24
  ) AS o
  WHERE
    NOT EXISTS (
      SELECT 1 FROM principal_hours AS b
      WHERE
        b.principal_key = o.principal_key AND b.hour >= o.start_hour - 720 AND b.hour < o.start_hour
        AND abs(b.hour % 24 - o.hour_of_day) IN (0, 1, 23)
    )
  GROUP BY o.principal_key
),

known_days AS (
  SELECT
    n.principal_key,
    (
      SELECT count(DISTINCT h.hour / 24) FROM principal_hours AS h
      WHERE h.principal_key = n.principal_key AND h.hour >= n.start_hour - 720 AND h.hour < n.start_hour
    ) AS days
  FROM new_hours AS n
),

-- Hours with what the other signals look for.
busy AS (
  SELECT
    h.principal_key,
    h.hour,
    h.attempts,
    h.successes,
    h.exhausted,
    h.failed_invalid_request
  FROM hours AS h
  WHERE h.exhausted > 0 OR h.failed_invalid_request > 0
),

peaks AS (
  SELECT
    h.principal_key,
    (w.window_start_ms + 1) / 3600000 AS start_hour,
    max(h.requested_max) AS peak,
    max(h.hour) AS hour
  FROM hunt_window_ms AS w
  CROSS JOIN hours AS h
  WHERE h.requested_max >= w.threshold
  GROUP BY h.principal_key
),

-- Where an earlier hour was busy enough the busiest is of no interest.
compared_peaks AS (
  SELECT
    p.principal_key,
    p.peak,
    p.hour,
    (
      SELECT max(h.requested_max) FROM principal_hours AS h
      WHERE h.principal_key = p.principal_key AND h.hour >= p.start_hour - 720 AND h.hour < p.start_hour
    ) AS earlier_peak
  FROM peaks AS p
  WHERE
    NOT EXISTS (
      SELECT 1 FROM principal_hours AS b
      WHERE
        b.principal_key = p.principal_key AND b.hour >= p.start_hour - 720 AND b.hour < p.start_hour
        AND p.peak <= 5 * b.requested_max
    )
),

-- Only principals that called from two networks can have such a key.
shared_keys AS (
  SELECT
    v.principal_key,
    substr(v.value, 1, instr(v.value, ' ') - 1) AS access_key_id,
    count(DISTINCT substr(v.value, instr(v.value, ' ') + 1)) AS networks
  FROM hunt_window_ms AS w
  CROSS JOIN (
    SELECT n.principal_key FROM principal_day_values AS n
    CROSS JOIN hunt_window_ms AS x
    WHERE
      n.kind = 'source_network'
      AND n.day >= x.window_start_ms / 86400000 AND n.day <= x.as_of_ms / 86400000
      AND n.last_ms > x.window_start_ms AND n.first_ms <= x.as_of_ms
    GROUP BY n.principal_key
    HAVING min(n.value) <> max(n.value)
  ) AS s
  CROSS JOIN window_days AS d
  CROSS JOIN principal_day_values AS v
    ON
      v.kind = 'access_key_network' AND v.day = d.day AND v.principal_key = s.principal_key
      AND v.last_ms > w.window_start_ms AND v.first_ms <= w.as_of_ms
  WHERE v.value LIKE '%.0.0/16' OR v.value LIKE '%::/32'
  GROUP BY v.principal_key, substr(v.value, 1, instr(v.value, ' ') - 1)
  HAVING count(DISTINCT substr(v.value, instr(v.value, ' ') + 1)) > 1
),

-- Five in a row lie within two hours that follow each other, or hold an hour of nothing else.
guessing_days AS (
  SELECT
    h.principal_key,
    h.hour / 24 AS day
  FROM busy AS h
  WHERE h.failed_invalid_request > 0
  GROUP BY h.principal_key, h.hour / 24
  HAVING
    sum(h.failed_invalid_request) >= 5
    AND max(
      h.failed_invalid_request = h.attempts
      OR h.failed_invalid_request + coalesce((
        SELECT n.failed_invalid_request FROM principal_hours AS n
        WHERE n.principal_key = h.principal_key AND n.hour > h.hour
        ORDER BY n.hour
        LIMIT 1
      ), 0) >= 5
    )
),

guesses AS (
  SELECT
    d.principal_key,
    d.day,
    e.launch_id,
    e.event_time_ms,
    lag(e.launch_id) OVER (PARTITION BY d.principal_key, d.day ORDER BY e.event_time_ms, e.launch_id) AS previous_id,
    lag(e.event_time_ms) OVER (PARTITION BY d.principal_key, d.day ORDER BY e.event_time_ms, e.launch_id) AS previous_ms
  FROM guessing_days AS d
  CROSS JOIN hunt_window_ms AS w
  CROSS JOIN launch_events AS e
    ON
      e.group_id IN (
        SELECT g.group_id FROM launch_groups AS g
        WHERE g.principal_key = d.principal_key AND g.day = d.day AND g.outcome = 'failure' AND g.failed_invalid_request > 0
      )
      AND e.event_time_ms > w.window_start_ms AND e.event_time_ms <= w.as_of_ms
      AND e.error_class = 'invalid_request'
),

-- Another call between two of them begins a new row; calls of one moment are in the order of launch_id.
guess_rows AS (
  SELECT
    n.principal_key,
    n.day,
    n.event_time_ms,
    sum(
      n.previous_ms IS NULL
      OR EXISTS (
        SELECT 1
        FROM launch_groups AS o
        CROSS JOIN launch_events AS x
          ON
            x.group_id = o.group_id AND x.event_time_ms >= n.previous_ms AND x.event_time_ms <= n.event_time_ms
            AND x.error_class <> 'invalid_request'
        WHERE
          o.principal_key = n.principal_key AND o.day = n.day
          AND (x.event_time_ms > n.previous_ms OR x.launch_id > n.previous_id)
          AND (x.event_time_ms < n.event_time_ms OR x.launch_id < n.launch_id)
      )
    ) OVER (PARTITION BY n.principal_key, n.day ORDER BY n.event_time_ms, n.launch_id) AS row_of_calls
  FROM guesses AS n
),

guess_runs AS (
  SELECT
    principal_key,
    count(*) AS calls,
    min(event_time_ms) AS first_ms,
    max(event_time_ms) AS last_ms
  FROM guess_rows
  GROUP BY principal_key, day, row_of_calls
  HAVING count(*) >= 5
)

-- One row per principal and signal that its totals show: it asked for five times the threshold or
-- more, launched the threshold or more, made dry runs beside real calls or three of them, or asked for
-- the threshold or more as spot instances.
SELECT
  t.principal_key,
  k.column1,
  'raised',
  CASE k.column1
    WHEN 'large_request' THEN t.requested_max || ' instances asked for, at least 5 x ' || t.threshold
    WHEN 'launched_in_bulk' THEN t.launched || ' instances launched, at least ' || t.threshold
    WHEN 'dry_run_probing' THEN t.dry_runs || ' dry runs beside ' || (t.attempts - t.dry_runs) || ' real calls'
    ELSE t.requested_spot || ' spot instances asked for'
  END,
  CASE k.column1 WHEN 'dry_run_probing' THEN t.first_dry_run_ms ELSE t.first_ms END,
  CASE k.column1 WHEN 'dry_run_probing' THEN t.last_dry_run_ms ELSE t.last_ms END
FROM totals AS t
CROSS JOIN (VALUES ('large_request'), ('launched_in_bulk'), ('dry_run_probing'), ('spot_in_bulk')) AS k
WHERE
  CASE k.column1
    WHEN 'large_request' THEN t.requested_max >= 5 * t.threshold AND t.threshold > 0
    WHEN 'launched_in_bulk' THEN t.launched >= t.threshold
    WHEN 'dry_run_probing' THEN t.dry_runs >= 3 OR (t.dry_runs > 0 AND t.attempts > t.dry_runs)
    ELSE t.requested_spot >= t.threshold AND t.requested_spot > 0
  END
UNION ALL
-- One row per principal that was refused for lack of permission, and whose call succeeded later in the window.
SELECT
  d.principal_key,
  'denied_then_succeeded',
  'raised',
  'first refused at ' || strftime('%Y-%m-%dT%H:%M:%SZ', d.denied_ms / 1000, 'unixepoch')
  || ', last success at ' || strftime('%Y-%m-%dT%H:%M:%SZ', t.last_success_ms / 1000, 'unixepoch'),
  d.denied_ms,
  t.last_success_ms
FROM principal_denials AS d
INNER JOIN totals AS t ON t.principal_key = d.principal_key
WHERE t.last_success_ms > d.denied_ms
UNION ALL
-- One row per principal that met a quota or a lack of capacity in an hour of the window in which its call had succeeded before, or in the hour after one of success.
SELECT
  h.principal_key,
  'exhausted_after_success',
  'raised',
  sum(h.exhausted) || ' calls ended at a quota or for lack of capacity, in the hour of an earlier success or the next',
  max(min(h.hour) * 3600000, w.window_start_ms),
  max(max(h.hour) * 3600000, w.window_start_ms)
FROM busy AS h
CROSS JOIN hunt_window_ms AS w
WHERE
  h.exhausted > 0
  AND (
    EXISTS (
      SELECT 1 FROM principal_hours AS b
      WHERE b.principal_key = h.principal_key AND b.hour = h.hour - 1 AND b.successes > 0
    )
    OR (
      h.successes > 0
      AND (
        SELECT min(e.event_time_ms)
        FROM launch_groups AS g
        CROSS JOIN launch_events AS e
          ON
            e.group_id = g.group_id AND e.event_time_ms >= h.hour * 3600000 AND e.event_time_ms > w.window_start_ms
            AND e.event_time_ms < (h.hour + 1) * 3600000
        WHERE g.principal_key = h.principal_key AND g.day = h.hour / 24 AND g.outcome = 'success'
      ) < (
        SELECT max(e.event_time_ms)
        FROM launch_groups AS g
        CROSS JOIN launch_events AS e
          ON
            e.group_id = g.group_id AND e.event_time_ms >= h.hour * 3600000
            AND e.event_time_ms < (h.hour + 1) * 3600000 AND e.event_time_ms <= w.as_of_ms
        WHERE
          g.principal_key = h.principal_key AND g.day = h.hour / 24 AND g.outcome = 'failure'
          AND g.failed_quota + g.failed_capacity > 0 AND e.error_class IN ('quota', 'capacity')
      )
    )
  )
GROUP BY h.principal_key
UNION ALL
-- One row per principal that called in three regions or more on one UTC day of the window.
SELECT
  d.principal_key,
  'region_sprawl',
  'raised',
  'up to ' || max(d.regions) || ' regions a day, on ' || count(*) || CASE count(*) WHEN 1 THEN ' day' ELSE ' days' END,
  min((
    SELECT min(e.event_time_ms)
    FROM launch_groups AS g
    CROSS JOIN launch_events AS e ON e.group_id = g.group_id AND e.event_time_ms > w.window_start_ms
    WHERE g.principal_key = d.principal_key AND g.day = d.day
  )),
  max((
    SELECT max(e.event_time_ms)
    FROM launch_groups AS g
    CROSS JOIN launch_events AS e ON e.group_id = g.group_id AND e.event_time_ms <= w.as_of_ms
    WHERE g.principal_key = d.principal_key AND g.day = d.day
  ))
FROM sprawl_days AS d
CROSS JOIN hunt_window_ms AS w
GROUP BY d.principal_key
UNION ALL
-- One row per principal that asked for instances with accelerators, for metal, or for 96 virtual CPUs or more.
SELECT
  c.principal_key,
  'accelerated_or_very_large',
  'raised',
  sum(c.requested_max) || ' instances asked for of '
  || count(DISTINCT c.instance_type) || ' accelerated or very large types, such as ' || max(c.instance_type),
  min(c.first_ms),
  max(c.last_ms)
FROM large_calls AS c
WHERE c.requested_max > 0
GROUP BY c.principal_key
UNION ALL
-- One row per principal and kind of which it used values that are new in its account: the
-- principal itself, a region, instance family, image, key pair, source network or user agent.
SELECT
  v.principal_key,
  CASE v.kind
    WHEN 'aws_region' THEN 'first_seen_region'
    WHEN 'image_id' THEN 'first_seen_image'
    WHEN 'key_name' THEN 'first_seen_key_pair'
    ELSE 'first_seen_' || v.kind
  END,
  v.state,
  count(*) || ' first seen, such as ' || substr(min(v.value), 1, 200) || '; ' || v.baseline_days || ' days known before',
  min(v.first_ms),
  max(v.first_ms)
FROM firsts AS v
GROUP BY v.principal_key, v.kind
UNION ALL
-- One row per principal that asked for an accelerated instance family that is new in its account.
SELECT
  v.principal_key,
  'first_seen_accelerator',
  v.state,
  'first seen: ' || group_concat(v.value, ', ') || '; ' || v.baseline_days || ' days known before',
  min(v.first_ms),
  max(v.first_ms)
FROM firsts AS v
WHERE
  v.kind = 'instance_family'
  AND v.value IN (SELECT f.instance_family FROM instance_facts AS f WHERE f.is_accelerated = 1)
GROUP BY v.principal_key
UNION ALL
-- One row per principal that called in hours of the day (UTC) in which and beside which it did not call in the 30 days before.
SELECT
  n.principal_key,
  'unusual_hours',
  CASE WHEN k.days >= 5 THEN 'raised' ELSE 'insufficient history' END,
  n.attempts || ' calls in ' || n.hours || ' hours of the day in which it is not known to call; known from '
  || k.days || ' days',
  max(n.first_hour * 3600000, w.window_start_ms),
  max(n.last_hour * 3600000, w.window_start_ms)
FROM new_hours AS n
CROSS JOIN hunt_window_ms AS w
INNER JOIN known_days AS k ON k.principal_key = n.principal_key
UNION ALL
-- One row per principal with an hour of the window in which it asked for the threshold or more, and for more than five times its busiest hour of the 30 days before.
SELECT
  p.principal_key,
  'burst',
  'raised',
  p.peak || ' instances asked for in an hour; in the 30 days before at most ' || ifnull(p.earlier_peak, 0),
  max(p.hour * 3600000, w.window_start_ms),
  max(p.hour * 3600000, w.window_start_ms)
FROM compared_peaks AS p
CROSS JOIN hunt_window_ms AS w
WHERE p.peak > 5 * ifnull(p.earlier_peak, 0)
UNION ALL
-- One row per principal with an access key that was used from two networks or more inside the window.
SELECT
  k.principal_key,
  'key_from_several_networks',
  'raised',
  count(*) || CASE count(*) WHEN 1 THEN ' key' ELSE ' keys' END || ', such as ' || min(k.access_key_id)
  || ', from up to ' || max(k.networks) || ' networks',
  t.first_ms,
  t.last_ms
FROM shared_keys AS k
INNER JOIN totals AS t ON t.principal_key = k.principal_key
GROUP BY k.principal_key
UNION ALL
-- One row per principal with five invalid requests or more in a row on one UTC day, no other call of its own between them.
SELECT
  principal_key,
  'invalid_in_a_row',
  'raised',
  'up to ' || max(calls) || ' invalid requests in a row',
  min(first_ms),
  max(last_ms)
FROM guess_runs
GROUP BY principal_key;

CREATE VIEW signal_large_request (
  -- One row per principal whose calls inside the window asked for five times the threshold or more.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'large_request';

CREATE VIEW signal_launched_in_bulk (
  -- One row per principal whose calls inside the window launched the threshold or more.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'launched_in_bulk';

CREATE VIEW signal_denied_then_succeeded (
  -- One row per principal that was refused for lack of permission, and whose call succeeded later in the window.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'denied_then_succeeded';

CREATE VIEW signal_exhausted_after_success (
  -- One row per principal that met a quota or a lack of capacity in an hour of the window in which its call had succeeded before, or in the hour after one of success.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'exhausted_after_success';

CREATE VIEW signal_dry_run_probing (
  -- One row per principal with dry runs inside the window, beside real calls or three of them.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'dry_run_probing';

CREATE VIEW signal_region_sprawl (
  -- One row per principal that called in three regions or more on one UTC day of the window.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'region_sprawl';

CREATE VIEW signal_accelerated_or_very_large (
  -- One row per principal that asked for instances with accelerators, for metal, or for 96 virtual CPUs or more.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'accelerated_or_very_large';

CREATE VIEW signal_spot_in_bulk (
  -- One row per principal that asked for the threshold or more as spot instances.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'spot_in_bulk';

CREATE VIEW signal_first_seen_principal (
  -- One row per principal that launched for the first time in its account, first seen inside the window.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'first_seen_principal';

CREATE VIEW signal_first_seen_region (
  -- One row per principal that used a region that is new in its account, first seen inside the window.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'first_seen_region';

CREATE VIEW signal_first_seen_instance_family (
  -- One row per principal that asked for an instance family that is new in its account, first seen inside the window.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'first_seen_instance_family';

CREATE VIEW signal_first_seen_image (
  -- One row per principal that used an image that is new in its account, first seen inside the window.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'first_seen_image';

CREATE VIEW signal_first_seen_key_pair (
  -- One row per principal that used a key pair that is new in its account, first seen inside the window.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'first_seen_key_pair';

CREATE VIEW signal_first_seen_source_network (
  -- One row per principal that called from a network that is new in its account, first seen inside the window.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'first_seen_source_network';

CREATE VIEW signal_first_seen_user_agent (
  -- One row per principal that called with a user agent that is new in its account, first seen inside the window.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'first_seen_user_agent';

CREATE VIEW signal_first_seen_accelerator (
  -- One row per principal that asked for an accelerated instance family that is new in its account.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'first_seen_accelerator';

CREATE VIEW signal_unusual_hours (
  -- One row per principal that called in hours of the day (UTC) in which and beside which it did not call in the 30 days before.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'unusual_hours';

CREATE VIEW signal_burst (
  -- One row per principal with an hour of the window in which it asked for the threshold or more, and for more than five times its busiest hour of the 30 days before.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'burst';

CREATE VIEW signal_key_from_several_networks (
  -- One row per principal with an access key that was used from two networks or more inside the window.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'key_from_several_networks';

CREATE VIEW signal_invalid_in_a_row (
  -- One row per principal with five invalid requests or more in a row on one UTC day, no other call of its own between them.
  principal_key, -- key of principals
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  detail, -- what was seen
  first_ms, -- first call that shows it, milliseconds since 1970 UTC
  last_ms -- last call that shows it, milliseconds since 1970 UTC
) AS
SELECT
  s.principal_key,
  s.state,
  s.detail,
  s.first_ms,
  s.last_ms
FROM principal_signals AS s
WHERE s.signal = 'invalid_in_a_row';
-- ------------------------------------------------------------------------------------- findings

CREATE TABLE suppressions (
  -- One row per decision that findings of a certain kind need no attention for a while.
  suppression_id INTEGER PRIMARY KEY, -- row number
  finding_id TEXT, -- the finding it was made for; it also covers later findings that match
  account_id TEXT, -- only findings in this account; NULL: in any
  principal TEXT, -- only findings of this principal; NULL: of any
  instance_type TEXT, -- only findings in which no other type was asked for; NULL: any types
  image_id TEXT, -- only findings in which no other image was used; NULL: any images
  subnet_id TEXT, -- only findings in which no other subnet was used; NULL: any subnets
  severity_score INTEGER, -- covers no finding of a higher severity than one with this score; NULL: of any
  reason TEXT NOT NULL CHECK (reason <> ''), -- why, for whoever reads the report
  created_ms INTEGER NOT NULL, -- when it was made, milliseconds since 1970 UTC
  until_ms INTEGER NOT NULL, -- when it ends, milliseconds since 1970 UTC
  lifted_ms INTEGER, -- when it was lifted before its end; NULL: it was not
  CHECK (coalesce(account_id, principal, instance_type, image_id, subnet_id) IS NOT NULL)
) STRICT;

CREATE VIEW previous_totals (
  -- One row per principal with calls in the window before this one, which is as long.
  principal_key, -- key of principals
  attempts, -- RunInstances calls
  requested_max, -- sum of maxCount, dry runs apart
  launched -- instances launched
) AS
WITH span AS (
  SELECT
    w.window_start_ms - w.window_days * 86400000 AS start_ms,
    w.window_start_ms AS end_ms
  FROM hunt_window_ms AS w
  -- Keeps SQLite from working it out anew wherever it is named.
  LIMIT -1
),

-- Whole hours are counted already, and in the order of principals need no sorting; of the two that the
-- window cuts, the events inside are counted.
parts AS (
  SELECT
    p.principal_key,
    sum(h.attempts) AS attempts,
    sum(h.requested_max) AS requested_max,
    sum(h.launched) AS launched
  FROM principals AS p
  CROSS JOIN principal_hours AS h
    ON
      h.principal_key = p.principal_key
      AND h.hour > (SELECT s.start_ms FROM span AS s) / 3600000 AND h.hour < (SELECT s.end_ms FROM span AS s) / 3600000
  GROUP BY p.principal_key
  UNION ALL
  SELECT
    g.principal_key,
    1,
    CASE WHEN g.outcome <> 'dry_run' THEN ifnull(e.requested_max, 0) ELSE 0 END,
    e.launched_count
  FROM span AS s
  CROSS JOIN launch_groups AS g
    ON g.day = (s.start_ms + 1) / 86400000 AND g.last_ms > s.start_ms AND g.first_ms < (s.start_ms / 3600000 + 1) * 3600000
  CROSS JOIN launch_events AS e
    ON e.group_id = g.group_id AND e.event_time_ms > s.start_ms AND e.event_time_ms < (s.start_ms / 3600000 + 1) * 3600000
  UNION ALL
  SELECT
    g.principal_key,
    1,
    CASE WHEN g.outcome <> 'dry_run' THEN ifnull(e.requested_max, 0) ELSE 0 END,
    e.launched_count
  FROM span AS s
  CROSS JOIN launch_groups AS g
    ON g.day = s.end_ms / 86400000 AND g.last_ms >= s.end_ms / 3600000 * 3600000 AND g.first_ms <= s.end_ms
  CROSS JOIN launch_events AS e
    ON e.group_id = g.group_id AND e.event_time_ms >= s.end_ms / 3600000 * 3600000 AND e.event_time_ms <= s.end_ms
)

SELECT
  principal_key,
  sum(attempts),
  sum(requested_max),
  sum(launched)
FROM parts
GROUP BY principal_key;

CREATE VIEW previous_high_groups (
  -- One row per launch group whose calls in the window before this one reach the threshold, dry runs apart.
  principal_key, -- key of principals
  group_id -- key of launch_groups
) AS
-- Most groups are told apart by the index alone; of those that this window cuts, the events are counted.
SELECT
  g.principal_key,
  g.group_id
FROM hunt_window_ms AS w
CROSS JOIN launch_groups AS g
  ON
    g.day >= (w.window_start_ms + 1) / 86400000 - w.window_days AND g.day <= w.window_start_ms / 86400000
    AND g.outcome IN ('success', 'failure')
WHERE
  (
    g.requested_max >= w.threshold
    OR g.day = (w.window_start_ms + 1) / 86400000 - w.window_days OR g.day = w.window_start_ms / 86400000
  )
  AND g.last_ms > w.window_start_ms - w.window_days * 86400000 AND g.first_ms <= w.window_start_ms
  AND CASE
    WHEN g.first_ms > w.window_start_ms - w.window_days * 86400000 AND g.last_ms <= w.window_start_ms THEN g.requested_max
    ELSE (
      SELECT sum(e.requested_max) FROM launch_events AS e
      WHERE
        e.group_id = g.group_id
        AND e.event_time_ms > w.window_start_ms - w.window_days * 86400000 AND e.event_time_ms <= w.window_start_ms
    )
  END >= w.threshold;

CREATE VIEW stories (
  -- One row per principal that is high in this window, or was in the one before and is no longer, with its totals.
  principal_key, -- key of principals
  era, -- 'current' or 'previous': in which window it is high
  finding_id, -- 16 hex digits: a hash of hunt, version, account, principal, basis and the day on which the story began
  basis, -- 'group': a group of its reaches the threshold; 'sum': only all its calls together do
  story_day, -- UTC day on which the story began, days since 1970-01-01
  previous_requested_max, -- sum of maxCount in the window before, dry runs apart; NULL without calls there
  previous_launched, -- instances launched in the window before
  account_id, -- the acting account
  principal, -- who acted
  user_name, -- one of Elastic's user names for it
  attempts, -- RunInstances calls, dry runs included
  service_attempts, -- of these, calls that an AWS service made
  requested_min, -- sum of minCount, dry runs apart
  requested_max, -- sum of maxCount, dry runs apart
  requested_max_succeeded, -- of these, in calls that succeeded
  requested_spot, -- of these, for spot instances
  launched, -- instances launched
  failures, -- calls that failed
  dry_runs, -- dry runs
  first_dry_run_ms, -- the first of them, milliseconds since 1970 UTC
  last_dry_run_ms, -- the last of them
  high_groups, -- groups that are high on their own
  largest_requested_max, -- what the largest group asked for, dry runs apart
  days, -- distinct UTC days
  regions, -- distinct regions
  subnets, -- distinct subnets
  instance_types, -- distinct instance types
  mfa_known, -- calls whose session says whether MFA was used
  mfa_attempts, -- of these, calls with MFA
  first_ms, -- first call, milliseconds since 1970 UTC
  last_ms, -- last call, milliseconds since 1970 UTC
  last_success_ms, -- last call that succeeded
  failed_authorization, -- calls refused for lack of permission
  failed_quota, -- calls refused by a quota
  failed_capacity, -- calls refused for lack of capacity
  failed_throttling, -- calls refused by throttling
  failed_invalid_request, -- calls that were malformed
  failed_other, -- calls that failed otherwise
  threshold -- instances asked for that make a group or principal high
) AS
-- A story is a chain of days without a pause longer than the window: days with a high group for
-- the basis 'group', days on which anything was asked for else. So it keeps its first day, and the
-- finding its ID, while the window slides over it.
WITH RECURSIVE totals AS (
  SELECT p.*
  FROM principal_totals AS p
),

earlier AS (
  SELECT p.*
  FROM previous_totals AS p
),

high AS (
  SELECT
    t.principal_key,
    'current' AS era,
    CASE WHEN t.largest_requested_max >= w.threshold THEN 'group' ELSE 'sum' END AS basis,
    w.threshold,
    w.window_days,
    w.as_of_ms / 86400000 AS last_day
  FROM hunt_window_ms AS w
  CROSS JOIN totals AS t
  WHERE t.requested_max >= w.threshold
  UNION ALL
  SELECT
    p.principal_key,
    'previous',
    CASE
      WHEN
        EXISTS (SELECT 1 FROM previous_high_groups AS g WHERE g.principal_key = p.principal_key)
        THEN 'group'
      ELSE 'sum'
    END,
    w.threshold,
    w.window_days,
    w.window_start_ms / 86400000
  FROM hunt_window_ms AS w
  CROSS JOIN earlier AS p
  LEFT JOIN totals AS t ON t.principal_key = p.principal_key
  WHERE p.requested_max >= w.threshold AND coalesce(t.requested_max, 0) < w.threshold
),

-- From the last day of the story to its first one, in the longest steps that are no pause.
days AS (
  SELECT
    h.principal_key,
    h.era,
    h.basis,
    CASE h.basis WHEN 'group' THEN h.threshold ELSE 1 END AS least,
    h.window_days,
    (
      SELECT g.day FROM launch_groups AS g
      WHERE
        g.principal_key = h.principal_key AND g.day <= h.last_day AND g.outcome <> 'dry_run'
        AND g.requested_max >= CASE h.basis WHEN 'group' THEN h.threshold ELSE 1 END
      ORDER BY g.day DESC
      LIMIT 1
    ) AS day
  FROM high AS h
  UNION ALL
  SELECT
    d.principal_key,
    d.era,
    d.basis,
    d.least,
    d.window_days,
    (
      SELECT g.day FROM launch_groups AS g
      WHERE
        g.principal_key = d.principal_key AND g.day < d.day AND g.day >= d.day - d.window_days
        AND g.outcome <> 'dry_run' AND g.requested_max >= d.least
      ORDER BY g.day ASC
      LIMIT 1
    )
  FROM days AS d
  WHERE d.day IS NOT NULL
),

beginnings AS (
  SELECT
    d.principal_key,
    d.era,
    d.basis,
    min(d.day) AS story_day
  FROM days AS d
  GROUP BY d.principal_key, d.era, d.basis
)

-- The 8 in the hash stands for the version of the hunt: another one makes other findings.
SELECT
  s.principal_key,
  s.era,
  printf(
    '%08x%08x',
    ((p.identity_hash / 2147483648 * 31 + s.story_day * 69069 + CASE s.basis WHEN 'group' THEN 1 ELSE 2 END + 8) % 2147483647) * 1103515245 % 2147483647,
    ((p.identity_hash % 2147483648 * 37 + s.story_day * 69069 + CASE s.basis WHEN 'group' THEN 1 ELSE 2 END + 8) % 2147483629) * 1140671485 % 2147483629
  ),
  s.basis,
  s.story_day,
  e.requested_max AS previous_requested_max,
  e.launched AS previous_launched,
  t.account_id,
  t.principal,
  t.user_name,
  t.attempts,
  t.service_attempts,
  t.requested_min,
  t.requested_max,
  t.requested_max_succeeded,
  t.requested_spot,
  t.launched,
  t.failures,
  t.dry_runs,
  t.first_dry_run_ms,
  t.last_dry_run_ms,
  t.high_groups,
  t.largest_requested_max,
  t.days,
  t.regions,
  t.subnets,
  t.instance_types,
  t.mfa_known,
  t.mfa_attempts,
  t.first_ms,
  t.last_ms,
  t.last_success_ms,
  t.failed_authorization,
  t.failed_quota,
  t.failed_capacity,
  t.failed_throttling,
  t.failed_invalid_request,
  t.failed_other,
  t.threshold
FROM beginnings AS s
INNER JOIN principals AS p ON p.principal_key = s.principal_key
LEFT JOIN totals AS t ON t.principal_key = s.principal_key
LEFT JOIN earlier AS e ON e.principal_key = s.principal_key;

CREATE VIEW finding_stories (
  -- One row per principal that is high inside the window: the story that its finding tells, which may have begun before it, and its totals.
  principal_key, -- key of principals
  finding_id, -- 16 hex digits, the same while the story goes on
  basis, -- 'group': a group of its reaches the threshold; 'sum': only all its calls together do
  story_day, -- UTC day on which the story began, days since 1970-01-01
  previous_requested_max, -- sum of maxCount in the window before, dry runs apart; NULL without calls there
  previous_launched, -- instances launched in the window before
  account_id, -- the acting account
  principal, -- who acted
  user_name, -- one of Elastic's user names for it
  attempts, -- RunInstances calls, dry runs included
  service_attempts, -- of these, calls that an AWS service made
  requested_min, -- sum of minCount, dry runs apart
  requested_max, -- sum of maxCount, dry runs apart
  requested_max_succeeded, -- of these, in calls that succeeded
  requested_spot, -- of these, for spot instances
  launched, -- instances launched
  failures, -- calls that failed
  dry_runs, -- dry runs
  first_dry_run_ms, -- the first of them, milliseconds since 1970 UTC
  last_dry_run_ms, -- the last of them
  high_groups, -- groups that are high on their own
  largest_requested_max, -- what the largest group asked for, dry runs apart
  days, -- distinct UTC days
  regions, -- distinct regions
  subnets, -- distinct subnets
  instance_types, -- distinct instance types
  mfa_known, -- calls whose session says whether MFA was used
  mfa_attempts, -- of these, calls with MFA
  first_ms, -- first call, milliseconds since 1970 UTC
  last_ms, -- last call, milliseconds since 1970 UTC
  last_success_ms, -- last call that succeeded
  failed_authorization, -- calls refused for lack of permission
  failed_quota, -- calls refused by a quota
  failed_capacity, -- calls refused for lack of capacity
  failed_throttling, -- calls refused by throttling
  failed_invalid_request, -- calls that were malformed
  failed_other, -- calls that failed otherwise
  threshold -- instances asked for that make a group or principal high
) AS
SELECT
  s.principal_key,
  s.finding_id,
  s.basis,
  s.story_day,
  s.previous_requested_max,
  s.previous_launched,
  s.account_id,
  s.principal,
  s.user_name,
  s.attempts,
  s.service_attempts,
  s.requested_min,
  s.requested_max,
  s.requested_max_succeeded,
  s.requested_spot,
  s.launched,
  s.failures,
  s.dry_runs,
  s.first_dry_run_ms,
  s.last_dry_run_ms,
  s.high_groups,
  s.largest_requested_max,
  s.days,
  s.regions,
  s.subnets,
  s.instance_types,
  s.mfa_known,
  s.mfa_attempts,
  s.first_ms,
  s.last_ms,
  s.last_success_ms,
  s.failed_authorization,
  s.failed_quota,
  s.failed_capacity,
  s.failed_throttling,
  s.failed_invalid_request,
  s.failed_other,
  s.threshold
FROM stories AS s
WHERE s.era = 'current';

CREATE VIEW findings (
  -- One row per account and principal that is high inside the window, in a group or only in sum.
  finding_id, -- 16 hex digits, the same while the story goes on
  account_id, -- the acting account
  principal, -- who acted
  actor, -- 'service' when every call came through an AWS service, else 'person'
  automation, -- AutoScaling, Fleet, EKS, Karpenter, Batch, EMR, CloudFormation or another service behind every call; NULL for people
  service_name, -- the service as CloudTrail names it; NULL for people
  user_name, -- Elastic's user.name
  basis, -- 'group': a group reaches the threshold; 'sum': only the principal's sum does
  state, -- new, continuing, escalated or suppressed, against the window before
  trend, -- new, continuing or escalated, whether suppressed or not
  severity, -- critical, high, medium, low or info
  severity_score, -- the points that severity_reasons adds up
  severity_reasons, -- the rules that gave points, with the points
  why, -- the arithmetic, as text
  threshold, -- instances asked for that make a group or principal high
  attempts, -- RunInstances calls, dry runs included
  requested_min, -- sum of minCount, dry runs apart
  requested_max, -- sum of maxCount, dry runs apart
  requested_max_succeeded, -- of these, in calls that succeeded
  launched, -- instances launched
  failures, -- calls that failed
  failed_authorization, -- calls refused for lack of permission
  failed_quota, -- calls refused by a quota
  failed_capacity, -- calls refused for lack of capacity
  failed_throttling, -- calls refused by throttling
  failed_invalid_request, -- calls that were malformed
  failed_other, -- calls that failed otherwise
  dry_runs, -- dry runs
  high_groups, -- groups that reach the threshold on their own
  days, -- distinct UTC days
  aws_regions, -- regions, as a JSON array like all that follow, 50 values at most
  subnet_ids, -- subnets
  instance_types, -- instance types
  instance_families, -- instance families
  image_ids, -- images
  key_names, -- key pairs
  source_ip_addresses, -- source addresses
  source_networks, -- source networks
  user_agents, -- user agents
  access_key_ids, -- access keys
  session_names, -- sessions
  region_count, -- distinct regions
  subnet_count, -- distinct subnets
  instance_type_count, -- distinct instance types
  image_count, -- distinct images
  source_ip_address_count, -- distinct source addresses
  user_agent_count, -- distinct user agents
  access_key_count, -- distinct access keys
  session_count, -- distinct sessions
  vcpus_requested, -- virtual CPUs asked for, of the types that are known
  accelerators_requested, -- accelerators asked for, of the types that are known
  instances_of_unknown_size, -- instances asked for whose type is not known
  mfa, -- always, never, sometimes or unknown
  first_seen, -- first call inside the window, ISO 8601 UTC
  last_seen, -- last call inside the window, ISO 8601 UTC
  event_count, -- events, dry runs included
  event_ids, -- the first five events, as a JSON array
  story_start, -- UTC day on which the story began
  previous_requested_max, -- sum of maxCount in the window before
  previous_launched, -- instances launched in the window before
  suppression_id, -- the suppression in force that covers it
  suppressed_until, -- when that ends, ISO 8601 UTC
  suppression_reason, -- why
  principal_key -- key of principals
) AS
WITH high AS (
  SELECT s.*
  FROM finding_stories AS s
),

days AS (
  SELECT d.day
  FROM window_days AS d
),

value_kinds (kind) AS (
  VALUES
  ('source_ip_address'), ('source_network'), ('user_agent'), ('access_key_id'), ('session_name'), ('image_id'),
  ('key_name'), ('invoked_by'), ('aws_region'), ('instance_family')
),

-- For each list a few looks into the key of principal_day_values, rather than one sort of all values,
-- and no more of them than are asked for.
lists AS (
  SELECT
    h.principal_key,
    k.kind,
    CASE
      WHEN k.kind <> 'invoked_by'
        THEN (
          SELECT '[' || group_concat(json_quote(o.value), ',') || ']'
          FROM (
            SELECT v.value
            FROM days AS d
            CROSS JOIN principal_day_values AS v
              ON
                v.kind = k.kind AND v.day = d.day AND v.principal_key = h.principal_key
                AND v.last_ms > w.window_start_ms AND v.first_ms <= w.as_of_ms
            GROUP BY v.value
            ORDER BY v.value
            LIMIT 50
          ) AS o
        )
      ELSE (
        SELECT max(v.value)
        FROM days AS d
        CROSS JOIN principal_day_values AS v
          ON
            v.kind = k.kind AND v.day = d.day AND v.principal_key = h.principal_key
            AND v.last_ms > w.window_start_ms AND v.first_ms <= w.as_of_ms
      )
    END AS list
  FROM hunt_window_ms AS w
  CROSS JOIN value_kinds AS k
  CROSS JOIN high AS h
  -- Keeps SQLite from making a list anew wherever it is named.
  LIMIT -1
),

-- A list that ends before its limit says how many there are.
counted AS (
  SELECT
    l.principal_key,
    l.kind,
    l.list,
    CASE
      WHEN l.kind NOT IN ('source_ip_address', 'user_agent', 'access_key_id', 'session_name', 'image_id') THEN 0
      WHEN l.list IS NULL THEN 0
      WHEN json_array_length(l.list) < 50 THEN json_array_length(l.list)
      ELSE (
        SELECT count(DISTINCT v.value)
        FROM hunt_window_ms AS w
        CROSS JOIN days AS d
        CROSS JOIN principal_day_values AS v
          ON
            v.kind = l.kind AND v.day = d.day AND v.principal_key = l.principal_key
            AND v.last_ms > w.window_start_ms AND v.first_ms <= w.as_of_ms
      )
    END AS amount
  FROM lists AS l
),

value_lists AS (
  SELECT
    l.principal_key AS values_of,
    max(CASE l.kind WHEN 'aws_region' THEN l.list END) AS aws_regions,
    max(CASE l.kind WHEN 'instance_family' THEN l.list END) AS instance_families,
    max(CASE l.kind WHEN 'image_id' THEN l.list END) AS image_ids,
    max(CASE l.kind WHEN 'key_name' THEN l.list END) AS key_names,
    max(CASE l.kind WHEN 'source_ip_address' THEN l.list END) AS source_ip_addresses,
    max(CASE l.kind WHEN 'source_network' THEN l.list END) AS source_networks,
    max(CASE l.kind WHEN 'user_agent' THEN l.list END) AS user_agents,
    max(CASE l.kind WHEN 'access_key_id' THEN l.list END) AS access_key_ids,
    max(CASE l.kind WHEN 'session_name' THEN l.list END) AS session_names,
    max(CASE l.kind WHEN 'invoked_by' THEN l.list END) AS invoked_by,
    sum(CASE l.kind WHEN 'image_id' THEN l.amount ELSE 0 END) AS images,
    sum(CASE l.kind WHEN 'source_ip_address' THEN l.amount ELSE 0 END) AS source_ips,
    sum(CASE l.kind WHEN 'user_agent' THEN l.amount ELSE 0 END) AS agents,
    sum(CASE l.kind WHEN 'access_key_id' THEN l.amount ELSE 0 END) AS keys,
    sum(CASE l.kind WHEN 'session_name' THEN l.amount ELSE 0 END) AS sessions
  FROM counted AS l
  GROUP BY l.principal_key
),

calls AS (
  SELECT
    g.principal_key,
    g.group_id,
    g.subnet_id,
    g.instance_type,
    g.outcome = 'dry_run' AS is_dry_run,
    g.attempts,
    g.requested_max,
    g.launched,
    g.first_ms
  FROM whole_calls AS g
  UNION ALL
  SELECT
    c.principal_key,
    c.group_id,
    c.subnet_id,
    c.instance_type,
    c.outcome = 'dry_run' AS is_dry_run,
    c.attempts,
    c.requested_max,
    c.launched,
    c.first_ms
  FROM cut_calls AS c
),

-- Lists of more than fifty are rare, and cut where they are.
type_lists AS (
  SELECT
    n.principal_key,
    CASE
      WHEN count(n.instance_type) > 50
        THEN (
          SELECT '[' || group_concat(json_quote(o.value), ',') || ']'
          FROM json_each('[' || group_concat(json_quote(n.instance_type), ',') FILTER (WHERE n.instance_type IS NOT NULL) || ']') AS o
          WHERE o.key < 50
        )
      ELSE '[' || coalesce(group_concat(json_quote(n.instance_type), ',') FILTER (WHERE n.instance_type IS NOT NULL), '') || ']'
    END AS instance_types,
    sum(n.vcpus) AS vcpus,
    sum(n.accelerators) AS accelerators,
    sum(n.unknown) AS unknown,
    max(n.instance_type IS NULL) AS has_unnamed
  FROM (
    SELECT
      g.principal_key,
      g.instance_type,
      sum(g.requested_max) * f.vcpus AS vcpus,
      sum(g.requested_max) * f.accelerator_count AS accelerators,
      CASE WHEN f.vcpus IS NULL THEN ifnull(sum(g.requested_max), 0) ELSE 0 END AS unknown
    FROM calls AS g
    LEFT JOIN instance_facts AS f ON f.instance_type = g.instance_type
    WHERE g.is_dry_run = 0
    GROUP BY g.principal_key, g.instance_type
    ORDER BY g.principal_key, g.instance_type
  ) AS n
  GROUP BY n.principal_key
),

subnet_lists AS (
  SELECT
    n.principal_key,
    CASE
      WHEN count(n.subnet_id) > 50
        THEN (
          SELECT '[' || group_concat(json_quote(o.value), ',') || ']'
          FROM json_each('[' || group_concat(json_quote(n.subnet_id), ',') FILTER (WHERE n.subnet_id IS NOT NULL) || ']') AS o
          WHERE o.key < 50
        )
      ELSE '[' || group_concat(json_quote(n.subnet_id), ',') FILTER (WHERE n.subnet_id IS NOT NULL) || ']'
    END AS subnet_ids,
    max(n.subnet_id IS NULL) AS has_unnamed
  FROM (
    SELECT
      g.principal_key,
      g.subnet_id
    FROM calls AS g
    GROUP BY g.principal_key, g.subnet_id
    ORDER BY g.principal_key, g.subnet_id
  ) AS n
  GROUP BY n.principal_key
),

-- A group's events are in the order of time, so the first five of each of the first groups do.
first_events AS (
  SELECT
    principal_key,
    '[' || group_concat(json_quote(event_id), ',') || ']' AS event_ids
  FROM (
    SELECT
      c.principal_key,
      e.event_id,
      row_number() OVER (PARTITION BY c.principal_key ORDER BY c.event_time_ms, e.event_id) AS number
    FROM (
      SELECT
        r.principal_key,
        f.launch_id,
        f.event_time_ms,
        rank() OVER (PARTITION BY r.principal_key ORDER BY f.event_time_ms) AS number
      FROM (
        SELECT
          g.principal_key,
          g.group_id,
          row_number() OVER (PARTITION BY g.principal_key ORDER BY g.first_ms, g.group_id) AS number
        FROM calls AS g
      ) AS r
      CROSS JOIN hunt_window_ms AS w
      CROSS JOIN launch_events AS f
        ON f.launch_id IN (
          SELECT x.launch_id FROM launch_events AS x
          WHERE x.group_id = r.group_id AND x.event_time_ms > w.window_start_ms AND x.event_time_ms <= w.as_of_ms
          ORDER BY x.event_time_ms
          LIMIT 5
        )
      WHERE r.number <= 5
    ) AS c
    CROSS JOIN launch_events AS e ON e.launch_id = c.launch_id
    WHERE c.number <= 5
  )
  WHERE number <= 5
  GROUP BY principal_key
),

-- The points of a person's finding, and those of a service's.
rules AS (
  SELECT
    r.signal,
    k.by_service,
    r.title,
    CASE k.by_service WHEN 1 THEN r.service_points ELSE r.points END AS points
  FROM signal_rules AS r
  CROSS JOIN (
    SELECT 0 AS by_service
    UNION ALL
    SELECT 1
  ) AS k
  WHERE k.by_service = 0 OR r.service_points > 0
),

points AS (
  SELECT
    o.principal_key,
    o.by_service,
    sum(o.points) AS points,
    group_concat(o.title || ': ' || o.points, '; ') AS reasons
  FROM (
    SELECT
      s.principal_key,
      r.by_service,
      r.title,
      r.points
    FROM principal_signals AS s
    INNER JOIN rules AS r ON r.signal = s.signal
    WHERE s.state = 'raised'
    ORDER BY s.principal_key ASC, r.by_service ASC, r.points DESC, r.signal ASC
  ) AS o
  GROUP BY o.principal_key, o.by_service
),

-- Each of the following adds columns to the one before, which it reads once: SQLite copies what a
-- name stands for wherever the name is used. Of groups that are equally large the largest is the
-- first by day, outcome, region, subnet, type and user: min() decides from which row the others are.
described AS (
  SELECT
    h.*,
    v.*,
    coalesce(t.instance_types, '[]') AS instance_type_list,
    coalesce(n.subnet_ids, '[]') AS subnet_list,
    t.has_unnamed AS has_unnamed_type,
    n.has_unnamed AS has_unnamed_subnet,
    coalesce(t.vcpus, 0) AS vcpus,
    coalesce(t.accelerators, 0) AS accelerators,
    coalesce(t.unknown, 0) AS unknown,
    l.instance_type AS largest_instance_type,
    g.aws_region AS largest_region,
    g.day AS largest_day,
    g.outcome AS largest_outcome,
    l.launched AS largest_launched,
    l.attempts AS largest_attempts,
    min(
      g.day || ' ' || g.outcome || ' ' || ifnull(g.aws_region, '') || ' ' || ifnull(g.subnet_id, '') || ' '
      || ifnull(g.instance_type, '') || ' ' || ifnull(g.user_name, '')
    ) AS largest_place,
    e.event_ids
  FROM high AS h
  INNER JOIN value_lists AS v ON v.values_of = h.principal_key
  INNER JOIN calls AS l
    ON l.principal_key = h.principal_key AND l.requested_max = h.largest_requested_max AND l.is_dry_run = 0
  INNER JOIN launch_groups AS g ON g.group_id = l.group_id
  INNER JOIN first_events AS e ON e.principal_key = h.principal_key
  LEFT JOIN type_lists AS t ON t.principal_key = h.principal_key
  LEFT JOIN subnet_lists AS n ON n.principal_key = h.principal_key
  GROUP BY h.principal_key
),

automated AS (
  SELECT
    d.*,
    CASE
      WHEN d.service_attempts = d.attempts
        THEN
          CASE
            WHEN coalesce(d.invoked_by, '') || d.principal LIKE '%autoscaling%' THEN 'AutoScaling'
            WHEN coalesce(d.invoked_by, '') || d.principal LIKE '%fleet%' THEN 'Fleet'
            WHEN coalesce(d.invoked_by, '') || d.principal LIKE '%eks%' THEN 'EKS'
            WHEN coalesce(d.invoked_by, '') || d.principal LIKE '%batch%' THEN 'Batch'
            WHEN coalesce(d.invoked_by, '') || d.principal LIKE '%elasticmapreduce%' THEN 'EMR'
            WHEN coalesce(d.invoked_by, '') LIKE '%cloudformation%' THEN 'CloudFormation'
            ELSE coalesce(d.invoked_by, 'AWS service')
          END
      -- Karpenter calls under a role of its own; every one of its calls names it.
      WHEN
        d.principal LIKE '%:role/%'
        AND NOT EXISTS (
          SELECT 1 FROM json_each(d.user_agents) AS a WHERE a.value NOT LIKE '%karpenter%'
        )
        AND d.agents BETWEEN 1 AND 50
        THEN 'Karpenter'
    END AS automation
  FROM described AS d
),

scored AS (
  SELECT
    a.*,
    CASE WHEN a.automation IS NULL THEN 10 ELSE 0 END + coalesce(p.points, 0) AS score,
    CASE WHEN a.automation IS NULL THEN 'high: 10' ELSE 'high, by ' || a.automation || ': 0' END
    || coalesce('; ' || p.reasons, '') AS reasons,
    (
      SELECT max(l.minimum_score) FROM severity_levels AS l
      WHERE l.minimum_score <= CASE WHEN a.automation IS NULL THEN 10 ELSE 0 END + coalesce(p.points, 0)
    ) AS minimum_score
  FROM automated AS a
  LEFT JOIN points AS p ON p.principal_key = a.principal_key AND p.by_service = (a.automation IS NOT NULL)
),

covered AS (
  SELECT
    h.*,
    (
      SELECT min(s.suppression_id)
      FROM hunt_window_ms AS w
      CROSS JOIN suppressions AS s
      WHERE
        w.as_of_ms < s.until_ms AND s.lifted_ms IS NULL
        AND (s.account_id IS NULL OR s.account_id = h.account_id)
        AND (s.principal IS NULL OR s.principal = h.principal)
        AND (s.instance_type IS NULL OR (h.instance_type_list = json_array(s.instance_type) AND h.has_unnamed_type = 0))
        AND (s.subnet_id IS NULL OR (h.subnet_list = json_array(s.subnet_id) AND h.has_unnamed_subnet = 0))
        AND (
          s.image_id IS NULL
          OR (
            h.image_ids = json_array(s.image_id)
            AND NOT EXISTS (
              SELECT 1
              FROM launch_groups AS g
              CROSS JOIN launch_events AS e
                ON e.group_id = g.group_id AND e.event_time_ms > w.window_start_ms AND e.event_time_ms <= w.as_of_ms
              WHERE
                g.principal_key = h.principal_key AND g.day >= w.window_start_ms / 86400000 AND g.day <= w.as_of_ms / 86400000
                AND (
                  e.image_id IS NULL
                  OR EXISTS (
                    SELECT 1 FROM launch_items AS i
                    WHERE i.launch_id = e.launch_id AND i.item_number > 1 AND i.image_id IS NOT s.image_id
                  )
                )
            )
          )
        )
        AND (s.severity_score IS NULL OR h.minimum_score <= s.severity_score)
    ) AS suppression_id,
    CASE
      WHEN h.previous_requested_max IS NULL OR h.previous_requested_max < h.threshold THEN 'new'
      WHEN h.requested_max >= 2 * h.previous_requested_max AND h.requested_max - h.previous_requested_max >= h.threshold THEN 'escalated'
      WHEN
        h.basis = 'group'
        AND NOT EXISTS (SELECT 1 FROM previous_high_groups AS g WHERE g.principal_key = h.principal_key)
        THEN 'escalated'
      ELSE 'continuing'
    END AS trend
  FROM scored AS h
)

SELECT
  h.finding_id,
  h.account_id,
  h.principal,
  CASE WHEN h.service_attempts = h.attempts THEN 'service' ELSE 'person' END,
  h.automation,
  CASE WHEN h.service_attempts = h.attempts THEN h.invoked_by END,
  h.user_name,
  h.basis,
  CASE WHEN h.suppression_id IS NOT NULL THEN 'suppressed' ELSE h.trend END,
  h.trend,
  g.severity,
  h.score,
  h.reasons,
  CASE h.basis
    WHEN 'group'
      THEN
        h.high_groups || CASE h.high_groups WHEN 1 THEN ' group' ELSE ' groups' END || ' of calls asked for '
        || h.threshold || ' instances or more; the largest: ' || h.largest_requested_max || ' >= ' || h.threshold || ' (sum of maxCount over '
        || h.largest_attempts || CASE h.largest_attempts WHEN 1 THEN ' call' ELSE ' calls' END || ') of ' || coalesce(h.largest_instance_type, 'a type the template chose')
        || ' in ' || coalesce(h.largest_region, 'an unknown region') || ' on ' || date(h.largest_day * 86400, 'unixepoch') || ', '
        || CASE h.largest_outcome WHEN 'success' THEN h.largest_launched || ' launched' ELSE 'refused' END || '; in all '
        || h.requested_max || ' asked for in ' || h.attempts || ' calls, ' || h.launched || ' launched'
    ELSE
      'no group reaches ' || h.threshold || ' (the largest asked for ' || h.largest_requested_max || '), but all calls together do: '
      || h.requested_max || ' >= ' || h.threshold || ' in ' || h.attempts || ' calls over ' || h.days
      || CASE h.days WHEN 1 THEN ' day, ' ELSE ' days, ' END || h.regions || CASE h.regions WHEN 1 THEN ' region and ' ELSE ' regions and ' END
      || h.instance_types || CASE h.instance_types WHEN 1 THEN ' type; ' ELSE ' types; ' END || h.launched || ' launched'
  END,
  h.threshold,
  h.attempts,
  h.requested_min,
  h.requested_max,
  h.requested_max_succeeded,
  h.launched,
  h.failures,
  h.failed_authorization,
  h.failed_quota,
  h.failed_capacity,
  h.failed_throttling,
  h.failed_invalid_request,
  h.failed_other,
  h.dry_runs,
  h.high_groups,
  h.days,
  coalesce(h.aws_regions, '[]'),
  h.subnet_list,
  h.instance_type_list,
  coalesce(h.instance_families, '[]'),
  coalesce(h.image_ids, '[]'),
  coalesce(h.key_names, '[]'),
  coalesce(h.source_ip_addresses, '[]'),
  coalesce(h.source_networks, '[]'),
  coalesce(h.user_agents, '[]'),
  coalesce(h.access_key_ids, '[]'),
  coalesce(h.session_names, '[]'),
  h.regions,
  h.subnets,
  h.instance_types,
  h.images,
  h.source_ips,
  h.agents,
  h.keys,
  h.sessions,
  h.vcpus,
  h.accelerators,
  h.unknown,
  CASE
    WHEN h.mfa_known = 0 THEN 'unknown'
    WHEN h.mfa_attempts = 0 THEN 'never'
    WHEN h.mfa_attempts = h.attempts THEN 'always'
    ELSE 'sometimes'
  END,
  strftime('%Y-%m-%dT%H:%M:%S', h.first_ms / 1000, 'unixepoch')
  || CASE h.first_ms % 1000 WHEN 0 THEN 'Z' ELSE printf('.%03dZ', h.first_ms % 1000) END,
  strftime('%Y-%m-%dT%H:%M:%S', h.last_ms / 1000, 'unixepoch')
  || CASE h.last_ms % 1000 WHEN 0 THEN 'Z' ELSE printf('.%03dZ', h.last_ms % 1000) END,
  h.attempts AS event_count,
  h.event_ids,
  date(h.story_day * 86400, 'unixepoch'),
  coalesce(h.previous_requested_max, 0),
  coalesce(h.previous_launched, 0),
  h.suppression_id,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.until_ms / 1000, 'unixepoch'),
  s.reason,
  h.principal_key
FROM covered AS h
INNER JOIN severity_levels AS g ON g.minimum_score = h.minimum_score
LEFT JOIN suppressions AS s ON s.suppression_id = h.suppression_id;

CREATE VIEW finding_signals (
  -- One row per finding and signal that it shows.
  finding_id, -- the finding
  account_id, -- the acting account
  principal, -- who acted
  signal, -- key of signal_rules
  title, -- its name for people
  state, -- 'raised', or 'insufficient history' where less than 30 days are known
  points, -- what it adds to the severity of a person's finding
  detail, -- what was seen
  first_seen, -- first call that shows it, ISO 8601 UTC
  last_seen, -- last call that shows it, ISO 8601 UTC
  meaning -- why a hunter cares
) AS
SELECT
  f.finding_id,
  p.account_id,
  p.principal,
  s.signal,
  r.title,
  s.state,
  CASE s.state WHEN 'raised' THEN r.points ELSE 0 END,
  s.detail,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.first_ms / 1000, 'unixepoch'),
  strftime('%Y-%m-%dT%H:%M:%SZ', s.last_ms / 1000, 'unixepoch'),
  r.meaning
FROM finding_stories AS f
INNER JOIN principals AS p ON p.principal_key = f.principal_key
INNER JOIN principal_signals AS s ON s.principal_key = f.principal_key
INNER JOIN signal_rules AS r ON r.signal = s.signal;

CREATE VIEW finding_groups (
  -- One row per finding and group of its calls inside the window, high or not.
  finding_id, -- the finding
  date, -- UTC calendar day
  aws_region, -- region
  subnet_id, -- subnet
  instance_type, -- instance type
  outcome, -- success, failure or dry_run
  attempts, -- RunInstances calls
  requested_min, -- sum of minCount
  requested_max, -- sum of maxCount
  launched, -- instances launched
  is_high, -- 1: it reaches the threshold on its own
  first_ms, -- first call, milliseconds since 1970 UTC
  last_ms, -- last call, milliseconds since 1970 UTC
  group_id -- the events are those of launch_events with this group_id, inside the window
) AS
SELECT
  f.finding_id,
  date(g.day * 86400, 'unixepoch'),
  g.aws_region,
  g.subnet_id,
  g.instance_type,
  g.outcome,
  g.attempts,
  g.requested_min,
  g.requested_max,
  g.launched,
  g.outcome <> 'dry_run' AND ifnull(g.requested_max >= (SELECT w.threshold FROM hunt_window_ms AS w), 0),
  g.first_ms,
  g.last_ms,
  g.group_id
FROM finding_stories AS f
INNER JOIN window_groups AS g ON g.principal_key = f.principal_key;

CREATE VIEW finding_events (
  -- One row per finding and event of its calls inside the window.
  finding_id, -- the finding
  event_id, -- eventID
  event_time, -- eventTime, ISO 8601 UTC
  aws_region, -- awsRegion
  instance_type, -- instance type
  subnet_id, -- subnet
  outcome, -- success, failure or dry_run
  error_class, -- kind of error
  error_code, -- errorCode
  requested_max, -- instances asked for
  launched_count, -- instances launched
  source_ip_address, -- sourceIPAddress
  access_key_id, -- userIdentity.accessKeyId
  user_agent, -- userAgent
  launch_id, -- key of launch_events
  event_time_ms -- eventTime, milliseconds since 1970 UTC
) AS
SELECT
  f.finding_id,
  e.event_id,
  strftime('%Y-%m-%dT%H:%M:%S', e.event_time_ms / 1000, 'unixepoch')
  || CASE e.event_time_ms % 1000 WHEN 0 THEN 'Z' ELSE printf('.%03dZ', e.event_time_ms % 1000) END,
  e.aws_region,
  e.instance_type,
  e.subnet_id,
  e.outcome,
  e.error_class,
  e.error_code,
  e.requested_max,
  e.launched_count,
  e.source_ip_address,
  e.access_key_id,
  e.user_agent,
  e.launch_id,
  e.event_time_ms
FROM finding_stories AS f
CROSS JOIN hunt_window_ms AS w
CROSS JOIN launch_groups AS g
  ON
    g.principal_key = f.principal_key
    AND g.day >= w.window_start_ms / 86400000 AND g.day <= w.as_of_ms / 86400000
CROSS JOIN launch_events AS e
  ON e.group_id = g.group_id AND e.event_time_ms > w.window_start_ms AND e.event_time_ms <= w.as_of_ms;

CREATE VIEW finding_timeline (
  -- One row per finding and UTC hour with calls inside the window.
  finding_id, -- the finding
  hour, -- start of the hour, ISO 8601 UTC
  attempts, -- RunInstances calls
  requested_max, -- sum of maxCount, dry runs apart
  launched, -- instances launched
  failures, -- calls that failed
  dry_runs -- dry runs
) AS
SELECT
  f.finding_id,
  strftime('%Y-%m-%dT%H:%M:%SZ', h.hour * 3600, 'unixepoch'),
  h.attempts,
  h.requested_max,
  h.launched,
  h.failures,
  h.dry_runs
FROM finding_stories AS f
INNER JOIN window_hours AS h ON h.principal_key = f.principal_key;

CREATE VIEW resolved_findings (
  -- One row per account and principal that was high in the window before this one and is not now.
  finding_id, -- the finding's ID in the window before
  account_id, -- the acting account
  principal, -- who acted
  actor, -- 'service' when every call of the window before came through an AWS service, else 'person'
  basis, -- 'group': a group reached the threshold; 'sum': only the principal's sum did
  previous_requested_max, -- sum of maxCount in the window before
  previous_launched, -- instances launched in the window before
  requested_max, -- sum of maxCount in this window
  launched, -- instances launched in this window
  attempts, -- RunInstances calls in this window
  last_seen -- the last call of the window before, ISO 8601 UTC
) AS
SELECT
  s.finding_id,
  q.account_id,
  q.principal,
  CASE
    WHEN
      EXISTS (
        SELECT 1 FROM launch_groups AS g
        WHERE
          g.principal_key = p.principal_key
          AND g.day >= (w.window_start_ms + 1) / 86400000 - w.window_days AND g.day <= w.window_start_ms / 86400000
          AND g.last_ms > w.window_start_ms - w.window_days * 86400000 AND g.first_ms <= w.window_start_ms
          AND g.service_attempts < g.attempts
          AND (
            g.service_attempts = 0
            OR EXISTS (
              SELECT 1 FROM launch_events AS e
              WHERE
                e.group_id = g.group_id AND e.actor = 'person'
                AND e.event_time_ms > w.window_start_ms - w.window_days * 86400000 AND e.event_time_ms <= w.window_start_ms
            )
          )
      )
      THEN 'person'
    ELSE 'service'
  END,
  s.basis,
  p.requested_max,
  p.launched,
  coalesce(t.requested_max, 0),
  coalesce(t.launched, 0),
  coalesce(t.attempts, 0),
  (
    SELECT
      strftime(
        '%Y-%m-%dT%H:%M:%SZ',
        max(
          CASE
            WHEN l.last_ms <= w.window_start_ms THEN l.last_ms
            ELSE (SELECT max(k.event_time_ms) FROM launch_events AS k WHERE k.group_id = l.group_id AND k.event_time_ms <= w.window_start_ms)
          END
        ) / 1000,
        'unixepoch'
      )
    FROM launch_groups AS l
    WHERE
      l.principal_key = p.principal_key
      AND l.day >= (w.window_start_ms + 1) / 86400000 - w.window_days AND l.day <= w.window_start_ms / 86400000
      AND l.first_ms <= w.window_start_ms
  )
FROM previous_totals AS p
CROSS JOIN hunt_window_ms AS w
INNER JOIN stories AS s ON s.principal_key = p.principal_key AND s.era = 'previous'
INNER JOIN principals AS q ON q.principal_key = p.principal_key
LEFT JOIN principal_totals AS t ON t.principal_key = p.principal_key
WHERE p.requested_max >= w.threshold AND coalesce(t.requested_max, 0) < w.threshold;

CREATE VIEW suppressions_in_force (
  -- One row per suppression in force at the end of the window.
  suppression_id, -- row number
  finding_id, -- the finding it was made for
  account_id, -- only findings in this account; NULL: in any
  principal, -- only findings of this principal; NULL: of any
  instance_type, -- only findings of this type alone; NULL: of any types
  image_id, -- only findings of this image alone; NULL: of any images
  subnet_id, -- only findings in this subnet alone; NULL: in any
  reason, -- why
  created, -- when it was made, ISO 8601 UTC
  until, -- when it ends, ISO 8601 UTC
  days_left -- whole days from the end of the window to its end
) AS
SELECT
  s.suppression_id,
  s.finding_id,
  s.account_id,
  s.principal,
  s.instance_type,
  s.image_id,
  s.subnet_id,
  s.reason,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.created_ms / 1000, 'unixepoch'),
  strftime('%Y-%m-%dT%H:%M:%SZ', s.until_ms / 1000, 'unixepoch'),
  (s.until_ms - w.as_of_ms) / 86400000
FROM suppressions AS s
CROSS JOIN hunt_window_ms AS w
WHERE w.as_of_ms < s.until_ms AND s.lifted_ms IS NULL;

CREATE VIEW first_seen_facts (
  -- One row per principal and value it used inside the window that first came in its account inside the window.
  finding_id, -- the finding of the principal; NULL where it has none
  account_id, -- the account
  principal, -- who used it
  kind, -- principal, aws_region, instance_family, image_id, key_name, source_network or user_agent
  value, -- the value
  first_seen, -- when it first came in the account, ISO 8601 UTC
  baseline_days, -- days known of the account before the window
  state -- 'raised', or 'insufficient history' where that is less than 30 days
) AS
SELECT
  s.finding_id,
  p.account_id,
  p.principal,
  v.kind,
  v.value,
  strftime('%Y-%m-%dT%H:%M:%SZ', v.first_ms / 1000, 'unixepoch'),
  v.baseline_days,
  v.state
FROM first_seen_values AS v
INNER JOIN principals AS p ON p.principal_key = v.principal_key
LEFT JOIN finding_stories AS s ON s.principal_key = v.principal_key;

CREATE VIEW daily_launches (
  -- One row per UTC day and account with calls inside the window.
  date, -- UTC calendar day
  account_id, -- the acting account
  attempts, -- RunInstances calls
  requested_max, -- sum of maxCount, dry runs apart
  flagged_requested_max, -- of these, in groups that reach the threshold
  launched, -- instances launched
  failed_authorization, -- calls refused for lack of permission
  failed_quota, -- calls refused by a quota
  failed_capacity, -- calls refused for lack of capacity
  failed_throttling, -- calls refused by throttling
  failed_invalid_request, -- calls that were malformed
  failed_other, -- calls that failed otherwise
  dry_runs -- dry runs
) AS
SELECT
  date(g.day * 86400, 'unixepoch'),
  g.account_id,
  sum(g.attempts),
  coalesce(sum(CASE WHEN g.outcome <> 'dry_run' THEN g.requested_max END), 0),
  coalesce(sum(CASE WHEN g.outcome <> 'dry_run' AND g.requested_max >= w.threshold THEN g.requested_max END), 0),
  sum(g.launched),
  sum(g.failed_authorization),
  sum(g.failed_quota),
  sum(g.failed_capacity),
  sum(g.failed_throttling),
  sum(g.failed_invalid_request),
  sum(g.failed_other),
  sum(CASE WHEN g.outcome = 'dry_run' THEN g.attempts ELSE 0 END)
FROM window_groups AS g
CROSS JOIN hunt_window_ms AS w
GROUP BY g.day, g.account_id;

CREATE VIEW principal_days_in_window (
  -- One row per principal and UTC day with calls inside the window.
  account_id, -- the acting account
  principal, -- who acted
  date, -- UTC calendar day
  attempts, -- RunInstances calls
  requested_max, -- sum of maxCount, dry runs apart
  launched -- instances launched
) AS
SELECT
  g.account_id,
  g.principal,
  date(g.day * 86400, 'unixepoch'),
  sum(g.attempts),
  coalesce(sum(CASE WHEN g.outcome <> 'dry_run' THEN g.requested_max END), 0),
  sum(g.launched)
FROM window_groups AS g
GROUP BY g.principal_key, g.day;

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

CREATE VIEW archived_log_files (
  -- One row per file in an archive with the name of a CloudTrail log, as they are now, copies included.
  source_file_id, -- the archive that it is in
  log_account_id, -- account in its name
  log_region, -- region in its name
  delivered_ms, -- delivery minute in its name
  status, -- as in source_files
  records, -- CloudTrail records of every kind
  run_instances, -- RunInstances records among them
  duplicate_of, -- the archive read earlier with the same bytes
  imported_ms -- when the import read it
) AS
SELECT
  f.source_file_id,
  l.log_account_id,
  l.log_region,
  l.delivered_ms,
  l.status,
  l.records,
  l.run_instances,
  f.duplicate_of,
  f.imported_ms
FROM archived_logs AS l
CROSS JOIN source_files AS f
  ON f.source_file_id = l.source_file_id OR f.duplicate_of = l.source_file_id
WHERE f.is_current = 1;

CREATE VIEW log_files (
  -- One row per file with the name of a CloudTrail log, as they are now: by itself or in an archive, copies included.
  source_file_id, -- the file, or the archive that it is in
  log_account_id, -- account in its name
  log_region, -- region in its name
  delivered_ms, -- delivery minute in its name
  status, -- as in source_files
  records, -- CloudTrail records of every kind
  run_instances, -- RunInstances records among them
  duplicate_of, -- the file or archive read earlier with the same bytes
  imported_ms -- when the import read it
) AS
SELECT
  f.source_file_id,
  f.log_account_id,
  f.log_region,
  f.delivered_ms,
  f.status,
  f.records,
  f.run_instances,
  f.duplicate_of,
  f.imported_ms
FROM source_files AS f
WHERE f.is_current = 1 AND f.log_account_id IS NOT NULL
UNION ALL
SELECT
  a.source_file_id,
  a.log_account_id,
  a.log_region,
  a.delivered_ms,
  a.status,
  a.records,
  a.run_instances,
  a.duplicate_of,
  a.imported_ms
FROM archived_log_files AS a;

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
-- Here and below the two kinds of log_files are asked apart: SQLite would copy it first.
WITH hours_with_files AS (
  SELECT
    log_account_id,
    log_region,
    delivered_ms / 3600000 AS hour
  FROM source_files
  WHERE is_current = 1 AND status <> 'skipped' AND log_account_id IS NOT NULL
  UNION
  SELECT
    log_account_id,
    log_region,
    delivered_ms / 3600000
  FROM archived_log_files
  WHERE status <> 'skipped'
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
  FROM (
    SELECT
      log_account_id,
      log_region,
      delivered_ms,
      status,
      records,
      run_instances
    FROM source_files
    WHERE is_current = 1 AND status <> 'skipped' AND log_account_id IS NOT NULL
    UNION ALL
    SELECT
      log_account_id,
      log_region,
      delivered_ms,
      status,
      records,
      run_instances
    FROM archived_log_files
    WHERE status <> 'skipped'
  )
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
  SELECT DISTINCT a.value AS instance_type
  FROM account_values AS a
  WHERE a.kind = 'instance_type' AND a.value NOT IN (SELECT t.instance_type FROM instance_types AS t)
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

-- ------------------------------------------------------------------------------------ the report

CREATE VIEW report_verdict (
  -- Exactly one row: the numbers of the report's first line.
  findings, -- findings in the window
  new, -- of these, not suppressed and not there in the window before
  continuing, -- of these, not suppressed and there before
  escalated, -- of these, not suppressed, there before, and worse now
  suppressed, -- of these, suppressed
  resolved, -- findings of the window before that are none now
  requested_max, -- instances that the findings asked for
  launched, -- instances that they launched
  trails, -- accounts and regions with CloudTrail files inside the window or in the thirty days before it
  trails_with_gaps, -- of these, with hours without a file inside the window
  unreadable_files, -- files that could not be read, or not to their end: delivered in the window, the day after, or nobody knows when
  records_rejected -- records of such files that could not be used
) AS
WITH counted AS (
  SELECT
    count(*) AS findings,
    coalesce(sum(f.state = 'new'), 0) AS new,
    coalesce(sum(f.state = 'continuing'), 0) AS continuing,
    coalesce(sum(f.state = 'escalated'), 0) AS escalated,
    coalesce(sum(f.state = 'suppressed'), 0) AS suppressed,
    coalesce(sum(f.requested_max), 0) AS requested_max,
    coalesce(sum(f.launched), 0) AS launched
  FROM findings AS f
),

files AS (
  SELECT
    coalesce(sum(s.status IN ('failed', 'partial')), 0) AS unreadable_files,
    coalesce(sum(s.records_rejected), 0) AS records_rejected
  FROM hunt_window_ms AS w
  CROSS JOIN source_files AS s
  WHERE
    s.is_current = 1
    AND (s.delivered_ms IS NULL OR (s.delivered_ms > w.window_start_ms AND s.delivered_ms <= w.as_of_ms + 86400000))
),

trails AS (
  SELECT count(*) AS trails
  FROM (
    SELECT
      s.log_account_id,
      s.log_region
    FROM hunt_window_ms AS w
    CROSS JOIN source_files AS s
    WHERE
      s.is_current = 1 AND s.status <> 'skipped' AND s.log_account_id IS NOT NULL
      AND s.delivered_ms > w.window_start_ms - 2592000000 AND s.delivered_ms <= w.as_of_ms
    UNION
    SELECT
      a.log_account_id,
      a.log_region
    FROM hunt_window_ms AS w
    CROSS JOIN archived_log_files AS a
    WHERE
      a.status <> 'skipped'
      AND a.delivered_ms > w.window_start_ms - 2592000000 AND a.delivered_ms <= w.as_of_ms
  )
)

SELECT
  c.findings,
  c.new,
  c.continuing,
  c.escalated,
  c.suppressed,
  (SELECT count(*) FROM resolved_findings),
  c.requested_max,
  c.launched,
  t.trails,
  (SELECT count(*) FROM report_gaps),
  f.unreadable_files,
  f.records_rejected
FROM counted AS c
CROSS JOIN files AS f
CROSS JOIN trails AS t;

CREATE VIEW report_files (
  -- One row per status of the files that were read, as they are now.
  status, -- as in source_files
  files, -- files
  copies, -- of these, copies of a file under another name
  records, -- CloudTrail records of every kind
  run_instances, -- RunInstances records among them
  records_rejected -- records that could not be used
) AS
SELECT
  s.status,
  count(*),
  sum(s.duplicate_of IS NOT NULL),
  sum(s.records),
  sum(s.run_instances),
  sum(s.records_rejected)
FROM source_files AS s
WHERE s.is_current = 1
GROUP BY s.status;

CREATE VIEW report_records (
  -- Exactly one row: RunInstances records against the events they are.
  records_read, -- RunInstances records in the files, copies of a file left out
  events, -- events stored
  events_in_window, -- events inside the window
  duplicates, -- records read that repeat a stored event, copies of a file left out
  conflicts -- records with other content under the identity of a stored event
) AS
SELECT
  (SELECT coalesce(sum(s.run_instances), 0) FROM source_files AS s WHERE s.is_current = 1 AND s.duplicate_of IS NULL),
  (SELECT coalesce(sum(g.attempts), 0) FROM launch_groups AS g),
  (SELECT coalesce(sum(g.attempts), 0) FROM window_groups AS g),
  max(
    0,
    (SELECT count(*) FROM sightings) - (SELECT count(*) FROM sightings AS s WHERE s.conflict_id IS NOT NULL)
    - (SELECT coalesce(sum(g.attempts), 0) FROM launch_groups AS g)
  ),
  (SELECT count(*) FROM event_conflicts);

CREATE VIEW report_gaps (
  -- One row per account and region with files inside the window, or in the thirty days before it, that lacks them for whole hours of it.
  account_id, -- account in the file names
  aws_region, -- region in the file names
  stretches, -- stretches of hours without a file
  hours, -- their hours, inside the window
  longest_hours, -- hours of the longest
  longest_from, -- its first hour, ISO 8601 UTC
  longest_to -- its last hour, ISO 8601 UTC
) AS
-- The hours before and behind the window's whole hours stand for files, so that a stretch may reach up to either. A window
-- that ends with midnight or right before it has the same hours. Files of the thirty days before stand for those hours, too,
-- so that a trail which fell silent is a gap from one end to the other.
WITH hours_with_files AS (
  SELECT
    s.log_account_id,
    s.log_region,
    max(s.delivered_ms / 3600000, (w.window_start_ms + 3599999) / 3600000 - 1) AS hour,
    (w.window_start_ms + 3599999) / 3600000 - 1 AS first_hour,
    (w.as_of_ms + 1) / 3600000 AS last_hour
  FROM hunt_window_ms AS w
  CROSS JOIN source_files AS s
  WHERE
    s.is_current = 1 AND s.status <> 'skipped' AND s.log_account_id IS NOT NULL
    AND s.delivered_ms > w.window_start_ms AND s.delivered_ms <= w.as_of_ms
  GROUP BY s.log_account_id, s.log_region, max(s.delivered_ms / 3600000, (w.window_start_ms + 3599999) / 3600000 - 1)
  UNION ALL
  SELECT
    s.log_account_id,
    s.log_region,
    (w.window_start_ms + 3599999) / 3600000 - 1,
    (w.window_start_ms + 3599999) / 3600000 - 1,
    (w.as_of_ms + 1) / 3600000
  FROM hunt_window_ms AS w
  CROSS JOIN source_files AS s
  WHERE
    s.is_current = 1 AND s.status <> 'skipped' AND s.log_account_id IS NOT NULL
    AND s.delivered_ms > w.window_start_ms - 2592000000 AND s.delivered_ms <= w.window_start_ms
  GROUP BY s.log_account_id, s.log_region
  UNION ALL
  SELECT DISTINCT
    a.log_account_id,
    a.log_region,
    max(
      iif(a.delivered_ms > w.window_start_ms, a.delivered_ms / 3600000, 0),
      (w.window_start_ms + 3599999) / 3600000 - 1
    ),
    (w.window_start_ms + 3599999) / 3600000 - 1,
    (w.as_of_ms + 1) / 3600000
  FROM hunt_window_ms AS w
  CROSS JOIN archived_log_files AS a
  WHERE a.status <> 'skipped' AND a.delivered_ms > w.window_start_ms - 2592000000 AND a.delivered_ms <= w.as_of_ms
),

neighbours AS (
  SELECT
    f.log_account_id,
    f.log_region,
    f.hour,
    lag(f.hour, 1, f.first_hour) OVER trail AS previous_hour
  FROM (
    SELECT
      h.log_account_id,
      h.log_region,
      h.hour,
      h.first_hour
    FROM hours_with_files AS h
    UNION ALL
    SELECT
      k.log_account_id,
      k.log_region,
      max(k.last_hour),
      max(k.first_hour)
    FROM hours_with_files AS k
    GROUP BY k.log_account_id, k.log_region
  ) AS f
  WINDOW trail AS (PARTITION BY f.log_account_id, f.log_region ORDER BY f.hour)
)

SELECT
  n.log_account_id,
  n.log_region,
  count(*),
  sum(n.hour - n.previous_hour - 1),
  max(n.hour - n.previous_hour - 1),
  strftime('%Y-%m-%dT%H:%M:%SZ', (n.previous_hour + 1) * 3600, 'unixepoch'),
  strftime('%Y-%m-%dT%H:%M:%SZ', (n.hour - 1) * 3600, 'unixepoch')
FROM neighbours AS n
WHERE n.hour - n.previous_hour > 1
GROUP BY n.log_account_id, n.log_region;

CREATE VIEW report_late_files (
  -- One row per ISO week before the window whose files were read only during the window, so that
  -- a report on that week would now say something else.
  week, -- ISO week of delivery, such as 2026-W46
  files, -- files
  run_instances -- RunInstances records in them
) AS
WITH late AS (
  SELECT
    date(s.delivered_ms / 1000, 'unixepoch', '-3 days', 'weekday 4') AS thursday,
    s.run_instances
  FROM hunt_window_ms AS w
  INNER JOIN source_files AS s
    ON
      s.imported_ms > w.window_start_ms AND s.imported_ms <= w.as_of_ms
      AND s.delivered_ms <= w.window_start_ms
  WHERE s.is_current = 1 AND s.duplicate_of IS NULL AND s.status <> 'skipped'
  UNION ALL
  SELECT
    date(a.delivered_ms / 1000, 'unixepoch', '-3 days', 'weekday 4'),
    a.run_instances
  FROM hunt_window_ms AS w
  INNER JOIN archived_log_files AS a
    ON
      a.imported_ms > w.window_start_ms AND a.imported_ms <= w.as_of_ms
      AND a.delivered_ms <= w.window_start_ms
  WHERE a.duplicate_of IS NULL AND a.status <> 'skipped'
)

SELECT
  strftime('%Y', l.thursday) || printf('-W%02d', (strftime('%j', l.thursday) - 1) / 7 + 1),
  count(*),
  sum(l.run_instances)
FROM late AS l
GROUP BY l.thursday;

CREATE VIEW report_days (
  -- One row per UTC day of the window, days without launches included.
  date, -- UTC day
  attempts, -- RunInstances calls
  requested_max, -- instances asked for, dry runs apart
  flagged_requested_max, -- of these, in high groups
  launched, -- instances launched
  failed_authorization, -- calls refused for lack of permission
  failed_quota, -- calls refused by a quota
  failed_capacity, -- calls refused for lack of capacity
  failed_throttling, -- calls refused by throttling
  failed_invalid_request, -- calls that were malformed
  failed_other, -- calls that failed otherwise
  dry_runs -- dry runs
) AS
WITH RECURSIVE calendar (day, last_day) AS (
  SELECT
    (w.window_start_ms + 1) / 86400000,
    w.as_of_ms / 86400000
  FROM hunt_window_ms AS w
  UNION ALL
  SELECT
    day + 1,
    last_day
  FROM calendar
  WHERE day < last_day
)

SELECT
  date(c.day * 86400, 'unixepoch'),
  coalesce(sum(d.attempts), 0),
  coalesce(sum(d.requested_max), 0),
  coalesce(sum(d.flagged_requested_max), 0),
  coalesce(sum(d.launched), 0),
  coalesce(sum(d.failed_authorization), 0),
  coalesce(sum(d.failed_quota), 0),
  coalesce(sum(d.failed_capacity), 0),
  coalesce(sum(d.failed_throttling), 0),
  coalesce(sum(d.failed_invalid_request), 0),
  coalesce(sum(d.failed_other), 0),
  coalesce(sum(d.dry_runs), 0)
FROM calendar AS c
LEFT JOIN daily_launches AS d ON d.date = date(c.day * 86400, 'unixepoch')
GROUP BY c.day;

CREATE VIEW report_weeks (
  -- One row per window: this one, and the one of the same length before it.
  period, -- 'this window' or 'the window before'
  principals, -- principals with calls
  attempts, -- RunInstances calls
  requested_max, -- instances asked for, dry runs apart
  launched -- instances launched
) AS
SELECT
  'this window',
  count(*),
  coalesce(sum(p.attempts), 0),
  coalesce(sum(p.requested_max), 0),
  coalesce(sum(p.launched), 0)
FROM principal_totals AS p
UNION ALL
SELECT
  'the window before',
  count(*),
  coalesce(sum(p.attempts), 0),
  coalesce(sum(p.requested_max), 0),
  coalesce(sum(p.launched), 0)
FROM previous_totals AS p;

CREATE VIEW report_launched (
  -- One row per kind and value, and its launches inside the window.
  kind, -- instance_type, aws_region or principal
  account_id, -- the acting account of a principal; NULL for the other kinds
  value, -- the type, region or principal; NULL when it is not known
  attempts, -- calls that succeeded
  requested_max, -- instances that these asked for
  launched, -- instances launched
  launched_total -- instances launched by all together
) AS
WITH launches AS (
  SELECT
    g.account_id,
    g.principal,
    g.aws_region,
    g.instance_type,
    sum(g.attempts) AS attempts,
    sum(g.requested_max) AS requested_max,
    sum(g.launched) AS launched
  FROM window_groups AS g
  WHERE g.outcome = 'success'
  GROUP BY g.account_id, g.principal, g.aws_region, g.instance_type
),

sides AS (
  SELECT
    'instance_type' AS kind,
    NULL AS account_id,
    l.instance_type AS value,
    l.attempts,
    l.requested_max,
    l.launched
  FROM launches AS l
  UNION ALL
  SELECT
    'aws_region',
    NULL,
    l.aws_region,
    l.attempts,
    l.requested_max,
    l.launched
  FROM launches AS l
  UNION ALL
  SELECT
    'principal',
    l.account_id,
    l.principal,
    l.attempts,
    l.requested_max,
    l.launched
  FROM launches AS l
)

SELECT
  s.kind,
  s.account_id,
  s.value,
  sum(s.attempts),
  coalesce(sum(s.requested_max), 0),
  sum(s.launched),
  (SELECT coalesce(sum(l.launched), 0) FROM launches AS l)
FROM sides AS s
GROUP BY s.kind, s.account_id, s.value;

CREATE VIEW report_failures (
  -- One row per account and principal that is no finding but failed inside the window.
  account_id, -- the acting account
  principal, -- who acted
  actor, -- 'service' when every call came through an AWS service, else 'person'
  attempts, -- RunInstances calls
  failures, -- calls that failed
  requested_max, -- instances asked for, dry runs apart
  launched, -- instances launched
  failed_authorization, -- calls refused for lack of permission
  failed_quota, -- calls refused by a quota
  failed_capacity, -- calls refused for lack of capacity
  failed_throttling, -- calls refused by throttling
  failed_invalid_request, -- calls that were malformed
  failed_other, -- calls that failed otherwise
  denied_then_succeeded, -- 1: a call succeeded after one had been refused for lack of permission
  first_denied, -- first call refused for lack of permission, ISO 8601 UTC
  last_succeeded -- last call that succeeded, ISO 8601 UTC
) AS
SELECT
  p.account_id,
  p.principal,
  CASE WHEN p.service_attempts < p.attempts THEN 'person' ELSE 'service' END,
  p.attempts,
  p.failures,
  p.requested_max,
  p.launched,
  p.failed_authorization,
  p.failed_quota,
  p.failed_capacity,
  p.failed_throttling,
  p.failed_invalid_request,
  p.failed_other,
  ifnull(p.last_success_ms > d.denied_ms, 0),
  strftime('%Y-%m-%dT%H:%M:%SZ', d.denied_ms / 1000, 'unixepoch'),
  strftime('%Y-%m-%dT%H:%M:%SZ', p.last_success_ms / 1000, 'unixepoch')
FROM principal_totals AS p
LEFT JOIN principal_denials AS d ON d.principal_key = p.principal_key
WHERE p.failures > 0 AND p.high_groups = 0 AND p.requested_max < p.threshold;

CREATE VIEW report_problems (
  -- One row per file or record that could not be read, the file by its name alone.
  file_name, -- last part of the path
  record_number, -- position of the record in the file, from 1; NULL when the whole file is meant
  byte_offset, -- where in the decompressed bytes
  reason -- what was wrong
) AS
SELECT
  replace(p.path, rtrim(p.path, replace(p.path, '/', '')), ''),
  p.record_number,
  p.byte_offset,
  p.reason
FROM import_problems AS p;

CREATE VIEW report_suppressions (
  -- One row per suppression in force at the end of the window, with what it keeps quiet now.
  suppression_id, -- row number
  account_id, -- only findings in this account; NULL: in any
  principal, -- only findings of this principal; NULL: of any
  instance_type, -- only findings of this type alone; NULL: of any types
  image_id, -- only findings of this image alone; NULL: of any images
  subnet_id, -- only findings in this subnet alone; NULL: in any
  reason, -- why
  created, -- when it was made, ISO 8601 UTC
  until, -- when it ends, ISO 8601 UTC
  days_left, -- whole days from the end of the window to its end
  findings -- findings that it keeps quiet now
) AS
SELECT
  s.suppression_id,
  s.account_id,
  s.principal,
  s.instance_type,
  s.image_id,
  s.subnet_id,
  s.reason,
  s.created,
  s.until,
  s.days_left,
  (SELECT count(*) FROM findings AS f WHERE f.suppression_id = s.suppression_id)
FROM suppressions_in_force AS s;

CREATE VIEW report_elastic (
  -- One row per principal, verdict and reasons of elastic_differences.
  account_id, -- the acting account
  principal, -- who acted
  verdict, -- 'both', 'ours only' or 'elastic only': which reading returns the groups
  reasons, -- the faults in words; NULL when both readings say the same
  group_count, -- groups
  attempts, -- calls
  requested_max, -- instances asked for
  verdict_groups -- groups of all principals with this verdict
) AS
SELECT
  d.account_id,
  d.principal,
  d.verdict,
  d.reasons,
  count(*),
  sum(d.attempts),
  coalesce(sum(d.requested_max), 0),
  sum(count(*)) OVER (PARTITION BY d.verdict)
FROM elastic_differences AS d
GROUP BY d.account_id, d.principal, d.verdict, d.reasons;

-- From files to normalized launches.

-- One row per record of the trail, its JSON as CloudTrail wrote it. `readable` says the same in words
-- that the JSON functions do not refuse or round: each half of a surrogate pair is U+FFFD, as it is in
-- the store, and each number a text.
CREATE OR REPLACE VIEW trail_records AS
SELECT
  path,
  record_number,
  record,
  replaceRegexpAll(
    replaceAll(
      replaceRegexpAll(
        whole_characters,
        '("(?:[^"\\\\]|\\\\.)*")|(-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?(?:[eE][-+]?[0-9]+)?)', '\\1\x01\\2\x02'
      ), '\x01\x02', ''
    ), '[\x01\x02]', '"'
  ) AS readable
FROM (
  SELECT
    path,
    record_number,
    record,
    replaceRegexpAll(record, '[\x01\x02]', '\x03') AS marked,
    if(
      match(marked, '\\\\u[dD][89a-fA-F]'),
      replaceAll(
        replaceRegexpAll(
          replaceRegexpAll(
            replaceAll(marked, '\\\\', '\\u005c'),
            '\\\\u([dD][89abAB][0-9a-fA-F]{2})\\\\u([dD][c-fC-F][0-9a-fA-F]{2})', '\x01\\1\x01\\2'
          ), '\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}', '\\\\ufffd'
        ), '\x01', '\\u'
      ),
      marked
    ) AS whole_characters
  FROM (
    SELECT
      path,
      entry.1 AS record_number,
      entry.2 AS record
    FROM (SELECT path, arrayJoin(arrayZip(arrayEnumerate(records), records)) AS entry FROM cloudtrail_files)
    -- Most records are none of ours; an escape could hide a letter of the name.
    WHERE position(record, 'RunInstances') > 0 OR match(record, '\\\\u00[4-7]')
  )
);

-- One row per RunInstances record, as often as it was logged, its JSON as CloudTrail wrote it.
CREATE OR REPLACE VIEW launch_records AS
SELECT
  path,
  record_number,
  record,
  readable
FROM (SELECT *, arrayReverse(JSONExtractKeysAndValuesRaw(readable)) AS members FROM trail_records)
WHERE
  arrayFirst(member -> member.1 = 'eventName', members).2 = '"RunInstances"'
  AND arrayFirst(member -> member.1 = 'eventSource', members).2 = '"ec2.amazonaws.com"';

-- One row per RunInstances record, with the parts that the normalization needs. Objects become maps,
-- last members first, since of a key that stands twice the last counts: `raw` of JSON, the others of
-- the texts and numbers in it, where anything else is the empty text.
CREATE OR REPLACE VIEW parsed_launches AS
WITH records AS (
  SELECT
    path,
    record_number,
    record,
    arrayReverse(JSONExtractKeysAndValuesRaw(readable)) AS members,
    mapFromArrays(members.1, members.2) AS raw,
    mapApply((k, v) -> (k, if(startsWith(v, '"'), JSONExtractString(v), '')), raw) AS event
  FROM launch_records
),
parts AS (
  SELECT
    *,
    arrayMap(
      pairs -> mapFromArrays(pairs.1, pairs.2),
      arrayMap(
        object -> arrayReverse(JSONExtractKeysAndValuesRaw(object)),
        [raw['userIdentity'], raw['requestParameters'], raw['responseElements'], raw['tlsDetails']]
      )
    ) AS raws,
    arrayMap(
      object -> mapApply((k, v) -> (k, if(startsWith(v, '"'), JSONExtractString(v), '')), object), raws
    ) AS texts,
    raws[1] AS who_raw,
    raws[2] AS request_raw,
    raws[3] AS response_raw,
    texts[1] AS who,
    texts[2] AS request,
    texts[3] AS response,
    texts[4] AS tls
  FROM records
),
details AS (
  SELECT
    *,
    arrayMap(
      pairs -> mapFromArrays(pairs.1, pairs.2),
      arrayMap(
        object -> arrayReverse(JSONExtractKeysAndValuesRaw(object)),
        [
          who_raw['sessionContext'], request_raw['placement'], request_raw['instanceMarketOptions'],
          request_raw['iamInstanceProfile'],
          request_raw[if(mapContains(request_raw, 'launchTemplate'), 'launchTemplate', 'launchTemplateSpecification')],
          request_raw['instancesSet'], response_raw['instancesSet'], request_raw['networkInterfaceSet']
        ]
      )
    ) AS detail_raws,
    arrayMap(
      object -> mapApply((k, v) -> (k, if(startsWith(v, '"'), JSONExtractString(v), '')), object), detail_raws
    ) AS detail_texts,
    detail_raws[1] AS session_raw,
    detail_texts[2] AS placement,
    detail_texts[3] AS market,
    detail_texts[4] AS profile,
    detail_texts[5] AS template,
    -- Lists of what was asked for, launched and attached, of objects only.
    arrayMap(
      object -> arrayFilter(entry -> startsWith(entry, '{'), JSONExtractArrayRaw(object['items'])),
      arraySlice(detail_raws, 6, 3)
    ) AS lists
  FROM parts
),
entries AS (
  SELECT
    *,
    arrayMap(
      list -> arrayMap(
        pairs -> mapFromArrays(pairs.1, pairs.2),
        arrayMap(object -> arrayReverse(JSONExtractKeysAndValuesRaw(object)), list)
      ),
      arrayPushBack(lists, [session_raw['attributes'], session_raw['sessionIssuer'], lists[2][1]])
    ) AS entry_raws,
    arrayMap(
      list -> arrayMap(
        object -> mapApply((k, v) -> (k, if(startsWith(v, '"'), JSONExtractString(v), '')), object), list
      ),
      entry_raws
    ) AS entry_texts,
    entry_texts[1] AS items,
    entry_texts[2] AS instances,
    entry_texts[3] AS interfaces,
    entry_texts[4][1] AS attributes,
    entry_texts[4][2] AS issuer,
    entry_raws[4][1]['mfaAuthenticated'] AS mfa,
    entry_raws[2][1]['placement'] AS instance_placement_raw
  FROM details
)
SELECT
  path,
  record_number,
  record,
  event,
  who,
  attributes,
  issuer,
  mfa,
  request,
  response,
  tls,
  placement,
  market,
  profile,
  template,
  items,
  instances,
  arrayMap(interface -> interface['subnetId'], interfaces) AS interface_subnets,
  arrayReverse(JSONExtractKeysAndValuesRaw(instance_placement_raw)) AS instance_placement_members,
  mapFromArrays(
    instance_placement_members.1,
    arrayMap(v -> if(startsWith(v, '"'), JSONExtractString(v), ''), instance_placement_members.2)
  ) AS instance_placement,
  event['errorCode'] <> '' OR event['errorMessage'] <> '' AS is_failure,
  -- The times that the store reads, and no others: milliseconds since 1970, of the event and of its session.
  arrayMap(
    text -> if(
      match(
        text,
        '^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.,][0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):?[0-5][0-9])?)?$'
      ) AND toString(toDate32OrNull(substring(text, 1, 10))) = substring(text, 1, 10),
      86400000 * toInt64(toInt32(toDate32OrNull(substring(text, 1, 10))))
      + 3600000 * toInt64OrZero(substring(text, 12, 2))
      + 60000 * toInt64OrZero(substring(text, 15, 2))
      + 1000 * toInt64OrZero(substring(text, 18, 2))
      + toInt64OrZero(substring(concat(extract(text, '[.,]([0-9]+)'), '000'), 1, 3))
      - if(position(substring(text, 20), '-') > 0, -60000, 60000)
      * (
        60 * toInt64OrZero(extract(substring(text, 20), '[+-]([0-9]{2})'))
        + toInt64OrZero(extract(substring(text, 20), '[+-][0-9]{2}:?([0-9]{2})'))
      ),
      NULL
    ),
    [if(event['eventTime'] <> '', event['eventTime'], event['@timestamp']), attributes['creationDate']]
  ) AS times,
  arrayMap(
    time -> if(time BETWEEN 0 AND 253402300799999, fromUnixTimestamp64Milli(assumeNotNull(time), 'UTC'), NULL), times
  ) AS timestamps,
  timestamps[1] AS event_timestamp,
  timestamps[2] AS session_timestamp,
  replaceRegexpOne(event['errorCode'], '^(Client[.])?(Server[.])?', '') AS error_name
FROM entries;

-- One row per RunInstances event, exactly once however often it was logged: every normalized column.
CREATE OR REPLACE VIEW launch_attempts AS
WITH numbered AS (
  SELECT
    *,
    row_number() OVER (
      PARTITION BY if(event['eventID'] <> '', event['eventID'], record), event['recipientAccountId']
      ORDER BY path, record_number
    ) AS occurrence
  FROM parsed_launches
  WHERE event_timestamp IS NOT NULL
),
counted AS (
  SELECT
    *,
    -- Counts that EC2 can hold, of the items and of the request itself.
    arrayMap(
      texts -> arrayFilter(
        number -> number <= 2147483647,
        arrayMap(
          text -> toInt64(text), arrayFilter(text -> match(text, '^(-0{1,19}|0{0,10}[0-9]{1,10})$'), texts)
        )
      ),
      [
        arrayMap(item -> item['minCount'], items), arrayMap(item -> item['maxCount'], items),
        [request['minCount']], [request['maxCount']]
      ]
    ) AS counts,
    items[1] AS item,
    instances[1] AS instance,
    arrayFirst(subnet -> subnet <> '', interface_subnets) AS interface_subnet,
    arrayFirst(subnet -> subnet <> '', arrayMap(launched -> launched['subnetId'], instances)) AS launched_subnet
  FROM numbered
  WHERE occurrence = 1
),
identified AS (
  SELECT
    *,
    nullIf(multiIf(
      who['type'] = 'AWSService', who['invokedBy'],
      who['type'] = 'AssumedRole' AND position(issuer['arn'], ':role/aws-service-role/') > 0,
      if(who['invokedBy'] <> '', who['invokedBy'], extract(issuer['arn'], ':role/aws-service-role//*([^/]+)')),
      ''
    ), '') AS service
  FROM counted
),
named AS (
  SELECT
    if(
      event['eventID'] <> '', event['eventID'], concat('sha256:', lower(substring(hex(SHA256(record)), 1, 32)))
    ) AS event_id,
    if(event['eventID'] <> '', 0, 1) AS event_id_is_synthetic,
    concat(
      replaceOne(substring(toString(event_timestamp), 1, 19), ' ', 'T'),
      replaceOne(substring(toString(event_timestamp), 20), '.000', ''), 'Z'
    ) AS event_time,
    nullIf(event['awsRegion'], '') AS aws_region,
    coalesce(nullIf(who['accountId'], ''), nullIf(event['recipientAccountId'], '')) AS account_id,
    nullIf(event['recipientAccountId'], '') AS recipient_account_id,
    nullIf(who['type'], '') AS identity_type,
    nullIf(who['principalId'], '') AS principal_id,
    nullIf(who['arn'], '') AS principal_arn,
    nullIf(who['accessKeyId'], '') AS access_key_id,
    nullIf(who['invokedBy'], '') AS invoked_by,
    nullIf(issuer['userName'], '') AS session_issuer_name,
    nullIf(issuer['arn'], '') AS session_issuer_arn,
    if(
      who['type'] IN ('AssumedRole', 'FederatedUser'),
      nullIf(extract(if(who['arn'] <> '', who['arn'], who['principalId']), '([^/:]+)[/:]*$'), ''), NULL
    ) AS session_name,
    concat(replaceOne(substring(toString(session_timestamp), 1, 19), ' ', 'T'), 'Z') AS session_created,
    multiIf(mfa IN ('true', '"true"'), 1, mfa IN ('false', '"false"'), 0, NULL) AS mfa_authenticated,
    service AS service_name,
    multiIf(
      service IS NOT NULL, NULL,
      who['type'] IN ('AssumedRole', 'FederatedUser') AND issuer['userName'] <> '', issuer['userName'],
      nullIf(who['userName'], '')
    ) AS user_name,
    if(is_failure, 'failure', 'success') AS event_outcome,
    nullIf(event['errorCode'], '') AS error_code,
    nullIf(event['errorMessage'], '') AS error_message,
    CASE
      WHEN NOT is_failure THEN 'none'
      WHEN event['errorCode'] = '' THEN 'other'
      WHEN error_name = 'DryRunOperation' THEN 'dry_run'
      WHEN error_name IN (
        'UnauthorizedOperation', 'AuthFailure', 'AccessDenied', 'AccessDeniedException', 'OptInRequired', 'Blocked',
        'InvalidClientTokenId', 'ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'SignatureDoesNotMatch',
        'IncompleteSignature', 'MissingAuthenticationToken', 'UnrecognizedClientException', 'PendingVerification',
        'NotSubscribed'
      ) THEN 'authorization'
      WHEN error_name IN ('MaxIOPSLimitExceeded', 'InstanceCreditSpecification.LimitExceeded') THEN 'quota'
      WHEN error_name IN (
        'InsufficientInstanceCapacity', 'InsufficientHostCapacity', 'InsufficientCapacity',
        'InsufficientReservedInstanceCapacity', 'InsufficientCapacityOnHost', 'InsufficientFreeAddressesInSubnet',
        'InsufficientAddressCapacity', 'ReservationCapacityExceeded', 'SpotMaxPriceTooLow'
      ) THEN 'capacity'
      WHEN error_name IN (
        'RequestLimitExceeded', 'Throttling', 'ThrottlingException', 'ThrottledException', 'RequestThrottled',
        'TooManyRequestsException', 'RequestResourceCountExceeded', 'RequestThrottledException',
        'BandwidthLimitExceeded'
      ) THEN 'throttling'
      WHEN error_name IN (
        'ValidationError', 'VPCIdNotSpecified', 'VPCResourceNotSpecified', 'IdempotentParameterMismatch',
        'IdempotentInstanceTerminated', 'InstanceTpmEkPubNotFound', 'NonEBSInstance', 'DefaultVpcDoesNotExist',
        'DependencyViolation'
      ) THEN 'invalid_request'
      WHEN match(error_name, '^(Invalid|Missing|Unsupported|Malformed|IncorrectInstance|UnknownParameter|Incompatible)')
        THEN 'invalid_request'
      WHEN match(error_name, '(LimitExceeded|CountExceeded)$') THEN 'quota'
      WHEN match(error_name, '^(AccessDenied|UnauthorizedOperation)') THEN 'authorization'
      WHEN match(error_name, '^Insufficient.*Capacity$') THEN 'capacity'
      ELSE 'other'
    END AS error_class,
    multiIf(
      notEmpty(counts[1]), arraySum(counts[1]), notEmpty(counts[3]), arraySum(counts[3]), NULL
    ) AS requested_min,
    multiIf(
      notEmpty(counts[2]), arraySum(counts[2]), notEmpty(counts[4]), arraySum(counts[4]), NULL
    ) AS requested_max,
    if(is_failure, 0, length(instances)) AS launched_count,
    coalesce(nullIf(request['instanceType'], ''), nullIf(instance['instanceType'], '')) AS instance_type,
    multiIf(request['instanceType'] <> '', 'request', instance['instanceType'] <> '', 'response', NULL) AS instance_type_source,
    coalesce(nullIf(request['subnetId'], ''), nullIf(interface_subnet, ''), nullIf(launched_subnet, '')) AS subnet_id,
    multiIf(
      request['subnetId'] <> '', 'request', interface_subnet <> '', 'network_interface', launched_subnet <> '', 'response',
      'none'
    ) AS subnet_source,
    coalesce(
      nullIf(item['imageId'], ''), nullIf(request['imageId'], ''), nullIf(instance['imageId'], '')
    ) AS image_id,
    coalesce(
      nullIf(request['keyName'], ''), nullIf(item['keyName'], ''), nullIf(instance['keyName'], '')
    ) AS key_name,
    concat(
      coalesce(nullIf(template['launchTemplateId'], ''), nullIf(template['launchTemplateName'], '')),
      if(template['version'] <> '', concat(':', template['version']), '')
    ) AS launch_template,
    coalesce(
      nullIf(request['availabilityZone'], ''), nullIf(placement['availabilityZone'], ''),
      nullIf(instance_placement['availabilityZone'], '')
    ) AS availability_zone,
    coalesce(
      nullIf(request['tenancy'], ''), nullIf(placement['tenancy'], ''), nullIf(instance_placement['tenancy'], '')
    ) AS tenancy,
    coalesce(nullIf(market['marketType'], ''), nullIf(instance['instanceLifecycle'], '')) AS market_type,
    coalesce(nullIf(profile['arn'], ''), nullIf(profile['name'], '')) AS iam_instance_profile,
    nullIf(request['clientToken'], '') AS client_token,
    nullIf(response['reservationId'], '') AS reservation_id,
    if(request['userData'] <> '', 1, 0) AS has_user_data,
    nullIf(event['sourceIPAddress'], '') AS source_ip_address,
    nullIf(event['userAgent'], '') AS user_agent,
    nullIf(event['eventVersion'], '') AS event_version,
    nullIf(event['eventType'], '') AS event_type,
    nullIf(event['requestID'], '') AS request_id,
    nullIf(tls['tlsVersion'], '') AS tls_version,
    nullIf(event['vpcEndpointId'], '') AS vpc_endpoint_id,
    event_timestamp
  FROM identified
)
SELECT
  event_id,
  event_id_is_synthetic,
  event_time,
  aws_region,
  account_id,
  recipient_account_id,
  CASE
    WHEN identity_type = 'AssumedRole' AND session_issuer_arn IS NOT NULL THEN session_issuer_arn
    ELSE coalesce(
      principal_arn, service_name, invoked_by, 'arn:aws:iam::' || coalesce(account_id, 'unknown') || ':root'
    )
  END AS principal,
  CASE
    WHEN service_name IS NOT NULL OR lower(invoked_by) LIKE '%.amazonaws.com' THEN 'service'
    ELSE 'person'
  END AS actor,
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
  session_created,
  mfa_authenticated,
  CASE WHEN error_class = 'dry_run' THEN 'dry_run' ELSE event_outcome END AS outcome,
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
  event_timestamp
FROM named;

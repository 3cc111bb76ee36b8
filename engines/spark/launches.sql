-- From files to normalized launches. Session time zone: UTC.

-- One row per RunInstances record, as often as it was logged, its JSON as CloudTrail wrote it.
CREATE OR REPLACE TEMPORARY VIEW launch_records AS
SELECT
  path,
  record_number,
  record
FROM (
  SELECT
    path,
    position + 1 AS record_number,
    record,
    from_json(record, 'eventName STRING, eventSource STRING') AS head
  FROM (
    SELECT
      path,
      posexplode(records) AS (position, record)
    FROM cloudtrail_files
  ) AS entries
  -- Most records are none of ours; an escape could hide a letter of the name.
  WHERE record LIKE '%RunInstances%' OR record RLIKE '\\\\u00[4-7]'
) AS named_records
WHERE head.eventName = 'RunInstances' AND head.eventSource = 'ec2.amazonaws.com';

-- One row per RunInstances record, with the parts that the normalization needs. `readable` is the record
-- with U+FFFD for each half of a surrogate pair, as the store reads it. Lists are read entry by entry:
-- read as a whole, one that is no object would cost the others.
CREATE OR REPLACE TEMPORARY VIEW parsed_launches AS
WITH readable_records AS (
  SELECT
    path,
    record_number,
    record,
    CASE
      WHEN record RLIKE '\\\\u[dD][89a-fA-F]' THEN regexp_replace(
        replace(record, '\\\\', '\\u005c'),
        '\\\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\\\u[dD][c-fC-F])|(?<!\\\\u[dD][89abAB][0-9a-fA-F]{2})\\\\u[dD][c-fC-F][0-9a-fA-F]{2}',
        '\\\\ufffd'
      )
      ELSE record
    END AS readable
  FROM launch_records
),
records AS (
  SELECT
    path,
    record_number,
    record,
    from_json(
      readable,
      'eventID STRING, eventTime STRING, `@timestamp` STRING, eventVersion STRING, eventType STRING,
      awsRegion STRING, requestID STRING, userAgent STRING, sourceIPAddress STRING,
      recipientAccountId STRING, errorCode STRING, errorMessage STRING, vpcEndpointId STRING,
      tlsDetails STRUCT<tlsVersion: STRING>,
      userIdentity STRUCT<type: STRING, principalId: STRING, arn: STRING, accountId: STRING,
        accessKeyId: STRING, invokedBy: STRING, userName: STRING,
        sessionContext: STRUCT<
          attributes: STRUCT<creationDate: STRING, mfaAuthenticated: STRING>,
          sessionIssuer: STRUCT<userName: STRING, arn: STRING>>>,
      requestParameters STRUCT<
        instanceType: STRING, subnetId: STRING, imageId: STRING, keyName: STRING,
        minCount: STRING, maxCount: STRING, availabilityZone: STRING, tenancy: STRING,
        clientToken: STRING, userData: STRING,
        placement: STRUCT<availabilityZone: STRING, tenancy: STRING>,
        launchTemplate: STRUCT<launchTemplateId: STRING, launchTemplateName: STRING, version: STRING>,
        launchTemplateSpecification:
          STRUCT<launchTemplateId: STRING, launchTemplateName: STRING, version: STRING>,
        instanceMarketOptions: STRUCT<marketType: STRING>,
        iamInstanceProfile: STRUCT<arn: STRING, name: STRING>,
        networkInterfaceSet: STRUCT<items: ARRAY<STRING>>,
        instancesSet: STRUCT<items: ARRAY<STRING>>>,
      responseElements STRUCT<reservationId: STRING, instancesSet: STRUCT<items: ARRAY<STRING>>>'
    ) AS event,
    from_json(readable, 'requestParameters STRING').requestParameters AS request_text,
    -- An error that is an object, a list, true or false is none; a text that only looks so is one.
    CASE
      WHEN event.errorCode LIKE '{%' AND from_json(readable, 'errorCode MAP<STRING, STRING>').errorCode IS NOT NULL THEN NULL
      WHEN event.errorCode LIKE '[%' AND from_json(readable, 'errorCode ARRAY<STRING>').errorCode IS NOT NULL THEN NULL
      WHEN event.errorCode IN ('true', 'false') AND from_json(readable, 'errorCode BOOLEAN').errorCode IS NOT NULL THEN NULL
      ELSE event.errorCode
    END AS errorCode,
    CASE
      WHEN event.errorMessage LIKE '{%' AND from_json(readable, 'errorMessage MAP<STRING, STRING>').errorMessage IS NOT NULL THEN NULL
      WHEN event.errorMessage LIKE '[%' AND from_json(readable, 'errorMessage ARRAY<STRING>').errorMessage IS NOT NULL THEN NULL
      WHEN event.errorMessage IN ('true', 'false') AND from_json(readable, 'errorMessage BOOLEAN').errorMessage IS NOT NULL THEN NULL
      ELSE event.errorMessage
    END AS errorMessage
  FROM readable_records
),
parts AS (
  SELECT
    *,
    event.requestParameters AS request,
    event.responseElements AS response,
    event.userIdentity AS who,
    transform(
      filter(event.requestParameters.instancesSet.items, i -> json_object_keys(i) IS NOT NULL),
      i -> from_json(i, 'imageId STRING, keyName STRING, minCount STRING, maxCount STRING')
    ) AS items,
    transform(
      filter(event.responseElements.instancesSet.items, i -> json_object_keys(i) IS NOT NULL),
      i -> from_json(
        i,
        'instanceType STRING, imageId STRING, keyName STRING, subnetId STRING, instanceLifecycle STRING,
        placement STRUCT<availabilityZone: STRING, tenancy: STRING>'
      )
    ) AS instances,
    transform(
      filter(event.requestParameters.networkInterfaceSet.items, i -> json_object_keys(i) IS NOT NULL), i -> from_json(i, 'subnetId STRING')
    ) AS interfaces,
    CASE
      WHEN array_contains(json_object_keys(request_text), 'launchTemplate') THEN event.requestParameters.launchTemplate
      ELSE event.requestParameters.launchTemplateSpecification
    END AS template,
    -- The times that the store reads, and no others: of the event and of its session, in milliseconds.
    transform(
      array(
        coalesce(nullif(event.eventTime, ''), event.`@timestamp`),
        event.userIdentity.sessionContext.attributes.creationDate
      ),
      t -> CASE
        WHEN t RLIKE '(?s)^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.,][0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):?[0-5][0-9])?)?(?!.)'
          THEN 86400000 * CAST(unix_date(try_cast(substr(t, 1, 10) AS DATE)) AS BIGINT)
            + 3600000 * coalesce(try_cast(substr(t, 12, 2) AS BIGINT), 0)
            + 60000 * coalesce(try_cast(substr(t, 15, 2) AS BIGINT), 0)
            + 1000 * coalesce(try_cast(substr(t, 18, 2) AS BIGINT), 0)
            + coalesce(try_cast(substr(regexp_extract(t, '[.,]([0-9]+)', 1) || '000', 1, 3) AS BIGINT), 0)
            - CASE WHEN substr(t, 20) LIKE '%-%' THEN -60000 ELSE 60000 END
            * (
              60 * coalesce(try_cast(regexp_extract(substr(t, 20), '[+-]([0-9]{2})', 1) AS BIGINT), 0)
              + coalesce(try_cast(regexp_extract(substr(t, 20), '[+-][0-9]{2}:?([0-9]{2})', 1) AS BIGINT), 0)
            )
      END
    ) AS times
  FROM records
)
SELECT
  path,
  record_number,
  record,
  event.eventID,
  event.eventVersion,
  event.eventType,
  event.awsRegion,
  event.requestID,
  event.userAgent,
  event.sourceIPAddress,
  event.recipientAccountId,
  event.vpcEndpointId,
  event.tlsDetails,
  errorCode,
  errorMessage,
  request,
  response,
  who,
  items,
  instances,
  interfaces,
  template,
  errorCode <> '' IS TRUE OR errorMessage <> '' IS TRUE AS is_failure,
  CASE
    WHEN try_element_at(times, 1) BETWEEN 0 AND 253402300799999 THEN timestamp_millis(try_element_at(times, 1))
  END AS event_timestamp,
  CASE
    WHEN try_element_at(times, 2) BETWEEN 0 AND 253402300799999 THEN timestamp_millis(try_element_at(times, 2))
  END AS session_timestamp,
  regexp_replace(errorCode, '^(Client[.])?(Server[.])?', '') AS error_name
FROM parts;

-- One row per RunInstances event, exactly once however often it was logged: every normalized column.
CREATE OR REPLACE TEMPORARY VIEW launch_attempts AS
WITH numbered AS (
  SELECT
    *,
    row_number() OVER (
      PARTITION BY coalesce(nullif(eventID, ''), record), coalesce(recipientAccountId, '')
      ORDER BY path, record_number
    ) AS occurrence
  FROM parsed_launches
  WHERE event_timestamp IS NOT NULL
),
counted AS (
  SELECT
    *,
    transform(items, i -> CASE
      WHEN i.minCount RLIKE '(?s)^(-0{1,19}|0{0,10}[0-9]{1,10})(?!.)' AND try_cast(i.minCount AS BIGINT) <= 2147483647
        THEN try_cast(i.minCount AS BIGINT)
    END) AS least,
    transform(items, i -> CASE
      WHEN i.maxCount RLIKE '(?s)^(-0{1,19}|0{0,10}[0-9]{1,10})(?!.)' AND try_cast(i.maxCount AS BIGINT) <= 2147483647
        THEN try_cast(i.maxCount AS BIGINT)
    END) AS most,
    try_element_at(items, 1) AS item,
    try_element_at(instances, 1) AS instance,
    nullif(
      coalesce(
        nullif(request.subnetId, ''),
        try_element_at(filter(interfaces, i -> i.subnetId <> ''), 1).subnetId,
        try_element_at(filter(instances, i -> i.subnetId <> ''), 1).subnetId
      ), ''
    ) AS subnet
  FROM numbered
  WHERE occurrence = 1
),
identified AS (
  SELECT
    *,
    CASE
      WHEN who.type = 'AWSService' THEN nullif(who.invokedBy, '')
      WHEN who.type = 'AssumedRole' AND who.sessionContext.sessionIssuer.arn LIKE '%:role/aws-service-role/%'
        THEN coalesce(
          nullif(who.invokedBy, ''),
          nullif(regexp_extract(who.sessionContext.sessionIssuer.arn, ':role/aws-service-role//*([^/]+)', 1), '')
        )
    END AS service
  FROM counted
),
named AS (
  SELECT
    coalesce(nullif(eventID, ''), 'sha256:' || substr(sha2(record, 256), 1, 32)) AS event_id,
    CASE WHEN eventID <> '' THEN 0 ELSE 1 END AS event_id_is_synthetic,
    date_format(event_timestamp, "yyyy-MM-dd'T'HH:mm:ss")
    || CASE WHEN unix_millis(event_timestamp) % 1000 = 0 THEN 'Z' ELSE date_format(event_timestamp, ".SSS'Z'") END AS event_time,
    nullif(awsRegion, '') AS aws_region,
    coalesce(nullif(who.accountId, ''), nullif(recipientAccountId, '')) AS account_id,
    nullif(recipientAccountId, '') AS recipient_account_id,
    nullif(who.type, '') AS identity_type,
    nullif(who.principalId, '') AS principal_id,
    nullif(who.arn, '') AS principal_arn,
    nullif(who.accessKeyId, '') AS access_key_id,
    nullif(who.invokedBy, '') AS invoked_by,
    nullif(who.sessionContext.sessionIssuer.userName, '') AS session_issuer_name,
    nullif(who.sessionContext.sessionIssuer.arn, '') AS session_issuer_arn,
    CASE
      WHEN who.type IN ('AssumedRole', 'FederatedUser')
        THEN nullif(regexp_extract(coalesce(nullif(who.arn, ''), who.principalId), '([^/:]+)[/:]*$', 1), '')
    END AS session_name,
    date_format(session_timestamp, "yyyy-MM-dd'T'HH:mm:ss'Z'") AS session_created,
    CASE who.sessionContext.attributes.mfaAuthenticated WHEN 'true' THEN 1 WHEN 'false' THEN 0 END AS mfa_authenticated,
    service AS service_name,
    CASE
      WHEN service IS NOT NULL THEN NULL
      WHEN who.type IN ('AssumedRole', 'FederatedUser') AND who.sessionContext.sessionIssuer.userName <> ''
        THEN who.sessionContext.sessionIssuer.userName
      ELSE nullif(who.userName, '')
    END AS user_name,
    CASE WHEN is_failure THEN 'failure' ELSE 'success' END AS event_outcome,
    nullif(errorCode, '') AS error_code,
    nullif(errorMessage, '') AS error_message,
    CASE
      WHEN NOT is_failure THEN 'none'
      WHEN errorCode IS NULL OR errorCode = '' THEN 'other'
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
      WHEN error_name RLIKE '^(Invalid|Missing|Unsupported|Malformed|IncorrectInstance|UnknownParameter|Incompatible)'
        THEN 'invalid_request'
      WHEN error_name RLIKE '(LimitExceeded|CountExceeded)$' THEN 'quota'
      WHEN error_name RLIKE '^(AccessDenied|UnauthorizedOperation)' THEN 'authorization'
      WHEN error_name RLIKE '^Insufficient.*Capacity$' THEN 'capacity'
      ELSE 'other'
    END AS error_class,
    coalesce(
      aggregate(least, CAST(NULL AS BIGINT), (s, x) -> CASE WHEN x IS NULL THEN s ELSE coalesce(s, 0) + x END),
      CASE
        WHEN request.minCount RLIKE '(?s)^(-0{1,19}|0{0,10}[0-9]{1,10})(?!.)' AND try_cast(request.minCount AS BIGINT) <= 2147483647
          THEN try_cast(request.minCount AS BIGINT)
      END
    ) AS requested_min,
    coalesce(
      aggregate(most, CAST(NULL AS BIGINT), (s, x) -> CASE WHEN x IS NULL THEN s ELSE coalesce(s, 0) + x END),
      CASE
        WHEN request.maxCount RLIKE '(?s)^(-0{1,19}|0{0,10}[0-9]{1,10})(?!.)' AND try_cast(request.maxCount AS BIGINT) <= 2147483647
          THEN try_cast(request.maxCount AS BIGINT)
      END
    ) AS requested_max,
    CASE WHEN is_failure THEN 0 ELSE coalesce(nullif(size(instances), -1), 0) END AS launched_count,
    coalesce(nullif(request.instanceType, ''), nullif(instance.instanceType, '')) AS instance_type,
    CASE
      WHEN request.instanceType <> '' THEN 'request'
      WHEN instance.instanceType <> '' THEN 'response'
    END AS instance_type_source,
    subnet AS subnet_id,
    CASE
      WHEN request.subnetId <> '' THEN 'request'
      WHEN exists(interfaces, i -> i.subnetId <> '') THEN 'network_interface'
      WHEN subnet IS NOT NULL THEN 'response'
      ELSE 'none'
    END AS subnet_source,
    coalesce(nullif(item.imageId, ''), nullif(request.imageId, ''), nullif(instance.imageId, '')) AS image_id,
    coalesce(nullif(request.keyName, ''), nullif(item.keyName, ''), nullif(instance.keyName, '')) AS key_name,
    coalesce(nullif(template.launchTemplateId, ''), nullif(template.launchTemplateName, ''))
    || coalesce(':' || nullif(template.version, ''), '') AS launch_template,
    coalesce(
      nullif(request.availabilityZone, ''), nullif(request.placement.availabilityZone, ''),
      nullif(instance.placement.availabilityZone, '')
    ) AS availability_zone,
    coalesce(
      nullif(request.tenancy, ''), nullif(request.placement.tenancy, ''), nullif(instance.placement.tenancy, '')
    ) AS tenancy,
    coalesce(nullif(request.instanceMarketOptions.marketType, ''), nullif(instance.instanceLifecycle, '')) AS market_type,
    coalesce(nullif(request.iamInstanceProfile.arn, ''), nullif(request.iamInstanceProfile.name, '')) AS iam_instance_profile,
    nullif(request.clientToken, '') AS client_token,
    nullif(response.reservationId, '') AS reservation_id,
    CASE WHEN request.userData <> '' THEN 1 ELSE 0 END AS has_user_data,
    nullif(sourceIPAddress, '') AS source_ip_address,
    nullif(userAgent, '') AS user_agent,
    nullif(eventVersion, '') AS event_version,
    nullif(eventType, '') AS event_type,
    nullif(requestID, '') AS request_id,
    nullif(tlsDetails.tlsVersion, '') AS tls_version,
    nullif(vpcEndpointId, '') AS vpc_endpoint_id,
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

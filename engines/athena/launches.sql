-- From files to normalized launches. Not executed: see README.md. The first two views are Athena's own;
-- what follows is made from Spark's by make.py.

-- One row per RunInstances record, as often as it was logged, its JSON as CloudTrail wrote it.
CREATE OR REPLACE VIEW launch_records AS
SELECT
  f.path,
  r.record_number,
  json_format(r.entry) AS record
FROM cloudtrail_files AS f
CROSS JOIN UNNEST(CAST(json_extract(regexp_replace(f.content, '^' || chr(65279), ''), '$.Records') AS ARRAY(JSON))) WITH ORDINALITY AS r (entry, record_number)
WHERE
  json_extract_scalar(r.entry, '$.eventName') = 'RunInstances'
  AND json_extract_scalar(r.entry, '$.eventSource') = 'ec2.amazonaws.com';

-- One row per RunInstances record, with the parts that the normalization needs. Lists are read entry by
-- entry: read as a whole, one that is no object would cost the others.
CREATE OR REPLACE VIEW parsed_launches AS
WITH parts AS (
  SELECT
    path,
    record_number,
    record,
    TRY(CAST(json_extract(record, '$.userIdentity') AS ROW(
      type VARCHAR, principalId VARCHAR, arn VARCHAR, accountId VARCHAR, accessKeyId VARCHAR,
      invokedBy VARCHAR, userName VARCHAR,
      sessionContext ROW(
        attributes ROW(creationDate VARCHAR, mfaAuthenticated VARCHAR),
        sessionIssuer ROW(userName VARCHAR, arn VARCHAR)
      )
    ))) AS who,
    TRY(CAST(json_extract(record, '$.requestParameters') AS ROW(
      instanceType VARCHAR, subnetId VARCHAR, imageId VARCHAR, keyName VARCHAR, minCount VARCHAR,
      maxCount VARCHAR, availabilityZone VARCHAR, tenancy VARCHAR, clientToken VARCHAR, userData VARCHAR,
      placement ROW(availabilityZone VARCHAR, tenancy VARCHAR),
      launchTemplate ROW(launchTemplateId VARCHAR, launchTemplateName VARCHAR, version VARCHAR),
      launchTemplateSpecification ROW(launchTemplateId VARCHAR, launchTemplateName VARCHAR, version VARCHAR),
      instanceMarketOptions ROW(marketType VARCHAR),
      iamInstanceProfile ROW(arn VARCHAR, name VARCHAR)
    ))) AS request,
    TRY(CAST(json_extract(record, '$.responseElements') AS ROW(reservationId VARCHAR))) AS response,
    transform(
      filter(
        TRY(CAST(json_extract(record, '$.requestParameters.instancesSet.items') AS ARRAY(JSON))),
        i -> json_format(i) LIKE '{%'
      ),
      i -> CAST(ROW(
        json_extract_scalar(i, '$.imageId'), json_extract_scalar(i, '$.keyName'),
        json_extract_scalar(i, '$.minCount'), json_extract_scalar(i, '$.maxCount')
      ) AS ROW(imageId VARCHAR, keyName VARCHAR, minCount VARCHAR, maxCount VARCHAR))
    ) AS items,
    transform(
      filter(
        TRY(CAST(json_extract(record, '$.responseElements.instancesSet.items') AS ARRAY(JSON))),
        i -> json_format(i) LIKE '{%'
      ),
      i -> CAST(ROW(
        json_extract_scalar(i, '$.instanceType'), json_extract_scalar(i, '$.imageId'),
        json_extract_scalar(i, '$.keyName'), json_extract_scalar(i, '$.subnetId'),
        json_extract_scalar(i, '$.instanceLifecycle'),
        ROW(json_extract_scalar(i, '$.placement.availabilityZone'), json_extract_scalar(i, '$.placement.tenancy'))
      ) AS ROW(
        instanceType VARCHAR, imageId VARCHAR, keyName VARCHAR, subnetId VARCHAR, instanceLifecycle VARCHAR,
        placement ROW(availabilityZone VARCHAR, tenancy VARCHAR)
      ))
    ) AS instances,
    transform(
      filter(
        TRY(CAST(json_extract(record, '$.requestParameters.networkInterfaceSet.items') AS ARRAY(JSON))),
        i -> json_format(i) LIKE '{%'
      ),
      i -> CAST(ROW(json_extract_scalar(i, '$.subnetId')) AS ROW(subnetId VARCHAR))
    ) AS interfaces,
    TRY(CAST(json_extract(record, '$.tlsDetails') AS ROW(tlsVersion VARCHAR))) AS tlsDetails,
    CASE
      WHEN json_format(json_extract(record, '$.errorCode')) NOT IN ('true', 'false')
        THEN json_extract_scalar(record, '$.errorCode')
    END AS errorCode,
    CASE
      WHEN json_format(json_extract(record, '$.errorMessage')) NOT IN ('true', 'false')
        THEN json_extract_scalar(record, '$.errorMessage')
    END AS errorMessage,
    -- The times that the store reads, and no others: of the event and of its session, in milliseconds.
    transform(
      ARRAY[
        coalesce(nullif(json_extract_scalar(record, '$.eventTime'), ''), json_extract_scalar(record, '$["@timestamp"]')),
        json_extract_scalar(record, '$.userIdentity.sessionContext.attributes.creationDate')
      ],
      t -> CASE
        WHEN regexp_like(t, '(?s)^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.,][0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):?[0-5][0-9])?)?(?!.)')
          THEN 86400000 * date_diff('day', DATE '1970-01-01', TRY_CAST(substr(t, 1, 10) AS DATE))
            + 3600000 * coalesce(TRY_CAST(substr(t, 12, 2) AS BIGINT), 0)
            + 60000 * coalesce(TRY_CAST(substr(t, 15, 2) AS BIGINT), 0)
            + 1000 * coalesce(TRY_CAST(substr(t, 18, 2) AS BIGINT), 0)
            + coalesce(TRY_CAST(substr(regexp_extract(t, '[.,]([0-9]+)', 1) || '000', 1, 3) AS BIGINT), 0)
            - CASE WHEN substr(t, 20) LIKE '%-%' THEN -60000 ELSE 60000 END
            * (
              60 * coalesce(TRY_CAST(regexp_extract(substr(t, 20), '[+-]([0-9]{2})', 1) AS BIGINT), 0)
              + coalesce(TRY_CAST(regexp_extract(substr(t, 20), '[+-][0-9]{2}:?([0-9]{2})', 1) AS BIGINT), 0)
            )
      END
    ) AS times
  FROM launch_records
)
SELECT
  path,
  record_number,
  record,
  who,
  request,
  response,
  items,
  instances,
  interfaces,
  tlsDetails,
  errorCode,
  errorMessage,
  CASE
    WHEN json_extract(record, '$.requestParameters.launchTemplate') IS NOT NULL THEN request.launchTemplate
    ELSE request.launchTemplateSpecification
  END AS template,
  json_extract_scalar(record, '$.eventID') AS eventID,
  json_extract_scalar(record, '$.eventVersion') AS eventVersion,
  json_extract_scalar(record, '$.eventType') AS eventType,
  json_extract_scalar(record, '$.awsRegion') AS awsRegion,
  json_extract_scalar(record, '$.requestID') AS requestID,
  json_extract_scalar(record, '$.userAgent') AS userAgent,
  json_extract_scalar(record, '$.sourceIPAddress') AS sourceIPAddress,
  json_extract_scalar(record, '$.recipientAccountId') AS recipientAccountId,
  json_extract_scalar(record, '$.vpcEndpointId') AS vpcEndpointId,
  coalesce(errorCode, '') <> '' OR coalesce(errorMessage, '') <> '' AS is_failure,
  CASE
    WHEN element_at(times, 1) BETWEEN 0 AND 253402300799999
      THEN date_add('millisecond', element_at(times, 1), TIMESTAMP '1970-01-01 00:00:00.000 UTC')
  END AS event_timestamp,
  CASE
    WHEN element_at(times, 2) BETWEEN 0 AND 253402300799999
      THEN date_add('millisecond', element_at(times, 2), TIMESTAMP '1970-01-01 00:00:00.000 UTC')
  END AS session_timestamp,
  regexp_replace(errorCode, '^(Client[.])?(Server[.])?', '') AS error_name
FROM parts;

-- One row per RunInstances event, exactly once however often it was logged: every normalized column.
CREATE OR REPLACE VIEW launch_attempts AS
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
      WHEN regexp_like(i.minCount, '(?s)^(-0{1,19}|0{0,10}[0-9]{1,10})(?!.)') AND try_cast(i.minCount AS BIGINT) <= 2147483647
        THEN try_cast(i.minCount AS BIGINT)
    END) AS least,
    transform(items, i -> CASE
      WHEN regexp_like(i.maxCount, '(?s)^(-0{1,19}|0{0,10}[0-9]{1,10})(?!.)') AND try_cast(i.maxCount AS BIGINT) <= 2147483647
        THEN try_cast(i.maxCount AS BIGINT)
    END) AS most,
    element_at(items, 1) AS item,
    element_at(instances, 1) AS instance,
    nullif(
      coalesce(
        nullif(request.subnetId, ''),
        element_at(filter(interfaces, i -> i.subnetId <> ''), 1).subnetId,
        element_at(filter(instances, i -> i.subnetId <> ''), 1).subnetId
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
    coalesce(nullif(eventID, ''), 'sha256:' || substr(lower(to_hex(sha256(to_utf8(record)))), 1, 32)) AS event_id,
    CASE WHEN eventID <> '' THEN 0 ELSE 1 END AS event_id_is_synthetic,
    format_datetime(event_timestamp, 'yyyy-MM-dd''T''HH:mm:ss')
    || CASE WHEN millisecond(event_timestamp) = 0 THEN 'Z' ELSE format_datetime(event_timestamp, '.SSS''Z''') END AS event_time,
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
    format_datetime(session_timestamp, 'yyyy-MM-dd''T''HH:mm:ss''Z''') AS session_created,
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
      WHEN regexp_like(error_name, '^(Invalid|Missing|Unsupported|Malformed|IncorrectInstance|UnknownParameter|Incompatible)')
        THEN 'invalid_request'
      WHEN regexp_like(error_name, '(LimitExceeded|CountExceeded)$') THEN 'quota'
      WHEN regexp_like(error_name, '^(AccessDenied|UnauthorizedOperation)') THEN 'authorization'
      WHEN regexp_like(error_name, '^Insufficient.*Capacity$') THEN 'capacity'
      ELSE 'other'
    END AS error_class,
    coalesce(
      reduce(least, CAST(NULL AS BIGINT), (s, x) -> CASE WHEN x IS NULL THEN s ELSE coalesce(s, 0) + x END, s -> s),
      CASE
        WHEN regexp_like(request.minCount, '(?s)^(-0{1,19}|0{0,10}[0-9]{1,10})(?!.)') AND try_cast(request.minCount AS BIGINT) <= 2147483647
          THEN try_cast(request.minCount AS BIGINT)
      END
    ) AS requested_min,
    coalesce(
      reduce(most, CAST(NULL AS BIGINT), (s, x) -> CASE WHEN x IS NULL THEN s ELSE coalesce(s, 0) + x END, s -> s),
      CASE
        WHEN regexp_like(request.maxCount, '(?s)^(-0{1,19}|0{0,10}[0-9]{1,10})(?!.)') AND try_cast(request.maxCount AS BIGINT) <= 2147483647
          THEN try_cast(request.maxCount AS BIGINT)
      END
    ) AS requested_max,
    CASE WHEN is_failure THEN 0 ELSE coalesce(cardinality(instances), 0) END AS launched_count,
    coalesce(nullif(request.instanceType, ''), nullif(instance.instanceType, '')) AS instance_type,
    CASE
      WHEN request.instanceType <> '' THEN 'request'
      WHEN instance.instanceType <> '' THEN 'response'
    END AS instance_type_source,
    subnet AS subnet_id,
    CASE
      WHEN request.subnetId <> '' THEN 'request'
      WHEN any_match(interfaces, i -> i.subnetId <> '') THEN 'network_interface'
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

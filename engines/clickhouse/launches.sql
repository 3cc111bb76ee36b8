-- From files to normalized launches.

-- One row per RunInstances record, as often as it was logged, its JSON as CloudTrail wrote it.
CREATE OR REPLACE VIEW launch_records AS
SELECT
  path,
  entry.1 AS record_number,
  entry.2 AS record
FROM (
  SELECT
    path,
    arrayJoin(arrayZip(arrayEnumerate(records), records)) AS entry
  FROM (SELECT path, JSONExtractArrayRaw(content, 'Records') AS records FROM cloudtrail_files)
)
WHERE
  JSONExtractString(record, 'eventName') = 'RunInstances'
  AND JSONExtractString(record, 'eventSource') = 'ec2.amazonaws.com';

-- One row per RunInstances record, with the parts that the normalization needs.
CREATE OR REPLACE VIEW parsed_launches AS
SELECT
  path,
  record_number,
  record,
  JSONExtract(
    record,
    'Tuple(eventID String, eventTime String, `@timestamp` String, eventVersion String, eventType String,
    awsRegion String, requestID String, userAgent String, sourceIPAddress String,
    recipientAccountId String, errorCode String, errorMessage String, vpcEndpointId String,
    tlsDetails Tuple(tlsVersion String))'
  ) AS event,
  JSONExtract(
    record, 'userIdentity',
    'Tuple(type String, principalId String, arn String, accountId String, accessKeyId String,
    invokedBy String, userName String)'
  ) AS who,
  JSONExtract(
    record, 'userIdentity', 'sessionContext', 'attributes',
    'Tuple(creationDate String, mfaAuthenticated String)'
  ) AS attributes,
  JSONExtract(
    record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'Tuple(userName String, arn String)'
  ) AS issuer,
  JSONExtract(
    record, 'requestParameters',
    'Tuple(instanceType String, subnetId String, imageId String, keyName String, minCount String,
    maxCount String, availabilityZone String, tenancy String, clientToken String, userData String,
    placement Tuple(availabilityZone String, tenancy String),
    instanceMarketOptions Tuple(marketType String),
    iamInstanceProfile Tuple(arn String, name String))'
  ) AS request,
  JSONExtract(
    record, 'requestParameters',
    if(JSONHas(record, 'requestParameters', 'launchTemplate'), 'launchTemplate', 'launchTemplateSpecification'),
    'Tuple(launchTemplateId String, launchTemplateName String, version String)'
  ) AS template,
  arrayFilter(
    item -> startsWith(item, '{'),
    JSONExtractArrayRaw(record, 'requestParameters', 'instancesSet', 'items')
  ) AS items,
  arrayFilter(
    item -> startsWith(item, '{'),
    JSONExtractArrayRaw(record, 'responseElements', 'instancesSet', 'items')
  ) AS instances,
  arrayMap(
    item -> JSONExtractString(item, 'subnetId'),
    JSONExtractArrayRaw(record, 'requestParameters', 'networkInterfaceSet', 'items')
  ) AS interface_subnets,
  JSONExtract(
    instances[1],
    'Tuple(instanceType String, imageId String, keyName String, instanceLifecycle String,
    placement Tuple(availabilityZone String, tenancy String))'
  ) AS instance,
  event.errorCode <> '' OR event.errorMessage <> '' AS is_failure,
  parseDateTime64BestEffortOrNull(
    if(event.eventTime <> '', event.eventTime, event.`@timestamp`), 3, 'UTC'
  ) AS event_timestamp,
  replaceRegexpOne(event.errorCode, '^(Client[.])?(Server[.])?', '') AS error_name
FROM launch_records;

-- One row per RunInstances event, exactly once however often it was logged: every normalized column.
CREATE OR REPLACE VIEW launch_attempts AS
WITH numbered AS (
  SELECT
    *,
    row_number() OVER (
      PARTITION BY if(event.eventID <> '', event.eventID, record), event.recipientAccountId
      ORDER BY path, record_number
    ) AS occurrence
  FROM parsed_launches
  WHERE event_timestamp IS NOT NULL
),
counted AS (
  SELECT
    *,
    arrayMap(item -> trim(BOTH '"' FROM JSONExtractRaw(item, 'minCount')), items) AS least_texts,
    arrayMap(item -> trim(BOTH '"' FROM JSONExtractRaw(item, 'maxCount')), items) AS most_texts,
    arrayMap(text -> toInt32OrNull(text), arrayFilter(text -> match(text, '^-?[0-9]{1,10}$'), least_texts)) AS least,
    arrayMap(text -> toInt32OrNull(text), arrayFilter(text -> match(text, '^-?[0-9]{1,10}$'), most_texts)) AS most,
    arrayFirst(subnet -> subnet <> '', interface_subnets) AS interface_subnet,
    arrayFirst(subnet -> subnet <> '', arrayMap(item -> JSONExtractString(item, 'subnetId'), instances)) AS launched_subnet
  FROM numbered
  WHERE occurrence = 1
),
identified AS (
  SELECT
    *,
    nullIf(multiIf(
      who.type = 'AWSService', who.invokedBy,
      who.type = 'AssumedRole' AND position(issuer.arn, ':role/aws-service-role/') > 0,
      if(who.invokedBy <> '', who.invokedBy, extract(issuer.arn, ':role/aws-service-role//*([^/]+)')),
      ''
    ), '') AS service
  FROM counted
),
named AS (
  SELECT
    if(
      event.eventID <> '', event.eventID, concat('sha256:', lower(substring(hex(SHA256(record)), 1, 32)))
    ) AS event_id,
    if(event.eventID <> '', 0, 1) AS event_id_is_synthetic,
    concat(
      replaceOne(substring(toString(event_timestamp), 1, 19), ' ', 'T'),
      replaceOne(substring(toString(event_timestamp), 20), '.000', ''), 'Z'
    ) AS event_time,
    nullIf(event.awsRegion, '') AS aws_region,
    coalesce(nullIf(who.accountId, ''), nullIf(event.recipientAccountId, '')) AS account_id,
    nullIf(event.recipientAccountId, '') AS recipient_account_id,
    nullIf(who.type, '') AS identity_type,
    nullIf(who.principalId, '') AS principal_id,
    nullIf(who.arn, '') AS principal_arn,
    nullIf(who.accessKeyId, '') AS access_key_id,
    nullIf(who.invokedBy, '') AS invoked_by,
    nullIf(issuer.userName, '') AS session_issuer_name,
    nullIf(issuer.arn, '') AS session_issuer_arn,
    if(
      who.type IN ('AssumedRole', 'FederatedUser'),
      nullIf(extract(if(who.arn <> '', who.arn, who.principalId), '([^/:]+)[/:]*$'), ''), NULL
    ) AS session_name,
    concat(
      replaceOne(toString(toDateTime(parseDateTime64BestEffortOrNull(attributes.creationDate, 3, 'UTC'), 'UTC')), ' ', 'T'), 'Z'
    ) AS session_created,
    multiIf(attributes.mfaAuthenticated = 'true', 1, attributes.mfaAuthenticated = 'false', 0, NULL) AS mfa_authenticated,
    service AS service_name,
    multiIf(
      service IS NOT NULL, NULL,
      who.type IN ('AssumedRole', 'FederatedUser') AND issuer.userName <> '', issuer.userName,
      nullIf(who.userName, '')
    ) AS user_name,
    if(is_failure, 'failure', 'success') AS event_outcome,
    nullIf(event.errorCode, '') AS error_code,
    nullIf(event.errorMessage, '') AS error_message,
    CASE
      WHEN NOT is_failure THEN 'none'
      WHEN event.errorCode = '' THEN 'other'
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
    if(
      arrayExists(x -> x IS NOT NULL, least), toNullable(toInt64(arraySum(arrayMap(x -> toInt64(ifNull(x, 0)), least)))),
      toInt64(toInt32OrNull(request.minCount))
    ) AS requested_min,
    if(
      arrayExists(x -> x IS NOT NULL, most), toNullable(toInt64(arraySum(arrayMap(x -> toInt64(ifNull(x, 0)), most)))),
      toInt64(toInt32OrNull(request.maxCount))
    ) AS requested_max,
    if(is_failure, 0, length(instances)) AS launched_count,
    coalesce(nullIf(request.instanceType, ''), nullIf(instance.instanceType, '')) AS instance_type,
    multiIf(request.instanceType <> '', 'request', instance.instanceType <> '', 'response', NULL) AS instance_type_source,
    coalesce(nullIf(request.subnetId, ''), nullIf(interface_subnet, ''), nullIf(launched_subnet, '')) AS subnet_id,
    multiIf(
      request.subnetId <> '', 'request', interface_subnet <> '', 'network_interface', launched_subnet <> '', 'response',
      'none'
    ) AS subnet_source,
    coalesce(
      nullIf(JSONExtractString(items[1], 'imageId'), ''), nullIf(request.imageId, ''), nullIf(instance.imageId, '')
    ) AS image_id,
    coalesce(
      nullIf(request.keyName, ''), nullIf(JSONExtractString(items[1], 'keyName'), ''), nullIf(instance.keyName, '')
    ) AS key_name,
    concat(
      coalesce(nullIf(template.launchTemplateId, ''), nullIf(template.launchTemplateName, '')),
      if(template.version <> '', concat(':', template.version), '')
    ) AS launch_template,
    coalesce(
      nullIf(request.availabilityZone, ''), nullIf(request.placement.availabilityZone, ''),
      nullIf(instance.placement.availabilityZone, '')
    ) AS availability_zone,
    coalesce(
      nullIf(request.tenancy, ''), nullIf(request.placement.tenancy, ''), nullIf(instance.placement.tenancy, '')
    ) AS tenancy,
    coalesce(nullIf(request.instanceMarketOptions.marketType, ''), nullIf(instance.instanceLifecycle, '')) AS market_type,
    coalesce(nullIf(request.iamInstanceProfile.arn, ''), nullIf(request.iamInstanceProfile.name, '')) AS iam_instance_profile,
    nullIf(request.clientToken, '') AS client_token,
    nullIf(JSONExtractString(record, 'responseElements', 'reservationId'), '') AS reservation_id,
    if(request.userData <> '', 1, 0) AS has_user_data,
    nullIf(event.sourceIPAddress, '') AS source_ip_address,
    nullIf(event.userAgent, '') AS user_agent,
    nullIf(event.eventVersion, '') AS event_version,
    nullIf(event.eventType, '') AS event_type,
    nullIf(event.requestID, '') AS request_id,
    nullIf(event.tlsDetails.tlsVersion, '') AS tls_version,
    nullIf(event.vpcEndpointId, '') AS vpc_endpoint_id,
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

/// The columns of `launch_events` that the importer fills, in the order of a batch's cells.
enum LaunchColumn: Int, CaseIterable, Sendable {
  case eventID, eventIDIsSynthetic, recipientAccountID, eventTime, eventVersion, eventType
  case awsRegion, requestID, userAgent, sourceIPAddress, accountID, identityType, principalID
  case principalARN, accessKeyID, invokedBy, sessionIssuerName, sessionIssuerARN, sessionName
  case sessionCreated, mfaAuthenticated, serviceName, userName, errorCode, errorMessage
  case eventOutcome, errorClass, requestedMin, requestedMax, launchedCount, subnetID, subnetSource
  case instanceType, instanceTypeSource, imageID, keyName, launchTemplate, availabilityZone
  case tenancy, marketType, iamInstanceProfile, clientToken, reservationID, hasUserData
  case tlsVersion, vpcEndpointID

  /// Name in schema.sql.
  var name: String {
    switch self {
    case .eventID: "event_id"
    case .eventIDIsSynthetic: "event_id_is_synthetic"
    case .recipientAccountID: "recipient_account_id"
    case .eventTime: "event_time_ms"
    case .eventVersion: "event_version"
    case .eventType: "event_type"
    case .awsRegion: "aws_region"
    case .requestID: "request_id"
    case .userAgent: "user_agent"
    case .sourceIPAddress: "source_ip_address"
    case .accountID: "account_id"
    case .identityType: "identity_type"
    case .principalID: "principal_id"
    case .principalARN: "principal_arn"
    case .accessKeyID: "access_key_id"
    case .invokedBy: "invoked_by"
    case .sessionIssuerName: "session_issuer_name"
    case .sessionIssuerARN: "session_issuer_arn"
    case .sessionName: "session_name"
    case .sessionCreated: "session_created_ms"
    case .mfaAuthenticated: "mfa_authenticated"
    case .serviceName: "service_name"
    case .userName: "user_name"
    case .errorCode: "error_code"
    case .errorMessage: "error_message"
    case .eventOutcome: "event_outcome"
    case .errorClass: "error_class"
    case .requestedMin: "requested_min"
    case .requestedMax: "requested_max"
    case .launchedCount: "launched_count"
    case .subnetID: "subnet_id"
    case .subnetSource: "subnet_source"
    case .instanceType: "instance_type"
    case .instanceTypeSource: "instance_type_source"
    case .imageID: "image_id"
    case .keyName: "key_name"
    case .launchTemplate: "launch_template"
    case .availabilityZone: "availability_zone"
    case .tenancy: "tenancy"
    case .marketType: "market_type"
    case .iamInstanceProfile: "iam_instance_profile"
    case .clientToken: "client_token"
    case .reservationID: "reservation_id"
    case .hasUserData: "has_user_data"
    case .tlsVersion: "tls_version"
    case .vpcEndpointID: "vpc_endpoint_id"
    }
  }
}

/// The columns of `launch_items` behind `launch_id`, in the order of a batch's cells.
enum ItemColumn: String, CaseIterable, Sendable {
  case itemNumber = "item_number"
  case imageID = "image_id"
  case keyName = "key_name"
  case minCount = "min_count"
  case maxCount = "max_count"
}

/// The columns of `launched_instances` behind `launch_id`, in the order of a batch's cells.
enum InstanceColumn: String, CaseIterable, Sendable {
  case instanceNumber = "instance_number"
  case instanceID = "instance_id"
  case instanceType = "instance_type"
  case imageID = "image_id"
  case subnetID = "subnet_id"
  case vpcID = "vpc_id"
  case availabilityZone = "availability_zone"
  case privateIPAddress = "private_ip_address"
  case state
  case launchTime = "launch_time_ms"
}

/// What kind of error a RunInstances call ended in, by the EC2 error code without its
/// `Client.` or `Server.` prefix (Amazon EC2 API Reference, "Error codes").
enum ErrorClass: String, Sendable {
  case none
  case dryRun = "dry_run"
  case authorization
  case quota
  case capacity
  case throttling
  case invalidRequest = "invalid_request"
  case other

  /// The class of an error code; `code` may carry its prefix.
  init(code: String) {
    var name = Substring(code)
    for prefix in ["Client.", "Server."] where name.hasPrefix(prefix) {
      name = name.dropFirst(prefix.count)
    }
    if let known = Self.byName[String(name)] {
      self = known
    } else if Self.invalidPrefixes.contains(where: name.hasPrefix) {
      self = .invalidRequest
    } else if name.hasSuffix("LimitExceeded") || name.hasSuffix("CountExceeded") {
      self = .quota
    } else if name.hasPrefix("AccessDenied") || name.hasPrefix("UnauthorizedOperation") {
      self = .authorization
    } else if name.hasPrefix("Insufficient") && name.hasSuffix("Capacity") {
      self = .capacity
    } else {
      self = .other
    }
  }

  private static let invalidPrefixes = [
    "Invalid", "Missing", "Unsupported", "Malformed", "IncorrectInstance", "UnknownParameter",
    "Incompatible",
  ]

  private static let byName: [String: ErrorClass] = {
    var names: [String: ErrorClass] = ["DryRunOperation": .dryRun]
    let groups: [(ErrorClass, [String])] = [
      (
        .authorization,
        [
          "UnauthorizedOperation", "AuthFailure", "AccessDenied", "AccessDeniedException",
          "OptInRequired", "Blocked", "InvalidClientTokenId", "ExpiredToken",
          "ExpiredTokenException", "RequestExpired", "SignatureDoesNotMatch",
          "IncompleteSignature", "MissingAuthenticationToken", "UnrecognizedClientException",
          "PendingVerification", "NotSubscribed",
        ]
      ),
      (
        .quota,
        [
          "InstanceLimitExceeded", "VcpuLimitExceeded", "MaxSpotInstanceCountExceeded",
          "MaxSpotFleetRequestCountExceeded", "ResourceCountLimitExceeded",
          "AttachmentLimitExceeded", "VolumeLimitExceeded", "SnapshotLimitExceeded",
          "NetworkInterfaceLimitExceeded", "SecurityGroupsPerInstanceLimitExceeded",
          "SecurityGroupsPerInterfaceLimitExceeded", "AddressLimitExceeded", "MaxIOPSLimitExceeded",
          "PrivateIpAddressLimitExceeded", "InstanceCreditSpecification.LimitExceeded",
          "DedicatedHostLimitExceeded",
        ]
      ),
      (
        .capacity,
        [
          "InsufficientInstanceCapacity", "InsufficientHostCapacity", "InsufficientCapacity",
          "InsufficientReservedInstanceCapacity", "InsufficientCapacityOnHost",
          "InsufficientFreeAddressesInSubnet", "InsufficientAddressCapacity",
          "ReservationCapacityExceeded", "SpotMaxPriceTooLow",
        ]
      ),
      (
        .throttling,
        [
          "RequestLimitExceeded", "Throttling", "ThrottlingException", "ThrottledException",
          "RequestThrottled", "TooManyRequestsException", "RequestResourceCountExceeded",
          "RequestThrottledException", "BandwidthLimitExceeded",
        ]
      ),
      (
        .invalidRequest,
        [
          "ValidationError", "VPCIdNotSpecified", "VPCResourceNotSpecified",
          "IdempotentParameterMismatch", "IdempotentInstanceTerminated", "InstanceTpmEkPubNotFound",
          "NonEBSInstance", "DefaultVpcDoesNotExist", "DependencyViolation",
        ]
      ),
    ]
    for (errorClass, members) in groups {
      for member in members { names[member] = errorClass }
    }
    return names
  }()
}

/// What an import from S3 needs to know beside its paths.
public struct S3Options: Sendable {
  /// Accounts whose logs are read; empty for all.
  public var accounts: [String] = []
  /// Regions whose logs are read; empty for all.
  public var regions: [String] = []
  /// Profile of the shared config and credentials files; nil for the environment's choice.
  public var profile: String?
  /// Region that the bucket is in; nil to find out.
  public var bucketRegion: String?
  /// Whether requests are signed: not for a bucket that is open to everybody.
  public var signsRequests = true
  /// The environment's variables, as far as they are in `variables`.
  public var environment: [String: String] = [:]

  /// Names of the environment's variables that matter.
  public static let variables = [
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE",
    "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3",
    "AWS_CA_BUNDLE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "HOME",
  ]

  public init() {}
}

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What signs a request.
struct S3Credentials: Sendable, Equatable {
  var accessKeyID: String
  var secretAccessKey: String
  var sessionToken: String?
  /// When they end, milliseconds since 1970 UTC; nil when nobody said.
  var expires: Int64?
}

/// Gets credentials from where the AWS tools have them, and again before they expire: the
/// environment, the shared files, or the AWS CLI, which knows single sign-on, roles and instances.
struct S3CredentialProvider: Sendable {
  private let options: S3Options
  private var credentials: S3Credentials
  private var found: Int64

  /// Credentials are replaced this long before they end, in milliseconds.
  private static let margin: Int64 = 5 * 60_000
  /// Not sooner after they were found than this: who hands them out may have no newer ones yet.
  private static let patience: Int64 = 60_000

  /// Throws when there are none anywhere.
  init(_ options: S3Options, _ profile: AWSProfile) throws(SourceError) {
    self.options = options
    credentials = try Self.find(options, profile)
    found = Self.now
  }

  /// The credentials to sign with now.
  mutating func current() throws(SourceError) -> S3Credentials {
    let now = Self.now
    if let expires = credentials.expires, now + Self.margin > expires, now > found + Self.patience {
      _ = try renew()
    }
    return credentials
  }

  /// Looks for credentials again; false when they are the same as before.
  mutating func renew() throws(SourceError) -> Bool {
    let before = credentials
    credentials = try Self.find(options, AWSProfile(options))
    found = Self.now
    return credentials != before
  }

  private static var now: Int64 { Int64(time(nil)) * 1000 }

  private static func find(
    _ options: S3Options, _ profile: AWSProfile
  ) throws(SourceError) -> S3Credentials {
    let environment = options.environment
    // A profile that was asked for by name counts more than keys in the environment.
    if options.profile == nil, let id = environment["AWS_ACCESS_KEY_ID"], !id.isEmpty,
      let secret = environment["AWS_SECRET_ACCESS_KEY"]
    {
      return S3Credentials(
        accessKeyID: id, secretAccessKey: secret, sessionToken: environment["AWS_SESSION_TOKEN"])
    }
    if !profile.isDelegating, let id = profile["aws_access_key_id"],
      let secret = profile["aws_secret_access_key"]
    {
      return S3Credentials(
        accessKeyID: id, secretAccessKey: secret, sessionToken: profile["aws_session_token"])
    }
    if let exported = export(profile.name) { return exported }
    throw SourceError(
      "there are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a "
        + "--profile, log in with the AWS CLI, or read an open bucket with --no-sign-request")
  }

  /// Asks the AWS CLI, where it is installed. What it has to say itself goes to stderr.
  private static func export(_ profile: String?) -> S3Credentials? {
    var command =
      "command -v aws >/dev/null 2>&1 && exec aws configure export-credentials --format process"
    if let profile {
      command +=
        " --profile '"
        + profile.split(
          separator: "'", omittingEmptySubsequences: false
        ).joined(separator: "'\\''") + "'"
    }
    guard let pipe = popen(command, "r") else { return nil }
    let output = readAll(pipe)
    guard pclose(pipe) == 0 else { return nil }
    return read(output)
  }

  /// Reads the AWS CLI's JSON.
  static func read(_ json: [UInt8]) -> S3Credentials? {
    let padded = json + [UInt8](repeating: 0x20, count: JSONParser.padding)
    return padded.withUnsafeBufferPointer { bytes -> S3Credentials? in
      let text = UnsafeBufferPointer(rebasing: bytes[..<json.count])
      guard let parser = JSONParser(), let value = try? parser.parse(text),
        let id = value["AccessKeyId"]?.string, let secret = value["SecretAccessKey"]?.string
      else { return nil }
      return S3Credentials(
        accessKeyID: id, secretAccessKey: secret, sessionToken: value["SessionToken"]?.string,
        expires: value["Expiration"]?.string.flatMap { UTCTime.milliseconds($0) })
    }
  }
}

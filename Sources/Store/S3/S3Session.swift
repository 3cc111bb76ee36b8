/// What requests to S3 have in common: where they go, in which region, and who signs them.
struct S3Session: Sendable {
  /// A server in the place of AWS, without a slash at its end.
  private let endpoint: String?
  private let defaultRegion: String
  private var regions: [String: String] = [:]
  private var provider: S3CredentialProvider?
  private let certificates: String?

  /// Reads the environment and the shared files; throws when there are no credentials.
  init(_ options: S3Options) throws(SourceError) {
    let profile = try AWSProfile(options)
    let environment = options.environment
    let server =
      environment["AWS_ENDPOINT_URL_S3"] ?? environment["AWS_ENDPOINT_URL"]
      ?? profile["endpoint_url"]
    endpoint = server.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    defaultRegion =
      options.bucketRegion ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"]
      ?? profile["region"] ?? "us-east-1"
    certificates = environment["AWS_CA_BUNDLE"] ?? profile["ca_bundle"]
    provider = options.signsRequests ? try S3CredentialProvider(options, profile) : nil
  }

  private func region(of bucket: String) -> String { regions[bucket] ?? defaultRegion }

  /// Notes where a bucket is; false when that was known, so that asking again is of no use.
  mutating func learn(region: String, of bucket: String) -> Bool {
    guard self.region(of: bucket) != region else { return false }
    regions[bucket] = region
    return true
  }

  /// Gets the credentials anew, since they were refused as expired; false when they stay the same.
  mutating func renewCredentials() throws(SourceError) -> Bool { try provider?.renew() ?? false }

  /// The request for an object or a listing, from a byte of it on.
  mutating func request(
    for target: S3Target, from offset: Int64
  ) throws(SourceError) -> HTTPRequest {
    var request = HTTPRequest(url: url(of: target), certificates: certificates)
    if let etag = target.etag { request.headers.append("If-Match: \(etag)") }
    if offset > 0 { request.headers.append("Range: bytes=\(offset)-") }
    if let credentials = try provider?.current() {
      request.credentials = credentials
      request.signature = "aws:amz:\(region(of: target.bucket)):s3"
      request.headers.append("x-amz-content-sha256: \(Self.emptyHash)")
      if let token = credentials.sessionToken {
        request.headers.append("x-amz-security-token: \(token)")
      }
    }
    return request
  }

  /// SHA-256 of no bytes, which is what a GET carries.
  private static let emptyHash =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  private func url(of target: S3Target) -> String {
    let region = region(of: target.bucket)
    let key = S3Encoding.path(target.key)
    let query = target.query.isEmpty ? "" : "?" + S3Encoding.query(target.query)
    let suffix = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
    if endpoint == nil, Self.isHostName(target.bucket) {
      return "https://\(target.bucket).s3.\(region).\(suffix)/\(key)\(query)"
    }
    let server = endpoint ?? "https://s3.\(region).\(suffix)"
    let path = key.isEmpty ? "" : "/" + key
    return "\(server)/\(S3Encoding.query(target.bucket))\(path)\(query)"
  }

  /// Whether a bucket's name can be the first label of a host name; a dot would not match the
  /// certificate.
  private static func isHostName(_ bucket: String) -> Bool {
    (3...63).contains(bucket.utf8.count)
      && bucket.utf8.allSatisfy {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
      }
  }
}

/// What a request asks for: an object, or with a query a listing.
struct S3Target {
  var bucket: String
  var key = ""
  var query: [(name: String, value: String)] = []
  /// The version that is wanted; any when nil.
  var etag: String?
  /// How long it is, where that is known.
  var size: Int64?
}

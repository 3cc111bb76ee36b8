/// One page of a listing of a bucket.
struct S3Listing {
  struct Object: Equatable {
    var key = ""
    var etag = ""
    var size: Int64 = 0
    /// Milliseconds since 1970 UTC.
    var modified: Int64 = 0
  }

  private(set) var objects: [Object] = []
  /// What keys begin with up to the delimiter.
  private(set) var prefixes: [String] = []
  /// Where the next page begins; nil at the end.
  private(set) var continuation: String?

  /// Reads S3's answer; nil when it is broken.
  init?(_ xml: [UInt8]) {
    var reader = XMLReader(xml)
    var object = Object()
    var isTruncated = false
    while let event = reader.next() {
      let path = reader.path
      switch event {
      case .start: if path.count == 2, path[1] == "Contents" { object = Object() }
      case .end(let name): if path.count == 1, name == "Contents" { objects.append(object) }
      case .text(let text):
        guard path.first == "ListBucketResult" else { return nil }
        switch path.dropFirst().joined(separator: "/") {
        case "Contents/Key": object.key = S3Encoding.decoded(text)
        case "Contents/ETag": object.etag = text
        case "Contents/Size": object.size = Int64(text) ?? 0
        case "Contents/LastModified": object.modified = UTCTime.milliseconds(text) ?? 0
        case "CommonPrefixes/Prefix": prefixes.append(S3Encoding.decoded(text))
        case "NextContinuationToken": continuation = text
        case "IsTruncated": isTruncated = text == "true"
        default: break
        }
      }
    }
    guard reader.isWhole, !isTruncated || continuation != nil else { return nil }
    if !isTruncated { continuation = nil }
  }

  /// The request for a page. Keys come in the order of their bytes, encoded, since XML cannot hold
  /// every character that a key can.
  static func request(
    _ bucket: String, prefix: String, delimiter: Bool = false, after: String? = nil,
    continuation: String? = nil, limit: Int? = nil
  ) -> S3Target {
    var query = [("list-type", "2"), ("encoding-type", "url"), ("prefix", prefix)]
    if delimiter { query.append(("delimiter", "/")) }
    if let limit { query.append(("max-keys", "\(limit)")) }
    if let continuation {
      query.append(("continuation-token", continuation))
    } else if let after {
      query.append(("start-after", after))
    }
    return S3Target(bucket: bucket, query: query)
  }
}

/// A listing that is to be made or under way, page after page.
final class S3Search {
  /// What the listing is made for.
  enum Purpose {
    /// The object that is called exactly like the prefix; where there is none, the prefix is a folder.
    case object
    /// Folders of the layout, and the keys beside them.
    case folders
    /// Folders that AWSLogs may lie in.
    case seeking(TrailSeeker.Folder)
    /// Every key.
    case keys
    /// Whether there is any key at all.
    case presence
  }

  let bucket: String
  let prefix: TrailPrefix
  let purpose: Purpose
  /// The listing begins after this key.
  private(set) var after: String?
  /// The listing ends before this key.
  let before: String?
  /// Keys that begin so are left out.
  let except: String?
  var continuation: String?
  var download: S3Download?
  /// Times that the page came broken.
  var attempts = 0
  private var body: [UInt8] = []

  init(
    _ bucket: String, _ prefix: TrailPrefix, _ purpose: Purpose, after: String? = nil,
    before: String? = nil, except: String? = nil
  ) {
    (self.bucket, self.prefix, self.purpose) = (bucket, prefix, purpose)
    (self.after, self.before, self.except) = (after, before, except)
  }

  /// Every key under a prefix, of these days where it lies in a region's folder.
  convenience init(
    _ bucket: String, _ prefix: TrailPrefix, from first: String?, through last: String?
  ) {
    let isDated = prefix.level == .region
    self.init(
      bucket, prefix, .keys, after: isDated ? first.map { prefix.regionText + $0 } : nil,
      // "0" comes after the slash that follows the day.
      before: isDated ? last.map { prefix.regionText + $0 + "0" } : nil)
  }

  /// Asks for the next page.
  func start(with client: S3Client) {
    body = []
    var limit: Int?
    var isOfFolders = false
    switch purpose {
    case .object, .presence: limit = 1
    case .folders, .seeking: isOfFolders = true
    case .keys: break
    }
    download = client.start(
      S3Listing.request(
        bucket, prefix: prefix.text, delimiter: isOfFolders, after: after,
        continuation: continuation, limit: limit))
  }

  /// Goes on with the page that begins behind a key.
  func skip(behind key: String) {
    after = key
    (continuation, attempts) = (nil, 0)
  }

  /// Takes what has come of the page.
  func drain() {
    guard let download else { return }
    var isEmpty = false
    while !isEmpty {
      let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        count = download.take(into: UnsafeMutableRawBufferPointer(buffer))
      }
      body += chunk
      isEmpty = chunk.isEmpty
    }
  }

  /// The page, once it is complete; nil when it came broken.
  var page: S3Listing? { S3Listing(body) }

  /// The path of what is listed.
  var path: String { S3Location(bucket: bucket, key: prefix.text).path }
}

/// Finds the objects under places in S3. Accounts and regions are found by listings of folders, and
/// the wanted days by listings that begin at the first one and end after the last: a bucket is
/// never walked for a few days of it.
final class S3Catalog {
  private let client: S3Client
  private let selection: TrailSelection
  private let shouldStop: @Sendable () -> Bool
  private let found: (FoundFile) throws -> Void
  private var open: [Search] = []
  private var running: [Search] = []

  /// Listings that are under way at the same time.
  private static let concurrency = 32
  /// How often a page is asked for when it comes broken.
  private static let pageAttempts = 5

  /// A listing that is to be made or under way.
  private final class Search {
    let bucket: String
    let prefix: TrailPrefix
    let isOfFolders: Bool
    let after: String?
    /// The listing ends before this key.
    let before: String?
    var continuation: String?
    var download: S3Download?
    var body: [UInt8] = []
    var attempts = 0

    init(_ bucket: String, _ prefix: TrailPrefix, isOfFolders: Bool) {
      (self.bucket, self.prefix, self.isOfFolders) = (bucket, prefix, isOfFolders)
      (after, before) = (nil, nil)
    }

    init(_ bucket: String, _ prefix: TrailPrefix, from first: String?, through last: String?) {
      (self.bucket, self.prefix, isOfFolders) = (bucket, prefix, false)
      let isDated = prefix.level == .region
      after = isDated ? first.map { prefix.regionText + $0 } : nil
      // "0" comes after the slash that follows the day.
      before = isDated ? last.map { prefix.regionText + $0 + "0" } : nil
    }
  }

  /// Every object that is wanted goes to `found`, in no order; a prefix that cannot be listed goes
  /// there with the reason as its refusal.
  init(
    _ client: S3Client, _ selection: TrailSelection, shouldStop: @escaping @Sendable () -> Bool,
    found: @escaping (FoundFile) throws -> Void
  ) {
    (self.client, self.selection) = (client, selection)
    (self.shouldStop, self.found) = (shouldStop, found)
  }

  /// Lists everything under `location`: the object of that name, else what lies below it as if it
  /// were a folder.
  func list(_ location: S3Location) throws {
    var key = location.key
    if !key.isEmpty, !key.hasSuffix("/") {
      if try takeObject(location) { return }
      key += "/"
    }
    expand(location.bucket, TrailPrefix(key), isGiven: true)
    while !open.isEmpty || !running.isEmpty, !shouldStop() {
      while running.count < Self.concurrency, let search = open.popLast() { start(search) }
      client.advance()
      for search in running { try collect(search) }
      running.removeAll { $0.download == nil }
    }
  }

  /// Takes the object that is called exactly so; false when there is none.
  private func takeObject(_ location: S3Location) throws -> Bool {
    let search = Search(location.bucket, TrailPrefix(location.key), isOfFolders: false)
    let request = S3Listing.request(location.bucket, prefix: location.key, limit: 1)
    for _ in 0..<Self.pageAttempts {
      search.download = client.start(request)
      search.body = []
      guard let page = try page(of: search) else { continue }
      guard let object = page.objects.first, object.key == location.key else { return false }
      try take(object, of: location.bucket)
      return true
    }
    throw SourceError("the listing of \(location.path) is broken")
  }

  private func page(of search: Search) throws(SourceError) -> S3Listing? {
    guard let download = search.download else { return nil }
    while !download.isOver {
      drain(download, into: &search.body)
      client.advance()
    }
    if case .failed(let failure) = download.state { throw SourceError(failure.reason) }
    return S3Listing(search.body)
  }

  private func start(_ search: Search) {
    search.body = []
    search.download = client.start(
      S3Listing.request(
        search.bucket, prefix: search.prefix.text, delimiter: search.isOfFolders,
        after: search.after, continuation: search.continuation))
    running.append(search)
  }

  /// Takes what has come of a listing, and what follows from it when it has come to its end.
  private func collect(_ search: Search) throws {
    guard let download = search.download else { return }
    drain(download, into: &search.body)
    switch download.state {
    case .waiting, .running: return
    case .failed(let failure):
      search.download = nil
      try refuse(search, "it cannot be listed: " + failure.reason)
    case .complete:
      search.download = nil
      if let page = S3Listing(search.body) {
        try take(page, of: search)
      } else if search.attempts + 1 < Self.pageAttempts {
        search.attempts += 1
        open.append(search)
      } else {
        try refuse(search, "it cannot be listed: the listing comes broken")
      }
    }
  }

  private func drain(_ download: S3Download, into body: inout [UInt8]) {
    var isEmpty = false
    while !isEmpty {
      let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        count = download.take(into: UnsafeMutableRawBufferPointer(buffer))
      }
      body += chunk
      isEmpty = chunk.isEmpty
    }
  }

  private func refuse(_ search: Search, _ reason: String) throws {
    let path = S3Location(bucket: search.bucket, key: search.prefix.text).path
    try found(FoundFile(path: path, refusal: reason))
  }

  // MARK: What a page leads to

  private func take(_ page: S3Listing, of search: Search) throws {
    for prefix in page.prefixes { expand(search.bucket, TrailPrefix(prefix), isGiven: false) }
    if search.isOfFolders, search.prefix.level == .above {
      // Without AWSLogs there is no layout to follow.
      let logs = TrailPrefix(search.prefix.text + "AWSLogs/")
      if page.prefixes.contains(logs.text) { return }
      if page.continuation == nil {
        open.append(Search(search.bucket, search.prefix, from: nil, through: nil))
        return
      }
    } else if !search.isOfFolders {
      for object in page.objects {
        if let before = search.before, !Self.precedes(object.key, before) { return }
        try take(object, of: search.bucket)
      }
    }
    if let continuation = page.continuation {
      search.continuation = continuation
      search.attempts = 0
      open.append(search)
    }
  }

  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  private func take(_ object: S3Listing.Object, of bucket: String) throws {
    // A key that ends in a slash stands for a folder.
    guard !object.key.hasSuffix("/"), selection.wants(key: object.key) else { return }
    try found(
      FoundFile(
        path: S3Location(bucket: bucket, key: object.key).path, size: object.size,
        modified: object.modified * 1_000_000, etag: object.etag))
  }

  /// Adds the listings that find the wanted logs under a prefix.
  private func expand(_ bucket: String, _ prefix: TrailPrefix, isGiven: Bool) {
    let name = prefix.text.split(separator: "/").last ?? ""
    func folders() { open.append(Search(bucket, prefix, isOfFolders: true)) }
    switch prefix.level {
    case .above where isGiven: folders()
    // Only AWSLogs leads on from above.
    case .above: break
    case .logs: folders()
    case .organization: below(bucket, prefix, selection.accounts, folders)
    case .account:
      guard isGiven || TrailSelection.wants(name, of: selection.accounts) else { return }
      expand(bucket, TrailPrefix(prefix.text + "CloudTrail/"), isGiven: false)
    case .trail: below(bucket, prefix, selection.regions, folders)
    case .region:
      guard isGiven || TrailSelection.wants(name, of: selection.regions) else { return }
      open.append(
        Search(bucket, prefix, from: selection.firstDay, through: selection.lastDay))
    case .foreign:
      guard isGiven else { return }
      open.append(Search(bucket, prefix, from: nil, through: nil))
    }
  }

  /// Goes straight to the folders that are wanted, where they are known by name.
  private func below(
    _ bucket: String, _ prefix: TrailPrefix, _ names: [String], _ folders: () -> Void
  ) {
    if names.isEmpty { return folders() }
    for name in names { expand(bucket, TrailPrefix(prefix.text + name + "/"), isGiven: false) }
  }
}

/// Finds the objects under places in S3. Accounts and regions are found by listings of folders, and
/// the wanted days by listings that begin at the first one and end after the last: a bucket is
/// never walked for a few days of it.
final class S3Catalog {
  private let client: S3Client
  private let selection: TrailSelection
  private let shouldStop: @Sendable () -> Bool
  private let found: (FoundFile) throws -> Void
  private var listing = S3PlaceListing()
  private var open: [S3Search] = []
  private var running: [S3Search] = []

  /// Listings that are under way at the same time.
  private static let concurrency = 32
  /// How often a page is asked for when it comes broken.
  private static let pageAttempts = 5

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
  func list(_ location: S3Location) throws -> S3PlaceListing {
    let prefix = TrailPrefix(location.key)
    if location.key.isEmpty || location.key.hasSuffix("/") {
      expand(location.bucket, prefix, isGiven: true)
    } else {
      open.append(S3Search(location.bucket, prefix, .object))
    }
    try run()
    return listing
  }

  /// Makes the listings that are open, and those that follow from them.
  private func run() throws {
    while !open.isEmpty || !running.isEmpty, !shouldStop() {
      while running.count < Self.concurrency, let search = open.popLast() {
        search.start(with: client)
        running.append(search)
      }
      client.advance()
      for search in running { try collect(search) }
      running.removeAll { $0.download == nil }
    }
  }

  /// Takes what has come of a listing, and what follows from it when it has come to its end.
  private func collect(_ search: S3Search) throws {
    guard let download = search.download else { return }
    search.drain()
    switch download.state {
    case .waiting, .running: return
    case .failed(let failure):
      search.download = nil
      if case .object = search.purpose, failure.isDenial {
        // Who may list the folder may lack the right to list what only begins like it.
        expandFolder(called: search)
      } else {
        try refuse(search, failure.reason)
      }
    case .complete:
      search.download = nil
      if let page = search.page {
        try take(page, of: search)
      } else if search.attempts + 1 < Self.pageAttempts {
        search.attempts += 1
        open.append(search)
      } else {
        try refuse(search, "the listing comes broken")
      }
    }
  }

  private func refuse(_ search: S3Search, _ reason: String) throws {
    listing.refusals += 1
    try found(FoundFile(path: search.path, refusal: "it cannot be listed: \(reason)"))
  }

  // MARK: What a page leads to

  private func take(_ page: S3Listing, of search: S3Search) throws {
    if search.continuation == nil, page.objects.first?.key != search.prefix.text {
      listing.folders.append(search.path)
    }
    switch search.purpose {
    case .object:
      guard let object = page.objects.first, object.key == search.prefix.text else {
        return expandFolder(called: search)
      }
      listing.hasKeys = true
      return try take(object, of: search.bucket)
    case .folders:
      for prefix in page.prefixes { expand(search.bucket, TrailPrefix(prefix), isGiven: false) }
      if search.prefix.level == .above {
        // Without AWSLogs there is no layout to follow.
        let logs = TrailPrefix(search.prefix.text + "AWSLogs/")
        if page.prefixes.contains(logs.text) {
          listing.hasKeys = true
          return
        }
        if page.continuation == nil {
          open.append(S3Search(search.bucket, search.prefix, .keys))
        }
      }
    case .keys:
      for object in page.objects {
        if let before = search.before, !Self.precedes(object.key, before) { return }
        try take(object, of: search.bucket)
      }
    }
    if !page.objects.isEmpty || !page.prefixes.isEmpty { listing.hasKeys = true }
    if let continuation = page.continuation {
      search.continuation = continuation
      search.attempts = 0
      open.append(search)
    }
  }

  /// Goes on with a name that is no object's as if it were a folder's.
  private func expandFolder(called search: S3Search) {
    expand(search.bucket, TrailPrefix(search.prefix.text + "/"), isGiven: true)
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
    func folders() { open.append(S3Search(bucket, prefix, .folders)) }
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
        S3Search(bucket, prefix, from: selection.firstDay, through: selection.lastDay))
    case .foreign:
      guard isGiven else { return }
      open.append(S3Search(bucket, prefix, .keys))
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

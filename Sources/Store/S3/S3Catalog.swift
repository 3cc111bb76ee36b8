/// Finds the objects under places in S3. Accounts and regions are found by listings of folders, and
/// the wanted days by listings that begin at the first one and end after the last: a bucket is
/// never walked for a few days of it.
final class S3Catalog {
  private let client: S3Client
  let selection: TrailSelection
  let shouldStop: @Sendable () -> Bool
  let found: (FoundFile) throws -> Void
  var listing = S3PlaceListing()
  var open: [S3Search] = []
  var seeker: TrailSeeker?
  /// Folders that were listed by name, without having been found in a listing.
  var guesses: [TrailPrefix] = []
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
    if let seeker, !shouldStop() {
      try settle(seeker, at: location)
      try run()
    }
    try lookForTheUnseen(at: location)
    return listing
  }

  /// Makes the listings that are open, and those that follow from them.
  func run() throws {
    while !open.isEmpty || !running.isEmpty, !shouldStop() {
      while running.count < Self.concurrency, let search = open.popLast() {
        if case .presence = search.purpose, listing.hasSeen(search.prefix) { continue }
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
      } else if case .folders = search.purpose, search.prefix.level == .account, failure.isDenial {
        // Who may read the trail need not see what else an account has here.
        listing.closedAccounts.append(search.prefix.text)
        expand(search.bucket, TrailPrefix(search.prefix.text + "CloudTrail/"), isGiven: false)
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
    if case .seeking(let folder) = search.purpose { folder.isRefused = true }
    listing.closedAccounts.removeAll { search.prefix.text.hasPrefix($0) }
    try found(FoundFile(path: search.path, refusal: "it cannot be listed: \(reason)"))
  }
}

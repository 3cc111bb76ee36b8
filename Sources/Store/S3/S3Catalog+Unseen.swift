/// Whether what an import asks for is not there at all, or only not on the days that are wanted.
extension S3Catalog {
  /// Looks for one key of the place, and of each account and region, where none was seen by now.
  func lookForTheUnseen(at location: S3Location) throws {
    guard !shouldStop(), listing.refusals == 0 else { return }
    if !listing.hasKeys {
      let isFolder = location.key.isEmpty || location.key.hasSuffix("/")
      let folder = TrailPrefix(location.key + (isFolder ? "" : "/"))
      open.append(S3Search(location.bucket, folder, .presence))
      try run()
      listing.isMissing = !listing.hasKeys && listing.refusals == 0 && !shouldStop()
    }
    for level in [TrailPrefix.Level.account, .region] {
      for guess in guesses where guess.level == level && !listing.hasSeen(guess) {
        // Regions of an account that is not there need not be looked for.
        guard level == .account || listing.accounts.contains(guess.account ?? "") else { continue }
        open.append(S3Search(location.bucket, guess, .presence))
      }
      try run()
    }
  }
}

extension S3PlaceListing {
  /// Notes that a key lies in a folder, or in one below it.
  mutating func see(_ prefix: TrailPrefix) {
    if let account = prefix.account { accounts.insert(account) }
    if let region = prefix.region { regions.insert(region) }
  }

  /// Notes an object that was chosen; one that does not tell may be of any account and region.
  mutating func see(_ key: String, in prefix: TrailPrefix, chosenBy selection: TrailSelection) {
    guard !selection.accounts.isEmpty || !selection.regions.isEmpty else { return }
    let name = LogFileName(path: key)
    let account = name?.accountID ?? prefix.account
    let region = name?.region ?? prefix.region
    accounts.formUnion(account.map { [$0] } ?? selection.accounts)
    regions.formUnion(region.map { [$0] } ?? selection.regions)
  }

  /// Whether a key of a folder's account, or of its region, was seen anywhere.
  func hasSeen(_ prefix: TrailPrefix) -> Bool {
    switch prefix.level {
    case .account: prefix.account.map { accounts.contains($0) } ?? false
    case .region: prefix.region.map { regions.contains($0) } ?? false
    default: false
    }
  }
}

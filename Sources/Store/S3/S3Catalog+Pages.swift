/// What a page of a listing leads to: objects to be read, and more listings.
extension S3Catalog {
  func take(_ page: S3Listing, of search: S3Search) throws {
    if search.continuation == nil, page.objects.first?.key != search.prefix.text {
      listing.folders.append(search.path)
    }
    if case .object = search.purpose {
      guard let object = page.objects.first, object.key == search.prefix.text else {
        return expandFolder(called: search)
      }
      listing.hasKeys = true
      listing.see(search.prefix)
      return try take(object, of: search)
    }
    if !page.objects.isEmpty || !page.prefixes.isEmpty {
      listing.hasKeys = true
      listing.see(search.prefix)
      for prefix in page.prefixes { listing.see(TrailPrefix(prefix)) }
    }
    switch search.purpose {
    case .presence: return
    case .seeking(let folder): return take(page, of: search, seeking: folder)
    case .folders where search.prefix.level == .above: return try takeAbove(page, of: search)
    case .folders, .object:
      for prefix in page.prefixes { expand(search.bucket, TrailPrefix(prefix), isGiven: false) }
      if selection.isLimited {
        passOver(page, of: search)
      } else {
        for object in page.objects { try take(object, of: search) }
      }
    case .keys:
      for object in page.objects {
        if let before = search.before, !Self.precedes(object.key, before) { return }
        try take(object, of: search)
      }
    }
    if let continuation = page.continuation {
      search.continuation = continuation
      search.attempts = 0
      open.append(search)
    }
  }

  /// Takes the first page of a place where AWSLogs may lie: the layout is followed there, and what
  /// lies beside it is listed before and behind. Without AWSLogs it is one listing of all keys.
  private func takeAbove(_ page: S3Listing, of search: S3Search) throws {
    let logs = TrailPrefix(search.prefix.text + "AWSLogs/")
    let hasLogs = page.prefixes.contains(logs.text)
    let isWhole = page.continuation == nil
    if hasLogs || !isWhole { expand(search.bucket, logs, isGiven: false) }
    if isWhole, page.prefixes == [logs.text] {
      for object in page.objects { try take(object, of: search) }
    } else if isWhole, !hasLogs {
      open.append(S3Search(search.bucket, search.prefix, .keys))
    } else {
      open.append(S3Search(search.bucket, search.prefix, .keys, before: logs.text))
      // Keys that begin with the last letters of all are listed once more, and passed over.
      open.append(
        S3Search(
          search.bucket, search.prefix, .keys, after: logs.text + "\u{FFFD}",
          except: logs.text))
    }
  }

  /// Goes on with a name that is no object's as if it were a folder's.
  func expandFolder(called search: S3Search) {
    expand(search.bucket, TrailPrefix(search.prefix.text + "/"), isGiven: true)
  }

  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  func take(_ object: S3Listing.Object, of search: S3Search) throws {
    // A key that ends in a slash stands for a folder.
    guard !object.key.hasSuffix("/"), selection.wants(key: object.key) else { return }
    if let other = search.except, object.key.hasPrefix(other) { return }
    // In the layout the folder has told; elsewhere the key has to.
    if search.prefix.level == .above || search.prefix.level == .foreign {
      let folder = TrailPrefix(object.key)
      if folder.isOfOtherService, !search.prefix.isOfOtherService { return }
      listing.see(object.key, in: folder, chosenBy: selection)
    }
    try found(
      FoundFile(
        path: S3Location(bucket: search.bucket, key: object.key).path, size: object.size,
        modified: object.modified * 1_000_000, etag: object.etag))
  }

  /// Adds the listings that find the wanted logs under a prefix.
  func expand(_ bucket: String, _ prefix: TrailPrefix, isGiven: Bool) {
    let name = prefix.text.split(separator: "/").last ?? ""
    func folders() { open.append(S3Search(bucket, prefix, .folders)) }
    switch prefix.level {
    case .above where selection.isLimited: seek(bucket, prefix)
    case .above, .logs: folders()
    case .organization: below(bucket, prefix, selection.accounts, folders)
    case .account:
      guard isGiven || TrailSelection.wants(name, of: selection.accounts) else { return }
      if !selection.isLimited { return folders() }
      expand(bucket, TrailPrefix(prefix.text + "CloudTrail/"), isGiven: false)
    case .trail: below(bucket, prefix, selection.regions, folders)
    case .region:
      guard isGiven || TrailSelection.wants(name, of: selection.regions) else { return }
      open.append(
        S3Search(bucket, prefix, from: selection.firstDay, through: selection.lastDay))
    case .foreign:
      guard isGiven || !selection.isLimited && !prefix.isOfOtherService else { return }
      open.append(S3Search(bucket, prefix, .keys))
    }
  }

  /// Goes straight to the folders that are wanted, where they are known by name.
  private func below(
    _ bucket: String, _ prefix: TrailPrefix, _ names: [String], _ folders: () -> Void
  ) {
    if names.isEmpty { return folders() }
    for name in names {
      let folder = TrailPrefix(prefix.text + name + "/")
      guesses.append(folder)
      expand(bucket, folder, isGiven: false)
    }
  }
}

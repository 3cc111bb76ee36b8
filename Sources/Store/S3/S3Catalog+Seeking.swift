/// Where the layout is, when some days, accounts or regions of a place are wanted, and what is passed
/// over then.
extension S3Catalog {
  /// Begins to look for AWSLogs below a place.
  func seek(_ bucket: String, _ prefix: TrailPrefix) {
    let seeker = TrailSeeker(prefix.text)
    self.seeker = seeker
    open.append(S3Search(bucket, prefix, .seeking(seeker.root)))
  }

  /// Follows the layout where it is found, and looks on in the folders beside it.
  func take(_ page: S3Listing, of search: S3Search, seeking folder: TrailSeeker.Folder) {
    guard let seeker else { return }
    for prefix in page.prefixes.map({ TrailPrefix($0) }) where prefix.level == .logs {
      expand(search.bucket, prefix, isGiven: false)
    }
    for folder in seeker.take(page, of: folder) {
      // Behind all others: the layout first, then level by level.
      open.insert(S3Search(search.bucket, TrailPrefix(folder.text), .seeking(folder)), at: 0)
    }
    switch seeker.continuation(of: folder, after: page) {
    case .none: return
    case .nextPage:
      search.continuation = page.continuation
      search.attempts = 0
    case .behind(let key): search.skip(behind: key)
    }
    open.insert(search, at: 0)
  }

  /// Decides what follows from what was found. Without AWSLogs there is no layout to follow: a prefix
  /// that was named is read key by key, a bucket as far as it was seen.
  func settle(_ seeker: TrailSeeker, at location: S3Location) throws {
    let root = seeker.root
    if root.hasTrail {
      listing.passedOver += seeker.passedOver
    } else if root.isRefused {
      return
    } else if !root.text.isEmpty {
      open.append(S3Search(location.bucket, TrailPrefix(root.text), .keys))
    } else if root.isWhole {
      let top = S3Search(location.bucket, TrailPrefix(""), .keys)
      for object in root.objects { try take(object, of: top) }
      listing.passedOver += seeker.passedOver.filter { $0.hasSuffix("/") }
      listing.isWithoutTrail = root.objects.isEmpty && !listing.passedOver.isEmpty
    } else {
      listing.passedOver += seeker.passedOver
      listing.isWithoutTrail = true
    }
  }

  /// Notes what lies in the layout and is no part of it.
  func passOver(_ page: S3Listing, of search: S3Search) {
    let folders = page.prefixes.filter {
      let prefix = TrailPrefix($0)
      return prefix.level == .foreign && !prefix.isOfOtherService
    }
    let strays = page.objects.filter { !$0.key.hasSuffix("/") && selection.wants(key: $0.key) }
    listing.passedOver += folders + TrailSeeker.names(of: strays, areAll: page.continuation == nil)
  }
}

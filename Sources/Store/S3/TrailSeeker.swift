/// Looks for AWSLogs folder by folder below a place of which some days, accounts or regions are wanted:
/// near the top, and with a bounded number of listings.
final class TrailSeeker {
  /// A folder that AWSLogs may lie in.
  final class Folder {
    let text: String
    let parent: Folder?
    /// Levels below the place.
    let depth: Int
    /// Whether AWSLogs lies in it or below.
    fileprivate(set) var hasTrail = false
    /// Whether all that lies directly in it was seen.
    fileprivate(set) var isWhole = false
    /// What lies directly in it, as far as it was seen.
    fileprivate(set) var objects: [S3Listing.Object] = []
    fileprivate var folderCount = 0
    fileprivate var pages = 0
    fileprivate var hasGap = false
    var isRefused = false

    init(_ text: String, in parent: Folder?) {
      (self.text, self.parent) = (text, parent)
      depth = parent.map { $0.depth + 1 } ?? 0
    }

    /// Whether it is known to hold nothing.
    fileprivate var isEmpty: Bool { isWhole && objects.isEmpty && folderCount == 0 }
  }

  /// The place.
  let root: Folder
  private var folders: [Folder]
  private var listings = 1

  /// Levels below the place that are listed.
  private static let depthLimit = 3
  /// Listings of all folders together.
  private static let listingLimit = 100
  /// Listings of one folder.
  private static let pageLimit = 10

  init(_ text: String) {
    root = Folder(text, in: nil)
    folders = [root]
  }

  /// Notes what a page says of a folder. Gives the folders in it that are to be listed next.
  func take(_ page: S3Listing, of folder: Folder) -> [Folder] {
    folder.pages += 1
    folder.isWhole = page.continuation == nil && !folder.hasGap
    folder.objects += page.objects.filter { !$0.key.hasSuffix("/") }
    var next: [Folder] = []
    for prefix in page.prefixes {
      folder.folderCount += 1
      if TrailPrefix(prefix).level == .logs {
        var above: Folder? = folder
        while let found = above {
          found.hasTrail = true
          above = found.parent
        }
        continue
      }
      let child = Folder(prefix, in: folder)
      folders.append(child)
      if child.depth <= Self.depthLimit, listings < Self.listingLimit {
        listings += 1
        next.append(child)
      }
    }
    return next
  }

  /// How to go on with a folder whose listing has not come to its end.
  enum Continuation {
    case nextPage
    /// Past keys that come before AWSLogs, of which there may be any number.
    case behind(String)
    case none
  }

  func continuation(of folder: Folder, after page: S3Listing) -> Continuation {
    guard page.continuation != nil, folder.pages < Self.pageLimit, listings < Self.listingLimit
    else { return .none }
    listings += 1
    let name = folder.text + "AWSLogs"
    if page.prefixes.isEmpty, let last = page.objects.last?.key,
      last.utf8.lexicographicallyPrecedes(name.utf8)
    {
      folder.hasGap = true
      return .behind(name)
    }
    return .nextPage
  }

  /// Names of what was passed over: the outermost folders without AWSLogs in them, and keys beside
  /// those that have it. A refused one was told of.
  var passedOver: [String] {
    folders.flatMap { folder -> [String] in
      if folder.hasTrail || folder.parent == nil {
        return Self.names(of: folder.objects, areAll: folder.isWhole)
      }
      let isOutermost = folder.parent.map { $0.hasTrail || $0.parent == nil } ?? true
      return isOutermost && !folder.isEmpty && !folder.isRefused ? [folder.text] : []
    }
  }

  /// One name for keys that lie side by side.
  static func names(of objects: [S3Listing.Object], areAll: Bool) -> [String] {
    guard let first = objects.first else { return [] }
    let rest = objects.count - 1
    if areAll, rest == 0 { return [first.key] }
    return [first.key + " with \(rest)\(areAll ? "" : " or more") beside it"]
  }
}

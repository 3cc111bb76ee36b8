/// What listing one place in S3 came to, beside the objects that were found.
struct S3PlaceListing {
  /// Whether any key lies there, wanted or not.
  var hasKeys = false
  /// Paths of the folders that were listed.
  var folders: [String] = []
  /// Listings that failed.
  var refusals = 0
  /// Folders of accounts that may not be listed, other than what CloudTrail has in them.
  var closedAccounts: [String] = []

  /// Whether nothing could be listed.
  var hasFailed: Bool { !hasKeys && refusals > 0 }

  /// What somebody should know who thinks that all was read.
  func notes(on place: S3Location) -> [String] {
    var notes: [String] = []
    if !closedAccounts.isEmpty {
      notes.append(
        "only CloudTrail's folder was read, since the folder around it may not be listed, of "
          + Self.names(closedAccounts))
    }
    return notes.map { "\(place.path): \($0)" }
  }

  /// The first of them, and how many more there are.
  private static func names(_ names: [String]) -> String {
    let shown = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.prefix(5)
    let rest = names.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}

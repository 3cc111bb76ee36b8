/// What listing one place in S3 came to, beside the objects that were found.
struct S3PlaceListing {
  /// Whether any key lies there, wanted or not.
  var hasKeys = false
  /// Whether no key lies there; false where that could not be found out.
  var isMissing = false
  /// Accounts and regions of which keys were seen, of any day.
  var accounts: Set<String> = []
  var regions: Set<String> = []
  /// Paths of the folders that were listed.
  var folders: [String] = []
  /// Listings that failed.
  var refusals = 0
  /// Folders of accounts that may not be listed, other than what CloudTrail has in them.
  var closedAccounts: [String] = []

  /// What was not looked into, since nothing tells its accounts, regions and days.
  var passedOver: [String] = []
  /// Whether it is a bucket of which nothing was read for that reason.
  var isWithoutTrail = false

  /// Whether nothing could be listed.
  var hasFailed: Bool { !hasKeys && refusals > 0 }

  /// Why the place as a whole is none to read from; nil when it is one.
  var failure: String? {
    if isMissing { return "there is no object of this name, and none below it" }
    return isWithoutTrail
      ? "AWSLogs was not found near its top, so that accounts, regions and days cannot be chosen: "
        + "name the folder that the logs lie in" : nil
  }

  /// What somebody should know who thinks that all was read.
  func notes(on place: S3Location) -> [String] {
    var notes: [String] = []
    if !closedAccounts.isEmpty {
      notes.append(
        "only CloudTrail's folder was read, since the folder around it may not be listed, of "
          + Self.names(closedAccounts))
    }
    if !passedOver.isEmpty {
      notes.append(
        "not read, since no AWSLogs near the top tells accounts, regions and days: "
          + Self.names(passedOver) + "; a folder that is named is read key by key")
    }
    return notes.map { "\(place.path): \($0)" }
  }

  /// The first of them, folders before keys, and how many more there are.
  private static func names(_ names: [String]) -> String {
    let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let folders = sorted.filter { $0.hasSuffix("/") }
    let shown = (folders + sorted.filter { !$0.hasSuffix("/") }).prefix(8)
    let rest = names.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}

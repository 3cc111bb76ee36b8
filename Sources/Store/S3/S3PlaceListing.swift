/// What listing one place in S3 came to, beside the objects that were found.
struct S3PlaceListing {
  /// Whether any key lies there, wanted or not.
  var hasKeys = false
  /// Paths of the folders that were listed.
  var folders: [String] = []
  /// Listings that failed.
  var refusals = 0

  /// Whether nothing could be listed.
  var hasFailed: Bool { !hasKeys && refusals > 0 }
}

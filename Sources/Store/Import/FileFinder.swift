/// What an import is to read, and how S3 is spoken to when some of it lies there.
struct FilesToRead: Sendable {
  var files: [FoundFile] = []
  var session: S3Session?
}

/// Finds the files under the paths of an import that the ledger does not know as they are now; all of
/// them without a store.
final class FileFinder {
  private let options: Importer.Options
  private let database: Database?
  private let ledger: FileLedger?
  private let shouldStop: @Sendable () -> Bool
  private var client: S3Client?
  private var seen = Set<String>()
  private var listings: [S3PlaceListing] = []
  private var result = FilesToRead()

  /// Looks into the store at `database`, when there is one, for the events at `times`.
  init(
    _ options: Importer.Options, _ database: Database?, _ times: EventTimes,
    shouldStop: @escaping @Sendable () -> Bool
  ) throws(SQLiteError) {
    (self.options, self.database, self.shouldStop) = (options, database, shouldStop)
    ledger = try database.map { database throws(SQLiteError) in
      try FileLedger(database, times: times)
    }
  }

  /// The files; counts in `summary` what was seen, and places of which nothing could be.
  func find(_ summary: inout ImportSummary) throws -> FilesToRead {
    let own = try database.map(Self.ownFiles) ?? []
    for path in options.paths {
      if let location = S3Location(path: path) {
        try find(location, &summary)
      } else {
        try find(path, except: own, &summary)
      }
    }
    summary.notes += notesOnChoice()
    result.session = client?.session
    if client != nil, shouldStop() {
      summary.wasInterrupted = true
      result.files = []
    }
    return result
  }

  private func find(
    _ path: String, except own: Set<String>, _ summary: inout ImportSummary
  ) throws {
    let (files, directories) = FileWalker.files(under: [path])
    try forgetFailures(at: directories)
    // In one transaction, since each takes and releases a lock on the file.
    try database?.execute("BEGIN")
    for file in files where !own.contains(file.path) { try take(file, &summary) }
    try database?.execute("COMMIT")
  }

  private func find(_ location: S3Location, _ summary: inout ImportSummary) throws {
    let first = result.files.count
    let client = try client ?? S3Client(S3Session(options.s3), shouldStop: shouldStop)
    self.client = client
    let selection = TrailSelection(
      accounts: options.s3.accounts, regions: options.s3.regions, times: options.times.range)
    let listing = try withoutActuallyEscaping(
      { (file: FoundFile) in try self.take(file, &summary) },
      do: { take in
        try S3Catalog(client, selection, shouldStop: shouldStop, found: take).list(location)
      })
    if listing.hasFailed { summary.placesFailed += 1 }
    if let reason = listing.failure { summary.add(unfit: location.path, reason) }
    summary.notes += listing.notes(on: location)
    listings.append(listing)
    try forgetFailures(at: listing.folders)
    // Listings come in any order; the store must not depend on it.
    result.files[first...].sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  private func take(_ file: FoundFile, _ summary: inout ImportSummary) throws {
    if options.paths.count > 1, !seen.insert(file.location.identity).inserted { return }
    summary.filesSeen += 1
    if try ledger?.isUnchanged(file) ?? false {
      summary.filesUnchanged += 1
    } else {
      result.files.append(file)
    }
  }

  /// Says which accounts and regions that were asked for are nowhere, on no day, as misspelt ones are.
  private func notesOnChoice() -> [String] {
    let isCertain = listings.allSatisfy { $0.refusals == 0 && $0.failure == nil }
    guard isCertain, !listings.isEmpty, !shouldStop() else { return [] }
    func missing(_ names: [String], _ seen: (S3PlaceListing) -> Set<String>) -> [String] {
      names.filter { name in listings.allSatisfy { !seen($0).contains(name) } }
    }
    let accounts = missing(options.s3.accounts) { $0.accounts }
    // Without the account nothing was seen of its regions.
    let isBare = !accounts.isEmpty && accounts.count == options.s3.accounts.count
    let regions = isBare ? [] : missing(options.s3.regions) { $0.regions }
    return accounts.map { "there are no logs of account \($0), on any day" }
      + regions.map { "there are no logs of region \($0), on any day" }
  }

  /// What stands for a directory that could not be opened is outdated once it can be.
  private func forgetFailures(at directories: [String]) throws(SQLiteError) {
    for path in directories { try ledger?.forgetFailure(at: path) }
  }

  /// The store's own files, which lie among the logs where somebody keeps both in one folder.
  private static func ownFiles(_ database: Database) throws(SQLiteError) -> Set<String> {
    let files = try database.prepare("SELECT file FROM pragma_database_list WHERE file <> ''")
    var own: Set<String> = []
    while try files.step() {
      own.formUnion(["", "-wal", "-shm", "-journal"].map { files.text(0) + $0 })
    }
    return own
  }
}

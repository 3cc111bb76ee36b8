/// Unites stores: everything that is in one of them is in the result, exactly once.
///
/// The result is what one import of all the files would have made, whatever the order of the
/// stores: of two contents under one event's identity the one counts that stands first by path and
/// record, of two files with the same bytes the first by path, and of two versions of a file the
/// newer one.
public struct StoreMerge {
  /// What a merge came to.
  public struct Summary: Sendable, Equatable {
    /// Stores that were taken over.
    public var stores = 0
    /// Files that the store did not know.
    public var filesNew: Int64 = 0
    /// Files that it knew in the same version.
    public var filesKnown: Int64 = 0
    /// Events that it did not have.
    public var eventsNew: Int64 = 0
    /// Events that it had, with the same content.
    public var eventsKnown: Int64 = 0
    /// Events that it had with other content.
    public var eventsConflicting: Int64 = 0
  }

  /// The store to take over is the one that is merged into.
  public struct SameStore: Error, Sendable {
    /// Where it is.
    public var path: String
  }

  /// What was merged so far.
  var summary = Summary()
  /// Nothing of its own: `store` is attached to it, and `shard`, one after the other.
  let scratch: Database
  let shouldStop: @Sendable () -> Bool
  /// Whether `store` is a draft that nobody else has open.
  var isDraft = false
  /// Whether a store to begin with and the next one are known to have an event in common.
  var expectsCommonEvents = false
  /// The place of `store`.
  var target = ""

  /// Takes over all that is in `stores`. A store at `path` is added to in place, each of them in one
  /// transaction; where there is none, one is made aside and appears when it is whole.
  public static func run(
    _ stores: [String], into path: String,
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) async throws -> Summary {
    // Two connections work at the same time.
    Database.leaveMemoryUncounted()
    for store in stores {
      // Opening it as any reader does gives that reader's errors for what cannot be taken over.
      _ = try StoreReader.open(store, isCurrent: true)
      guard canonical(store) != canonical(path) else { throw SameStore(path: store) }
    }
    // Closed behind all who read them: closing any descriptor of a file gives up SQLite's locks of it.
    let files = try stores.enumerated().map { index, store in
      index < fileLimit ? try WholeFile(store) : nil
    }
    defer { withExtendedLifetime(files) {} }
    var merge = try StoreMerge(shouldStop)
    if StoreFile.isMissing(at: path) {
      do {
        try await merge.make(path, of: stores, files)
      } catch is CommonEvents {
        merge = try StoreMerge(shouldStop)
        merge.expectsCommonEvents = true
        try await merge.make(path, of: stores, files)
      }
    } else {
      _ = try StoreReader.open(path)
      _ = try Schema.open(creating: path)
      merge.target = path
      try merge.scratch.attach(path, as: "store", "mode=rw")
      try merge.scratch.execute("PRAGMA store.synchronous = NORMAL")
      try merge.scratch.useCache(ofBytes: cacheSize, for: "store")
      for (store, file) in zip(stores, files) { try await merge.add(store, file) }
    }
    return merge.summary
  }

  private init(_ shouldStop: @escaping @Sendable () -> Bool) throws {
    self.shouldStop = shouldStop
    scratch = try Schema.inMemory()
    try Self.prepare(scratch, shouldStop)
  }

  /// Makes a connection one that stores are united through.
  static func prepare(
    _ scratch: Database, _ shouldStop: @escaping @Sendable () -> Bool
  ) throws(SQLiteError) {
    scratch.setBusyTimeout(milliseconds: 10_000)
    scratch.setProgressHandler { shouldStop() || Task.isCancelled }
    // References hold by the row numbers that are given out; checking each would look each one up.
    try scratch.execute("PRAGMA foreign_keys = OFF; PRAGMA temp_store = FILE")
  }

  /// A quarter of the machine's memory, and at most 4 GB: the identities of all events, in which each
  /// new one has its place anywhere, should stay in it. No more is taken than there is to keep.
  static var cacheSize: Int64 {
    min(4 << 30, max(256 << 20, MachineMemory.size / 4))
  }

  /// Stores whose files are held open, to be read ahead: a process may have so many.
  private static let fileLimit = 256

  private static func canonical(_ path: String) -> String {
    FileWalker.files(under: [path]).files.first?.path ?? path
  }

  // MARK: Adding

  /// Takes over all that is in the store at `path`, in one transaction.
  mutating func add(_ path: String, _ file: WholeFile?) async throws {
    file?.prefetch(shouldStop: shouldStop)
    try Self.attach((path, file), to: scratch)
    // The rows of such a store have passed the same checks.
    let isChecked = try isDraft && MergeBase.hasOurSchema(scratch)
    try scratch.execute("PRAGMA ignore_check_constraints = \(isChecked ? "ON" : "OFF")")
    let added = try await MergeSource.naming([path, target], shouldStop: shouldStop) {
      try scratch.transaction { try take() }
    }
    try scratch.execute("DETACH shard")
    count(added)
  }

  /// Attaches the store that is taken over.
  static func attach(_ shard: Shard, to scratch: Database) throws(SQLiteError) {
    try StoreReader.attach(shard.path, to: scratch, as: "shard")
    try scratch.execute("PRAGMA shard.cache_size = -16384")
  }

  /// Adds to what the merge came to.
  mutating func count(_ added: Summary) {
    summary.stores += 1
    summary.filesNew += added.filesNew
    summary.filesKnown += added.filesKnown
    summary.eventsNew += added.eventsNew
    summary.eventsKnown += added.eventsKnown
    summary.eventsConflicting += added.eventsConflicting
  }

  private func take() throws(SQLiteError) -> Summary {
    try scratch.execute(MergeTables.make)
    try scratch.execute(MergeFiles.take)
    try scratch.execute(MergeSummaries.map + MergeReadings.take)
    try scratch.execute(MergeEvents.take(scratch, mayBeKnown: true))
    var added = Summary()
    added.eventsNew = Int64(scratch.changes)
    let known = try scratch.count("shard.launch_events") - added.eventsNew
    if known > 0 { try scratch.execute(MergeKnownEvents.settle(scratch)) }
    for table in MergeEvents.details {
      try scratch.execute(
        MergeEvents.takeDetails(
          table, scratch,
          where: known > 0 ? "launch_id NOT IN (SELECT old_id FROM known_launches)" : "true"))
    }
    try takeLedger()
    let replaced = try scratch.count("replaced_launches")
    try scratch.execute(MergeSummaries.add(scratch))
    if replaced > 0 { try scratch.execute(MergeSummaries.recount) }
    try scratch.execute(MergeSummaries.countTheRest)
    added.eventsConflicting = try scratch.count("differing_launches")
    if added.eventsConflicting > 0 { try scratch.execute(MergeSummaries.tidy) }
    try scratch.execute(MergeDecisions.take)
    if added.eventsConflicting > 0 { try scratch.execute(MergeLostValues.settle) }
    added.eventsKnown = known - added.eventsConflicting
    try countFiles(&added)
    try scratch.execute(MergeTables.forget)
    return added
  }

  /// Takes over where the events were seen, once they are there, and what else is known of the files.
  func takeLedger() throws(SQLiteError) {
    try scratch.execute(MergeKnownEvents.conflicts + MergeEvents.sightings)
    try scratch.execute(MergeFiles.partial + MergeFiles.problems(scratch))
    try scratch.execute(MergeFiles.logs + MergeFiles.copies)
  }

  /// Counts the files that were taken over.
  func countFiles(_ added: inout Summary) throws(SQLiteError) {
    added.filesNew = try scratch.count("merged_files WHERE is_new")
    added.filesKnown = try scratch.count("merged_files WHERE NOT is_new")
  }
}

extension Database {
  /// How many rows of a table there are, or of those that a condition behind its name lets pass.
  func count(_ rows: String) throws(SQLiteError) -> Int64 {
    try integer("SELECT count(*) FROM \(rows)") ?? 0
  }
}

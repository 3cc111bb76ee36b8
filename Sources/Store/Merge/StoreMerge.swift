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
  private var summary = Summary()
  /// Nothing of its own: `store` is attached to it, and `shard`, one after the other.
  private let scratch: Database
  private let shouldStop: @Sendable () -> Bool
  /// Whether `store` is a draft that nobody else has open.
  private var isDraft = false
  /// The place of `store`.
  private var target = ""

  /// Takes over all that is in `stores`. A store at `path` is added to in place, each of them in one
  /// transaction; where there is none, one is made aside and appears when it is whole.
  public static func run(
    _ stores: [String], into path: String,
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) async throws -> Summary {
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
      try await merge.make(path, of: stores, files)
    } else {
      _ = try StoreReader.open(path)
      _ = try Schema.open(creating: path)
      merge.target = path
      try merge.scratch.attach(path, as: "store", mode: "rw")
      try merge.scratch.execute("PRAGMA store.synchronous = NORMAL")
      try merge.scratch.useCache(ofBytes: cacheSize, for: "store")
      for (store, file) in zip(stores, files) { try merge.add(store, file) }
    }
    return merge.summary
  }

  private init(_ shouldStop: @escaping @Sendable () -> Bool) throws {
    self.shouldStop = shouldStop
    scratch = try Schema.inMemory()
    scratch.setBusyTimeout(milliseconds: 10_000)
    scratch.setProgressHandler(shouldStop)
    // References hold by the row numbers that are given out; checking each would look each one up. The
    // cache of `main` is how much is sorted at a time: what a processor keeps near itself.
    try scratch.execute(
      """
      PRAGMA foreign_keys = OFF;
      PRAGMA temp_store = FILE;
      PRAGMA threads = 8;
      PRAGMA main.cache_size = -24000;
      """)
  }

  /// A quarter of the machine's memory, and at most 4 GB: the identities of all events, in which each
  /// new one has its place anywhere, should stay in it. No more is taken than there is to keep.
  private static var cacheSize: Int64 {
    min(4 << 30, max(256 << 20, MachineMemory.size / 4))
  }

  /// Stores whose files are held open, to be read ahead: a process may have so many.
  private static let fileLimit = 256

  private static func canonical(_ path: String) -> String {
    FileWalker.files(under: [path]).files.first?.path ?? path
  }

  // MARK: A new store

  /// Makes a store at `path`: a copy of the largest one, to which the others are added.
  private mutating func make(
    _ path: String, of stores: [String], _ files: [WholeFile?]
  ) async throws {
    let draft = try StoreDraft(for: path)
    var rest = Array(zip(stores, files))
    var apart: MergeApart?
    if let base = try MergeBase.choose(of: stores, scratch) {
      rest.remove(at: base)
      let shouldStop = shouldStop
      let file = try files[base] ?? WholeFile(stores[base])
      defer { withExtendedLifetime(file) {} }
      // What the copying leaves of two processors finds out whether the next store has other events.
      async let finding = Self.apart(stores[base], rest.first, shouldStop)
      // What is copied without being read would bring its damage along.
      async let checking: Void = MergeSource.check(
        stores[base], file, shouldStop: shouldStop)
      try MergeBase.copy(stores[base], file, to: draft, shouldStop: shouldStop)
      apart = await finding
      try await checking
    } else {
      try StoreFile.make(at: draft.path)
    }
    try scratch.attach(draft.path, as: "store", mode: "rw")
    // Whatever goes wrong, the draft goes away as a whole.
    isDraft = true
    target = draft.path
    scratch.setDefensive(false)
    try scratch.execute(
      """
      PRAGMA store.synchronous = OFF;
      PRAGMA store.journal_mode = OFF;
      PRAGMA store.secure_delete = OFF;
      """)
    try scratch.useCache(ofBytes: Self.cacheSize, for: "store")
    try scratch.transaction { try MergeBase.reset(scratch) }
    if rest.count < stores.count {
      summary.stores = 1
      summary.filesNew = try scratch.count("store.source_files")
      summary.eventsNew = try scratch.count("store.launch_events")
    }
    for (store, file) in rest {
      try add(store, file, apart)
      apart = nil
    }
    try scratch.execute("PRAGMA store.journal_mode = WAL; DETACH store")
    try draft.place()
  }

  /// What is not found out here is asked for again, and then says why it cannot be.
  @concurrent private static func apart(
    _ base: String, _ next: (String, WholeFile?)?, _ shouldStop: @escaping @Sendable () -> Bool
  ) async -> MergeApart? {
    guard let (shard, file) = next else { return nil }
    file?.prefetch(shouldStop: shouldStop)
    return (try? await MergeApart.find(base, shard, shouldStop: shouldStop)) ?? nil
  }

  // MARK: Adding

  /// Takes over all that is in the store at `path`, in one transaction.
  /// - Parameter apart: That the two have no event in common, where that was found out already.
  private mutating func add(
    _ path: String, _ file: WholeFile?, _ apart: MergeApart? = nil
  ) throws {
    if apart == nil { file?.prefetch(shouldStop: shouldStop) }
    try scratch.attach(path, as: "shard", mode: "ro")
    try scratch.execute("PRAGMA shard.cache_size = -16384")
    // The rows of such a store have passed the same checks.
    let isChecked = try isDraft && MergeBase.hasOurSchema(scratch)
    try scratch.execute("PRAGMA ignore_check_constraints = \(isChecked ? "ON" : "OFF")")
    let stop = shouldStop
    let added = try MergeSource.naming(path, target, shouldStop: stop) {
      try scratch.transaction { try take(apart) }
    }
    try scratch.execute("DETACH shard")
    summary.stores += 1
    summary.filesNew += added.filesNew
    summary.filesKnown += added.filesKnown
    summary.eventsNew += added.eventsNew
    summary.eventsKnown += added.eventsKnown
    summary.eventsConflicting += added.eventsConflicting
  }

  private func take(_ apart: MergeApart?) throws(SQLiteError) -> Summary {
    try scratch.execute(MergeTables.make)
    let makesIndexes = isDraft ? try isApart(apart) : false
    // Without random keys rows are written where the last ones were, and more would only be to be filled.
    let cache = makesIndexes ? min(512 << 20, Self.cacheSize) : Self.cacheSize
    try scratch.execute("PRAGMA store.cache_size = -\(cache / 1024)")
    if makesIndexes { try scratch.execute(MergeIndexes.drop) }
    try scratch.execute(MergeFiles.take)
    try scratch.execute(MergeSummaries.map + MergeReadings.take)
    try scratch.execute(MergeEvents.take(scratch, mayBeKnown: !makesIndexes))
    var added = Summary()
    added.eventsNew = Int64(scratch.changes)
    let known = try scratch.count("shard.launch_events") - added.eventsNew
    if known > 0 { try scratch.execute(MergeKnownEvents.settle(scratch)) }
    try scratch.execute(MergeEvents.takeDetails(scratch, besidesKnown: known > 0))
    if makesIndexes { try MergeIndexes.make(scratch) }
    try scratch.execute(MergeKnownEvents.conflicts + MergeEvents.sightings)
    try scratch.execute(MergeFiles.partial + MergeFiles.problems(scratch))
    try scratch.execute(MergeFiles.logs + MergeFiles.copies)
    let replaced = try scratch.count("replaced_launches")
    try scratch.execute(MergeSummaries.add(scratch))
    if replaced > 0 { try scratch.execute(MergeSummaries.recount) }
    try scratch.execute(MergeSummaries.countTheRest)
    added.eventsConflicting = try scratch.count("differing_launches")
    if added.eventsConflicting > 0 { try scratch.execute(MergeSummaries.tidy) }
    try scratch.execute(MergeDecisions.take)
    if added.eventsConflicting > 0 { try scratch.execute(MergeLostValues.settle) }
    added.filesNew = try scratch.count("merged_files WHERE is_new")
    added.filesKnown = try scratch.count("merged_files WHERE NOT is_new")
    added.eventsKnown = known - added.eventsConflicting
    try scratch.execute(MergeTables.forget)
    return added
  }

  /// Whether the shard is large and has no event that the store has.
  private func isApart(_ found: MergeApart?) throws(SQLiteError) -> Bool {
    if let found, try found.holds(scratch) { return true }
    return try MergeApart.find(scratch) != nil
  }
}

extension Database {
  fileprivate func count(_ rows: String) throws(SQLiteError) -> Int64 {
    try integer("SELECT count(*) FROM \(rows)") ?? 0
  }

  /// Attaches the store at `path`.
  func attach(_ path: String, as name: String, mode: String) throws(SQLiteError) {
    let attach = try prepare("ATTACH ? AS \(name)")
    try attach.run(.text("file:" + StoreReader.escaped(path) + "?mode=\(mode)"))
  }
}

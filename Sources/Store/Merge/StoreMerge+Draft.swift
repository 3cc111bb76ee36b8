/// A new store: a copy of the largest one, to which the others are added. Copying rows costs much more
/// than copying pages.
extension StoreMerge {
  /// Two stores that were written as if they had no event in common have one.
  struct CommonEvents: Error {}

  /// A store to take over, and its file, which is held open.
  typealias Shard = (path: String, file: WholeFile?)

  /// Makes a store at `path` of all in `stores`, whose `files` outlive whoever reads them.
  mutating func make(_ path: String, of stores: [String], _ files: [WholeFile?]) async throws {
    let draft = try StoreDraft(for: path)
    target = draft.path
    isDraft = true
    var rest: [Shard] = Array(zip(stores, files))
    if let base = try MergeBase.choose(of: stores, scratch) {
      let store = rest.remove(at: base).path
      if try await begin(draft, as: store, WholeFile(store, isDirect: true), with: rest.first) {
        rest.removeFirst()
      }
    } else {
      try draft.fill(with: Schema.bytes())
      try attach(draft)
    }
    for shard in rest where try await !addApart(shard, to: draft) {
      try await add(shard.path, shard.file)
    }
    try scratch.execute("PRAGMA store.journal_mode = WAL; DETACH store")
    try draft.place()
  }

  /// Begins the draft as a copy of a store, and attaches it; takes over the `next` one meanwhile, where the
  /// two have no event in common. Whether it did.
  private mutating func begin(
    _ draft: StoreDraft, as store: String, _ file: WholeFile, with next: Shard?
  ) async throws -> Bool {
    let hold = try MergeBase.Hold(store)
    defer { withExtendedLifetime((hold, file)) {} }
    let shouldStop = shouldStop
    // What is copied without being read would bring its damage along.
    async let checking: Void = MergeSource.check(store, file, shouldStop: shouldStop)
    var outcome: LaneOutcome?
    if hold.isWhole { outcome = try await write(draft, over: file, from: store, next) }
    if outcome == nil {
      try hold.copy(file, to: draft, shouldStop: shouldStop)
      outcome = try await write(draft, over: nil, from: store, next)
    }
    try attach(draft)
    if outcome == nil { try reset() }
    try count(hold.size())
    let isTaken = try settle(outcome)
    try await checking
    return isTaken
  }

  /// Takes over a store without an event that the draft has, which is attached before and behind it.
  /// Whether it was one.
  private mutating func addApart(_ shard: Shard, to draft: StoreDraft) async throws -> Bool {
    // One that has changed meanwhile may have one after all.
    guard !expectsCommonEvents else { return false }
    guard try MergeApart.find(draft.path, shard.path, shouldStop: shouldStop) else {
      return false
    }
    try scratch.execute("DETACH store")
    let outcome = try await write(draft, over: nil, from: nil, shard)
    try attach(draft)
    return try settle(outcome)
  }

  private func attach(_ draft: StoreDraft) throws {
    try scratch.attach(draft.path, as: "store", "mode=rw")
    try scratch.writeDraft("store")
    try scratch.useCache(ofBytes: Self.cacheSize, for: "store")
  }

  /// Makes the copy a store of its own.
  private func reset() throws {
    try scratch.transaction { try MergeBase.reset(scratch) }
  }

  /// Does in the attached draft what the lanes left to do. Whether they took over a store.
  private mutating func settle(_ outcome: LaneOutcome?) throws -> Bool {
    guard let outcome else { return false }
    if outcome.isAside { try MergeIndexes.putBack(scratch) }
    guard let added = outcome.added else { return false }
    try scratch.transaction {
      try scratch.execute(MergeEvents.takeUnnamedInstances(scratch) + MergeSummaries.countTheRest)
      try scratch.execute(MergeTables.forget)
    }
    count(added)
    return true
  }

  // MARK: Lanes

  /// What was written in lanes.
  private struct LaneOutcome {
    /// Whether indexes are set aside.
    var isAside = false
    /// What the shard added; nil when it is yet to be taken over.
    var added: Summary?
  }

  /// Writes the draft in lanes, while it is being copied from `base`. SQLite itself uses one processor.
  /// - Parameters:
  ///   - store: Where the base is, of which the draft is to become a store of its own; nil when it is one.
  ///   - shard: Taken over when it has no event in common with that. Of a base that is found out on the
  ///     way.
  /// - Returns: Nil where the file cannot be written so, and nothing was done.
  /// - Throws: `CommonEvents` when it had some.
  private mutating func write(
    _ draft: StoreDraft, over base: WholeFile?, from store: String?, _ shard: Shard?
  ) async throws -> LaneOutcome? {
    guard let lanes = DraftLanes(draft, over: base) else { return nil }
    try lanes.attach(lane: 0, to: scratch, as: "store", cache: 16 << 20)
    if store != nil { try reset() }
    var outcome = LaneOutcome()
    if let shard {
      outcome.isAside =
        try store == nil || (!expectsCommonEvents && MergeApart.maybe(shard, scratch))
    }
    if outcome.isAside {
      try MergeIndexes.setAside(scratch)
      for root in try MergeIndexes.roots(scratch) { lanes.willRead(indexAt: root) }
    }
    try scratch.execute("DETACH store")
    // Not before: the few pages that are looked at would wait for a disk that is busy.
    try lanes.beginCopying(readingAhead: shard?.file)
    if let shard, outcome.isAside {
      try lanes.split()
      let places = [shard.path] + (store.map { [$0] } ?? [])
      outcome.added = try await MergeSource.naming(places, shouldStop: shouldStop) {
        try await add(shard, lanes)
      }
    }
    try lanes.endCopying(shouldStop: shouldStop)
    try lanes.join()
    return outcome
  }

  /// Takes over a store in two lanes: its events with all that counts them, and beside these their
  /// identities and the rows that belong to them.
  /// - Returns: What was added; nil when the shard was written to meanwhile.
  private func add(_ shard: Shard, _ lanes: DraftLanes) async throws -> Summary? {
    let second = try Database(path: ":memory:", mode: .memory)
    try Self.prepare(second, shouldStop)
    // Rows are written where the last ones were; more would only be to be filled.
    let cache = min(512 << 20, Self.cacheSize / 2)
    try lanes.attach(lane: 1, to: scratch, as: "store", cache: cache)
    try lanes.attach(lane: 2, to: second, as: "store", cache: cache)
    try Self.attach(shard, to: scratch)
    try Self.attach(shard, to: second)
    // The rows of a store with our schema have passed the same checks.
    let checks = try MergeBase.hasOurSchema(scratch) ? "ON" : "OFF"
    let watch = try StoreWatch(shard.path)
    try scratch.execute("PRAGMA ignore_check_constraints = \(checks); BEGIN IMMEDIATE")
    try second.execute("PRAGMA ignore_check_constraints = \(checks); BEGIN IMMEDIATE")
    guard try !watch.hasChanged() else {
      // The two would see different rows.
      try second.execute("COMMIT; DETACH store")
      try scratch.execute("COMMIT; DETACH store; DETACH shard")
      return nil
    }
    // What both look up in the store they look up before either writes.
    try scratch.execute(MergeTables.make)
    try second.execute(MergeTables.make)
    let details = try MergeEvents.details.map { table in
      try MergeEvents.takeDetails(table, scratch, where: MergeIndexes.condition(table))
    }
    async let detailed = Self.takeDetails(details, lanes, second)
    let added = try? lanes.run { try takeEvents() }
    let done = try? await detailed
    if let failure = lanes.firstFailure {
      try lanes.checkCopying()
      throw failure
    }
    if let added, let done { try Self.expect(added.eventsNew, done) }
    try scratch.execute("COMMIT; DETACH store; DETACH shard")
    return added
  }

  /// What the second lane wrote.
  private struct Details: Sendable {
    var instances = 0
    /// Keys of events by their identity and by their time.
    var eventKeys = (0, 0)
    var instanceKeys = 0
  }

  /// Takes over the rows that belong to events, and the keys that are set aside, in the transaction of the
  /// second lane; and ends that.
  @concurrent private static func takeDetails(
    _ details: [String], _ lanes: DraftLanes, _ second: sending Database
  ) async throws -> Details {
    try lanes.run {
      func rows(_ sql: String) throws(SQLiteError) -> Int {
        try second.execute(sql)
        return second.changes
      }
      var done = Details()
      for (table, sql) in zip(MergeEvents.details, details) {
        let rows = try rows(sql)
        if table == "launched_instances" { done.instances = rows }
      }
      // Where keys belong may lie on the disk, which was busy until now.
      done.eventKeys.1 = try rows(MergeIndexes.addTimes)
      done.instanceKeys = try rows(MergeIndexes.addInstances)
      do throws(SQLiteError) {
        done.eventKeys.0 = try rows(MergeIndexes.addIdentities)
      } catch {
        if error.isConstraint { throw CommonEvents() }
        throw error
      }
      try second.execute("COMMIT; DETACH store")
      return done
    }
  }

  /// Throws SQLITE_CORRUPT when the indexes of the shard have not as many keys as its tables have rows.
  private static func expect(_ events: Int64, _ done: Details) throws {
    guard done.eventKeys == (Int(events), Int(events)), done.instanceKeys == done.instances else {
      throw SQLiteError(code: 11, message: "an index lacks rows of its table, or has others")
    }
  }

  /// Takes over the events of a store that has none in common, and what is known of them but for the rows
  /// that belong to them.
  private func takeEvents() throws(SQLiteError) -> Summary {
    var added = Summary()
    try scratch.execute(MergeFiles.take)
    try scratch.execute(MergeSummaries.map + MergeReadings.take)
    try scratch.execute(MergeEvents.take(scratch, mayBeKnown: false))
    added.eventsNew = Int64(scratch.changes)
    try takeLedger()
    try scratch.execute(MergeSummaries.add(scratch) + MergeDecisions.take)
    try scratch.execute(MergeEvents.noteUnnamedInstances)
    try countFiles(&added)
    return added
  }
}

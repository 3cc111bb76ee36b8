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
  public private(set) var summary = Summary()
  /// Nothing of its own: `store` is attached to it, and `shard`, one after the other.
  private let scratch: Database
  private let path: String

  /// Opens the store at `path`, which is made where there is none.
  public init(into path: String) throws {
    _ = try Schema.open(creating: path)
    self.path = path
    scratch = try Schema.inMemory()
    scratch.setBusyTimeout(milliseconds: 10_000)
    try attach(path, as: "store", mode: "rw")
    // References hold by the row numbers that are given out; checking each would look each one up.
    try scratch.execute(
      """
      PRAGMA foreign_keys = OFF;
      PRAGMA store.synchronous = NORMAL;
      PRAGMA store.cache_size = -262144;
      PRAGMA temp_store = FILE;
      """)
  }

  private func attach(_ path: String, as name: String, mode: String) throws(SQLiteError) {
    let attach = try scratch.prepare("ATTACH ? AS \(name)")
    try attach.run(.text("file:" + StoreReader.escaped(path) + "?mode=\(mode)"))
  }

  /// Takes over all that is in the store at `path`, in one transaction.
  public mutating func add(_ path: String) throws {
    // Opening it as any reader does gives that reader's errors for what cannot be taken over.
    _ = try StoreReader.open(path, isCurrent: true)
    guard Self.canonical(path) != Self.canonical(self.path) else { throw SameStore(path: path) }
    try attach(path, as: "shard", mode: "ro")
    var added = Summary()
    try scratch.transaction {
      for step in try MergeSteps.all(scratch) { try scratch.execute(step) }
      let replaced = try count("replaced_launches")
      if replaced > 0 { try scratch.execute(MergeSteps.recount) }
      try scratch.execute(MergeSteps.summarize)
      if replaced > 0 { try scratch.execute(MergeSteps.tidy) }
      try scratch.execute(MergeSteps.rest)
      added.filesNew = try count("merged_files WHERE is_new")
      added.filesKnown = try count("merged_files WHERE NOT is_new")
      added.eventsConflicting = try count("differing_launches")
      added.eventsKnown = try count("known_launches") + count("replaced_launches")
      added.eventsKnown -= added.eventsConflicting
      added.eventsNew =
        try count("shard.launch_events") - added.eventsKnown - added.eventsConflicting
      try scratch.execute(MergeSteps.forget)
    }
    try scratch.execute("DETACH shard")
    summary.stores += 1
    summary.filesNew += added.filesNew
    summary.filesKnown += added.filesKnown
    summary.eventsNew += added.eventsNew
    summary.eventsKnown += added.eventsKnown
    summary.eventsConflicting += added.eventsConflicting
  }

  private func count(_ rows: String) throws(SQLiteError) -> Int64 {
    try scratch.integer("SELECT count(*) FROM \(rows)") ?? 0
  }

  private static func canonical(_ path: String) -> String {
    FileWalker.files(under: [path]).files.first?.path ?? path
  }
}

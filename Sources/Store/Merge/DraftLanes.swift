#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif
internal import CLanes
internal import Synchronization

/// A draft that two connections write at the same time, each in a lane of its own, while it is still
/// being copied from the store that it begins as.
///
/// In order: lane 0 alone, which may change the schema; `split`; lanes 1 and 2, which share no table and no
/// index that one of them writes; `join`. Copying may go on beside them until `join`.
final class DraftLanes: Sendable {
  private nonisolated(unsafe) let lanes: OpaquePointer
  private let draft: StoreDraft
  /// What pages are read from until they are copied.
  private let base: WholeFile?
  private let failure = Mutex<(any Error)?>(nil)

  /// Begins with the bytes of `base`, or with what is in the draft already; nil where the file cannot be
  /// written so.
  init?(_ draft: StoreDraft, over base: WholeFile?) {
    let size = base?.size ?? StoreFile.size(draft.path)
    guard
      let lanes = clanes_new(
        draft.descriptor, draft.path, base?.descriptor ?? -1, base?.directDescriptor ?? -1, size)
    else { return nil }
    self.lanes = lanes
    self.draft = draft
    self.base = base
  }

  deinit { clanes_free(lanes) }

  /// Attaches the draft to a connection that has no other way to it, and gives it a cache of `bytes`.
  func attach(
    lane: Int, to database: Database, as name: String, cache bytes: Int64
  ) throws(SQLiteError) {
    let vfs = String(cString: clanes_vfs(lanes))
    try database.attach(draft.path, as: name, "mode=rw&vfs=\(vfs)&lane=\(lane)")
    try database.writeDraft(name)
    try database.useCache(ofBytes: bytes, for: name)
  }

  /// Says that lanes will read all of the index whose first page is `root`.
  func willRead(indexAt root: Int64) { clanes_will_read(lanes, root) }

  /// Begins to copy what no lane has written, on a thread of its own, and to read `file` ahead of the lanes,
  /// unless it takes more than half of the memory.
  func beginCopying(readingAhead file: WholeFile?) throws(SQLiteError) {
    let isSmall = (file?.size ?? 0) < MachineMemory.size / 2
    try check(clanes_start(lanes, isSmall ? file?.descriptor ?? -1 : -1))
  }

  /// Waits until all is copied.
  func endCopying(shouldStop: () -> Bool) throws(SQLiteError) {
    while true {
      // SQLITE_INTERRUPT
      if shouldStop() { throw SQLiteError(code: 9, message: "interrupted") }
      let error = clanes_wait(lanes, 100)
      guard error < 0 else { return try check(error) }
    }
  }

  /// Runs what writes in one of the lanes; when it fails, the other lane does so, too.
  func run<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      failure.withLock { failure in failure = failure ?? error }
      clanes_stop(lanes)
      throw error
    }
  }

  /// What failed first.
  var firstFailure: (any Error)? { failure.withLock { $0 } }

  /// Throws what ended the copying, if anything did so far.
  func checkCopying() throws(SQLiteError) {
    let error = clanes_wait(lanes, 0)
    if error > 0, error != ECANCELED { try check(error) }
  }

  /// Ends lane 0, whose connection is closed.
  func split() throws(SQLiteError) { try check(clanes_split(lanes)) }

  /// Makes the draft one database, when all lanes are closed and all is copied.
  func join() throws(SQLiteError) { try check(clanes_join(lanes)) }

  private func check(_ error: Int32) throws(SQLiteError) {
    guard error != 0 else { return }
    errno = error
    throw StoreFile.failure(draft.target)
  }
}

extension Database {
  /// Makes writing into an attached draft as fast as it can be: whatever goes wrong, the draft goes away
  /// as a whole.
  func writeDraft(_ name: String) throws(SQLiteError) {
    setDefensive(false)
    try execute(
      """
      PRAGMA \(name).synchronous = OFF;
      PRAGMA \(name).journal_mode = OFF;
      PRAGMA \(name).secure_delete = OFF;
      """)
  }
}

/// Whether a store that is to be taken over can be: what is damaged in it would be damaged in the
/// result, or be missing there.
enum MergeSource {
  /// Looks through the store at `path` with SQLite's quick check, on a processor of its own; not where
  /// it takes more than a quarter of the memory, since reading it in that order from a disk takes longer
  /// than all else.
  /// - Throws: SQLITE_CORRUPT with the first fault, and SQLITE_INTERRUPT when `shouldStop` says so.
  @concurrent static func check(
    _ path: String, _ file: WholeFile, shouldStop: @escaping @Sendable () -> Bool
  ) async throws {
    guard StoreFile.size(path) < MachineMemory.size / 4 else { return }
    file.prefetch(shouldStop: shouldStop)
    try look(path, shouldStop)
  }

  /// Runs `body`, which works with the stores at `paths`; when it finds that one of them is damaged, says
  /// which.
  static func naming<Result>(
    _ paths: [String], shouldStop: @escaping @Sendable () -> Bool,
    _ body: () async throws -> Result
  ) async throws -> Result {
    do {
      return try await body()
    } catch {
      if let error = error as? SQLiteError, error.isDamaged {
        for path in paths { try look(path, shouldStop) }
        let text = "\(paths.joined(separator: " or ")) is damaged: \(error.message)"
        throw SQLiteError(code: error.code, message: text)
      }
      throw error
    }
  }

  private static func look(_ path: String, _ shouldStop: @escaping @Sendable () -> Bool) throws {
    let scratch = try Database(path: ":memory:", mode: .memory)
    scratch.setBusyTimeout(milliseconds: 10_000)
    scratch.setProgressHandler { shouldStop() || Task.isCancelled }
    try StoreReader.attach(path, to: scratch, as: "store")
    var fault: String?
    do {
      fault = try scratch.text("PRAGMA store.quick_check(1)")
    } catch {
      guard error.isDamaged else { throw error }
      fault = error.message
    }
    guard fault == "ok" else {
      // SQLITE_CORRUPT
      throw SQLiteError(code: 11, message: "\(path) is damaged: \(fault ?? "it cannot be read")")
    }
  }
}

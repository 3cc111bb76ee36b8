/// Reads files into a store: parallel readers, one writer, exactly once.
public struct Importer: Sendable {
  /// What to read and how.
  public struct Options: Sendable {
    /// Files, directories, places in S3, and "-" for standard input.
    public var paths: [String]
    /// Parallel readers.
    public var jobs: Int
    /// Only events from this time on, milliseconds since 1970 UTC.
    public var since: Int64?
    /// Only events before this time, milliseconds since 1970 UTC.
    public var until: Int64?
    /// How places in S3 are read.
    public var s3 = S3Options()

    public init(paths: [String], jobs: Int, since: Int64? = nil, until: Int64? = nil) {
      self.paths = paths
      self.jobs = jobs
      self.since = since
      self.until = until
    }

    /// Event times that are kept.
    var times: EventTimes { EventTimes(since: since, until: until) }
  }

  private let options: Options
  private let now: Int64
  private let shouldStop: @Sendable () -> Bool
  private let progress: @Sendable (ImportSummary, _ total: Int) -> Void

  /// Bytes of rows that may wait for the writer.
  private static let capacity = 24 << 20
  /// Bytes of rows after which a transaction is committed, at the end of a file or inside it.
  private static let transactionWeight = 16 << 20
  /// How long another import may have to wait for its turn.
  private static let transactionTime: Duration = .milliseconds(500)
  /// How long the readers may have nothing for a transaction before it is committed.
  private static let idleTime: Duration = .milliseconds(60)

  /// Makes an importer. `shouldStop` is asked between files, `progress` told after each.
  public init(
    _ options: Options, now: Int64, shouldStop: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (ImportSummary, _ total: Int) -> Void = { _, _ in }
  ) {
    self.options = options
    self.now = now
    self.shouldStop = shouldStop
    self.progress = progress
  }

  /// Imports into the store that `open` gives. Where it `isNew` every file has to be read, and the
  /// readers begin while it is being made.
  public func run(
    isNew: Bool, opening open: () throws -> Database
  ) async throws -> ImportSummary {
    let clock = ContinuousClock()
    let start = clock.now
    var summary = ImportSummary()
    // Only one connection of this process has much to do.
    Database.leaveMemoryUncounted()
    let known = isNew ? nil : try open()
    let times = try known.map(times) ?? options.times
    let found = try FileFinder(options, known, times, shouldStop: shouldStop).find(&summary)
    if isNew, summary.placesFailed + summary.placesUnfit.count == options.paths.count {
      // No store is made of nothing.
      for file in found.files { summary.add(refused: file) }
      return summary
    }
    let conveyor = Conveyor(fileCount: found.files.count, capacity: Self.capacity)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<max(1, options.jobs) {
        group.addTask { try await read(found, times, into: conveyor) }
      }
      do {
        try await write(from: conveyor, found.files, times, known ?? open(), &summary)
        await conveyor.stop()
      } catch {
        await conveyor.stop()
        throw error
      }
    }
    let elapsed = (clock.now - start).components
    summary.elapsedSeconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
    return summary
  }

  /// What is asked for of a store: what was pruned from it stays out, unless a time is given from
  /// which on events are wanted.
  private func times(_ database: Database) throws(SQLiteError) -> EventTimes {
    var times = options.times
    guard times.since == nil else { return times }
    times.since = try database.integer(
      "SELECT value FROM settings WHERE name = 'pruned_before_ms'")
    return times
  }

  /// Reads files until there is none left.
  private func read(
    _ found: FilesToRead, _ times: EventTimes, into conveyor: Conveyor
  ) async throws {
    let opener = try FileOpener(found.session, readers: options.jobs, shouldStop: shouldStop)
    let desk = ReadingDesk(times: times.range, opener: opener, holdsTwo: found.session == nil)
    while true {
      // Two at a time, so that the readers' shares interleave.
      for _ in 0..<2 where desk.wantsMore {
        guard let index = await conveyor.takeFile() else { break }
        desk.take(index, found.files[index])
      }
      guard let first = desk.readings.first else { return }
      for reading in desk.readings where desk.mayGoOn(reading) {
        guard let piece = reading.readOn() else { continue }
        // The writer may wait for the first file: that one goes on whatever else is full.
        if reading === first {
          guard await conveyor.send(piece) else { return }
        } else {
          guard let isTaken = await conveyor.offer(piece) else { return }
          if !isTaken {
            reading.keep(piece)
            continue
          }
        }
        if piece.outcome != nil { desk.close(reading) }
        // There may be as many readers as threads: the writer gets a turn.
        await Task.yield()
      }
    }
  }

  /// Writes pieces in order until there are none: whole files, or parts of a large one, together
  /// with their ledger rows in one transaction.
  private func write(
    from conveyor: Conveyor, _ files: [FoundFile], _ times: EventTimes, _ database: Database,
    _ summary: inout ImportSummary
  ) async throws {
    let session = try ImportSession(database, times: times, now: now)
    // Readers may have to wait for their input, and nobody else for what is open here.
    let bell = Task {
      while !Task.isCancelled {
        try await Task.sleep(for: Self.idleTime)
        await conveyor.ring()
      }
    }
    defer { bell.cancel() }
    var (filesWritten, filesCommitted) = (0, 0)
    do {
      while true {
        // While the readers are at work the disk may be, too.
        if session.rest >= Self.idleTime, await !conveyor.hasNext { try session.commit() }
        let piece: ReadPiece
        switch await conveyor.next() {
        case .piece(let next): piece = next
        case .nothingYet: continue
        case .end:
          try session.commit()
          return
        }
        try session.begin()
        try session.write(piece, of: files[piece.file], &summary)
        if session.weight >= Self.transactionWeight || session.age >= Self.transactionTime {
          try session.commit()
          filesCommitted = filesWritten
          // Whoever waits for the lock asks for it every millisecond.
          try await Task.sleep(for: .milliseconds(2))
        }
        if piece.outcome != nil {
          filesWritten += 1
          // When the readers are done the last commit is waited for: little should be left for it.
          if filesWritten - filesCommitted >= 3 * (files.count - filesWritten) {
            try session.commit()
            filesCommitted = filesWritten
          }
          progress(summary, files.count)
          if shouldStop() {
            summary.wasInterrupted = true
            try session.commit()
            return
          }
        }
      }
    } catch {
      if database.isInTransaction { try? database.execute("ROLLBACK") }
      throw error
    }
  }
}

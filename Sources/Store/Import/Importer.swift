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
  /// Age at which a transaction is committed when nothing waits to be written.
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
    let buffer = ScanBuffer()
    var mine: [Int] = []
    while true {
      // Two at a time, so that the readers' shares interleave.
      for _ in 0..<2 where mine.count < opener.ahead {
        guard let index = await conveyor.takeFile() else { break }
        mine.append(index)
        opener.prepare(found.files[index])
      }
      guard !mine.isEmpty else { return }
      let index = mine.removeFirst()
      let reader = FileReader(
        found.files[index], times: times.range, opener: opener, buffer: buffer)
      var isLast = false
      while !isLast {
        let (batch, outcome) = reader.next()
        isLast = outcome != nil
        let piece = ReadPiece(file: index, batch: batch, outcome: outcome)
        guard await conveyor.send(piece) else { return }
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
    do {
      while true {
        // While the readers are at work the disk may be, too.
        if session.age >= Self.idleTime, await !conveyor.hasNext { try session.commit() }
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
          // Whoever waits for the lock asks for it every millisecond.
          try await Task.sleep(for: .milliseconds(2))
        }
        if piece.outcome != nil {
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

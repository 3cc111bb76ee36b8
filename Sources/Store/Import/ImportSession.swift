/// The writer's state from one piece to the next.
final class ImportSession {
  private let database: Database
  private let writer: LaunchWriter
  private let ledger: FileLedger
  private let now: Int64
  private var open: OpenFile?
  /// Bytes of rows in the open transaction.
  private(set) var weight = 0

  /// A file of which a part is written.
  private struct OpenFile {
    var file: Int
    var id: Int64
    /// Events known before and problems that its pieces have added to the summary.
    var known = 0
    var problems = 0
    /// Whether another import was done with the file while this one was at it.
    var isElsewhere = false
  }

  init(_ database: Database, times: EventTimes, now: Int64) throws(SQLiteError) {
    self.database = database
    self.now = now
    writer = try LaunchWriter(database)
    ledger = try FileLedger(database, times: times)
  }

  /// Time since the open transaction began.
  var age: Duration { beginning.map { ContinuousClock.now - $0 } ?? .zero }
  private var beginning: ContinuousClock.Instant?

  /// Time since something was written in the open transaction.
  var rest: Duration { lastWrite.map { ContinuousClock.now - $0 } ?? .zero }
  private var lastWrite: ContinuousClock.Instant?

  func begin() throws(SQLiteError) {
    guard !database.isInTransaction else { return }
    try database.execute("BEGIN IMMEDIATE")
    try writer.begin()
    beginning = .now
    if let open, try !ledger.isReading(open.id) { self.open?.isElsewhere = true }
  }

  func commit() throws(SQLiteError) {
    if database.isInTransaction {
      try writer.summarizeLaunches()
      try database.execute("COMMIT")
    }
    weight = 0
    beginning = nil
    lastWrite = nil
  }

  func write(
    _ piece: ReadPiece, of file: FoundFile, _ summary: inout ImportSummary
  ) throws(SQLiteError) {
    weight += piece.batch.weight + 512
    defer { lastWrite = .now }
    if open == nil, let outcome = piece.outcome, try isKnown(outcome, file, &summary) { return }
    var current: OpenFile
    if let open {
      current = open
      if current.isElsewhere, file.path == StandardInput.path {
        // What it had found others have found as well. What comes is not what they have read.
        current.id = try ledger.begin(file, now: now)
        current.isElsewhere = false
      }
    } else {
      current = OpenFile(file: piece.file, id: try ledger.begin(file, now: now))
    }
    if !current.isElsewhere {
      let tally = try writer.write(piece.batch, file: current.id)
      current.known += tally.known
      current.problems += piece.batch.problems.count
      summary.add(tally)
      summary.add(piece.batch, of: file.path)
    }
    open = current
    guard var outcome = piece.outcome else { return }
    open = nil
    if try isKnown(outcome, file, writtenAs: current, &summary) { return }
    if current.isElsewhere {
      current.id = try ledger.begin(file, now: now)
      outcome.sha256 = nil
      _ = try writer.write(.changed, file: current.id)
      summary.add(.changed, of: file.path)
    }
    summary.add(outcome)
    try ledger.finish(current.id, outcome, of: file)
  }

  /// Recognizes bytes that were read before, under this name or another; nothing stays written twice.
  /// - Parameter part: What of the file was written before its last bytes were read.
  private func isKnown(
    _ outcome: FileOutcome, _ file: FoundFile, writtenAs part: OpenFile? = nil,
    _ summary: inout ImportSummary
  ) throws(SQLiteError) -> Bool {
    guard let sha256 = outcome.sha256,
      let content = try ledger.content(sha256, at: file.path)
    else { return false }
    let written = part.flatMap { $0.isElsewhere ? nil : $0.id }
    switch content {
    case .version(let id):
      if let written { try ledger.withdraw(written, keepingRow: false) }
      try ledger.confirm(id, file)
    case .copy(let original):
      if let written { try ledger.withdraw(written, keepingRow: true) }
      let id: Int64
      if let written { id = written } else { id = try ledger.begin(file, now: now) }
      try ledger.finish(id, outcome, of: file, copyOf: original)
    }
    if let part { summary.remove(known: part.known, problems: part.problems) }
    summary.filesUnchanged += 1
    summary.bytesRead += outcome.bytesRead
    summary.bytesDecompressed += outcome.bytesDecompressed
    return true
  }
}

extension LaunchBatch {
  /// What is noted of a file of which another import read other bytes meanwhile.
  fileprivate static let changed: LaunchBatch = {
    var batch = LaunchBatch()
    let reason = "it changed while two imports read it: the next one reads it again"
    batch.problems = [Problem(recordNumber: nil, byteOffset: nil, reason: reason, excerpt: nil)]
    return batch
  }()
}

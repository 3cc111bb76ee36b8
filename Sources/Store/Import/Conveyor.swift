/// A piece of what the readers hand to the writer.
struct ReadPiece: Sendable {
  /// Position of the file in the import.
  var file: Int
  var batch: LaunchBatch
  /// Set with a file's last piece.
  var outcome: FileOutcome?
}

/// Carries pieces from parallel readers to the one writer, in the order of the files.
///
/// Readers may run ahead of the writer until the pieces that wait weigh `capacity` bytes; the
/// reader of the file that the writer is at may always go on once its own pieces are written.
actor Conveyor {
  private let fileCount: Int
  private let capacity: Int
  private var nextToRead = 0
  private var current = 0
  private var waiting: [Int: [ReadPiece]] = [:]
  private var weight = 0
  private var currentWeight = 0
  private var writer: CheckedContinuation<Next, Never>?
  private var blocked: [(file: Int, continuation: CheckedContinuation<Void, Never>)] = []
  private var isStopped = false

  init(fileCount: Int, capacity: Int) {
    self.fileCount = fileCount
    self.capacity = capacity
  }

  /// The next file that a reader should take, nil when there is none left.
  func takeFile() -> Int? {
    guard nextToRead < fileCount, !isStopped else { return nil }
    defer { nextToRead += 1 }
    return nextToRead
  }

  /// Hands over a piece; waits while too much is waiting. False when nobody reads any more.
  func send(_ piece: ReadPiece) async -> Bool {
    while !isStopped, isFull(for: piece.file) {
      await withCheckedContinuation { blocked.append((piece.file, $0)) }
    }
    guard !isStopped else { return false }
    waiting[piece.file, default: []].append(piece)
    weight += piece.batch.weight + 256
    if piece.file == current, let writer {
      self.writer = nil
      writer.resume(returning: pop().map { .piece($0) } ?? .nothingYet)
    }
    return true
  }

  /// Hands over a piece unless too much is waiting; nil when nobody reads any more.
  func offer(_ piece: ReadPiece) async -> Bool? {
    if isStopped { return nil }
    if isFull(for: piece.file) { return false }
    return await send(piece) ? true : nil
  }

  private func isFull(for file: Int) -> Bool {
    if file == current { return (waiting[file]?.count ?? 0) >= 4 }
    return weight >= capacity
  }

  /// What the writer is told.
  enum Next: Sendable {
    /// The next piece in order.
    case piece(ReadPiece)
    /// The readers are still at it.
    case nothingYet
    /// Every file has been handed over.
    case end
  }

  /// The next piece in order; waits for it until somebody rings.
  func next() async -> Next {
    guard current < fileCount, !isStopped else { return .end }
    if let piece = pop() { return .piece(piece) }
    return await withCheckedContinuation { writer = $0 }
  }

  /// Tells a writer that waits that there is nothing yet.
  func ring() {
    writer?.resume(returning: .nothingYet)
    writer = nil
  }

  /// Whether `next` would have a piece at once.
  var hasNext: Bool { waiting[current]?.isEmpty == false }

  private func pop() -> ReadPiece? {
    guard var pieces = waiting[current], !pieces.isEmpty else { return nil }
    let piece = pieces.removeFirst()
    waiting[current] = pieces
    weight -= piece.batch.weight + 256
    if piece.outcome != nil {
      waiting[current] = nil
      current += 1
    }
    let released = blocked
    blocked = []
    for entry in released { entry.continuation.resume() }
    return piece
  }

  /// Sends everybody home.
  func stop() {
    isStopped = true
    for entry in blocked { entry.continuation.resume() }
    blocked = []
    writer?.resume(returning: .end)
    writer = nil
  }
}

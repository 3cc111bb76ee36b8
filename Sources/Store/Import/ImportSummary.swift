/// What an import came to, file by file and event by event.
public struct ImportSummary: Sendable, Equatable {
  /// One file or record that could not be read.
  public struct Problem: Sendable, Equatable {
    /// The file's absolute path, "-" for standard input.
    public var file: String
    /// Position of the record in the file, from 1; nil when the whole file is meant.
    public var record: Int?
    /// What was wrong.
    public var reason: String
  }

  /// Files found under the given paths.
  public var filesSeen = 0
  /// Files read, wholly or in part.
  public var filesImported = 0
  /// Files not opened since the ledger knows them, and files whose bytes are known.
  public var filesUnchanged = 0
  /// Files recognized as holding no events.
  public var filesSkipped = 0
  /// Files of which nothing could be read.
  public var filesFailed = 0
  /// Stored bytes read.
  public var bytesRead: Int64 = 0
  /// Bytes after decompression.
  public var bytesDecompressed: Int64 = 0
  /// CloudTrail records of every kind.
  public var records = 0
  /// RunInstances records among them.
  public var runInstances = 0
  /// Launch events that the store did not have.
  public var eventsNew = 0
  /// Launch events that it had, with the same content.
  public var eventsKnown = 0
  /// Launch events that it had with other content.
  public var eventsConflicting = 0
  /// Records and pieces that could not be used.
  public var recordsRejected = 0
  /// RunInstances records of the files read that `since` and `until` left out.
  public var launchesLeftOut = 0
  /// Seconds from start to end.
  public var elapsedSeconds = 0.0
  /// The first problems, as many as `problemLimit`.
  public var problems: [Problem] = []
  /// All problems, also those past the limit.
  public var problemCount = 0
  /// Whether the import was told to stop.
  public var wasInterrupted = false

  /// What was not looked into, and other things worth knowing that are no problems.
  public var notes: [String] = []
  /// Places in S3 that nothing can be read from, whoever may list them.
  public var placesUnfit: [Problem] = []
  /// Places in S3 that could not be listed at all.
  public var placesFailed = 0

  /// Problems kept in the summary; the store keeps them all.
  public static let problemLimit = 1000

  mutating func add(_ tally: LaunchWriter.Tally) {
    eventsNew += tally.new
    eventsKnown += tally.known
    eventsConflicting += tally.conflicting
  }

  /// Takes back what the pieces of a file added whose bytes turned out to be known.
  mutating func remove(known: Int, problems count: Int) {
    eventsKnown -= known
    problems.removeLast(max(0, problems.count - (problemCount - count)))
    problemCount -= count
  }

  mutating func add(_ batch: LaunchBatch, of path: String) {
    for problem in batch.problems {
      add(Problem(file: path, record: problem.recordNumber, reason: problem.reason))
    }
  }

  /// Adds a place in S3 that nothing can be read from.
  mutating func add(unfit place: String, _ reason: String) {
    let problem = Problem(file: place, record: nil, reason: reason)
    placesUnfit.append(problem)
    add(problem)
  }

  /// Adds a file of which nothing will be read.
  mutating func add(refused file: FoundFile) {
    filesFailed += 1
    if let reason = file.refusal { add(Problem(file: file.path, record: nil, reason: reason)) }
  }

  private mutating func add(_ problem: Problem) {
    problemCount += 1
    if problems.count < Self.problemLimit { problems.append(problem) }
  }

  mutating func add(_ outcome: FileOutcome) {
    switch outcome.status {
    case .complete, .partial: filesImported += 1
    case .skipped: filesSkipped += 1
    case .failed: filesFailed += 1
    }
    bytesRead += outcome.bytesRead
    bytesDecompressed += outcome.bytesDecompressed
    records += outcome.counts.records
    runInstances += outcome.counts.runInstances
    recordsRejected += outcome.counts.rejected
    launchesLeftOut += outcome.counts.outsideTime
  }
}

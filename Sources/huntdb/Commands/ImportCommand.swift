import ArgumentParser
import Store

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `huntdb import`: CloudTrail files into the store.
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Read CloudTrail logs into the store, each event exactly once.")

  @OptionGroup var store: StoreOptions

  @Option(help: "Files read at the same time (default: the number of processors).")
  var jobs: Int?

  @Flag(help: "Exit with 4 when this import could not read a file or record.")
  var strict = false

  @Flag(help: "Read and count everything as an import would, but leave the store as it is.")
  var dryRun = false

  @Option(
    help: ArgumentHelp("Keep only events from this time on.", valueName: "time"),
    transform: Moment.init(given:))
  var since: Moment?

  @Option(
    help: ArgumentHelp("Keep only events before this time.", valueName: "time"),
    transform: Moment.init(given:))
  var until: Moment?

  @OptionGroup(title: "S3 options") var s3: S3ImportOptions

  @Flag(help: "Print the summary as one JSON object.")
  var json = false

  @Flag(help: "No progress and no list of problems on stderr.")
  var quiet = false

  @Argument(
    help: ArgumentHelp(
      "Files, directories, s3://bucket/prefix, or - for standard input.", valueName: "path"),
    completion: .file())
  var paths: [String]

  func validate() throws {
    if let jobs, !(1...256).contains(jobs) {
      throw ValidationError("--jobs takes a number from 1 to 256")
    }
    try s3.validate(paths)
  }

  func run() async throws {
    let now = Moment.now
    let (since, until) = (since?.milliseconds(before: now), until?.milliseconds(before: now))
    if let since, let until, since >= until {
      throw CommandFailure(.usage, "--since must be before --until")
    }
    if let missing = paths.first(where: {
      $0 != "-" && !S3Location.isS3($0) && access($0, F_OK) != 0
    }) {
      // What is no UTF-8 in an argument has become U+FFFD.
      let hint =
        missing.unicodeScalars.contains("\u{fffd}")
        ? "; a name that is no UTF-8 is read where its folder is imported" : ""
      throw CommandFailure(.failure, "there is no file or directory \(missing)" + hint)
    }
    let isNew = try Schema.isToBeMade(at: store.path)
    let processors = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let progress = ImportProgress(isShown: !quiet && isatty(STDERR_FILENO) == 1)
    var options = Importer.Options(
      paths: paths, jobs: jobs ?? processors, since: since, until: until)
    options.s3 = s3.options
    let importer = Importer(
      options, now: now, shouldStop: { Interrupt.isRequested }, progress: progress.show)
    let summary = try await importer.run(isNew: isNew) {
      try dryRun ? Schema.rehearsal(of: store.path) : store.create()
    }
    progress.clear()
    if !quiet { narrate(summary) }
    let sink = try ByteSink()
    try sink.write(json ? ImportReport.json(summary) : ImportReport.text(summary))
    try sink.finish()
    if summary.wasInterrupted { throw CommandFailure(.interrupted, "stopped by Ctrl-C") }
    if let reason = failure(summary) { throw CommandFailure(.failure, reason) }
    if strict, summary.problemCount > 0 {
      throw CommandFailure(
        .dataQuality, "\(summary.problemCount) files or records could not be read")
    }
  }

  /// Why an import whose paths are in S3 has failed, though no file of it has.
  private func failure(_ summary: ImportSummary) -> String? {
    if !summary.placesUnfit.isEmpty {
      return summary.placesUnfit.map { "\($0.file): \($0.reason)" }.joined(separator: "; ")
    }
    guard summary.placesFailed == paths.count else { return nil }
    let reason = quiet ? summary.problems.first.map { ": \($0.file): \($0.reason)" } : nil
    return "nothing could be listed" + (reason ?? "")
  }

  /// Lists on stderr what could not be read, and what was not looked into.
  private func narrate(_ summary: ImportSummary) {
    for note in summary.notes { Narration.say(note) }
    // What the import fails for is said at its end.
    for problem in summary.problems where !summary.placesUnfit.contains(problem) {
      let record = problem.record.map { ", record \($0)" } ?? ""
      Narration.say("\(problem.file)\(record): \(problem.reason)")
    }
    let rest = summary.problemCount - summary.problems.count
    if rest > 0 { Narration.say("and \(rest) problems more: see the view import_problems") }
  }
}

import ArgumentParser
import Store

/// `huntdb prune`: removes old events.
struct PruneCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Remove events older than a limit, with all that belongs to them.",
    discussion: """
      The ledger of files stays, so that an unchanged file is not read again, and later imports leave \
      out what is older than the limit unless --since asks for it. The space is used for new events; \
      VACUUM in the sqlite3 shell gives it back to the file system.
      """)

  @OptionGroup var store: StoreOptions

  @Option(
    help: ArgumentHelp("Such as 400d, or a day.", valueName: "time"),
    transform: Moment.init(given:))
  var olderThan: Moment

  @Flag(help: "Count what would be removed, and remove nothing.")
  var dryRun = false

  func run() async throws {
    let limit = olderThan.milliseconds(before: Moment.now)
    let database = try store.update()
    let summary = try Pruning.run(
      database, before: limit, isRehearsal: dryRun, shouldStop: { Interrupt.isRequested })
    let sink = try ByteSink()
    try sink.write(
      "\(dryRun ? "would remove" : "removed") \(summary.events) events before "
        + "\(UTCTime.text(limit)), \(summary.sightings) sightings, "
        + "\(summary.instances) launched instances\n")
    try sink.finish()
    if Interrupt.isRequested { throw CommandFailure(.interrupted, "stopped by Ctrl-C") }
  }
}

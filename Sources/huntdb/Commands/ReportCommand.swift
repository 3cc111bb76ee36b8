import ArgumentParser
import Store

/// `huntdb report`: the week in one document.
struct ReportCommand: AsyncParsableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text
    case markdown
  }

  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write the weekly report.")

  @OptionGroup var store: StoreOptions

  @Option(help: ArgumentHelp("An ISO week, Monday to Sunday UTC: 2026-W47.", valueName: "week"))
  var week: String?

  @Option(help: ArgumentHelp("A span of whole days back from --as-of: 7d.", valueName: "span"))
  var last: Moment?

  @Option(help: ArgumentHelp("First moment of the window.", valueName: "time"))
  var since: Moment?

  @Option(help: ArgumentHelp("End of the window, excluded.", valueName: "time"))
  var until: Moment?

  @Option(help: ArgumentHelp("End of the window, included (default: now).", valueName: "time"))
  var asOf: Moment?

  @Option(help: ArgumentHelp("Instances that make a group high.", valueName: "instances"))
  var threshold: Int?

  @Option(help: "How the report is laid out.")
  var format: Format = .text

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("Write to a file, which appears only when complete.", valueName: "file"),
    completion: .file())
  var file: String?

  @Flag(help: "Exit with 3 when there are findings.")
  var failOnFindings = false

  func run() async throws {
    let settings = try settings(now: Moment.now)
    let report = try ReportModel(try store.open(settings, isCurrent: true))
    let sink = try ByteSink(path: file)
    switch format {
    case .text: try sink.write(report.text)
    case .markdown: try sink.write(report.markdown)
    }
    try sink.finish()
    if failOnFindings, report.findingCount > 0 {
      throw CommandFailure(.findings, "\(report.findingCount) findings")
    }
  }

  /// The window that the options name. The views' window excludes its start and includes its end;
  /// days and weeks are the other way round, hence the millisecond.
  private func settings(now: Int64) throws -> HuntSettings {
    if [week != nil, last != nil, since != nil || until != nil].count(where: { $0 }) > 1 {
      throw CommandFailure(.usage, "give one of --week, --last, or --since and --until")
    }
    var settings = HuntSettings(threshold: threshold)
    settings.asOf = asOf?.milliseconds(before: now)
    if let week {
      guard let start = UTCTime.isoWeekStart(week) else {
        throw CommandFailure(.usage, "--week takes an ISO week such as 2026-W47, not \(week)")
      }
      settings.asOf = start + 7 * UTCTime.day - 1
      settings.windowDays = 7
    } else if let last {
      guard case .back(let span) = last, span >= UTCTime.day, span % UTCTime.day == 0 else {
        throw CommandFailure(.usage, "--last takes a number of days such as 7d")
      }
      settings.asOf = settings.asOf ?? now
      settings.windowDays = Int(span / UTCTime.day)
    } else if let since {
      let start = since.milliseconds(before: now)
      let end = until?.milliseconds(before: now) ?? now
      guard end > start, (end - start) % UTCTime.day == 0 else {
        throw CommandFailure(.usage, "--since and --until take whole days apart, --since first")
      }
      settings.asOf = end - 1
      settings.windowDays = Int((end - start) / UTCTime.day)
    } else if until != nil {
      throw CommandFailure(.usage, "--until needs --since")
    }
    return settings
  }
}

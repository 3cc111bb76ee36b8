import ArgumentParser
import Store

/// `huntdb report`: the week in one document.
struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write the weekly report.",
    usage: "huntdb report [<options>]",
    discussion: """
      The same store, the same options and the same --as-of give the same bytes. A week is an ISO \
      week: Monday to Sunday, UTC.
      """)

  @OptionGroup var store: StoreOptions
  @OptionGroup var window: ReportWindowOptions

  @Option(help: "How the report is laid out; csv holds the findings alone.")
  var format: ReportFormat = .text

  @OptionGroup var output: OutputFile

  @Option(
    help: ArgumentHelp(
      "Make this folder: the report in every form, the raw events of each finding, the files they "
        + "came from, the SQL, and SHA256SUMS over all of it.", valueName: "folder"),
    completion: .directory)
  var evidence: String?

  @Flag(help: "In CSV, leave cells alone that a spreadsheet would run as a formula.")
  var raw = false

  @Flag(help: "Exit with 3 when there are findings that are not suppressed.")
  var failOnFindings = false

  @Flag(help: "Say nothing on stderr but errors.")
  var quiet = false

  func run() async throws {
    let now = Moment.now
    let settings = try window.settings(now: now)
    if !quiet, let remark = window.remark(on: settings, now: now) { Narration.say(remark) }
    let needsFindingsAlone = format == .csv && evidence == nil
    let database = try store.open(
      settings, isCurrent: true,
      keeping: needsFindingsAlone ? Report.keptForFindings : Report.keptViews)
    let open = try needsFindingsAlone ? writeFindings(database) : write(database)
    if failOnFindings, open > 0 {
      if quiet { throw ExitCode(ExitStatus.findings.rawValue) }
      throw CommandFailure(.findings, Words.count(open, "finding"))
    }
  }

  /// Writes the findings alone, without reading the rest; gives how many are not suppressed.
  private func writeFindings(_ database: Database) throws -> Int {
    let sink = try ByteSink(path: output.path)
    try CSVReport.write(database, to: sink, raw: raw)
    try sink.finish()
    return failOnFindings ? try CSVReport.unsuppressed(database) : 0
  }

  /// Writes the whole report; gives how many findings are not suppressed.
  private func write(_ database: Database) throws -> Int {
    let report = try Report(database, period: window.period, commandLine: window.commandLine)
    let writer = ReportWriter(report: report, database: database, raw: raw)
    if let evidence {
      try EvidenceFolder(path: evidence).write(writer)
      if !quiet {
        Narration.say("the evidence is in \(evidence); verify it with sha256sum -c SHA256SUMS")
      }
    }
    if evidence == nil || output.output != nil {
      let sink = try ByteSink(path: output.path)
      try writer.write(format, to: sink, color: output.path == nil && Terminal.allowsColor)
      try sink.finish()
    }
    return report.verdict.unsuppressed
  }
}

import ArgumentParser
import Store

/// `huntdb findings show`: everything about one finding.
struct FindingsShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract:
      "Explain one finding: arithmetic, signals, timeline, groups, events, what to ask next.",
    usage: "huntdb findings show [<options>] <finding-id>")

  @OptionGroup var store: StoreOptions
  @OptionGroup var hunt: HuntOptions
  @OptionGroup var output: OutputOptions

  @Argument(help: "The finding's ID, or the first digits of it.")
  var findingID: String

  func run() async throws {
    let database = try store.open(hunt.settings(), isCurrent: true)
    let finding = try FindingReference(findingID, in: database)
    guard let window = try ReportWindow.all(database).first else {
      throw ReportError.noRow(of: ReportWindow.view)
    }
    let explanation = FindingExplanation(
      finding: finding, options: CopiedOptions(store: store.named, window), database: database,
      format: output.format, style: output.style)
    let sink = try output.sink()
    try explanation.write(to: sink)
    try sink.finish()
  }
}

import ArgumentParser

/// `huntdb findings`: what needs a decision, and the decisions.
struct FindingsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "findings",
    abstract: "List, explain and close what the hunt found.",
    discussion: """
      A finding is a principal that asked for the threshold or more inside the window, in one group \
      of calls or in sum. It keeps its ID while its story goes on.
      """,
    subcommands: [
      FindingsListCommand.self, FindingsShowCommand.self, FindingsSuppressCommand.self,
      FindingsUnsuppressCommand.self,
    ],
    defaultSubcommand: FindingsListCommand.self)
}

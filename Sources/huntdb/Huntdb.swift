import ArgumentParser

/// The `huntdb` command.
@main
struct Huntdb: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "huntdb",
    abstract: "Who tried to launch how many EC2 instances, and did it work?",
    version: "0.1.0",
    subcommands: [
      ImportCommand.self, QueryCommand.self, ReportCommand.self, StatusCommand.self,
      EventCommand.self, FindingsCommand.self, SchemaCommand.self, CheckCommand.self,
      PruneCommand.self,
      BackupCommand.self, MergeCommand.self, UpgradeCommand.self,
    ])

  static func main() async { await runCommandLine(Self.self) }
}

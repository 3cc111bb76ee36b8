import ArgumentParser
import Store

/// `huntdb findings list`: one line a finding, the gravest first.
struct FindingsListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the findings of the window, with what was resolved since the one before.",
    usage: "huntdb findings list [<options>]")

  @OptionGroup var store: StoreOptions
  @OptionGroup var hunt: HuntOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let database = try store.open(hunt.settings(), isCurrent: true)
    let sink = try output.sink()
    let run = QueryRun(
      database: database, format: output.format, style: output.style, rowLimit: nil, seconds: nil)
    try run.run(SQLScript(Self.sql), QueryParameters(), to: sink)
    try sink.finish()
  }

  /// What was asked for in this window is 0 to below the threshold for a resolved finding.
  static let sql = """
    SELECT finding_id, severity, state, account_id, principal, automation, basis, requested_max,
      launched, attempts, dry_runs, previous_requested_max, first_seen, last_seen
    FROM (
      SELECT 0 AS part, severity_score, finding_id, severity, state, account_id, principal,
        automation, basis, requested_max, launched, attempts, dry_runs, previous_requested_max,
        first_seen, last_seen
      FROM findings
      UNION ALL
      SELECT 1, 0, finding_id, NULL, 'resolved', account_id, principal, NULL, basis, requested_max,
        launched, attempts, NULL, previous_requested_max, NULL, last_seen
      FROM resolved_findings
    )
    ORDER BY part, severity_score DESC, requested_max DESC, account_id, principal
    """
}

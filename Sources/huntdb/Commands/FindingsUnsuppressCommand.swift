import ArgumentParser
import Store

/// `huntdb findings unsuppress`: ends the suppressions of a finding.
struct FindingsUnsuppressCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unsuppress",
    abstract: "End the suppressions that were made for a finding or cover it; they stay on record.")

  @OptionGroup var store: StoreOptions
  @OptionGroup var hunt: HuntOptions

  @Argument(help: "The finding's ID, also of one that is not in this window.")
  var findingID: String

  func run() async throws {
    let now = Moment.now
    let reader = try store.open(hunt.settings(now: now), isCurrent: true)
    let rows = try reader.prepare(
      """
      SELECT suppression_id FROM suppressions WHERE lifted_ms IS NULL AND finding_id = ?1
      UNION
      SELECT suppression_id FROM findings WHERE finding_id = ?1 AND suppression_id IS NOT NULL
      """)
    try rows.bind(.text(findingID.lowercased()), at: 1)
    var numbers: [Int64] = []
    while try rows.step() { numbers.append(rows.integer(0)) }
    guard !numbers.isEmpty else {
      throw CommandFailure(.failure, "no suppression is in force for finding \(findingID)")
    }
    let lifted = try Suppressions.lift(try store.update(), numbers, now: now)
    let sink = try ByteSink()
    try sink.write("\(lifted) \(lifted == 1 ? "suppression" : "suppressions") lifted\n")
    try sink.finish()
  }
}

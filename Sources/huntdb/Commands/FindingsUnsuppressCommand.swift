import ArgumentParser
import Store

/// `huntdb findings unsuppress`: ends the suppressions of a finding.
struct FindingsUnsuppressCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unsuppress",
    abstract: "End the suppressions that were made for a finding or cover it; they stay on record.",
    usage: "huntdb findings unsuppress [<options>] <finding-id>")

  @OptionGroup var store: StoreOptions
  @OptionGroup var hunt: HuntOptions

  @Argument(
    help: "The finding's ID or the first digits of it, also of one that is not in this window.")
  var findingID: String

  func run() async throws {
    let now = Moment.now
    let digits = try FindingReference.digits(findingID)
    let reader = try store.open(hunt.settings(now: now), isCurrent: true)
    let rows = try reader.prepare(
      """
      SELECT suppression_id, finding_id FROM suppressions
      WHERE lifted_ms IS NULL AND finding_id IS NOT NULL
      UNION
      SELECT suppression_id, finding_id FROM findings WHERE suppression_id IS NOT NULL
      ORDER BY finding_id, suppression_id
      """)
    var numbers: [String: [Int64]] = [:]
    while try rows.step() { numbers[rows.text(1), default: []].append(rows.integer(0)) }
    let meant = numbers.keys.filter { $0.hasPrefix(digits) }
    guard let id = meant.first else { throw Self.unknown(findingID, Array(numbers.keys)) }
    guard meant.count == 1 else {
      throw CommandFailure(
        .usage,
        "more than one suppressed finding begins with \(findingID): \(Words.list(meant.sorted()))")
    }
    let lifted = try Suppressions.lift(try store.update(), numbers[id] ?? [], now: now)
    let sink = try ByteSink()
    try sink.write("\(lifted) \(lifted == 1 ? "suppression" : "suppressions") lifted\n")
    try sink.finish()
  }

  /// What to say of an ID that no suppression was made for.
  private static func unknown(_ text: String, _ suppressed: [String]) -> CommandFailure {
    let others =
      suppressed.isEmpty
      ? "none is in force" : "suppressed are \(Words.list(suppressed.sorted()))"
    return CommandFailure(
      .failure,
      "no suppression in force was made for a finding whose ID is or begins with \(text), "
        + "or covers one in this window; \(others)")
  }
}

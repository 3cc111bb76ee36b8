import ArgumentParser
import Store

/// `huntdb findings suppress`: a decision that a finding needs no attention until a day.
struct FindingsSuppressCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suppress",
    abstract: "Decide that a finding needs no attention until a day.",
    usage: """
      huntdb findings suppress [<options>] <finding-id>
                --reason <text> --until <date>
      """,
    discussion: """
      The decision covers findings of the same account and principal, narrowed by --instance-type, \
      --image and --subnet and widened by --any-principal or --any-account, as long as their \
      severity does not rise above today's. They stay in lists and reports, as suppressed.
      """)

  @OptionGroup var store: StoreOptions
  @OptionGroup var hunt: HuntOptions

  @Argument(help: "The finding's ID, or the first digits of it.")
  var findingID: String

  @Option(help: ArgumentHelp("Why; reports print it.", valueName: "text"))
  var reason: String

  @Option(
    help: ArgumentHelp("When it ends: 2026-12-31, or RFC 3339.", valueName: "date"),
    transform: Moment.init(given:))
  var until: Moment

  @Option(help: ArgumentHelp("Only while nothing but this type is asked for.", valueName: "type"))
  var instanceType: String?

  @Option(help: ArgumentHelp("Only while nothing but this image is used.", valueName: "image"))
  var image: String?

  @Option(help: ArgumentHelp("Only while nothing but this subnet is used.", valueName: "subnet"))
  var subnet: String?

  @Flag(help: "Cover the findings of every principal of the account.")
  var anyPrincipal = false

  @Flag(help: "Cover the findings of the principal in every account.")
  var anyAccount = false

  func validate() throws {
    if anyPrincipal, anyAccount, instanceType == nil, image == nil, subnet == nil {
      throw ValidationError(
        "--any-principal with --any-account covers everything: add --instance-type, --image or --subnet"
      )
    }
    if reason.allSatisfy(\.isWhitespace) { throw ValidationError("--reason must say something") }
    guard case .absolute = until else {
      throw ValidationError("--until takes a day such as 2026-12-31, or RFC 3339")
    }
  }

  func run() async throws {
    let now = Moment.now
    let end = until.milliseconds(before: now)
    guard end > now else {
      throw CommandFailure(.usage, "--until is over already: \(UTCTime.text(end))")
    }
    let finding = try FindingReference(
      findingID, in: try store.open(hunt.settings(now: now), isCurrent: true))
    let number = try Suppressions.add(
      try store.update(),
      for: Suppressions.Target(
        findingID: finding.id, accountID: anyAccount ? nil : finding.accountID,
        principal: anyPrincipal ? nil : finding.principal, severityScore: finding.severityScore),
      scope: Suppressions.Scope(instanceType: instanceType, imageID: image, subnetID: subnet),
      reason: reason, now: now, until: end)
    // A narrower scope than the finding's own covers other findings than this one.
    let after = try FindingReference(
      finding.id, in: try store.open(hunt.settings(now: now), isCurrent: true))
    let sink = try ByteSink()
    try sink.write(
      after.suppression == nil
        ? "suppression \(number) is in force until \(UTCTime.text(end)); finding \(finding.id) asked "
          + "for more than it covers, and stays open\n"
        : "finding \(finding.id) is suppressed until \(UTCTime.text(end)) by \(number)\n")
    try sink.finish()
  }
}

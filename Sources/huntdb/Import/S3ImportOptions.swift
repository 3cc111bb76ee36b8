import ArgumentParser
import Store

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Which logs of a bucket are read, and how the bucket is reached.
struct S3ImportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only logs of this account; may be given several times.", valueName: "account-id"))
  var account: [String] = []

  @Option(
    help: ArgumentHelp("Only logs of this region; may be given several times.", valueName: "name"))
  var region: [String] = []

  @Option(help: ArgumentHelp("Profile of the AWS tools' shared files.", valueName: "name"))
  var profile: String?

  @Option(
    help: ArgumentHelp("Region that the bucket is in (default: found out).", valueName: "name"))
  var bucketRegion: String?

  @Flag(help: "Do not sign requests: the bucket is open to everybody.")
  var noSignRequest = false

  /// Checks them against the paths that they are given with.
  func validate(_ paths: [String]) throws {
    let places = paths.filter(S3Location.isS3)
    if let wrong = places.first(where: { S3Location(path: $0) == nil }) {
      throw ValidationError("\(wrong) names no bucket: write s3://bucket/prefix")
    }
    if let wrong = account.first(where: { $0.count != 12 || !$0.allSatisfy(\.isWholeNumber) }) {
      throw ValidationError("--account takes the 12 digits of an account, not \(wrong)")
    }
    let isGiven =
      !account.isEmpty || !region.isEmpty || profile != nil || bucketRegion != nil
      || noSignRequest
    if places.isEmpty, isGiven {
      throw ValidationError(
        "--account, --region, --profile, --bucket-region and --no-sign-request are for s3:// paths")
    }
  }

  /// As the import takes them, with what the environment adds.
  var options: S3Options {
    var options = S3Options()
    options.accounts = account
    options.regions = region
    options.profile = profile
    options.bucketRegion = bucketRegion
    options.signsRequests = !noSignRequest
    for name in S3Options.variables {
      // An empty variable is none, as for the AWS CLI.
      if let value = getenv(name), value.pointee != 0 {
        options.environment[name] = String(cString: value)
      }
    }
    return options
  }
}

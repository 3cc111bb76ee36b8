/// Where a prefix stands in the layout in which CloudTrail delivers:
/// `[PREFIX/]AWSLogs/[ORGANIZATION/]ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/`.
struct TrailPrefix: Equatable {
  enum Level: Equatable {
    /// No part of it is called AWSLogs.
    case above
    /// At AWSLogs: organizations and accounts lie below.
    case logs
    /// At an organization: accounts lie below.
    case organization
    /// At an account: CloudTrail and other services lie below.
    case account
    /// At CloudTrail: regions lie below.
    case trail
    /// At a region or deeper: the logs lie below, in order of their days.
    case region
    /// Something that CloudTrail does not write logs into.
    case foreign
  }

  /// Ends with a slash, unless it is empty.
  var text: String
  private(set) var level: Level
  /// The part up to the region, with a slash; empty above it.
  private(set) var regionText = ""
  /// The account that it is of, and the region; nil where it does not lie so deep.
  private(set) var account: String?
  private(set) var region: String?
  /// Whether it is in a folder in which other services, or CloudTrail's digests, lie beside the logs.
  private(set) var isOfOtherService = false

  /// Takes a folder's prefix, or a key, whose folder counts.
  init(_ text: String) {
    self.text = text
    level = .above
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    guard let start = parts.lastIndex(of: "AWSLogs") else { return }
    level = .logs
    for (index, part) in parts.enumerated().dropFirst(start + 1) {
      if level == .logs || level == .account, Self.isOtherService(part) { isOfOtherService = true }
      level = Self.below(level, part)
      if level == .account { account = String(part) }
      if level == .region, regionText.isEmpty {
        region = String(part)
        regionText = parts[...index].joined(separator: "/") + "/"
      }
    }
  }

  private static func below(_ level: Level, _ part: Substring) -> Level {
    switch level {
    case .logs where part.hasPrefix("o-"): .organization
    case .logs where isAccount(part), .organization where isAccount(part): .account
    case .account where part == "CloudTrail": .trail
    case .trail, .region: .region
    case .above, .logs, .organization, .account, .foreign: .foreign
    }
  }

  /// Names of folders, in small letters, that AWS fills with what is not CloudTrail's.
  private static let otherServices: Set<String> = [
    "cloudfront", "config", "elasticloadbalancing", "guardduty", "kafkabrokerlogs",
    "network-firewall", "redshift", "vpcdnsquerylogs", "vpcflowlogs", "waflogs",
  ]

  private static func isOtherService(_ part: Substring) -> Bool {
    part.hasPrefix("CloudTrail-") || part.hasPrefix("aws-account-id=")
      || otherServices.contains(part.lowercased())
  }

  private static func isAccount(_ part: Substring) -> Bool {
    part.utf8.count == 12 && part.utf8.allSatisfy { (48...57).contains($0) }
  }
}

/// Which logs are wanted, as far as their place and name can tell.
struct TrailSelection {
  var accounts: [String] = []
  var regions: [String] = []
  /// Event times, milliseconds since 1970 UTC.
  var times: ClosedRange<Int64> = 0...(.max)

  /// Whether some accounts, regions or days alone are wanted.
  var isLimited: Bool {
    !accounts.isEmpty || !regions.isEmpty || firstDay != nil || lastDay != nil
  }

  /// CloudTrail delivers a log into the folder of the day it is delivered on: an event late in the
  /// evening lies in the next day's.
  private static let delay = UTCTime.day

  /// The folder of the first day that can hold such events; nil when there is no limit.
  var firstDay: String? { times.lowerBound > 0 ? Self.folder(times.lowerBound) : nil }

  /// The folder of the last day that can hold such events; nil when there is no limit.
  var lastDay: String? {
    times.upperBound < .max / 2 ? Self.folder(times.upperBound + Self.delay) : nil
  }

  private static func folder(_ time: Int64) -> String {
    String(UTCTime.dayText(time).map { $0 == "-" ? "/" : $0 })
  }

  /// Whether logs of `name` are wanted: an account or a region.
  static func wants(_ name: some StringProtocol, of list: [String]) -> Bool {
    list.isEmpty || list.contains { $0 == name }
  }

  /// Whether the object at `key` can hold wanted events; one whose name does not tell can.
  func wants(key: String) -> Bool {
    guard let name = LogFileName(path: key) else { return true }
    guard Self.wants(name.accountID, of: accounts), Self.wants(name.region, of: regions) else {
      return false
    }
    let day = Self.folder(name.delivered)
    return firstDay.map { day >= $0 } ?? true && lastDay.map { day <= $0 } ?? true
  }
}

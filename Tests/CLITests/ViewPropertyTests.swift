import Foundation
import Testing

/// Pseudo-random numbers that are the same in every run (SplitMix64).
private struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Every view of the hunt against the naive reference, over thousands of launches around the turn
/// of a year and of weeks, with moments on and beside the edges of the windows.
@Suite struct ViewPropertyTests {
  // 2027-01-03T12:00:00Z, a Sunday.
  private static let end = 1_798_977_600
  private static let windows = [(end, 7, 10), (end - 3 * 86_400, 2, 8), (end - 86_400, 1, 0)]

  private static let launches: [GeneratedLaunch] = {
    var random = Seeded(state: 20_261_122)
    var edges: [Int] = []
    for (asOf, days, _) in windows {
      for edge in [asOf, asOf - days * 86_400] { edges += [edge - 1, edge, edge + 1] }
    }
    return (0..<4000).map { index in
      let isEdge = Int.random(in: 0..<20, using: &random) == 0
      let any = end - 10 * 86_400 + Int.random(in: 0..<11 * 86_400, using: &random)
      let who = Int.random(in: 0..<4, using: &random)
      let items = Int.random(in: 0..<8, using: &random) == 0 ? 2 : 1
      let counts = (0..<items).map { _ -> (Int?, Int?) in
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return (nil, nil)
        case 1: return (Int.random(in: 1..<20, using: &random), nil)
        default:
          let low = Int.random(in: 0..<6, using: &random)
          return (low, low + Int.random(in: -2..<12, using: &random))
        }
      }
      return GeneratedLaunch(
        id: "event-\(index)", time: isEdge ? edges.randomElement(using: &random) ?? any : any,
        account: ["111111111111", "222222222222"].randomElement(using: &random) ?? "",
        user: who == 0 ? "u1" : who == 1 ? "u2" : nil, role: who == 2 ? "r1" : nil,
        region: ["us-east-1", "eu-west-1"].randomElement(using: &random) ?? "",
        subnet: [nil, "subnet-a", "subnet-b"].randomElement(using: &random) ?? nil,
        type: [nil, "t3.large", "p3.2xlarge"].randomElement(using: &random) ?? nil,
        counts: counts,
        error: [nil, nil, "Client.UnauthorizedOperation", "Client.DryRunOperation"]
          .randomElement(using: &random) ?? nil,
        address: ["192.0.2.1", "192.0.2.2"].randomElement(using: &random) ?? "",
        keyName: Bool.random(using: &random) ? "k" : nil)
    }
  }()

  private func rows(_ scratch: Scratch, _ sql: String, _ options: [String]) throws -> [String] {
    let result = try run(
      Binary.path,
      ["query", "--db", scratch.store, "--format", "tsv", "--raw"] + options + [sql])
    #expect(result.status == 0, "\(result.errorText)")
    return result.text.split(whereSeparator: \.isNewline).dropFirst().map {
      $0.replacingOccurrences(of: "\\N", with: "NULL").replacingOccurrences(of: "\t", with: "|")
    }
  }

  private func agree(_ found: [String], _ expected: [String], _ what: String) {
    #expect(!expected.isEmpty, "\(what): nothing to compare")
    #expect(found.count == expected.count, "\(what)")
    let odd = Set(found).symmetricDifference(expected).sorted().prefix(6)
    #expect(odd.isEmpty, "\(what): \(odd)")
  }

  @Test func theViewsAgreeWithTheReference() throws {
    let scratch = try Scratch()
    let text = Self.launches.map(\.json).joined(separator: "\n")
    let summary = try scratch.importing(try scratch.file("log.ndjson", text))
    #expect(summary["events_new"] as? Int == Self.launches.count)
    agree(
      try rows(
        scratch,
        """
        SELECT event_id, event_time, account_id, principal, user_name, outcome, requested_min,
          requested_max, subnet_id, subnet_source, instance_type, error_code, key_name,
          source_ip_address
        FROM launch_attempts
        """, []),
      NaiveHunt.attempts(Self.launches), "launch_attempts")
    agree(
      try rows(
        scratch,
        "SELECT event_id, subnet_id, min_count, max_count, instance_type FROM elastic_launch_fields",
        []),
      NaiveHunt.fields(Self.launches), "elastic_launch_fields")
    try expectNotedReadings(scratch)
    for (asOf, days, threshold) in Self.windows {
      let options = [
        "--as-of", GeneratedLaunch.text(asOf), "--window", "\(days)", "--threshold", "\(threshold)",
      ]
      let inside = Self.launches.filter { $0.time > asOf - days * 86_400 && $0.time <= asOf }
      let name = "\(days) days, \(threshold) or more"
      agree(
        try rows(scratch, "SELECT * FROM hunt_window", options),
        [
          "\(GeneratedLaunch.text(asOf))|\(GeneratedLaunch.text(asOf - days * 86_400))"
            + "|\(days)|\(threshold)"
        ], "hunt_window, \(name)")
      let columns = """
        account_id, principal, user_name, date, aws_region, subnet_id, instance_type, outcome,
        attempts, requested_min, requested_max, first_seen, last_seen, source_ip_addresses
        """
      agree(
        try rows(scratch, "SELECT \(columns) FROM instance_deployments", options),
        NaiveHunt.deployments(inside), "instance_deployments, \(name)")
      agree(
        try rows(scratch, "SELECT \(columns) FROM high_instance_deployments", options),
        NaiveHunt.high(inside, threshold: threshold), "high_instance_deployments, \(name)")
      agree(
        try rows(
          scratch,
          """
          SELECT account_id, principal, attempts, requested_max, is_high, high_groups, regions
          FROM principal_deployments
          """, options),
        NaiveHunt.principals(inside, threshold: threshold), "principal_deployments, \(name)")
      agree(
        try rows(scratch, "SELECT * FROM elastic_high_instance_deployments", options),
        NaiveHunt.elastic(inside, threshold: threshold),
        "elastic_high_instance_deployments, \(name)")
    }
  }
}

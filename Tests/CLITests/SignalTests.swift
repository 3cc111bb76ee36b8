import Testing

/// Each signal, as given calls and what they show; the near miss beside the hit.
@Suite struct SignalTests {
  /// A case: the signal, calls that show it or miss it, and what is expected.
  struct Case: CustomTestStringConvertible {
    var signal: String
    var given: String
    var rows: [LaunchRow]
    var expected: String?
    var testDescription: String { "\(signal): \(given)" }
  }

  /// An account known for sixty days, with alice's one launch a day at ten.
  static let history = (8...68).map { LaunchRow(daysBack: $0) }

  static let cases: [Case] =
    requests + outcomes + firsts
    + [
      Case(
        signal: "key_from_several_networks", given: "one key, two /16 networks",
        rows: [LaunchRow(), LaunchRow(hour: 11, address: "203.0.113.9")], expected: "raised"),
      Case(
        signal: "key_from_several_networks", given: "one key, two addresses of one network",
        rows: [LaunchRow(), LaunchRow(hour: 11, address: "198.51.7.9")], expected: nil),
      Case(
        signal: "key_from_several_networks", given: "one key, a network and a service",
        rows: [LaunchRow(), LaunchRow(hour: 11, address: "cloudformation.amazonaws.com")],
        expected: nil),
      Case(
        signal: "burst", given: "twelve in an hour, never more than one before",
        rows: history + [LaunchRow(requested: 12)], expected: "raised"),
      Case(
        signal: "burst", given: "twelve in an hour, four before",
        rows: history + [LaunchRow(daysBack: 20, hour: 4, requested: 4), LaunchRow(requested: 12)],
        expected: nil),
      Case(
        signal: "unusual_hours", given: "at three in the night, known for ten o'clock",
        rows: history + [LaunchRow(hour: 3)], expected: "raised"),
      Case(
        signal: "unusual_hours", given: "an hour later than usual",
        rows: history + [LaunchRow(hour: 11)], expected: nil),
      Case(
        signal: "unusual_hours", given: "nothing known", rows: [LaunchRow(hour: 3)],
        expected: "insufficient history"),
    ]

  static let requests = [
    Case(
      signal: "large_request", given: "fifty", rows: [LaunchRow(requested: 50)],
      expected: "raised"),
    Case(
      signal: "large_request", given: "forty-nine", rows: [LaunchRow(requested: 49)],
      expected: nil),
    Case(
      signal: "launched_in_bulk", given: "ten launched", rows: [LaunchRow(requested: 10)],
      expected: "raised"),
    Case(
      signal: "launched_in_bulk", given: "ten refused",
      rows: [LaunchRow(requested: 10, errorClass: "quota")], expected: nil),
    Case(
      signal: "region_sprawl", given: "three regions on one day",
      rows: ["a-1", "b-1", "c-1"].map { LaunchRow(region: $0) }, expected: "raised"),
    Case(
      signal: "region_sprawl", given: "three regions on three days",
      rows: [LaunchRow(region: "a-1")]
        + [(2, "b-1"), (3, "c-1")].map { LaunchRow(daysBack: $0.0, region: $0.1) },
      expected: nil),
    Case(
      signal: "accelerated_or_very_large", given: "a GPU type",
      rows: [LaunchRow(type: "g5.xlarge")],
      expected: "raised"),
    Case(
      signal: "accelerated_or_very_large", given: "a type of 96 vCPUs nobody listed",
      rows: [LaunchRow(type: "m99.24xlarge")], expected: "raised"),
    Case(
      signal: "accelerated_or_very_large", given: "a small type", rows: [LaunchRow()],
      expected: nil),
    Case(
      signal: "spot_in_bulk", given: "ten spot instances",
      rows: [LaunchRow(requested: 10, isSpot: true)], expected: "raised"),
    Case(
      signal: "spot_in_bulk", given: "nine spot instances and ten others",
      rows: [LaunchRow(requested: 9, isSpot: true), LaunchRow(hour: 11, requested: 10)],
      expected: nil),
  ]

  static let outcomes = [
    Case(
      signal: "denied_then_succeeded", given: "refused, then launched",
      rows: [LaunchRow(errorClass: "authorization"), LaunchRow(hour: 11)], expected: "raised"),
    Case(
      signal: "denied_then_succeeded", given: "launched, then refused",
      rows: [LaunchRow(), LaunchRow(hour: 11, errorClass: "authorization")], expected: nil),
    Case(
      signal: "exhausted_after_success", given: "a success, and a quota in the next hour",
      rows: [LaunchRow(), LaunchRow(hour: 11, errorClass: "quota")], expected: "raised"),
    Case(
      signal: "exhausted_after_success", given: "a success, and a quota in the same hour",
      rows: [LaunchRow(minute: 10), LaunchRow(minute: 50, errorClass: "capacity")],
      expected: "raised"),
    Case(
      signal: "exhausted_after_success", given: "a quota, and a success in the same hour",
      rows: [LaunchRow(minute: 10, errorClass: "quota"), LaunchRow(minute: 50)], expected: nil),
    Case(
      signal: "exhausted_after_success", given: "a success, and a quota three hours later",
      rows: [LaunchRow(), LaunchRow(hour: 13, errorClass: "quota")], expected: nil),
    Case(
      signal: "dry_run_probing", given: "a dry run beside a call",
      rows: [LaunchRow(errorClass: "dry_run"), LaunchRow(hour: 11)], expected: "raised"),
    Case(
      signal: "dry_run_probing", given: "two dry runs alone",
      rows: [LaunchRow(errorClass: "dry_run"), LaunchRow(hour: 11, errorClass: "dry_run")],
      expected: nil),
    Case(
      signal: "invalid_in_a_row", given: "five in a row",
      rows: (0..<5).map { LaunchRow(minute: $0, errorClass: "invalid_request") },
      expected: "raised"),
    Case(
      signal: "invalid_in_a_row", given: "five with a success in the middle",
      rows: (0..<6).map { LaunchRow(minute: $0, errorClass: $0 == 3 ? "none" : "invalid_request") },
      expected: nil),
  ]

  static let firsts: [Case] = [
    ("first_seen_principal", LaunchRow(user: "mallory")),
    ("first_seen_region", LaunchRow(user: "mallory", region: "sa-east-1")),
    ("first_seen_instance_family", LaunchRow(user: "mallory", type: "c5.large")),
    ("first_seen_image", LaunchRow(user: "mallory", image: "ami-2")),
    ("first_seen_key_pair", LaunchRow(user: "mallory", key: "k")),
    ("first_seen_source_network", LaunchRow(user: "mallory", address: "2001:db8::1")),
    ("first_seen_user_agent", LaunchRow(user: "mallory", agent: "curl/8")),
    ("first_seen_accelerator", LaunchRow(user: "mallory", type: "p4d.24xlarge")),
  ].flatMap { signal, row in
    [
      Case(
        signal: signal, given: "new in a known account", rows: history + [row], expected: "raised"),
      Case(
        signal: signal, given: "new in an account known for ten days",
        rows: [LaunchRow(daysBack: 17)] + [row], expected: "insufficient history"),
      Case(
        signal: signal, given: "known from another principal before the window",
        rows: history + [Self.before(row), row], expected: nil),
    ]
  }

  private static func before(_ row: LaunchRow) -> LaunchRow {
    var earlier = row
    earlier.daysBack = 9
    return earlier
  }

  @Test(arguments: cases) func aSignalShowsInWhatItNamesAndNotInTheNearMiss(_ one: Case) throws {
    let store = try SampleStore(LaunchRow.sql(one.rows))
    let user = one.rows.last?.user ?? ""
    let result = try huntdb(
      "query", "--db", store.path, "--as-of", LaunchRow.asOf, "--format", "csv", "-p",
      "user=\(user)",
      """
      SELECT s.state FROM signal_\(one.signal) AS s
      INNER JOIN principals AS p ON p.principal_key = s.principal_key
      WHERE p.principal LIKE '%user/' || :user
      """)
    #expect(result.status == 0, "\(result.errorText)")
    #expect(
      result.text.split(separator: "\r\n").dropFirst().map(String.init)
        == (one.expected.map { [$0] } ?? []))
  }

  @Test func everyRuleHasItsViewAndItsCases() throws {
    let store = try SampleStore("")
    let rules = try huntdb(
      "query", "--db", store.path, "--format", "csv",
      """
      SELECT r.signal FROM signal_rules AS r
      INNER JOIN sqlite_schema AS v ON v.name = 'signal_' || r.signal ORDER BY 1
      """)
    let named = Set(rules.text.split(separator: "\r\n").dropFirst().map(String.init))
    #expect(named.count == 20)
    #expect(named == Set(Self.cases.map(\.signal)))
  }
}

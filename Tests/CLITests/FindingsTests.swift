import Foundation
import Testing

/// `huntdb findings`, over stores whose window ends at `LaunchRow.asOf`.
@Suite struct FindingsTests {
  private func findings(_ store: String, _ options: String...) throws -> [[String: Any]] {
    let result = try run(
      Binary.path,
      ["findings", "list", "--db", store, "--format", "json"]
        + (options.isEmpty ? ["--as-of", LaunchRow.asOf] : options))
    #expect(result.status == 0, "\(result.errorText)")
    let array = try JSONSerialization.jsonObject(with: Data(result.output))
    return try #require(array as? [[String: Any]])
  }

  private func text(_ row: [String: Any]?, _ name: String) -> String? { row?[name] as? String }

  /// Three days of twelve launches.
  private static let story = (1...3).map { LaunchRow(daysBack: $0, requested: 12) }

  @Test func aStoryKeepsItsIDWhileTheWindowSlidesOverIt() throws {
    let store = try SampleStore(LaunchRow.sql(Self.story))
    var ids: Set<String> = []
    for asOf in ["2026-11-19", "2026-11-20", "2026-11-21", "2026-11-23", "2026-11-25T12:00:00Z"] {
      let rows = try findings(store.path, "--as-of", asOf)
      #expect(rows.count == 1, "\(asOf)")
      ids.insert(text(rows.first, "finding_id") ?? "none")
    }
    #expect(ids.count == 1)
  }

  @Test func anotherStoryOfTheSamePrincipalIsAnotherFinding() throws {
    let rows = [LaunchRow(daysBack: 1, requested: 12), LaunchRow(daysBack: 12, requested: 12)]
    let store = try SampleStore(LaunchRow.sql(rows))
    let now = try findings(store.path).filter { text($0, "state") != "resolved" }
    let then = try findings(store.path, "--as-of", "2026-11-10")
    #expect(now.count == 1 && then.count == 1)
    #expect(text(now.first, "finding_id") != text(then.first, "finding_id"))
  }

  @Test func whatIsHighOnlyInSumIsFoundAndAHighGroupMakesItAnotherFinding() throws {
    let sum = (1...7).map { LaunchRow(daysBack: $0, requested: 2) }
    let store = try SampleStore(LaunchRow.sql(sum))
    let spread = try findings(store.path)
    #expect(text(spread.first, "basis") == "sum")
    let high = try SampleStore(LaunchRow.sql(sum + [LaunchRow(hour: 3, requested: 10)]))
    let group = try findings(high.path)
    #expect(text(group.first, "basis") == "group")
    #expect(text(spread.first, "finding_id") != text(group.first, "finding_id"))
  }

  @Test func findingsAreNewContinuingEscalatedAndResolvedFromWeekToWeek() throws {
    let rows =
      [LaunchRow(daysBack: 9, user: "same", requested: 12), LaunchRow(user: "same", requested: 12)]
      + [
        LaunchRow(daysBack: 9, user: "more", requested: 12), LaunchRow(user: "more", requested: 40),
      ]
      + [
        LaunchRow(user: "fresh", requested: 12),
        LaunchRow(daysBack: 9, user: "gone", requested: 12),
      ]
    let store = try SampleStore(LaunchRow.sql(rows))
    let states = try findings(store.path).reduce(into: [:]) { states, row in
      states[text(row, "principal")?.split(separator: "/").last.map(String.init) ?? ""] =
        text(row, "state")
    }
    #expect(
      states == ["same": "continuing", "more": "escalated", "fresh": "new", "gone": "resolved"])
    let gone = try findings(store.path).first { text($0, "state") == "resolved" }
    let before = try findings(store.path, "--as-of", "2026-11-14T00:00:00Z")
      .first { text($0, "principal")?.hasSuffix("gone") ?? false }
    #expect(text(gone, "finding_id") == text(before, "finding_id"))
  }

  @Test func servicesRankBelowPeopleUnlessTheyLaunchAcceleratorsForTheFirstTime() throws {
    func service(_ type: String) -> [LaunchRow] {
      SignalTests.history
        + [
          LaunchRow(
            role: "arn:aws:iam::111111111111:role/aws-service-role/autoscaling.amazonaws.com/A",
            invokedBy: "autoscaling.amazonaws.com", requested: 60, type: type)
        ]
    }
    let stores = try [
      service("t3.large"), service("p5.48xlarge"),
      SignalTests.history + [LaunchRow(requested: 60)],
    ].map { try SampleStore(LaunchRow.sql($0)) }
    let usual = try findings(stores[0].path)
    #expect(text(usual.first, "severity") == "info")
    #expect(text(usual.first, "automation") == "AutoScaling")
    let sudden = try findings(stores[1].path)
    #expect(text(sudden.first, "severity") == "high")
    let person = try findings(stores[2].path)
    #expect(["medium", "high", "critical"].contains(text(person.first, "severity")))
  }

  @Test func aSuppressionIsShownCoversNothingGraverAndCanBeLifted() throws {
    let store = try SampleStore(LaunchRow.sql(Self.story))
    let id = try #require(text(findings(store.path).first, "finding_id"))
    let options = ["--db", store.path, "--as-of", LaunchRow.asOf]
    let made = try run(
      Binary.path,
      [
        "findings", "suppress", String(id.prefix(8)), "--reason", "load test", "--until",
        "2099-01-01",
      ]
        + options)
    #expect(made.status == 0, "\(made.errorText)")
    #expect(text(try findings(store.path).first, "state") == "suppressed")
    let shown = try run(Binary.path, ["findings", "show", id] + options)
    #expect(shown.text.contains("load test") && shown.text.contains("36 >= 10") == false)
    // The same principal with more behind it is graver, and not covered.
    let database = try run(
      "/usr/bin/env",
      [
        "sqlite3", store.path,
        LaunchRow.sql([
          LaunchRow(hour: 2, user: "alice", requested: 200, region: "b-1", type: "p5.48xlarge"),
          LaunchRow(hour: 2, minute: 1, user: "alice", requested: 200, region: "c-1", isSpot: true),
        ]).replacingOccurrences(of: "event-", with: "later-"),
      ])
    #expect(database.status == 0, "\(database.errorText)")
    #expect(text(try findings(store.path).first, "state") != "suppressed")
    let lifted = try run(Binary.path, ["findings", "unsuppress", id] + options)
    #expect(lifted.status == 0 && lifted.text == "1 suppression lifted\n")
    let none = try run(Binary.path, ["findings", "unsuppress", id] + options)
    #expect(none.status == 1)
    #expect(none.errorText.contains(id) && none.errorText.contains("none is in force"))
  }

  @Test func aSuppressionIsLiftedByTheFirstDigitsOfItsFinding() throws {
    let store = try SampleStore(LaunchRow.sql(Self.story))
    let made = [
      ("4a00000000000001", "one"), ("4a00000000000002", "two"), ("b000000000000000", "three"),
    ].map { "('\($0)', 'arn:\($1)', 'r', 1, 4102444800000)" }.joined(separator: ", ")
    let shell = try run(
      "/usr/bin/env",
      [
        "sqlite3", store.path,
        "INSERT INTO suppressions (finding_id, principal, reason, created_ms, until_ms) VALUES "
          + made,
      ])
    #expect(shell.status == 0, "\(shell.errorText)")
    func unsuppress(_ id: String) throws -> Run {
      try huntdb("findings", "unsuppress", id, "--db", store.path)
    }
    let several = try unsuppress("4A")
    #expect(several.status == 2)
    #expect(several.errorText.contains("with 4A: 4a00000000000001, 4a00000000000002"))
    let unknown = try unsuppress("77")
    #expect(unknown.status == 1 && unknown.errorText.contains("begins with 77"))
    #expect(unknown.errorText.contains("4a00000000000001, 4a00000000000002, b000000000000000"))
    for wrong in ["", "zz"] { #expect(try unsuppress(wrong).status == 2) }
    let one = try unsuppress("b")
    #expect(one.status == 0 && one.text == "1 suppression lifted\n")
    let left = try huntdb(
      "query", "--db", store.path, "--format", "csv",
      "SELECT count(*) AS n FROM suppressions WHERE lifted_ms IS NULL")
    #expect(left.text == "n\r\n2\r\n")
  }

  @Test func aSuppressionOfOneTypeDoesNotCoverAFindingWithAnother() throws {
    let store = try SampleStore(
      LaunchRow.sql(Self.story + [LaunchRow(hour: 12, requested: 10, type: "c5.large")]))
    let id = try #require(text(findings(store.path).first, "finding_id"))
    let made = try huntdb(
      "findings", "suppress", id, "--db", store.path, "--as-of", LaunchRow.asOf, "--reason", "r",
      "--until", "2099-01-01", "--instance-type", "t3.micro")
    #expect(made.status == 0 && made.text.contains("stays open"))
    #expect(text(try findings(store.path).first, "state") != "suppressed")
  }

  @Test(arguments: [
    ([], ["suppressed", "new", "new"]), (["--any-principal"], ["suppressed", "suppressed", "new"]),
    (["--any-account"], ["suppressed", "new", "suppressed"]),
    (
      ["--any-account", "--any-principal", "--instance-type", "t3.micro"],
      ["suppressed", "new", "suppressed"]
    ),
  ])
  func aSuppressionCanBeWidened(options: [String], states: [String]) throws {
    // A finding, one of another principal in the account, and one of the principal in another account.
    let role = "arn:aws:iam::111111111111:role/build"
    let store = try SampleStore(
      LaunchRow.sql([
        LaunchRow(role: role, requested: 12), LaunchRow(requested: 12, type: "c5.large"),
        LaunchRow(account: "222222222222", role: role, requested: 12),
      ]))
    func listed() throws -> [[String: Any]] {
      try findings(store.path).sorted {
        let keys = [$0, $1].map { (text($0, "account_id") ?? "") + (text($0, "principal") ?? "") }
        return keys[0] < keys[1]
      }
    }
    #expect(try listed().count == 3)
    let id = try #require(text(try listed().first, "finding_id"))
    let suppress = ["findings", "suppress", id, "--db", store.path, "--as-of", LaunchRow.asOf]
    let made = try run(
      Binary.path, suppress + ["--reason", "r", "--until", "2099-01-01"] + options)
    #expect(made.status == 0, "\(made.errorText)")
    #expect(try listed().map { text($0, "state") ?? "" } == states)
  }

  @Test func showPrintsTheArithmeticTheTimelineTheEventsAndCommandsThatRun() throws {
    let store = try SampleStore(LaunchRow.sql(Self.story))
    let id = try #require(text(findings(store.path).first, "finding_id"))
    let shown = try huntdb(
      "findings", "show", id, "--db", store.path, "--as-of", LaunchRow.asOf)
    #expect(shown.status == 0, "\(shown.errorText)")
    for part in [
      "12 >= 10", "36 asked for in 3 calls", "2026-11-20T10:00:00Z", "event-0", "Signals",
    ] {
      #expect(shown.text.contains(part), "\(part)")
    }
    let commands = shown.text.split(separator: "\n").filter { $0.hasPrefix("huntdb query") }
    #expect(commands.count == 4)
    for command in commands {
      let program = String(command).replacing(
        "huntdb", with: "'\(Binary.path)'", maxReplacements: 1)
      let ran = try run(
        "/bin/sh", ["-c", program], environment: ["HUNTDB_DB": store.path])
      #expect(ran.status == 0, "\(command): \(ran.errorText)")
    }
  }

  @Test func wrongIDsDatesAndReasonsAreErrorsBeforeAnythingIsWritten() throws {
    let store = try SampleStore(LaunchRow.sql(Self.story))
    let options = ["--db", store.path, "--as-of", LaunchRow.asOf]
    func status(_ arguments: [String]) throws -> Int32 {
      try run(Binary.path, ["findings"] + arguments + options).status
    }
    #expect(try status(["show", "zz"]) == 2)
    #expect(try status(["show", "0123456789abcdef"]) == 1)
    let id = try #require(text(findings(store.path).first, "finding_id"))
    #expect(try status(["suppress", id, "--reason", " ", "--until", "2099-01-01"]) == 2)
    #expect(try status(["suppress", id, "--reason", "r", "--until", "2020-01-01"]) == 2)
    #expect(try status(["suppress", id, "--reason", "r", "--until", "7d"]) == 2)
    let kept = try huntdb("query", "--db", store.path, "SELECT count(*) AS n FROM suppressions")
    #expect(kept.text.contains("0"))
  }
}

import Foundation
import Testing

/// What the window cuts is counted to the millisecond: no call outside it shows in what is said of
/// it, and none inside is left out. The windows are `LaunchRow`'s, some cut at ten past noon.
@Suite struct WindowCutTests {
  /// Ten past noon of the day before `LaunchRow.asOf`.
  static let noon = "2026-11-20T12:10:00Z"

  static func rows(_ store: SampleStore, _ asOf: String, _ sql: String) throws -> [[String: Any]] {
    let result = try run(
      Binary.path,
      ["query", "--db", store.path, "--as-of", asOf, "--format", "json", sql])
    #expect(result.status == 0, "\(result.errorText)")
    let array = try JSONSerialization.jsonObject(with: Data(result.output))
    return try #require(array as? [[String: Any]])
  }

  private func text(_ store: SampleStore, _ asOf: String, _ sql: String) throws -> String {
    let result = try huntdb(
      "query", "--db", store.path, "--as-of", asOf, "--format", "csv", sql)
    #expect(result.status == 0, "\(result.errorText)")
    return result.text
  }

  static let views = [
    "findings", "finding_signals", "principal_signals", "finding_timeline", "resolved_findings",
    "report_failures", "first_seen_facts", "report_weeks",
  ]

  /// Calls of alice and bob up to ten past twelve.
  private static let before =
    SignalTests.history
    + [
      LaunchRow(hour: 12, minute: 5, requested: 12),
      LaunchRow(hour: 12, minute: 6, errorClass: "invalid_request"),
      LaunchRow(hour: 12, minute: 7, user: "bob", errorClass: "authorization"),
    ]

  /// Calls of theirs in the same hour and on the same day, but later.
  private static let after =
    [
      LaunchRow(hour: 12, minute: 30, requested: 90),
      LaunchRow(hour: 12, minute: 31, errorClass: "quota"),
      LaunchRow(hour: 12, minute: 40, user: "bob"),
      LaunchRow(hour: 20, user: "bob"),
    ] + (32..<37).map { LaunchRow(hour: 12, minute: $0, errorClass: "invalid_request") }

  @Test(arguments: views) func whatComesAfterTheWindowChangesNothing(_ view: String) throws {
    let all = try SampleStore(LaunchRow.sql(Self.before + Self.after))
    let past = try SampleStore(LaunchRow.sql(Self.before))
    let sql = "SELECT * FROM \(view) ORDER BY 1, 2, 3, 4"
    #expect(try text(all, Self.noon, sql) == text(past, Self.noon, sql))
  }

  @Test func theFirstHourCountsFromTheMomentTheWindowBegins() throws {
    let first = [
      LaunchRow(daysBack: 8, hour: 12, minute: 5, requested: 30),
      LaunchRow(daysBack: 8, hour: 12, minute: 20, requested: 11),
    ]
    let store = try SampleStore(LaunchRow.sql(first))
    let hours = try Self.rows(store, Self.noon, "SELECT * FROM finding_timeline")
    #expect(hours.count == 1 && hours.first?["requested_max"] as? Int == 11)
    let burst = try Self.rows(store, Self.noon, "SELECT detail, first_ms FROM signal_burst")
    #expect((burst.first?["detail"] as? String)?.hasPrefix("11 instances") == true)
  }

  @Test(arguments: views) func midnightAndTheMomentBeforeItEndTheSameWindow(_ view: String) throws {
    let store = try SampleStore(
      LaunchRow.sql(
        (9...68).map { LaunchRow(daysBack: $0) }
          + [
            LaunchRow(daysBack: 7, hour: 0, minute: 30, requested: 12),
            LaunchRow(daysBack: 7, hour: 0, minute: 40, errorClass: "capacity"),
          ]))
    let sql = "SELECT * FROM \(view) ORDER BY 1, 2, 3, 4"
    let before = try text(store, "2026-11-20T23:59:59.999Z", sql)
    #expect(try before == text(store, LaunchRow.asOf, sql))
    if view == "finding_signals" { #expect(before.contains("burst")) }
  }

  @Test func theFirstRefusalInsideTheWindowIsTheFirst() throws {
    let calls = [(5, "authorization"), (20, "authorization"), (40, "none"), (50, "authorization")]
    let store = try SampleStore(
      LaunchRow.sql(calls.map { LaunchRow(daysBack: 8, hour: 12, minute: $0, errorClass: $1) }))
    let signal = try Self.rows(store, Self.noon, "SELECT detail FROM signal_denied_then_succeeded")
    #expect(
      signal.first?["detail"] as? String
        == "first refused at 2026-11-13T12:20:00Z, last success at 2026-11-13T12:40:00Z")
    let failures = try Self.rows(store, Self.noon, "SELECT * FROM report_failures")
    #expect(failures.first?["first_denied"] as? String == "2026-11-13T12:20:00Z")
    #expect(failures.first?["denied_then_succeeded"] as? Int == 1)
  }

  @Test func aHighGroupOfTheWindowBeforeIsCountedInsideItAlone() throws {
    // On the first day of the window before twelve are asked for, half of them before it begins.
    let now = [LaunchRow(hour: 9, requested: 12)]
    let spread = (9...13).map { LaunchRow(daysBack: $0, requested: 2) }
    func first(_ hour: Int, _ requested: Int) -> LaunchRow {
      LaunchRow(daysBack: 15, hour: hour, requested: requested)
    }
    let half = try SampleStore(LaunchRow.sql(now + spread + [first(11, 6), first(13, 6)]))
    let whole = try SampleStore(LaunchRow.sql(now + spread + [first(11, 6), first(13, 11)]))
    let sql = "SELECT trend FROM findings"
    #expect(try Self.rows(half, Self.noon, sql).first?["trend"] as? String == "escalated")
    #expect(try Self.rows(whole, Self.noon, sql).first?["trend"] as? String == "continuing")
  }

  @Test func aResolvedFindingIsTheOneItWas() throws {
    let service = "autoscaling.amazonaws.com"
    let store = try SampleStore(
      LaunchRow.sql([
        // Before the window before begins a person called, and asked for much.
        LaunchRow(daysBack: 15, hour: 12, minute: 5, requested: 20),
        LaunchRow(daysBack: 15, hour: 12, minute: 30, invokedBy: service, requested: 6),
        LaunchRow(daysBack: 9, invokedBy: service, requested: 6),
        // After it ends, too.
        LaunchRow(daysBack: 8, hour: 12, minute: 30, requested: 3),
      ]))
    let columns = "finding_id, principal, actor, basis"
    let now = try text(store, Self.noon, "SELECT \(columns) FROM resolved_findings")
    let then = try text(store, "2026-11-13T12:10:00Z", "SELECT \(columns) FROM findings")
    #expect(now == then && now.contains("service,sum"))
    let seen = try Self.rows(store, Self.noon, "SELECT last_seen FROM resolved_findings")
    #expect(seen.first?["last_seen"] as? String == "2026-11-12T10:00:00Z")
  }
}

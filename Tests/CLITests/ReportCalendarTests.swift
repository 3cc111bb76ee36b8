import Foundation
import Testing

/// Reports on long windows, which are cut into weeks, months or years instead of days.
@Suite struct ReportCalendarTests {
  /// Days from `LaunchRow`'s last one back to a date.
  private func daysBack(_ date: String) throws -> Int {
    let form = DateFormatter()
    form.locale = Locale(identifier: "en_US_POSIX")
    form.timeZone = TimeZone(identifier: "UTC")
    form.dateFormat = "yyyy-MM-dd"
    let day = try #require(form.date(from: date))
    let end = try #require(form.date(from: "2026-11-21"))
    return Int(end.timeIntervalSince(day) / 86_400)
  }

  private func report(_ store: String, asOf: String, _ days: Int, _ form: String) throws -> String {
    let run = try huntdb(
      "report", "--db", store, "--as-of", asOf + "T23:59:59.999Z", "--last", "\(days)d",
      "--format", form)
    #expect(run.status == 0, "\(run.errorText)")
    return run.text
  }

  /// Dates with calls, the window's last day and length, and what the columns are.
  struct Window: Sendable {
    var dates: [String]
    var asOf: String
    var days: Int
    var unit: String
    var names: [String]
  }

  private static let windows = [
    // A month: its days as ever.
    Window(
      dates: ["2026-11-01", "2026-11-30"], asOf: "2026-11-30", days: 31, unit: "day",
      names: ["Sat 31 Oct", "Sun 1 Nov", "Mon 30 Nov"]),
    // Nothing is stored before the last fortnight of the window.
    Window(
      dates: ["2026-11-10", "2026-11-20"], asOf: "2026-11-20", days: 36_500, unit: "day",
      names: ["Tue 10 Nov", "Fri 20 Nov"]),
    // Weeks begin on Monday, and the one around New Year is one.
    Window(
      dates: ["2026-11-20", "2026-12-27", "2026-12-28", "2027-01-03", "2027-01-04"],
      asOf: "2027-01-10", days: 60, unit: "week",
      names: ["2026-W47", "2026-W52", "2026-W53", "2027-W01"]),
    Window(
      dates: ["2024-12-31", "2025-01-01", "2025-02-28", "2025-03-01", "2026-11-20"],
      asOf: "2026-11-20", days: 700, unit: "month",
      names: ["2024-12", "2025-01", "2025-02", "2025-03", "2026-11"]),
    Window(
      dates: ["2023-12-31", "2024-01-01", "2024-03-31", "2024-04-01", "2026-11-20"],
      asOf: "2026-11-20", days: 1200, unit: "quarter",
      names: ["2023-Q4", "2024-Q1", "2024-Q2", "2026-Q4"]),
    Window(
      dates: ["2013-06-01", "2015-12-31", "2016-01-01", "2026-11-20"], asOf: "2026-11-20",
      days: 5000, unit: "year", names: ["2013", "2015", "2016", "2026"]),
    Window(
      dates: ["1970-01-01", "1979-12-31", "1980-01-01", "2026-11-20"], asOf: "2026-11-20",
      days: 36_500, unit: "decade", names: ["1970s", "1980s", "2020s"]),
  ]

  @Test(arguments: windows.indices) func theWindowIsCutIntoColumnsThatAPageHolds(
    _ index: Int
  ) throws {
    let window = Self.windows[index]
    let rows = try window.dates.flatMap { date in
      let day = try daysBack(date)
      return [
        LaunchRow(daysBack: day, hour: 0, requested: 12),
        LaunchRow(daysBack: day, hour: 23, minute: 59, requested: 3, errorClass: "quota"),
      ]
    }
    let store = try SampleStore(LaunchRow.sql(rows))
    func report(_ form: String) throws -> String {
      try self.report(store.path, asOf: window.asOf, window.days, form)
    }
    let json = try JSONSerialization.jsonObject(with: Data(try report("json").utf8))
    let content = try #require(json as? [String: Any])
    #expect(content["unit"] as? String == window.unit)
    let columns = try #require(content["days"] as? [[String: Any]])
    #expect(columns.count <= 31)
    // No call is lost between them, and each column's own are in it.
    func sum(_ rows: Any?, _ name: String) -> Int {
      (rows as? [[String: Any]] ?? []).reduce(0) { $0 + ($1[name] as? Int ?? 0) }
    }
    let calls = 2 * window.dates.count
    #expect(sum(columns, "attempts") == calls && sum(columns, "requested_max") == 15 * calls / 2)
    #expect(sum(columns, "failed_quota") == calls / 2)
    #expect(sum(content["principal_days"], "requested_max") == 15 * calls / 2)
    let dates = columns.map { $0["date"] as? String ?? "" }
    #expect(Set(dates).count == dates.count && dates == dates.sorted())
    for name in ["days", "principal_days"] {
      for row in content[name] as? [[String: Any]] ?? [] where row["attempts"] as? Int != 0 {
        let date = try #require(row["date"] as? String)
        let place = try #require(dates.firstIndex(of: date), "\(name) \(date)")
        let end = place + 1 < dates.count ? dates[place + 1] : "9999"
        let own = window.dates.filter { $0 >= date && $0 < end }
        #expect(row["attempts"] as? Int == 2 * own.count, "\(name) \(date)")
      }
    }
    // The table for people has the same rows.
    let text = try report("text")
    let lines = try #require(text.components(separatedBy: "Instances per \(window.unit):\n").last)
      .split(separator: "\n").prefix(2 + columns.count)
    for name in window.names {
      #expect(lines.contains { $0.hasPrefix(name + " ") }, "\(name)")
    }
    #expect(lines.count == 2 + columns.count)
    let page = try report("html")
    #expect(page.contains("Instances asked for, by principal and \(window.unit)"))
    #expect(page.contains("Calls that launched nothing, by class and \(window.unit)"))
  }

  @Test func manyColumnsAreRowsOfATable() throws {
    let rows = (0..<20).map { LaunchRow(daysBack: 7 * $0 + 1, requested: 123_456) }
    let store = try SampleStore(LaunchRow.sql(rows))
    let markdown = try report(store.path, asOf: "2026-11-20", 140, "markdown")
    let table = try #require(
      markdown.components(separatedBy: "**Instances asked for, by principal and week**").last)
    #expect(table.contains("| Account | Principal | Week | Asked for |"))
    #expect(table.contains("| 2026-W47 | 123,456 |") && table.contains("| 2026-W28 | 123,456 |"))
    // Beside an axis there is room for a few letters.
    let page = try report(store.path, asOf: "2026-11-20", 140, "html")
    #expect(page.contains(">100k</text>") && page.contains(">200k</text>"))
    // A number stays on its line, and a day of another year says which.
    let text = try report(store.path, asOf: "2026-11-20", 140, "text")
    #expect(text.contains("2,469,120 instances asked for"), "\(text.prefix(500))")
    #expect(text.contains("2026-07-10"))
  }

  @Test func theCoverageOfAWeekIsThatOfItsDays() throws {
    let scratch = try Scratch()
    let record = launchRecord(id: "event-0", time: "2026-10-05T01:00:00Z")
    let files = [
      ("20261005T0105Z", "{\"Records\":[\(record)]}"), ("20261006T0105Z", "{\"Records\":[]}"),
      ("20261014T0105Z", "no JSON"), ("20261026T0105Z", "{\"Records\":[]}"),
      ("20261027T0105Z", "no JSON"), ("20261120T0105Z", "{\"Records\":[]}"),
    ]
    for (minute, text) in files {
      _ = try scratch.file("111111111111_CloudTrail_us-east-1_\(minute)_abcdefgh.json", text)
    }
    try scratch.importing(scratch.folder)
    let json = try JSONSerialization.jsonObject(
      with: Data(try report(scratch.store, asOf: "2026-11-22", 60, "json").utf8))
    let content = try #require(json as? [String: Any])
    let quality = try #require(content["data_quality"] as? [String: Any])
    let weeks = try #require(quality["coverage"] as? [[String: Any]])
    #expect(
      weeks.map { "\($0["date"] ?? "") \($0["state"] ?? "") \($0["files"] ?? "")" } == [
        "2026-10-05 launches 2", "2026-10-12 unreadable 1", "2026-10-19 no file 0",
        "2026-10-26 partly unreadable 2", "2026-11-02 no file 0", "2026-11-09 no file 0",
        "2026-11-16 no launches 1",
      ])
    let hours = weeks.reduce(0) { $0 + ($1["missing_hours"] as? Int ?? 0) }
    let days = try scratch.rows("SELECT sum(missing_hours) AS hours FROM data_coverage")
    #expect(hours == days.first?["hours"] as? Int && hours > 1000)
    let markdown = try report(scratch.store, asOf: "2026-11-22", 60, "markdown")
    #expect(markdown.contains("from 2026-W41 to 2026-W47, a sign a week:"))
    #expect(markdown.contains("● × – ! – – ○"))
  }
}

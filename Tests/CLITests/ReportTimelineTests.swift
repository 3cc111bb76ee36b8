import Foundation
import Testing

/// A finding's timeline in a report, which is summed to longer steps where hours are too many.
@Suite struct ReportTimelineTests {
  /// A store of one principal that asks for two instances in each of the last hours of a window;
  /// every third call fails.
  private func store(hours: Int) throws -> SampleStore {
    let rows = (0..<hours).map { index in
      LaunchRow(
        daysBack: index / 24 + 1, hour: 23 - index % 24, requested: 2,
        errorClass: index % 3 == 0 ? "quota" : "none")
    }
    return try SampleStore(LaunchRow.sql(rows))
  }

  private func report(_ store: SampleStore, _ days: Int, _ form: String) throws -> String {
    let run = try huntdb(
      "report", "--db", store.path, "--as-of", "2026-11-20T23:59:59.999Z", "--last", "\(days)d",
      "--format", form)
    #expect(run.status == 0, "\(run.errorText)")
    return run.text
  }

  @Test func aDayOfALongWindowSaysItsYear() throws {
    let rows = [
      LaunchRow(daysBack: 1, requested: 12), LaunchRow(daysBack: 400, requested: 12),
    ]
    let text = try report(try SampleStore(LaunchRow.sql(rows)), 500, "text")
    #expect(text.contains("2025-10-17       ··········") && text.contains("2026-11-20       ···"))
  }

  @Test(arguments: [
    (48, 7, "Hour by hour", 48), (49, 7, "Six hours at a time", 9),
    (168, 7, "Six hours at a time", 28), (480, 20, "Day by day", 20),
  ])
  func tooManyHoursAreSummed(hours: Int, days: Int, title: String, steps: Int) throws {
    let store = try store(hours: hours)
    let page = try report(store, days, "html")
    let figure = try #require(
      page.components(separatedBy: "<figure>").map { $0.components(separatedBy: "</figure>")[0] }
        .first { $0.contains(">\(title)</figcaption>") })
    // A bar for each step in the picture, and a row in its table, with the same sums.
    let bars = try #require(figure.firstMatch(of: /class="asked" d="([^"]*)"/)).1
    #expect(bars.count { $0 == "M" } == steps)
    let rows = figure.components(separatedBy: "<tr>").dropFirst(2).map { row in
      row.matches(of: /<td[^>]*>([^<]*)<\/td>/).compactMap { Int($0.1) }
    }
    #expect(rows.count == steps)
    let sums = (0..<4).map { column in rows.reduce(0) { $0 + ($1.count > column ? $1[column] : 0) }
    }
    let failed = (hours + 2) / 3
    #expect(sums == [hours, 2 * hours, 2 * (hours - failed), failed])

    let text = try report(store, days, "text")
    #expect(text.contains(title) || title == "Day by day")
    let markdown = try report(store, days, "markdown")
    #expect(markdown.contains(title == "Day by day" ? "**Days with calls**" : "**\(title)**"))
    // Programs get the hours.
    let json = try JSONSerialization.jsonObject(with: Data(try report(store, days, "json").utf8))
    let report = try #require(json as? [String: Any])
    #expect((report["timeline"] as? [Any])?.count == hours)
  }
}

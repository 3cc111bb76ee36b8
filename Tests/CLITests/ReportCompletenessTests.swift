import Foundation
import Testing

/// What the report says of data that is not there.
@Suite struct ReportCompletenessTests {
  /// A store with a file of each named hour: in us-east-1, and in eu-west-1.
  private func store(_ east: [String], _ west: [String]) throws -> Scratch {
    let scratch = try Scratch()
    for (region, hours) in [("us-east-1", east), ("eu-west-1", west)] {
      for hour in hours {
        let name = "111122223333_CloudTrail_\(region)_\(hour)05Z_abcdefghijklmnop.json"
        let record = launchRecord(id: region + hour, time: "2026-11-01T00:00:00Z", count: 1)
        _ = try scratch.file(name, "{\"Records\":[\(record)]}")
      }
    }
    try scratch.importing(scratch.folder)
    return scratch
  }

  private func json(_ scratch: Scratch, _ week: String) throws -> [String: Any] {
    let report = try huntdb(
      "report", "--db", scratch.store, "--week", week, "--format", "json")
    let object = try JSONSerialization.jsonObject(with: Data(report.output))
    return try #require(object as? [String: Any])
  }

  private func text(_ scratch: Scratch, _ week: String, _ format: String = "markdown") throws
    -> String
  {
    try huntdb("report", "--db", scratch.store, "--week", week, "--format", format).text
  }

  @Test func aTrailThatFellSilentBeforeTheWeekIsAGap() throws {
    let week = (16...22).flatMap { day in
      (0..<24).map { "202611\(day)T\($0 < 10 ? "0" : "")\($0)" }
    }
    let scratch = try store(week, ["20261113T08", "20261113T09"])
    let report = try json(scratch, "2026-W47")
    let verdict = try #require(report["verdict"] as? [String: Any])
    #expect(verdict["trails"] as? Int == 2 && verdict["trails_with_gaps"] as? Int == 1)
    let quality = try #require(report["data_quality"] as? [String: Any])
    let gaps = try #require(quality["gaps"] as? [[String: Any]])
    #expect(gaps.map { $0["aws_region"] as? String } == ["eu-west-1"])
    #expect(gaps.first?["hours"] as? Int == 168)
    let coverage = try #require(quality["coverage"] as? [[String: Any]])
    #expect(coverage.count == 14)
    let silent = coverage.filter { $0["aws_region"] as? String == "eu-west-1" }
    #expect(silent.allSatisfy { $0["state"] as? String == "no file" })
    #expect(silent.count == 7)
    #expect(try text(scratch, "2026-W47").contains("hours without files in 1 of 2 accounts"))
  }

  @Test func aWeekAfterTheLastFileIsNotComplete() throws {
    let scratch = try store(["20261120T08"], ["20261121T09"])
    #expect(try text(scratch, "2026-W48").contains("hours without files in 2 of 2 accounts"))
    let page = try text(scratch, "2026-W48", "html")
    #expect(page.contains("<b>gaps</b>") && page.contains("class=\"verdict muted\""))
    let report = try json(scratch, "2026-W48")
    let quality = try #require(report["data_quality"] as? [String: Any])
    #expect((quality["coverage"] as? [Any])?.count == 14)
  }

  @Test(arguments: ["2026-W45", "2027-W20"])
  func aWeekOfWhichNothingIsKnownIsNotComplete(week: String) throws {
    let scratch = try store(["20261120T08"], ["20261121T09"])
    let markdown = try text(scratch, week)
    #expect(markdown.contains("How complete the data is cannot be told"))
    #expect(!markdown.contains("data is complete"))
    let page = try text(scratch, week, "html")
    #expect(page.contains("<b>unknown</b>") && !page.contains("verdict good"))
  }
}

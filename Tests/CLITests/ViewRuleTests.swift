import Foundation
import Testing

/// Rules of the views that hold wherever the window ends.
@Suite struct ViewRuleTests {
  private func rows(_ store: SampleStore, _ sql: String) throws -> [[String: Any]] {
    try WindowCutTests.rows(store, LaunchRow.asOf, sql)
  }

  @Test func onlyWhatAServiceDidAloneIsAServices() throws {
    let service = "autoscaling.amazonaws.com"
    func actors(_ second: String?, _ view: String) throws -> [String] {
      let store = try SampleStore(
        LaunchRow.sql([
          LaunchRow(invokedBy: service, requested: 2, errorClass: "quota"),
          LaunchRow(hour: 11, invokedBy: second, requested: 2, errorClass: "quota"),
        ]).replacingOccurrences(of: "'alice'", with: "NULL"))
      return try rows(store, "SELECT actor FROM \(view)").compactMap { $0["actor"] as? String }
    }
    for view in ["instance_deployments", "principal_deployments", "report_failures"] {
      #expect(try actors(service, view) == ["service"], "\(view)")
      #expect(try actors(nil, view) == ["person"], "\(view)")
    }
  }

  @Test func invalidRequestsOfOneMomentAreInARowUnlessAnotherCallCameBetween() throws {
    func found(_ classes: [String]) throws -> Int {
      let store = try SampleStore(LaunchRow.sql(classes.map { LaunchRow(errorClass: $0) }))
      return try rows(store, "SELECT * FROM signal_invalid_in_a_row").count
    }
    let five = Array(repeating: "invalid_request", count: 5)
    #expect(try found(five + ["none"]) == 1)
    #expect(try found(["none"] + five) == 1)
    #expect(try found(Array(five[..<3]) + ["none"] + five[3...]) == 0)
  }

  @Test(arguments: ["instance_type", "subnet_id", "image_id"])
  func aSuppressionDoesNotCoverCallsThatLackWhatItNames(_ column: String) throws {
    var unknown = LaunchRow(hour: 11, requested: 12)
    switch column {
    case "instance_type": unknown.type = nil
    case "subnet_id": unknown.subnet = nil
    default: unknown.image = nil
    }
    let named = ["instance_type": "t3.micro", "subnet_id": "subnet-1", "image_id": "ami-1"]
    let suppression = """
      INSERT INTO suppressions (account_id, \(column), reason, created_ms, until_ms)
      VALUES ('111111111111', '\(named[column] ?? "")', 'r', 0, 9000000000000);
      """
    let known = LaunchRow(requested: 12)
    for (calls, state) in [([known], "suppressed"), ([known, unknown], "new")] {
      let store = try SampleStore(LaunchRow.sql(calls) + suppression)
      #expect(try rows(store, "SELECT state FROM findings").first?["state"] as? String == state)
    }
  }

  @Test func aSuppressionOfAnImageDoesNotCoverACallThatNamesAnotherBehindIt() throws {
    let suppression = """
      INSERT INTO suppressions (image_id, reason, created_ms, until_ms)
      VALUES ('ami-1', 'r', 0, 9000000000000);
      INSERT INTO launch_items (launch_id, item_number, image_id)
      VALUES (1, 1, 'ami-1'), (1, 2, 'IMAGE');
      """
    for (image, state) in [("ami-1", "suppressed"), ("ami-2", "new")] {
      let call = LaunchRow.sql([LaunchRow(requested: 12)])
      let store = try SampleStore(
        call + suppression.replacingOccurrences(of: "IMAGE", with: image))
      #expect(try rows(store, "SELECT state FROM findings").first?["state"] as? String == state)
    }
  }

  /// Files of CloudTrail by region and hours before the end of the window.
  private func files(_ given: [(String?, Int, String)]) -> String {
    let values = given.enumerated().map { index, file in
      let region = file.0.map { "'\($0)'" } ?? "NULL"
      let account = file.0 == nil ? "NULL" : "'111111111111'"
      let time = file.0 == nil ? "NULL" : "\(1_795_219_200_000 - file.1 * 3_600_000 + 60_000)"
      return "('/\(index)', 1, 1, '\(file.2)', 'gzip', \(account), \(region), \(time), 1, 1)"
    }
    return """
      INSERT INTO source_files (path, is_current, size_bytes, status, format, log_account_id,
        log_region, delivered_ms, records_rejected, imported_ms)
      VALUES \(values.joined(separator: ",\n"));
      """
  }

  @Test func gapsReachUpToBothEndsOfTheWindowAndNoFarther() throws {
    let given: [(String?, Int, String)] =
      (1...168).map { ("whole", $0, "complete") }
      + (11...164).map { ("middle", $0, "complete") }
      + [("stopped", 300, "complete"), ("ended", 168 + 721, "complete"), ("later", -5, "complete")]
      + (1...100).map { ("across", $0, "complete") } + [("across", 170, "complete")]
    let store = try SampleStore(files(given))
    let found = try rows(store, "SELECT * FROM report_gaps ORDER BY aws_region").map { row in
      ["aws_region", "stretches", "hours", "longest_hours", "longest_from", "longest_to"]
        .map { "\(row[$0] ?? "")" }.joined(separator: " ")
    }
    #expect(
      found == [
        "across 1 68 68 2026-11-14T00:00:00Z 2026-11-16T19:00:00Z",
        "middle 2 14 10 2026-11-20T14:00:00Z 2026-11-20T23:00:00Z",
        "stopped 1 168 168 2026-11-14T00:00:00Z 2026-11-20T23:00:00Z",
      ])
  }

  @Test func completenessIsAboutFilesOfTheWindowTheDayAfterAndOfNoKnownDay() throws {
    let given: [(String?, Int, String)] = [
      ("r", 169, "failed"), ("r", 100, "failed"), ("r", -23, "partial"), ("r", -25, "failed"),
      (nil, 0, "failed"),
    ]
    let store = try SampleStore(files(given))
    let row = try #require(try rows(store, "SELECT * FROM report_verdict").first)
    #expect(row["unreadable_files"] as? Int == 3 && row["records_rejected"] as? Int == 3)
  }
}

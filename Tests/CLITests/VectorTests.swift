import Foundation
import Testing

/// Elastic's reading of launch shapes, record by record, against values that were worked out
/// elsewhere; the file lies beside the checkout, or the tests say that they were skipped.
@Suite struct VectorTests {
  private let path = SampleStore.project + "/../shared/vectors/launch-shapes.jsonl"
  private let realLogs = SampleStore.project + "/../shared/real-logs"

  @Test func everyLaunchShapeReadsAsElasticReadsIt() throws {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      print("skipped: there are no launch shapes at ../shared/vectors")
      return
    }
    for line in text.split(separator: "\n") {
      let start = try #require(line.range(of: "\"record\": ")).upperBound
      let end = try #require(line.range(of: ", \"elastic\": {\"request_parameters\"")).lowerBound
      let scratch = try Scratch()
      try scratch.importing(try scratch.file("record.json", String(line[start..<end])))
      let shape = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      let elastic = try #require(shape?["elastic"] as? [String: Any])
      let name = shape?["case"] as? String ?? ""
      try compare(scratch, elastic, name)
      try expectNotedReadings(scratch)
    }
  }

  private func compare(_ scratch: Scratch, _ elastic: [String: Any], _ name: String) throws {
    let fields = try #require(
      try scratch.rows(
        """
        SELECT f.*, l.user_name, l.event_outcome, l.service_name
        FROM elastic_launch_fields AS f INNER JOIN launch_attempts AS l USING (launch_id)
        """
      ).first)
    for key in [
      "request_parameters", "subnet_id", "min_count", "max_count", "instance_type", "event_outcome",
    ] {
      #expect(same(fields[key], elastic[key]), "\(name): \(key)")
    }
    // A service has no user name; the one shape with a service-linked role predates that rule.
    if fields["service_name"] is NSNull {
      #expect(same(fields["user_name"], elastic["user_name"]), "\(name): user_name")
    }
    let groups = try scratch.rows(
      "SELECT * FROM elastic_high_instance_deployments",
      ["--as-of", "2024-09-12", "--threshold", "0"])
    let target = elastic["target_instance_count"] as? Int
    let isMatch = elastic["matches_rlike"] as? Bool ?? false
    if let target, target >= 0, isMatch {
      #expect(groups.count == 1, "\(name)")
      #expect(groups.first?["target_instance_count"] as? Int == target, "\(name)")
      #expect(same(groups.first?["date"], elastic["date"]), "\(name)")
    } else {
      #expect(groups.isEmpty, "\(name)")
    }
  }

  private func same(_ left: Any?, _ right: Any?) -> Bool {
    (left as? String) == (right as? String)
  }

  @Test func realLogsYieldEveryLaunchTwiceInARowWithoutAChange() throws {
    guard FileManager.default.fileExists(atPath: realLogs) else {
      print("skipped: there are no real logs at ../shared/real-logs")
      return
    }
    let scratch = try Scratch()
    try scratch.importing(realLogs)
    let launches = try scratch.rows(
      "SELECT sum(run_instances) AS launches FROM source_files WHERE is_current = 1")
    #expect(launches.first?["launches"] as? Int == 55)
    try expectNotedReadings(scratch)
    let before = try scratch.dump()
    let again = try scratch.importing(realLogs)
    #expect(again["files_imported"] as? Int == 0)
    #expect(try scratch.dump() == before)
  }
}

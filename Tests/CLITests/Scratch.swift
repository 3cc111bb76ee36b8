import Foundation
import Testing

/// A folder of a test's own, with a store in it, removed with its last use.
final class Scratch {
  let folder: String
  var store: String { folder + "/hunt.db" }

  init() throws {
    folder = NSTemporaryDirectory() + "huntdb-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Writes a file and gives its path.
  func file(_ name: String, _ text: String) throws -> String {
    try file(name, Data(text.utf8))
  }

  func file(_ name: String, _ data: Data) throws -> String {
    let path = folder + "/" + name
    try data.write(to: URL(fileURLWithPath: path))
    return path
  }

  /// Compresses a file with the system's gzip.
  func gzip(_ path: String) throws -> String {
    let packed = try run("/usr/bin/env", ["gzip", "-c", path])
    return try file((path as NSString).lastPathComponent + ".gz", Data(packed.output))
  }

  /// Imports and gives the JSON summary.
  @discardableResult
  func importing(_ paths: String...) throws -> [String: Any] {
    let result = try run(
      Binary.path, ["import", "--json", "--quiet", "--db", store] + paths)
    #expect(result.status == 0, "\(result.errorText)")
    let object = try JSONSerialization.jsonObject(with: Data(result.output))
    return try #require(object as? [String: Any])
  }

  /// Rows of a query, each as an object.
  func rows(_ sql: String, _ options: [String] = []) throws -> [[String: Any]] {
    let result = try run(
      Binary.path, ["query", "--db", store, "--format", "json"] + options + [sql])
    #expect(result.status == 0, "\(result.errorText)")
    let array = try JSONSerialization.jsonObject(with: Data(result.output))
    return try #require(array as? [[String: Any]])
  }

  /// Every row of every table with launches in it, as text: what two imports must agree in.
  func dump() throws -> String {
    let sql = """
      SELECT * FROM launch_events; SELECT * FROM launch_items; SELECT * FROM launched_instances;
      SELECT * FROM event_records; SELECT * FROM event_conflicts; SELECT * FROM sightings;
      SELECT * FROM principals; SELECT * FROM launch_groups; SELECT * FROM launch_group_values;
      SELECT * FROM elastic_fields; SELECT * FROM elastic_readings; SELECT * FROM elastic_shares;
      SELECT * FROM elastic_group_readings;
      SELECT * FROM principal_day_values; SELECT * FROM principal_hours;
      SELECT * FROM account_values
      """
    return try huntdb("query", "--db", store, "--format", "jsonl", sql).text
  }
}

/// A RunInstances record as one line of JSON.
func launchRecord(
  id: String, time: String = "2026-11-20T08:00:00Z", count: Int = 3, extra: String = ""
) -> String {
  """
  {"eventVersion":"1.09","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111111111111:user/u",\
  "accountId":"111111111111","userName":"u"},"eventTime":"\(time)",\
  "eventSource":"ec2.amazonaws.com","eventName":"RunInstances","awsRegion":"us-east-1",\
  "requestParameters":{"instancesSet":{"items":[{"imageId":"ami-1","minCount":1,\
  "maxCount":\(count)}]},"instanceType":"t3.large"\(extra)},"responseElements":null,\
  "eventID":"\(id)","recipientAccountId":"111111111111"}
  """
}

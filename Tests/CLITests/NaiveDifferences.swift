import Foundation

/// A call as the store and Elastic's patterns read it, and the comparison of the two readings said
/// again in plain Swift: what `elastic_differences` is held against.
struct ReadCall {
  /// Columns that the reference states, in this order.
  static let stated = [
    "account_id", "principal", "user_name", "date", "aws_region", "subnet_id", "instance_type",
    "outcome", "attempts", "requested_max", "is_high", "calls_left_out", "elastic_groups",
    "elastic_rows", "elastic_target_instance_count", "verdict",
  ]

  let row: [String: Any]
  let items: Int
  let poses: String

  init(_ row: [String: Any], items: Int, poses: String) {
    self.row = row
    self.items = items
    self.poses = poses
  }

  static func text(_ value: Any?) -> String {
    if let number = value as? Int { return String(number) }
    return value as? String ?? "NULL"
  }

  func cell(_ name: String) -> String { Self.text(row[name]) }
  var time: String { cell("event_time") }
  var day: String { String(time.prefix(10)) }
  var maximum: Int? { row["requested_max"] as? Int }
  var minimum: Int? { row["requested_min"] as? Int }

  /// The group of ours.
  var key: [String] {
    ["account_id", "principal", "user_name"].map(cell) + [day]
      + ["aws_region", "subnet_id", "instance_type", "outcome"].map(cell)
  }

  /// Elastic's date: no week in these days begins another year.
  var elasticDate: String {
    "2026-" + time.dropFirst(14).prefix(2) + "-" + time.dropFirst(8).prefix(2)
  }

  /// The group of Elastic's; nil when the query drops the call.
  var elasticKey: [String]? {
    guard let minimum = cell("printed").range(of: "minCount"),
      cell("printed")[minimum.upperBound...].contains("maxCount")
    else { return nil }
    return [
      cell("user_name"), elasticDate, cell("cut_subnet"), cell("cut_type"), cell("event_outcome"),
    ]
  }

  var target: Int? {
    guard let low = Int(cell("min_count")), let high = Int(cell("max_count")) else { return nil }
    return high - low + 1
  }

  /// Faults in reading this call alone.
  var faults: Set<String> {
    guard elasticKey != nil else {
      if row["printed"] is NSNull { return ["over_long_parameters"] }
      return maximum == nil ? [] : ["counts_missing"]
    }
    var faults: Set<String> = []
    if target != maximum {
      if poses == "count" {
        faults.insert("injected_text")
      } else if let target, let maximum, let minimum, target == maximum - minimum + 1 {
        faults.insert("max_minus_min")
      } else if minimum == nil {
        faults.insert("counts_missing")
      } else {
        faults.insert(items > 1 ? "several_items" : "count_printed_last")
      }
    }
    if cell("cut_subnet") == "NULL" {
      if cell("subnet_id") != "NULL" { faults.insert("lost_subnet") }
    } else if cell("cut_subnet") != cell("subnet_id") {
      faults.insert("garbage_subnet")
    }
    if cell("cut_type") == "NULL" {
      if cell("instance_type") != "NULL" {
        let isTemplate =
          cell("launch_template") != "NULL" && cell("instance_type_source") == "response"
        faults.insert(isTemplate ? "launch_template" : "lost_type")
      }
    } else if cell("cut_type") != cell("instance_type") {
      faults.insert(poses == "type" ? "injected_text" : "other_fault")
    }
    return faults
  }

  /// Faults of a group of Elastic's: what it does not tell apart.
  static func merged(_ calls: [ReadCall]) -> Set<String> {
    func differ(_ name: String) -> Bool { Set(calls.map { $0.cell(name) }).count > 1 }
    var faults: Set<String> = []
    if differ("subnet_id") { faults.insert("lost_subnet") }
    if differ("instance_type") { faults.insert("lost_type") }
    if calls.contains(where: { $0.cell("outcome") == "dry_run" }) {
      faults.insert("dry_run_as_failure")
    }
    if differ("account_id") || differ("aws_region") { faults.insert("lost_account_or_region") }
    if Set(calls.map(\.day)).count > 1 { faults.insert("lost_month") }
    if differ("principal") {
      if calls[0].cell("user_name") == "NULL" {
        faults.insert("shared_null_user")
      } else if !differ("account_id") {
        faults.insert("shared_user_name")
      }
    }
    return faults
  }

  static func differences(_ calls: [ReadCall], _ threshold: Int) -> [String] {
    let elastic = Dictionary(grouping: calls.filter { $0.elasticKey != nil }) {
      $0.elasticKey ?? []
    }
    let targets = elastic.mapValues { GeneratedLaunch.sum($0.map(\.target)) }
    let merges = elastic.mapValues(merged)
    return Dictionary(grouping: calls, by: \.key).compactMap { key, members in
      let groups = Set(members.compactMap(\.elasticKey))
      let returned = groups.filter { (targets[$0] ?? nil) ?? .min >= threshold }
      let requested = GeneratedLaunch.sum(members.map(\.maximum))
      let isHigh = key[7] != "dry_run" && (requested ?? .min) >= threshold
      guard isHigh || !returned.isEmpty else { return nil }
      var faults = members.reduce(into: Set<String>()) { $0.formUnion($1.faults) }
      for group in groups { faults.formUnion(merges[group] ?? []) }
      if Set(groups.map { $0[1] }).count > 1 { faults.insert("minute_buckets") }
      let target = GeneratedLaunch.sum(returned.map { targets[$0] ?? nil })
      let numbers: [Int?] = [
        members.count, requested, isHigh ? 1 : 0, members.count { $0.elasticKey == nil },
        groups.count, returned.count, target,
      ]
      let verdict = !isHigh ? "elastic only" : returned.isEmpty ? "ours only" : "both"
      return
        (key + numbers.map { $0.map(String.init) ?? "NULL" } + [verdict]
        + ElasticDifferencesTests.faults.filter(faults.contains)).joined(separator: "|")
    }
  }
}

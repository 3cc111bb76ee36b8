import Foundation

/// A launch as the property test makes it: what goes into the JSON, and what must come out.
struct GeneratedLaunch {
  var id: String
  /// Seconds since 1970 UTC.
  var time: Int
  var account: String
  var user: String?
  var role: String?
  var region: String
  var subnet: String?
  var type: String?
  var counts: [(Int?, Int?)]
  var error: String?
  var address: String
  var keyName: String?

  var outcome: String {
    error == "Client.DryRunOperation" ? "dry_run" : error == nil ? "success" : "failure"
  }
  var principal: String {
    if let role { return "arn:aws:iam::\(account):role/\(role)" }
    if let user { return "arn:aws:iam::\(account):user/\(user)" }
    return "arn:aws:iam::\(account):root"
  }
  var userName: String? { role ?? user }
  var maximum: Int? { Self.sum(counts.map { Self.count($0.1) }) }
  var minimum: Int? { Self.sum(counts.map { Self.count($0.0) }) }

  /// What is below zero is no count of instances.
  static func count(_ value: Int?) -> Int? { value.flatMap { $0 < 0 ? nil : $0 } }

  static func sum(_ values: [Int?]) -> Int? {
    let present = values.compactMap(\.self)
    return present.isEmpty ? nil : present.reduce(0, +)
  }

  /// The record as CloudTrail would write it.
  var json: String {
    var identity = "\"accountId\":\"\(account)\",\"arn\":"
    if let role {
      identity += "\"arn:aws:sts::\(account):assumed-role/\(role)/s\",\"type\":\"AssumedRole\","
      identity += "\"sessionContext\":{\"sessionIssuer\":{\"userName\":\"\(role)\","
      identity += "\"arn\":\"arn:aws:iam::\(account):role/\(role)\"}}"
    } else if let user {
      identity += "\"arn:aws:iam::\(account):user/\(user)\",\"type\":\"IAMUser\","
      identity += "\"userName\":\"\(user)\""
    } else {
      identity += "\"arn:aws:iam::\(account):root\",\"type\":\"Root\""
    }
    let items = counts.map { low, high in
      var members = ["\"imageId\":\"ami-1\""]
      if let keyName { members.append("\"keyName\":\"\(keyName)\"") }
      if let low { members.append("\"minCount\":\(low)") }
      if let high { members.append("\"maxCount\":\(high)") }
      return "{\(members.joined(separator: ","))}"
    }
    var request = ["\"instancesSet\":{\"items\":[\(items.joined(separator: ","))]}"]
    if let type { request.append("\"instanceType\":\"\(type)\"") }
    if let subnet { request.append("\"subnetId\":\"\(subnet)\"") }
    request.append("\"monitoring\":{\"enabled\":false}")
    let failure = error.map { "\"errorCode\":\"\($0)\",\"errorMessage\":\"no\"," } ?? ""
    return "{\"eventVersion\":\"1.09\",\"userIdentity\":{\(identity)},\(failure)"
      + "\"eventTime\":\"\(Self.text(time))\",\"eventSource\":\"ec2.amazonaws.com\","
      + "\"eventName\":\"RunInstances\",\"awsRegion\":\"\(region)\","
      + "\"sourceIPAddress\":\"\(address)\","
      + "\"requestParameters\":{\(request.joined(separator: ","))},\"responseElements\":null,"
      + "\"eventID\":\"\(id)\",\"recipientAccountId\":\"\(account)\"}"
  }

  static let calendar: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: "UTC") ?? .gmt
    // Elastic's week-based year: weeks begin on Sunday, the first one holds January 1st.
    calendar.firstWeekday = 1
    calendar.minimumDaysInFirstWeek = 1
    return calendar
  }()

  static func parts(_ time: Int) -> DateComponents {
    calendar.dateComponents(
      [.year, .month, .day, .hour, .minute, .second, .yearForWeekOfYear],
      from: Date(timeIntervalSince1970: TimeInterval(time)))
  }

  static func text(_ time: Int) -> String {
    let part = parts(time)
    return String(
      format: "%04d-%02d-%02dT%02d:%02d:%02dZ", part.year ?? 0, part.month ?? 0, part.day ?? 0,
      part.hour ?? 0, part.minute ?? 0, part.second ?? 0)
  }
}

/// The hunt over generated launches, said again in plain Swift: what the views are held against.
enum NaiveHunt {
  /// Rows as joined text, in no order.
  static func deployments(_ launches: [GeneratedLaunch]) -> [String] {
    let groups = Dictionary(grouping: launches) { launch in
      [
        launch.account, launch.principal, launch.userName ?? "NULL",
        String(GeneratedLaunch.text(launch.time).prefix(10)), launch.region,
        launch.subnet ?? "NULL", launch.type ?? "NULL", launch.outcome,
      ].joined(separator: "|")
    }
    return groups.map { key, members in
      let numbers = [
        "\(members.count)", text(GeneratedLaunch.sum(members.map(\.minimum))),
        text(GeneratedLaunch.sum(members.map(\.maximum))),
        GeneratedLaunch.text(members.map(\.time).min() ?? 0),
        GeneratedLaunch.text(members.map(\.time).max() ?? 0),
        "\(Set(members.map(\.address)).count)",
      ]
      return ([key] + numbers).joined(separator: "|")
    }
  }

  static func high(_ launches: [GeneratedLaunch], threshold: Int) -> [String] {
    deployments(launches.filter { $0.outcome != "dry_run" }).filter { row in
      let cells = row.split(separator: "|", omittingEmptySubsequences: false)
      return (Int(cells[10]) ?? .min) >= threshold
    }
  }

  static func principals(_ launches: [GeneratedLaunch], threshold: Int) -> [String] {
    Dictionary(grouping: launches) { $0.account + "|" + $0.principal }.map { key, members in
      let asked = members.filter { $0.outcome != "dry_run" }
      let total = GeneratedLaunch.sum(asked.map(\.maximum)) ?? 0
      return "\(key)|\(members.count)|\(total)|\(total >= threshold ? 1 : 0)"
        + "|\(high(members, threshold: threshold).count)|\(Set(members.map(\.region)).count)"
    }
  }

  /// Elastic's rows. Of the printed request only what its patterns see matters here: one item's
  /// counts, the key name before them, and what follows them in the printed order.
  static func elastic(_ launches: [GeneratedLaunch], threshold: Int) -> [String] {
    let matching = launches.filter { launch in
      guard let low = launch.counts.firstIndex(where: { $0.0 != nil }) else { return false }
      return launch.counts[low...].contains { $0.1 != nil }
    }
    let groups = Dictionary(grouping: matching) { launch in
      let part = GeneratedLaunch.parts(launch.time)
      let date = String(
        format: "%04d-%02d-%02d", part.yearForWeekOfYear ?? 0, part.minute ?? 0, part.day ?? 0)
      return [
        launch.userName ?? "NULL", date, launch.subnet ?? "NULL", launch.type ?? "NULL",
        launch.outcome == "success" ? "success" : "failure",
      ].joined(separator: "|")
    }
    return groups.compactMap { key, members in
      let targets = members.map { launch -> Int? in
        // The first counts are read, up to a bracket that only the last item closes.
        guard let first = launch.counts.firstIndex(where: { $0.0 != nil }),
          let last = launch.counts.firstIndex(where: { $0.1 != nil }),
          last == launch.counts.count - 1, launch.counts[first].1 != nil,
          let low = launch.counts[first].0, let high = launch.counts[last].1
        else { return nil }
        return high - low + 1
      }
      guard let sum = GeneratedLaunch.sum(targets), sum >= threshold else { return nil }
      return "\(key)|\(sum)|\(members.count)"
    }
  }

  static func attempts(_ launches: [GeneratedLaunch]) -> [String] {
    launches.map { launch in
      [
        launch.id, GeneratedLaunch.text(launch.time), launch.account, launch.principal,
        launch.userName ?? "NULL", launch.outcome, text(launch.minimum), text(launch.maximum),
        launch.subnet ?? "NULL", launch.subnet == nil ? "none" : "request", launch.type ?? "NULL",
        launch.error ?? "NULL", launch.keyName ?? "NULL", launch.address,
      ].joined(separator: "|")
    }
  }

  /// What Elastic's patterns cut out: the request prints its subnet, the items, the type and
  /// whether monitoring is on, in this order.
  static func fields(_ launches: [GeneratedLaunch]) -> [String] {
    launches.map { launch in
      let items = launch.counts.map { low, high in
        var members = ["imageId=ami-1"]
        if let keyName = launch.keyName { members.append("keyName=\(keyName)") }
        if let low { members.append("minCount=\(low)") }
        if let high { members.append("maxCount=\(high)") }
        return "{\(members.joined(separator: ", "))}"
      }
      let list = "instancesSet={items=[\(items.joined(separator: ", "))]}, "
      let minimum = between(list, "minCount=", ",")
      let maximum = between(list, "maxCount=", "}]},")
      let cells = [launch.id, launch.subnet, minimum, maximum, launch.type]
      return cells.map { $0 ?? "NULL" }.joined(separator: "|")
    }
  }

  private static func between(_ text: String, _ start: String, _ end: String) -> String? {
    let parts = text.components(separatedBy: start)
    guard parts.count > 1 else { return nil }
    let rest = parts.dropFirst().joined(separator: start)
    return rest.contains(end) ? rest.components(separatedBy: end)[0] : nil
  }

  private static func text(_ value: Int?) -> String { value.map(String.init) ?? "NULL" }
}

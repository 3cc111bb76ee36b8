import Foundation
import Testing

/// `elastic_differences` against the same comparison in plain Swift, over generated calls of every
/// shape that the two readings disagree about.
@Suite struct ElasticDifferencesPropertyTests {
  private typealias Call = ElasticDifferencesTests.Call

  /// What the generator knows of a call and the store does not say in a column.
  private struct Made {
    var call: Call
    var items = 1
    /// Whether a key name poses as the count or the type.
    var poses = ""
  }

  private static let calls: [Made] = {
    var random = SeededNumbers(state: 4)
    func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }
    return (0..<3000).map { _ in
      var made = Made(call: Call())
      let account = pick(["111111111111", "222222222222"])
      made.call.account = account
      made.call.region = pick(["us-east-1", "us-east-1", "eu-west-1"])
      made.call.time =
        pick(["2026-10-20", "2026-11-19", "2026-11-20"])
        + "T0\(pick([7, 8])):0\(pick([0, 0, 1])):00Z"
      made.call.identity = pick([
        #""type":"IAMUser","arn":"arn:aws:iam::\#(account):user/u","userName":"u""#,
        #""type":"IAMUser","arn":"arn:aws:iam::\#(account):user/v","userName":"v""#,
        #""type":"Root","arn":"arn:aws:iam::\#(account):root""#,
        #""type":"AssumedRole","arn":"arn:aws:sts::\#(account):assumed-role/u/s","sessionContext":"#
          + #"{"sessionIssuer":{"userName":"u","arn":"arn:aws:iam::\#(account):role/u"}}"#,
      ])
      made.call.error = pick([nil, nil, "Client.DryRunOperation", "Client.InstanceLimitExceeded"])
      let low = pick([1, 1, 2, 5]), high = low + pick([0, 1, 3, 9])
      var members = [#""imageId":"ami-1""#, #""minCount":\#(low)"#, #""maxCount":\#(high)"#]
      switch pick(Array(0..<12)) {
      case 0: members.remove(at: 1)
      case 1:
        made.poses = "count"
        members.append(#""keyName":"x, maxCount=1}]}, y""#)
      case 2:
        made.poses = "type"
        members.append(#""keyName":"instanceType=t2.nano,""#)
      default: break
      }
      made.call.items = "{" + members.joined(separator: ",") + "}"
      if pick(Array(0..<8)) == 0 {
        made.items = 2
        made.call.items += "," + made.call.items
      }
      var request = pick([
        #""subnetId":"subnet-a""#, #""subnetId":"subnet-b""#, "",
        #""networkInterfaceSet":{"items":[{"subnetId":"subnet-a"}]}"#,
      ]).split(separator: "\n").map(String.init)
      request += pick([
        [#""instanceType":"t3.large""#], [#""instanceType":"t3.large""#],
        [#""launchTemplate":{"launchTemplateId":"lt-1"}"#], [],
      ])
      if pick(Array(0..<8)) > 0 { request.append(#""monitoring":{"enabled":false}"#) }
      if pick(Array(0..<15)) == 0 {
        request.append(#""clientToken":"\#(String(repeating: "x", count: 8192))""#)
      }
      made.call.request = request.map { "," + $0 }.joined()
      if made.call.error == nil {
        made.call.launched = (pick(["t3.large", "p3.2xlarge"]), pick(["subnet-a", "subnet-b"]))
      }
      return made
    }
  }()

  @Test func oddNumbersAreNotedAsThePatternsCutThem() throws {
    let scratch = try Scratch()
    let numbers = [
      "5", "+5", "-5", "--5", "+-5", "-", "1.5", "-1.5", ".5", "5.", "1.2.3", "0.49999999999999994",
      "2147483647", "2147483648", "-2147483648", "-2147483649", "9223372036854775808", " 5", "5 ",
      "000000000000000000000012", "0000000000000000000.5", "1e3", "0x10", "\u{0663}", "",
    ]
    let calls = numbers.flatMap { number in
      [(number, "7"), ("2", number)].map { least, most in
        var call = Call()
        call.items =
          #"{"keyName":"minCount=\#(least), maxCount=\#(most)}]},","#
          + #""minCount":1,"maxCount":12}"#
        return call
      }
    }
    // SQLite's functions end a text at a NUL.
    let withNUL = [#"a\u0000, b"#, #"minCount=1\u00002, maxCount=3}]},"#].map { name in
      var call = Call()
      call.items = #"{"keyName":"\#(name)","minCount":1,"maxCount":12}"#
      call.request = #","instanceType":"t3\u0000.large","subnetId":"subnet-a","x":"y""#
      return call
    }
    let text = (calls + withNUL).enumerated().map { $1.json($0) }.joined(separator: "\n")
    try scratch.importing(try scratch.file("log.ndjson", text))
    try expectNotedReadings(scratch)
    let whole = try scratch.rows(
      """
      SELECT length(cast(instance_type AS BLOB)) AS n FROM elastic_launch_fields
      WHERE event_id >= 'event-\(calls.count)' AND length(event_id) = 8
      """)
    #expect(whole.map { $0["n"] as? Int } == [9, 9])
    let read = try scratch.rows(
      "SELECT count(*) AS n FROM elastic_readings WHERE count_fault = 'injected'")
    #expect(read.first?["n"] as? Int ?? 0 > 10)
  }

  @Test func theViewAgreesWithTheReference() throws {
    let scratch = try Scratch()
    let text = Self.calls.enumerated().map { $1.call.json($0) }.joined(separator: "\n")
    try scratch.importing(try scratch.file("log.ndjson", text))
    try expectNotedReadings(scratch)
    let rows = try scratch.rows(
      """
      SELECT l.*, f.request_parameters AS printed, f.subnet_id AS cut_subnet, f.min_count,
        f.max_count, f.instance_type AS cut_type
      FROM launch_attempts AS l INNER JOIN elastic_launch_fields AS f USING (launch_id)
      """)
    let events = try rows.map { row in
      let id = try #require(row["event_id"] as? String)
      let made = Self.calls[try #require(Int(id.dropFirst("event-".count)))]
      return ReadCall(row, items: made.items, poses: made.poses)
    }
    for (days, threshold) in [(40, 10), (1, 10), (2, 25)] {
      let options = ["--as-of", "2026-11-21", "--window", "\(days)", "--threshold", "\(threshold)"]
      let found = try scratch.rows("SELECT * FROM elastic_differences", options).map { row in
        let stated = ReadCall.stated.map { ReadCall.text(row[$0]) }
        return (stated + ElasticDifferencesTests.faults.filter { row[$0] as? Int == 1 })
          .joined(separator: "|")
      }
      let start = days == 40 ? "2026-10-12" : days == 2 ? "2026-11-19" : "2026-11-20"
      let expected = ReadCall.differences(events.filter { $0.time > start }, threshold)
      #expect(expected.count > 30)
      #expect(found.count == expected.count)
      let odd = Set(found).symmetricDifference(expected).sorted().prefix(6)
      #expect(odd.isEmpty, "\(days) days: \(odd)")
    }
  }
}

/// What was noted at import is what the patterns cut out of the printed request.
func expectNotedReadings(_ scratch: Scratch) throws {
  let cut = """
    SELECT launch_id, is_counted, subnet_id, instance_type, target_instance_count FROM elastic_attempts
    """
  let noted = """
    SELECT e.launch_id, f.is_counted, f.subnet_id, f.instance_type, r.target_instance_count
    FROM launch_events AS e
    INNER JOIN elastic_readings AS r ON r.reading_id = e.elastic_reading_id
    INNER JOIN elastic_fields AS f ON f.fields_id = r.fields_id
    """
  let everything = ["--as-of", "2060-01-01", "--window", "36500"]
  for sql in ["\(cut) EXCEPT \(noted)", "\(noted) EXCEPT \(cut)"] {
    let different = try scratch.rows(sql + " LIMIT 3", everything)
    #expect(different.isEmpty, "\(different)")
  }
}

/// Pseudo-random numbers that are the same in every run (SplitMix64).
private struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

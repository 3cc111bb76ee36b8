import Foundation
import Testing

/// The view that sets Elastic's reading beside ours: a few calls each, and the rows they give.
@Suite struct ElasticDifferencesTests {
  /// A call as JSON; every member is what most tests need unless they say otherwise.
  struct Call {
    var time = "2026-11-20T08:00:00Z"
    var account = "111111111111"
    var region = "us-east-1"
    /// Type, name and, for a role, the issuer's part of userIdentity.
    var identity = #""type":"IAMUser","arn":"arn:aws:iam::111111111111:user/u","userName":"u""#
    var items = #"{"imageId":"ami-1","minCount":1,"maxCount":12}"#
    var request =
      #","subnetId":"subnet-a","instanceType":"t3.large","monitoring":{"enabled":false}"#
    /// Type and subnet of the one launched instance.
    var launched: (type: String, subnet: String)?
    var error: String?

    func json(_ number: Int) -> String {
      let response = launched.map {
        #"{"instancesSet":{"items":[{"instanceId":"i-1","instanceType":"\#($0.type)","#
          + #""subnetId":"\#($0.subnet)"}]}}"#
      }
      let failure = error.map { #""errorCode":"\#($0)","errorMessage":"no","# } ?? ""
      return #"{"eventVersion":"1.09","userIdentity":{\#(identity),"accountId":"\#(account)"},"#
        + #""eventTime":"\#(time)","eventSource":"ec2.amazonaws.com","eventName":"RunInstances","#
        + #""awsRegion":"\#(region)",\#(failure)"requestParameters":{"instancesSet":{"items":"#
        + #"[\#(items)]}\#(request)},"responseElements":\#(response ?? "null"),"#
        + #""eventID":"event-\#(number)","recipientAccountId":"\#(account)"}"#
    }
  }

  private static func call(_ change: (inout Call) -> Void) -> Call {
    var call = Call()
    change(&call)
    return call
  }

  /// Each row as: verdict, requested_max, calls_left_out, elastic_groups, elastic_rows,
  /// elastic_target_instance_count, and the names of the faults.
  private func differences(_ calls: [Call], _ options: [String] = []) throws -> [String] {
    let scratch = try Scratch()
    let text = calls.enumerated().map { $1.json($0) }.joined(separator: "\n")
    let summary = try scratch.importing(try scratch.file("log.ndjson", text))
    #expect(summary["events_new"] as? Int == calls.count)
    let rows = try scratch.rows(
      "SELECT * FROM elastic_differences ORDER BY requested_max, outcome",
      ["--as-of", "2026-11-21"] + options)
    let stated = [
      "requested_max", "calls_left_out", "elastic_groups", "elastic_rows",
      "elastic_target_instance_count",
    ]
    return try rows.map { row in
      let faults = Self.faults.filter { row[$0] as? Int == 1 }
      #expect((row["reasons"] is NSNull) == faults.isEmpty)
      #expect(
        (row["reasons"] as? String ?? "").components(separatedBy: "; ").count
          == max(faults.count, 1))
      let verdict = try #require(row["verdict"] as? String)
      let numbers = stated.map { (row[$0] as? Int).map(String.init) ?? "-" }
      return ([verdict] + numbers + faults).joined(separator: " ")
    }
  }

  static let faults = [
    "minute_buckets", "max_minus_min", "launch_template", "several_items", "count_printed_last",
    "counts_missing", "injected_text", "over_long_parameters", "garbage_subnet", "lost_subnet",
    "lost_type", "dry_run_as_failure", "lost_account_or_region", "lost_month", "shared_null_user",
    "shared_user_name", "other_fault",
  ]

  @Test func aCallThatBothReadAlikeHasNoReason() throws {
    #expect(try differences([Call()]) == ["both 12 0 1 1 12"])
  }

  @Test func whatNeitherReturnsIsNotListed() throws {
    #expect(try differences([Self.call { $0.items = #"{"minCount":1,"maxCount":9}"# }]) == [])
  }

  @Test func minutesScatterADayAndHoursDoNot() throws {
    func calls(_ times: [String]) -> [Call] {
      times.map { time in
        Self.call {
          $0.time = "2026-11-20T\(time):00Z"
          $0.items = #"{"minCount":1,"maxCount":6}"#
        }
      }
    }
    #expect(try differences(calls(["08:00", "08:01"])) == ["ours only 12 0 2 0 - minute_buckets"])
    #expect(try differences(calls(["08:00", "09:00"])) == ["both 12 0 1 1 12"])
  }

  @Test func fiftyOfFiftyCountAsOne() throws {
    let fifty = Self.call { $0.items = #"{"minCount":50,"maxCount":50}"# }
    #expect(try differences([fifty]) == ["ours only 50 0 1 0 - max_minus_min"])
    // The other way round: none of eleven are twelve.
    let none = Self.call { $0.items = #"{"minCount":0,"maxCount":9}"# }
    #expect(try differences([none]) == ["elastic only 9 0 1 1 10 max_minus_min"])
  }

  @Test func aLaunchTemplateChoosesTheType() throws {
    let template = Self.call {
      $0.request =
        #","subnetId":"subnet-a","launchTemplate":{"launchTemplateId":"lt-1"},"#
        + #""monitoring":{"enabled":false}"#
      $0.launched = ("g5.48xlarge", "subnet-a")
    }
    #expect(try differences([template]) == ["both 12 0 1 1 12 launch_template"])
    // Two types in one group of Elastic's.
    var other = template
    other.launched = ("p4d.24xlarge", "subnet-a")
    other.items = #"{"minCount":1,"maxCount":13}"#
    #expect(
      try differences([template, other]) == [
        "both 12 0 1 1 25 launch_template lost_type", "both 13 0 1 1 25 launch_template lost_type",
      ])
  }

  @Test func severalItemsLoseTheCount() throws {
    let two = Self.call {
      $0.items = #"{"minCount":1,"maxCount":6},{"minCount":1,"maxCount":7}"#
    }
    #expect(try differences([two]) == ["ours only 13 0 1 0 - several_items"])
  }

  @Test func aCountThatIsPrintedLastIsLost() throws {
    let last = Self.call {
      $0.request = #","subnetId":"subnet-a""#
      $0.launched = ("m1.small", "subnet-a")
    }
    #expect(try differences([last]) == ["ours only 12 0 1 0 - count_printed_last lost_type"])
  }

  @Test func aMissingMinimumDropsTheCall() throws {
    let missing = Self.call { $0.items = #"{"maxCount":12}"# }
    #expect(try differences([missing]) == ["ours only 12 1 0 0 - counts_missing"])
  }

  @Test func aTextThatPosesAsACountOrATypeIsFound() throws {
    let blind = Self.call {
      $0.items = #"{"imageId":"ami-1","keyName":"x, maxCount=1}]}, y","minCount":1,"maxCount":500}"#
    }
    #expect(try differences([blind]) == ["ours only 500 0 1 0 - injected_text"])
    let typed = Self.call {
      $0.items =
        #"{"imageId":"ami-1","keyName":"instanceType=t2.nano,","minCount":1,"maxCount":12}"#
    }
    #expect(try differences([typed]) == ["both 12 0 1 1 12 injected_text"])
    let placed = Self.call {
      $0.items = #"{"imageId":"ami-1","keyName":"subnetId=subnet-z,","minCount":1,"maxCount":12}"#
      $0.request = #","instanceType":"t3.large","monitoring":{"enabled":false}"#
    }
    #expect(try differences([placed]) == ["both 12 0 1 1 12 injected_text"])
  }

  @Test func aTextThatIsPrintedTooLateToMisleadIsNoFault() throws {
    let late = Self.call {
      $0.request +=
        #","tagSpecificationSet":{"items":[{"tags":[{"key":"k","value":"maxCount=1}]},"}]}]}"#
    }
    #expect(try differences([late]) == ["both 12 0 1 1 12"])
    // The count is lost for another reason, and the text in it is not the one that is read.
    let two = Self.call {
      $0.items = #"{"minCount":1,"maxCount":6},{"minCount":1,"maxCount":7}"#
      $0.request = late.request
    }
    #expect(try differences([two]) == ["ours only 13 0 1 0 - several_items"])
  }

  @Test func pastEightThousandCharactersNothingIsRead() throws {
    let long = Self.call {
      $0.request += #","clientToken":"\#(String(repeating: "x", count: 8192))""#
    }
    #expect(try differences([long]) == ["ours only 12 1 0 0 - over_long_parameters"])
  }

  @Test func aSubnetOfAnInterfaceIsReadWithBrackets() throws {
    let interface = Self.call {
      $0.request =
        #","networkInterfaceSet":{"items":[{"subnetId":"subnet-a"}]},"#
        + #""instanceType":"t3.large","monitoring":{"enabled":false}"#
    }
    #expect(try differences([interface]) == ["both 12 0 1 1 12 garbage_subnet"])
  }

  @Test func subnetsThatOnlyTheResponseNamesShareARow() throws {
    let calls = ["subnet-a", "subnet-b"].enumerated().map { index, subnet in
      Self.call {
        $0.items = #"{"minCount":1,"maxCount":\#(6 + index)}"#
        $0.request = #","instanceType":"t3.large","monitoring":{"enabled":false}"#
        $0.launched = ("t3.large", subnet)
      }
    }
    #expect(
      try differences(calls) == [
        "elastic only 6 0 1 1 13 lost_subnet", "elastic only 7 0 1 1 13 lost_subnet",
      ])
  }

  @Test func dryRunsCountAsFailures() throws {
    let probe = Self.call { $0.error = "Client.DryRunOperation" }
    #expect(try differences([probe]) == ["elastic only 12 0 1 1 12 dry_run_as_failure"])
    let failed = Self.call {
      $0.error = "Client.InstanceLimitExceeded"
      $0.items = #"{"minCount":1,"maxCount":10}"#
    }
    #expect(
      try differences([probe, failed]) == [
        "both 10 0 1 1 22 dry_run_as_failure", "elastic only 12 0 1 1 22 dry_run_as_failure",
      ])
  }

  @Test(arguments: [
    ("account", "lost_account_or_region"), ("region", "lost_account_or_region"),
    ("month", "lost_month"), ("nobody", "shared_null_user"), ("name", "shared_user_name"),
  ])
  func callsThatHaveNothingToDoWithEachOtherShareARow(_ kind: String, _ fault: String) throws {
    let first = Self.call {
      $0.items = #"{"minCount":1,"maxCount":6}"#
      if kind == "nobody" { $0.identity = #""type":"Root","arn":"arn:aws:iam::111111111111:root""# }
    }
    var second = first
    second.items = #"{"minCount":1,"maxCount":7}"#
    switch kind {
    case "account": second.account = "222222222222"
    case "region": second.region = "eu-west-1"
    case "month": second.time = "2026-10-20T08:00:00Z"
    case "nobody":
      second.identity = #""type":"AWSService","invokedBy":"autoscaling.amazonaws.com""#
    default:
      second.identity =
        #""type":"AssumedRole","arn":"arn:aws:sts::111111111111:assumed-role/u/s","#
        + #""sessionContext":{"sessionIssuer":{"type":"Role","userName":"u","#
        + #""arn":"arn:aws:iam::111111111111:role/u"}}"#
    }
    #expect(
      try differences([first, second], ["--window", "40"]) == [
        "elastic only 6 0 1 1 13 \(fault)", "elastic only 7 0 1 1 13 \(fault)",
      ])
  }

  @Test func theWindowAndTheThresholdAreTheHunts() throws {
    let calls = [Call(), Self.call { $0.time = "2026-11-19T08:00:00Z" }]
    #expect(try differences(calls).count == 2)
    #expect(try differences(calls, ["--window", "1"]).count == 1)
    #expect(try differences(calls, ["--threshold", "13"]) == [])
  }

  @Test func theSamplesHoldEveryFaultOfThePrintedReading() throws {
    let scratch = try Scratch()
    try scratch.importing(SampleStore.project + "/Samples/AWSLogs")
    let named = [
      "minute_buckets", "max_minus_min", "launch_template", "several_items", "count_printed_last",
      "injected_text", "over_long_parameters", "garbage_subnet", "dry_run_as_failure",
    ]
    let sums = named.map { "max(\($0)) AS \($0)" }.joined(separator: ", ")
    let asOf = ["--as-of", "2026-11-23"]
    let found = try #require(
      try scratch.rows("SELECT \(sums), max(other_fault) AS other FROM elastic_differences", asOf)
        .first)
    for fault in named { #expect(found[fault] as? Int == 1, "\(fault)") }
    #expect(found["other"] as? Int == 0)
    let verdicts = try scratch.rows(
      "SELECT verdict, count(*) AS n FROM elastic_differences GROUP BY 1 ORDER BY 1", asOf)
    #expect(verdicts.map { $0["n"] as? Int } == [26, 3, 58])
  }

  /// A store's own settings answer too, without the temporary views that options make.
  @Test func itWorksWithoutOptions() throws {
    let scratch = try Scratch()
    try scratch.importing(try scratch.file("log.ndjson", Call().json(0)))
    #expect(try scratch.rows("SELECT count(*) AS n FROM elastic_differences").count == 1)
  }
}

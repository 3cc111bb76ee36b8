import Foundation
import Testing

/// Documents that hold records somewhere inside: which of them are looked at, and what is said when
/// there are none.
@Suite struct WrapperTests {
  private let launch = launchRecord(id: "launch")

  private func importing(_ text: String) throws -> [String: Any] {
    let scratch = try Scratch()
    return try scratch.importing(scratch.file("log.json", text))
  }

  /// Documents of more than 32 MiB, the largest value that is held in memory: `@` stands for the list.
  static let large = [
    #"{"took":1,"timed_out":false,"_shards":{"total":1},"hits":{"max_score":null,"hits":[@]}}"#,
    "{\n  \"Account\": \"1\",\n  \"Records\": [\n@]\n}",
    #"{"events":[@],"searchedLogStreams":[],"nextToken":"t"}"#,
    #"{"preview":false,"messages":["a"],"fields":[{"name":"_raw"}],"results":[@]}"#,
    #"{"messageType":"DATA_MESSAGE","subscriptionFilters":["f","[{\""],"logEvents":[@]}"#,
    #"{"NextToken":"\\","Events":[@]}"#,
  ]

  @Test(arguments: large)
  func aLargeDocumentIsReadWhereverItsListStands(document: String) throws {
    let scratch = try Scratch()
    let path = scratch.folder + "/log.json"
    let script = """
      import json, sys
      document, launch = sys.argv[2], json.loads(sys.argv[3])
      wraps = {"hits": lambda r: {"_source": {"event": {"original": json.dumps(r)}}},
        "events": lambda r: {"message": json.dumps(r)}, "logEvents": lambda r: {"message": json.dumps(r)},
        "results": lambda r: {"_raw": json.dumps(r)}, "Events": lambda r: {"CloudTrailEvent": json.dumps(r)}}
      wrap = wraps.get(document[:document.index("@")].rstrip("\\n[: ").split('"')[-2], lambda r: r)
      other = {"eventVersion": "1.09", "eventName": "ListBuckets", "eventSource": "s3.amazonaws.com",
        "eventID": "1", "requestParameters": {"a": "x" * 100_000}}
      before, after = document.split("@")
      with open(sys.argv[1], "w") as log:
          log.write(before)
          for number in range(400):
              log.write(json.dumps(wrap(other)) + ",")
              if number % 40 == 0: log.write(json.dumps(wrap(dict(launch, eventID=f"e{number}"))) + ",\\n")
          log.write(json.dumps(wrap(other)) + after)
      """
    let make = try run("/usr/bin/env", ["python3", "-c", script, path, document, launch])
    #expect(make.status == 0, "\(make.errorText)")
    let summary = try scratch.importing(path)
    #expect(summary["events_new"] as? Int == 10)
    #expect(summary["records"] as? Int == 411)
    #expect((summary["problems"] as? [Any])?.isEmpty == true, "\(summary["problems"] ?? "")")
  }

  @Test func aLargeDocumentThatIsNotUnderstoodIsReported() throws {
    let scratch = try Scratch()
    let path = scratch.folder + "/log.json"
    let script =
      "import sys; "
      + "open(sys.argv[1], 'w').write('{\"a\":[' + ','.join(['{\"b\":[]}'] * 4_000_000) + ']}')"
    #expect(try run("/usr/bin/env", ["python3", "-c", script, path]).status == 0)
    let summary = try scratch.importing(path)
    let problems = try #require(summary["problems"] as? [[String: Any]])
    #expect(problems.count == 1)
    #expect("\(problems[0]["reason"] ?? "")".contains("larger than 32 MiB"))
    #expect(summary["files_failed"] as? Int == 1)
  }

  @Test func documentsInDocumentsAreReadInTimeThatGrowsWithTheirBytes() throws {
    let scratch = try Scratch()
    let path = scratch.folder + "/log.json"
    let script = """
      import sys
      open(sys.argv[1], 'w').write('{"a":' * 8_000_000 + '1' + '}' * 8_000_000 + sys.argv[2])
      """
    #expect(try run("/usr/bin/env", ["python3", "-c", script, path, launch]).status == 0)
    let summary = try scratch.importing(path)
    #expect(summary["events_new"] as? Int == 1)
    #expect((summary["problems"] as? [Any])?.isEmpty == false)
  }

  @Test func everyListOfADocumentIsRead() throws {
    let other = launchRecord(id: "other")
    for text in [
      "{\"Records\":[\(launch)],\"Records\":[\(other)]}",
      "{\"Records\":[\(launch)],\"n\":[1,\"]\"],\"a\":{\"b\":-1.5e+3},\"c\":null,\"Events\":[\(other)]}",
      "{\"Events\":[],\"Records\":[\(launch),\(other)]}",
      "{\"Records\":[\(launch)],\"detail\":\(other)}",
    ] {
      let summary = try importing(text)
      #expect(summary["events_new"] as? Int == 2, "\(text)")
      #expect((summary["problems"] as? [Any])?.isEmpty == true, "\(text)")
    }
  }

  @Test func anEmptyListInAnObjectDoesNotMakeItOneThatIsUnderstood() throws {
    for text in [
      #"{"eventVersion":"1.09","eventName":"RunInstances","resources":[]}"#,
      #"{"hits":{"hits":[{"_source":{"tags":[],"cloudtrail":"RunInstances"},"sort":[]}]}}"#,
      #"{"Records":[{"kinesis":{"data":"H4sIAAAA"},"x":[]}]}"#,
    ] {
      let summary = try importing(text)
      #expect(summary["records_rejected"] as? Int == 1, "\(text)")
      #expect(summary["files_failed"] as? Int == 1, "\(text)")
    }
    for text in ["[]", #"{"Records":[]}"#, #"{"hits":{"total":0,"hits":[]}}"#, #"{"Events":[]}"#] {
      let summary = try importing(text)
      #expect(summary["files_imported"] as? Int == 1, "\(text)")
      #expect((summary["problems"] as? [Any])?.isEmpty == true, "\(text)")
    }
  }

  @Test func insightsAndNotificationsAreNoEventsHoweverManyThereAre() throws {
    let insight =
      #"{"eventVersion":"1.08","eventID":"1","insightDetails":{"eventName":"RunInstances"}}"#
    let notification =
      #"{"eventVersion":"2.1","eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{}}"#
    for record in [insight, notification] {
      let list = Array(repeating: record, count: 3).joined(separator: ",")
      let summary = try importing("{\"Records\":[\(list)]}")
      #expect(summary["files_skipped"] as? Int == 1)
      #expect(summary["records"] as? Int == 0)
    }
  }

  @Test func recordsInListsOfLinesAreCountedOneByOne() throws {
    let plain = launch.replacingOccurrences(of: "RunInstances", with: "DescribeInstances")
    let lines = [plain, plain, launch].map { "{\"events\":[\(plain),\($0),\(plain)]}" }
    let scratch = try Scratch()
    let summary = try scratch.importing(
      scratch.file("log.json", lines.joined(separator: "\n")))
    #expect(summary["records"] as? Int == 9)
    #expect(
      try scratch.rows("SELECT record_number FROM sightings").first?["record_number"] as? Int == 8)
  }
}

import Foundation
import Testing

/// Records that CloudWatch Logs, Kinesis and Firehose deliver as base64, mostly of gzip: what is
/// damaged in them, and what was never meant to be read. Whole ones are among the containers.
@Suite struct DeliveredDataTests {
  private let launch = launchRecord(id: "launch")

  /// base64 of gzip of the text, by the system's programs.
  private func packed(_ text: String) throws -> String {
    let script = "gzip -c | base64 | tr -d '\\n'"
    return try run("/bin/sh", ["-c", script], stdin: Array(text.utf8)).text
  }

  private func importing(_ text: String) throws -> [String: Any] {
    let scratch = try Scratch()
    return try scratch.importing(scratch.file("log.json", text))
  }

  private func reasons(_ summary: [String: Any]) -> [String] {
    (summary["problems"] as? [[String: Any]] ?? []).map { "\($0["reason"] ?? "")" }
  }

  @Test func damagedDataIsAProblemOfItsRecordAlone() throws {
    let good = try packed(launch)
    let cut = String(good.prefix(good.count / 8 * 4))
    for (data, reason) in [
      (cut, "truncated"), ("H4sIAAAA", "truncated"), ("%%%", "no base64"),
      (good + "=", "no base64"), (good.dropLast(12) + "AAAAAAAAAAA=", "damaged"),
      ("aGVsbG8=", "no JSON"),
    ] {
      for wrap in [
        { "{\"kinesis\":{\"data\":\"\($0)\"},\"eventSource\":\"aws:kinesis\"}" },
        { "{\"recordId\":\"1\",\"data\":\"\($0)\"}" },
        { "{\"awslogs\":{\"data\":\"\($0)\"}}" },
      ] as [(String) -> String] {
        let other = try packed(launchRecord(id: "other"))
        let summary = try importing("{\"Records\":[\(wrap(data)),\(wrap(other))]}")
        #expect(summary["files_failed"] as? Int == 0, "\(data)")
        #expect(summary["events_new"] as? Int ?? 0 >= 1, "\(data)")
        #expect(reasons(summary).contains { $0.contains(reason) }, "\(data): \(reasons(summary))")
      }
    }
  }

  @Test func severalRecordsInOneDataAreReadOneByOne() throws {
    let plain = launch.replacingOccurrences(of: "RunInstances", with: "DescribeInstances")
    let other = launchRecord(id: "other")
    for text in ["{\"Records\":[\(plain),\(launch),\(other)]}", "\(plain)\n\(launch)\n\(other)\n"] {
      let summary = try importing("{\"records\":[{\"data\":\"\(try packed(text))\"}]}")
      #expect(summary["records"] as? Int == 3 && summary["events_new"] as? Int == 2)
      #expect(reasons(summary).isEmpty)
    }
  }

  @Test func dataInDataIsNotOpened() throws {
    let inner = "{\"awslogs\":{\"data\":\"\(try packed(launch))\"}}"
    let summary = try importing("{\"awslogs\":{\"data\":\"\(try packed(inner))\"}}")
    #expect(summary["events_new"] as? Int == 0)
    #expect(reasons(summary).contains { $0.contains("stands in other such data") })
  }

  @Test func whatOnlyFillsMemoryEndsWithAProblem() throws {
    let scratch = try Scratch()
    let path = scratch.folder + "/log.json"
    // A gigabyte of blanks, then one of brackets, then a launch: each in a record of its own.
    let script = """
      import base64, gzip, json, sys
      def data(piece, times):
          import io
          out = io.BytesIO()
          with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1) as stream:
              for _ in range(times): stream.write(piece)
          return {"kinesis": {"data": base64.b64encode(out.getvalue()).decode()}}
      json.dump({"Records": [data(b" " * 1_000_000, 1000), data(b"[" * 1_000_000, 1000),
          data(b'{"a":"' + b"x" * 1_000_000, 1000), data(sys.argv[2].encode(), 1)]}, open(sys.argv[1], "w"))
      """
    #expect(try run("/usr/bin/env", ["python3", "-c", script, path, launch]).status == 0)
    let limited = "ulimit -v 1500000; exec '\(Binary.path)' import --json --quiet --jobs 1 "
    let done = try run("/bin/sh", ["-c", limited + "--db '\(scratch.store)' '\(path)'"])
    #expect(done.status == 0, "\(done.errorText)")
    let summary = try #require(
      try JSONSerialization.jsonObject(with: Data(done.output)) as? [String: Any])
    #expect(summary["events_new"] as? Int == 1)
    #expect(reasons(summary).filter { $0.contains("more than 32 MiB come out of it") }.count == 3)
  }

  @Test func whatIsNoDataOfRecordsIsLeftAlone() throws {
    for extra in [
      "{\"data\":\"eyJhbGciOiJIUzI1NiJ9.e30.x\"}", "{\"data\":\"aGVsbG8=\",\"type\":\"t\"}",
      "{\"data\":\"\"}", "{\"data\":\"hello\"}",
    ] {
      let summary = try importing("{\"Events\":[\(launch)],\"meta\":\(extra)}")
      #expect(summary["events_new"] as? Int == 1 && reasons(summary).isEmpty, "\(extra)")
    }
    let check =
      #"{"messageType":"CONTROL_MESSAGE","logEvents":[{"message":"CWL CONTROL MESSAGE"}]}"#
    let summary = try importing("{\"awslogs\":{\"data\":\"\(try packed(check))\"}}")
    #expect(summary["files_skipped"] as? Int == 1 && reasons(summary).isEmpty)
  }
}

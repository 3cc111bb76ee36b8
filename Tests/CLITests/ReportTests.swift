import Foundation
import Testing

@Suite struct ReportTests {
  private func sampled() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.importing(SampleStore.project + "/Samples/AWSLogs")
    return scratch
  }

  private func report(_ scratch: Scratch, _ options: String...) throws -> Run {
    try run(Binary.path, ["report", "--db", scratch.store] + options)
  }

  @Test func aWeekIsMondayToSundayInUTC() throws {
    let scratch = try Scratch()
    let times = [
      "2026-11-15T23:59:59Z", "2026-11-16T00:00:00Z", "2026-11-22T23:59:59Z",
      "2026-11-23T00:00:00Z",
    ]
    let lines = times.enumerated().map { launchRecord(id: "event-\($0)", time: $1, count: 20) }
    try scratch.importing(try scratch.file("four.jsonl", lines.joined(separator: "\n")))
    let week = try json(try report(scratch, "--week", "2026-W47", "--format", "json"))
    let finding = try #require((week["findings"] as? [[String: Any]])?.first)
    #expect(finding["event_ids"] as? [String] == ["event-1", "event-2"])
    #expect(finding["requested_max"] as? Int == 40)
    let days = try #require(week["days"] as? [[String: Any]])
    #expect(days.map { $0["date"] as? String ?? "" } == (16...22).map { "2026-11-\($0)" })
    let span = try json(
      try report(scratch, "--since", "2026-11-16", "--until", "2026-11-23", "--format", "json"))
    #expect(span["period"] as? String == "2026-11-16 to 2026-11-22")
    #expect(span["findings"] as? NSArray == week["findings"] as? NSArray)
  }

  private func json(_ run: Run) throws -> [String: Any] {
    #expect(run.status == 0, "\(run.errorText)")
    return try #require(try JSONSerialization.jsonObject(with: Data(run.output)) as? [String: Any])
  }

  @Test func itsPartsComeInTheOrderThatReadersNeed() throws {
    let scratch = try sampled()
    for form in ["text", "markdown", "html"] {
      var rest = Substring(try report(scratch, "--week", "2026-W47", "--format", form).text)
      if form == "html", let start = rest.range(of: "<h1>") { rest = rest[start.lowerBound...] }
      let parts = [
        "EC2 launches", "findings", "Data quality", "Findings", "Finding by finding", "data",
        "To follow up",
        "Harmless if", "Failed attempts below the threshold", "Week over week",
        "Instances launched",
        "Suppressions", "otherwise", "Method", "T1578.002", "T1496", "fingerprint", "Blind spots",
        "StartInstances",
      ]
      if form == "html", let start = rest.range(of: "<main>") {
        #expect(rest[..<start.lowerBound].contains("11 findings"))
        rest = "EC2 launches findings" + rest[start.lowerBound...]
      }
      for part in parts {
        guard let found = rest.range(of: part) else {
          Issue.record("\(form): \(part) is not where it belongs")
          break
        }
        rest = rest[found.upperBound...]
      }
    }
  }

  @Test func saysWhatDoesNotEndAWeek() throws {
    let scratch = try sampled()
    let week = try report(scratch, "--week", "2026-W47", "--format", "csv")
    for (asOf, isSaid) in [
      ("2026-11-20", true), ("2026-11-22T23:59:58Z", true), ("2026-11-22T23:59:59Z", false),
      ("2026-11-23", false), ("2027-01-01", false),
    ] {
      let same = try report(scratch, "--week", "2026-W47", "--as-of", asOf, "--format", "csv")
      #expect(same.status == 0 && same.text == week.text)
      let remark = "--as-of \(asOf) does not end it earlier"
      #expect(same.errorText.contains(remark) == isSaid, "\(same.errorText)")
    }
    let quiet = try report(
      scratch, "--week", "2026-W47", "--as-of", "2026-11-20", "--format", "csv", "--quiet")
    #expect(quiet.errorText.isEmpty, "\(quiet.errorText)")
  }

  @Test func findingsFailOnlyWhenTheyAreNotSuppressed() throws {
    let scratch = try sampled()
    let failing = try report(
      scratch, "--week", "2026-W47", "--fail-on-findings", "-o", scratch.folder + "/r.txt")
    #expect(failing.status == 3)
    #expect(failing.output.isEmpty)
    #expect(failing.errorText.contains("11 findings"))
    let quiet = try report(
      scratch, "--week", "2026-W47", "--fail-on-findings", "--quiet", "-o",
      scratch.folder + "/r.txt")
    #expect(quiet.status == 3 && quiet.errorText.isEmpty, "\(quiet.errorText)")
    #expect(try report(scratch, "--week", "2020-W10", "--fail-on-findings").status == 0)

    let sql = """
      INSERT INTO suppressions (account_id, principal, reason, created_ms, until_ms)
      SELECT account_id, principal, 'explained <b>', 1795000000000, 1796000000000 FROM principals
      """
    #expect(try run("/usr/bin/env", ["sqlite3", scratch.store, sql]).status == 0)
    let calm = try report(
      scratch, "--week", "2026-W47", "--fail-on-findings", "--format", "markdown")
    #expect(calm.status == 0, "\(calm.errorText)")
    #expect(calm.text.contains("11 findings: 0 new, 0 continuing, 0 escalated and 11 suppressed"))
    #expect(calm.text.contains("data-pipeline") && calm.text.contains("explained &lt;b&gt;"))
    #expect(calm.text.contains("Ending within 14 days"))
  }

  @Test func findingsAloneDoNotAskForTheRest() throws {
    let scratch = try sampled()
    let whole = try report(scratch, "--week", "2026-W47", "--format", "csv").text
    // Without the view, whatever reads it fails.
    let shell = try run("/usr/bin/env", ["sqlite3", scratch.store, "DROP VIEW report_elastic"])
    #expect(shell.status == 0, "\(shell.errorText)")
    #expect(try report(scratch, "--week", "2026-W47", "--format", "json").status == 1)
    let table = try report(scratch, "--week", "2026-W47", "--format", "csv", "--fail-on-findings")
    #expect(table.text == whole)
    #expect(table.status == 3 && table.errorText.contains("11 findings"), "\(table.errorText)")
  }

  @Test func badWindowsAreUsageErrors() throws {
    let scratch = try Scratch()
    for arguments in [
      ["--week", "2026-W54"], ["--last", "3h"], ["--until", "2026-11-20"],
      ["--as-of", "yesterday"],
      ["--since", "2026-11-20", "--until", "2026-11-19"], ["--week", "2026-W47", "--last", "7d"],
      ["--threshold", "-1"], ["--format", "pdf"], ["--as-of", "2026-11-20T08:00:00"],
      ["--since", "2026-11-19", "--until", "2026-11-20T08:00:00Z"],
    ] {
      let result = try run(Binary.path, ["report", "--db", scratch.store] + arguments)
      #expect(result.status == 2, "\(arguments)")
    }
  }

  @Test func aWindowThatBeginsSomewhereIsToldHowItMayEnd() throws {
    let scratch = try sampled()
    let open = try report(scratch, "--since", "2020-01-01")
    #expect(open.status == 2)
    let end = try #require(
      open.errorText.firstMatch(of: /--since needs --until.*: (--until \d{4}-\d\d-\d\d)\n/)
    ).1
    let arguments = ["--since", "2020-01-01"] + end.split(separator: " ").map(String.init)
    let closed = try run(Binary.path, ["report", "--db", scratch.store] + arguments)
    #expect(closed.status == 0 && closed.text.contains("2020-01-01 to "), "\(closed.errorText)")
    // Spans are counted back from --as-of.
    let back = try report(
      scratch, "--since", "7d", "--until", "0d", "--as-of", "2026-11-23", "--format", "json")
    #expect(try json(back)["period"] as? String == "2026-11-16 to 2026-11-22")
  }

  @Test func aFileIsWholeOrNotThere() throws {
    let scratch = try sampled()
    let path = scratch.folder + "/report.html"
    #expect(try report(scratch, "--week", "2026-W47", "--format", "html", "-o", path).status == 0)
    let page = try String(contentsOfFile: path, encoding: .utf8)
    #expect(page.hasPrefix("<!doctype html>") && page.hasSuffix("</html>\n"))
    let missing = try run(
      Binary.path,
      ["report", "--db", scratch.folder + "/none.db", "-o", scratch.folder + "/none.txt"])
    #expect(missing.status == 1)
    let left = try FileManager.default.contentsOfDirectory(atPath: scratch.folder)
    #expect(left.filter { !$0.hasPrefix("hunt.db") } == ["report.html"])
  }

  @Test func everyFaultOfThePrintedReadingIsInTheSamples() throws {
    let scratch = try sampled()
    let faults = try scratch.rows(
      """
      SELECT
        max(f.max_count = '1' AND l.requested_max = 40) AS injected,
        max(f.max_count LIKE '%maxCount=%') AS several_items,
        max(f.subnet_id LIKE '%}]}%') AS garbage_subnet,
        max(f.request_parameters IS NULL AND l.requested_max > 0) AS over_long,
        max(f.max_count IS NULL AND f.min_count IS NOT NULL) AS printed_last,
        max(f.instance_type IS NULL AND l.launch_template IS NOT NULL) AS template,
        max(l.requested_min = l.requested_max AND l.requested_max = 50) AS minimum_is_maximum
      FROM elastic_launch_fields AS f INNER JOIN launch_attempts AS l USING (launch_id)
      """)
    for (fault, value) in try #require(faults.first) { #expect(value as? Int == 1, "\(fault)") }
  }
}

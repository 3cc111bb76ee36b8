import Foundation
import Testing

@Suite struct ReportTests {
  @Test func theSampleWeekIsTheSameEveryTimeAndFindsTheStory() throws {
    let scratch = try Scratch()
    try scratch.importing(SampleStore.project + "/Samples/AWSLogs")
    for format in ["text", "markdown"] {
      let first = try huntdb(
        "report", "--db", scratch.store, "--week", "2026-W47", "--format", format)
      let second = try huntdb(
        "report", "--db", scratch.store, "--week", "2026-W47", "--format", format)
      #expect(first.status == 0)
      #expect(first.output == second.output)
      #expect(first.text.contains("analyst"))
      #expect(first.text.contains("data-pipeline") || first.text.contains("data\\-pipeline"))
    }
    let failing = try huntdb(
      "report", "--db", scratch.store, "--week", "2026-W47", "--fail-on-findings")
    #expect(failing.status == 3)
    let quiet = try huntdb(
      "report", "--db", scratch.store, "--week", "2020-W10", "--fail-on-findings")
    #expect(quiet.status == 0)
  }

  @Test func badWindowsAreUsageErrors() throws {
    let scratch = try Scratch()
    for arguments in [["--week", "2026-W54"], ["--last", "3h"], ["--until", "2026-11-20"]] {
      let result = try run(Binary.path, ["report", "--db", scratch.store] + arguments)
      #expect(result.status == 2, "\(arguments)")
    }
  }

  @Test func everyFaultOfThePrintedReadingIsInTheSamples() throws {
    let scratch = try Scratch()
    try scratch.importing(SampleStore.project + "/Samples/AWSLogs")
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

import Foundation
import Testing

/// What the options of `huntdb query` do.
@Suite struct QueryTests {
  private static let endless =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT"

  @Test func readsSQLFromArgumentFileAndStandardInput() throws {
    let store = try SampleStore()
    let file = store.folder + "/one.sql"
    try "\u{feff}SELECT 1 AS a -- the end".write(toFile: file, atomically: true, encoding: .utf8)
    let sql = "SELECT 1 AS a;"
    let environment = ["HUNTDB_DB": store.path]
    for run in [
      try huntdb("query", "--format", "csv", sql, environment: environment),
      try huntdb("query", "--format", "csv", "-f", file, environment: environment),
      try huntdb(
        "query", "--format", "csv", "-f", "-", stdin: Array(sql.utf8), environment: environment),
      try huntdb("query", "--format", "csv", "-", stdin: Array(sql.utf8), directory: store.folder),
    ] {
      #expect(run.text == "a\r\n1\r\n")
      #expect(run.status == 0)
      #expect(run.errors.isEmpty)
    }
  }

  @Test(arguments: ["query", "report", "schema", "findings"])
  func aHyphenAsOutputIsStandardOutput(_ command: String) throws {
    let store = try SampleStore()
    let arguments = [
      "query": ["SELECT 1 AS a"], "report": ["--as-of", SampleStore.asOf, "--format", "markdown"],
      "schema": ["settings"], "findings": ["list", "--as-of", SampleStore.asOf],
    ]
    let own = [command] + (arguments[command] ?? [])
    let environment = ["HUNTDB_DB": store.path]
    let plain = try run(Binary.path, own, environment: environment, directory: store.folder)
    let hyphen = try run(
      Binary.path, own + ["-o", "-"], environment: environment, directory: store.folder)
    #expect(hyphen.status == 0 && !hyphen.output.isEmpty, "\(hyphen.errorText)")
    #expect(hyphen.output == plain.output)
    #expect(!FileManager.default.fileExists(atPath: store.folder + "/-"))
  }

  @Test func aTimeHasAZone() throws {
    let store = try SampleStore()
    func asOf(_ time: String) throws -> Run {
      try huntdb(
        "query", "--db", store.path, "--as-of", time, "--format", "tsv",
        "SELECT as_of FROM hunt_window")
    }
    for (given, read) in [
      ("2026-11-20", "2026-11-20T00:00:00Z"), ("2026-11-20T08:00:00Z", "2026-11-20T08:00:00Z"),
      ("2026-11-20t08:00:00.5z", "2026-11-20T08:00:00.500Z"),
      ("2026-11-20T08:00:00+01:30", "2026-11-20T06:30:00Z"),
      ("2026-11-20T08:00:00-00:00", "2026-11-20T08:00:00Z"),
    ] {
      let run = try asOf(given)
      #expect(run.text.contains(read), "\(given): \(run.text)\(run.errorText)")
    }
    for given in [
      "2026-11-20T08:00:00", "2026-11-20 08:00:00", "2026-11-20T08:00:00.123",
      "2026-11-20T08:00:00+0130", "2026-11-20T08:00:00+01", "2026-11-20T08:00:00,5Z",
      "2026-11-20T08:00Z", "2026-11-20Z",
    ] {
      let run = try asOf(given)
      #expect(run.status == 2, "\(given)")
      #expect(run.errorText.contains("RFC 3339 such as 2026-11-20T08:00:00Z"), "\(given)")
    }
  }

  @Test(arguments: [
    ("x=5", "integer"), ("x=-5", "integer"), ("x=1.5", "real"), ("x=1e3", "real"),
    ("x=null", "null"), ("x=007", "text"), ("x=", "text"), ("x=a=b", "text"), ("x=inf", "text"),
    ("x:text=5", "text"), ("x:real=5", "real"), ("x:integer=5", "integer"), ("x:null=", "null"),
    ("x=9223372036854775808", "text"),
  ])
  func bindsParametersWithTheirTypes(_ assignment: String, _ type: String) throws {
    let store = try SampleStore()
    for sql in ["SELECT typeof(:x)", "SELECT typeof(@x)", "SELECT typeof($x)"] {
      let run = try huntdb(
        "query", "--db", store.path, "--format", "jsonl", "-p", assignment, sql + " AS t")
      #expect(run.text == "{\"t\":\"\(type)\"}\n")
    }
  }

  @Test(arguments: [
    ["-p", "x", "SELECT :x"], ["-p", "x:date=1", "SELECT :x"], ["-p", "x:integer=a", "SELECT :x"],
    ["-p", "y=1", "SELECT 1"], ["SELECT :x"], ["--limit", "-1", "SELECT 1"],
    ["--timeout", "0", "SELECT 1"], ["--format", "xml", "SELECT 1"], ["-f", "a.sql", "SELECT 1"],
    ["--as-of", "yesterday", "SELECT 1"], ["--as-of", "2026-02-30", "SELECT 1"],
    ["--as-of", "7w", "SELECT 1"], ["--window", "0", "SELECT 1"], ["--threshold", "x", "SELECT 1"],
    ["--format", "json", "SELECT 1; SELECT 2"], ["-- nothing"], ["--bogus"], [],
    ["--saved", "no-such-hunt"], ["--saved", "principal-timeline"],
  ])
  func usageErrorsExitWith2(_ arguments: [String]) throws {
    let store = try SampleStore()
    let end = arguments == ["-- nothing"] ? ["--"] : []
    let run = try run(Binary.path, ["query", "--db", store.path] + end + arguments)
    #expect(run.status == 2, "\(run.errorText)")
    #expect(run.output.isEmpty)
    #expect(!run.errors.isEmpty)
  }

  @Test func saysThatTheRowLimitStruck() throws {
    let store = try SampleStore()
    let sql = "SELECT launch_id FROM launch_events ORDER BY 1"
    let cut = try huntdb("query", "--db", store.path, "--format", "tsv", "--limit", "2", sql)
    #expect(cut.text == "launch_id\n1\n2\n")
    #expect(cut.errorText == "huntdb: the row limit of 2 struck: there are more rows\n")
    #expect(cut.status == 0)
    let whole = try huntdb("query", "--db", store.path, "--format", "tsv", "--limit", "300", sql)
    #expect(whole.errors.isEmpty)
  }

  @Test func stopsAtTheTimeLimit() throws {
    let store = try SampleStore()
    let file = store.folder + "/out.csv"
    for sql in ["\(Self.endless) count(*) FROM n", "\(Self.endless) i FROM n"] {
      let run = try huntdb(
        "query", "--db", store.path, "--timeout", "0.2", "-o", file, "--format", "csv", sql)
      #expect(run.status == 124)
      #expect(run.errorText.contains("the time limit of 0.2 s struck after "))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder) == ["hunt.db"])
  }

  @Test func ctrlCEndsTheQueryWith130() throws {
    let store = try SampleStore()
    let sql = "\(Self.endless) count(*) FROM n"
    let command = "\"$0\" query --timeout 20 --db \"$1\" \"$2\" & sleep 0.5; kill -INT $!; wait $!"
    // A shell starts background jobs with SIGINT ignored unless job control is on.
    let run = try run("/bin/bash", ["-mc", command, Binary.path, store.path, sql])
    #expect(run.status == 130, "\(run.errorText)")
    #expect(run.errorText.contains("interrupted"))
  }

  @Test func aClosedPipeIsSuccess() throws {
    let store = try SampleStore()
    let sql = "\(Self.endless) i FROM n"
    let command =
      "\"$0\" query --timeout 20 --db \"$1\" --format csv \"$2\" | head -n 3; echo ${PIPESTATUS[0]}"
    let run = try run("/bin/bash", ["-c", command, Binary.path, store.path, sql])
    #expect(run.text == "i\r\n1\r\n2\r\n0\n")
    #expect(run.errors.isEmpty)
  }

  @Test func writesFilesAtomically() throws {
    let store = try SampleStore()
    let file = store.folder + "/out.csv"
    try "before".write(toFile: file, atomically: true, encoding: .utf8)
    let bad = try huntdb("query", "--db", store.path, "-o", file, "SELECT 1 FROM nowhere")
    #expect(bad.status == 1)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "before")
    let good = try huntdb(
      "query", "--db", store.path, "-o", file, "--format", "csv", "SELECT 1 AS a")
    #expect(good.status == 0)
    #expect(good.output.isEmpty)
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data("a\r\n1\r\n".utf8))
    let names = try FileManager.default.contentsOfDirectory(atPath: store.folder)
    #expect(names.sorted() == ["hunt.db", "out.csv"])
  }

  @Test func huntOptionsMoveTheWindowForThisRunOnly() throws {
    let store = try SampleStore()
    let sql = "SELECT * FROM hunt_window"
    let run = try huntdb(
      "query", "--db", store.path, "--format", "tsv", "--as-of", "2026-11-20", "--window", "3",
      "--threshold", "5", sql)
    #expect(run.text.hasSuffix("2026-11-20T00:00:00Z\t2026-11-17T00:00:00Z\t3\t5\n"))
    let after = try huntdb("query", "--db", store.path, "--format", "tsv", sql)
    #expect(after.text.hasSuffix("\t7\t10\n"))
  }
}

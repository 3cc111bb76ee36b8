import Foundation
import Testing

/// Rows are shown as they come and are not kept.
@Suite struct QueryStreamTests {
  @Test(arguments: ["csv", "tsv", "json", "jsonl", "vertical", "markdown"])
  func showsTheFirstRowWhileTheQueryRuns(_ format: String) throws {
    let store = try SampleStore()
    let sql =
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
      + "SELECT 'first' FROM n WHERE i = 1"
    // A shell starts background jobs with SIGINT ignored unless job control is on.
    let run = try run(
      "/bin/bash",
      [
        "-mc",
        """
        "$0" query --timeout 60 --db "$1" --format "$2" "$3" > "$4" &
        for i in $(seq 300); do grep -q '"\\?first' "$4" && break; sleep 0.05; done
        kill -0 $! && cat "$4"
        kill -INT $!
        """, Binary.path, store.path, format, sql, store.folder + "/out",
      ])
    #expect(run.text.contains("first"), "\(run.errorText)")
  }

  @Test(arguments: [("csv", 300_000), ("jsonl", 300_000), ("table", 40_000)])
  func memoryDoesNotGrowWithTheRows(_ format: String, _ many: Int) throws {
    let store = try SampleStore()
    func peak(_ rows: Int) throws -> Int {
      let sql =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows)) "
        + "SELECT i, 'some text ' || i, i / 7.0 FROM n"
      let run = try run(
        "/usr/bin/env",
        [
          "python3", "-c",
          """
          import resource, subprocess, sys
          subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
          print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
          """, Binary.path, "query", "--db", store.path, "--format", format, sql,
        ])
      return try #require(Int(run.text.trimmingCharacters(in: .whitespacesAndNewlines)))
    }
    let few = try peak(1000)
    #expect(try peak(many) - few < 6000, "in units of 1 KiB, beside \(few)")
  }
}

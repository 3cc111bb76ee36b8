import Foundation
import Testing

/// The interactive shell, on a pseudo-terminal.
@Suite struct QueryShellTests {
  /// Follows a script of Fixtures/terminal.py; gives what the terminal showed.
  private func terminal(_ script: String, _ store: SampleStore) throws -> Run {
    try run(
      "/usr/bin/env",
      [
        "python3", SampleStore.project + "/Tests/Fixtures/terminal.py", Binary.path, "query",
        "--db", store.path, "--timeout", "20",
      ],
      stdin: Array(script.utf8),
      environment: ["TERM": "xterm", "XDG_STATE_HOME": store.folder + "/state", "LANG": "C.UTF-8"])
  }

  @Test func runsStatementsOfSeveralLinesAndKeepsHistory() throws {
    let store = try SampleStore()
    let run = try terminal(
      """
      expect huntdb>
      send SELECT 40 + 2\\n
      expect ...>
      send AS answer; -- with a comment; and a semicolon\\n
      expect 42
      expect huntdb>
      send .quit\\n
      """, store)
    #expect(run.status == 0, "\(run.text)\(run.errorText)")
    let history = store.folder + "/state/huntdb/history"
    #expect(try String(contentsOfFile: history, encoding: .utf8).contains("answer"))
  }

  @Test func ctrlCStopsTheQueryAndDropsTheLineButNotTheShell() throws {
    let store = try SampleStore()
    let run = try terminal(
      """
      expect huntdb>
      send WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT count(*) FROM n;\\n
      wait 1.5
      send \\x03
      expect interrupted after 0 rows
      expect huntdb>
      send SELECT 1,
      wait 1
      send \\x03
      expect huntdb>
      send SELECT 6 * 7;\\n
      expect 42
      expect huntdb>
      wait 1
      send \\x04
      """, store)
    #expect(run.status == 0, "\(run.text)\(run.errorText)")
  }

  @Test func completesNamesAndCommands() throws {
    let store = try SampleStore()
    let run = try terminal(
      """
      expect huntdb>
      send SELECT 'found', requested_max FROM principal_d\\tLIMIT 1;\\n
      expect found
      expect huntdb>
      send .fo\\tjsonl\\n
      expect huntdb>
      send SELECT 1 AS one;\\n
      expect {"one":1}
      expect huntdb>
      send .quit\\n
      """, store)
    #expect(run.status == 0, "\(run.text)\(run.errorText)")
  }

  @Test func theHistoryOutlivesTheShell() throws {
    let store = try SampleStore()
    let first = try terminal(
      """
      expect huntdb>
      send SELECT 'kept ' || (40 + 2);\\n
      expect kept 42
      send .quit\\n
      """, store)
    #expect(first.status == 0, "\(first.text)\(first.errorText)")
    let second = try terminal(
      """
      expect huntdb>
      send \\x1b[A
      expect .quit
      send \\x1b[A
      expect SELECT
      send \\n
      expect kept 42
      send .quit\\n
      """, store)
    #expect(second.status == 0, "\(second.text)\(second.errorText)")
  }

  @Test func listsWhatAWordMayBecomeAndCompletesColumns() throws {
    let store = try SampleStore()
    let run = try terminal(
      """
      expect huntdb>
      send SELECT count(DISTINCT source_ip_a\\t) AS addresses FROM launch_\\t\\t
      expect launch_attempts  launch_events
      send att\\t;\\n
      expect addresses
      expect huntdb>
      send .schema hunt_window\\n
      expect Exactly one row
      send .as-of 2026-11-01\\n
      send .as-of\\n
      send SELECT CASE WHEN as_of > '2026-11-02' THEN 'moved' || 'back' END FROM hunt_window;\\n
      expect movedback
      send .tables extra\\n
      send .quit\\n
      """, store)
    #expect(run.status == 0, "\(run.text)\(run.errorText)")
  }

  @Test func itsCommandsAnswer() throws {
    let store = try SampleStore()
    let run = try terminal(
      """
      expect huntdb>
      send .tables\\n
      expect launch_events
      send .views\\n
      expect principal_deployments
      send .schema hunt_window\\n
      expect Exactly one row
      send .saved\\n
      expect top-launchers: Who asked
      send .format csv\\n
      send .saved principal-timeline principal=u3\\n
      expect event-38
      send .timer on\\n
      send .as-of 2026-11-20\\n
      send SELECT as_of FROM hunt_window;\\n
      expect 2026-11-20T00:00:00Z
      expect took
      send .as-of never\\n
      expect .as-of takes
      send .formt csv\\n
      expect did you mean .format?
      send SELECT * FROM launch_attemps;\\n
      expect did you mean launch_attempts?
      send .quit\\n
      """, store)
    #expect(run.status == 0, "\(run.text)\(run.errorText)")
  }

  @Test func withoutATerminalSQLIsAsked() throws {
    let store = try SampleStore()
    let run = try huntdb("query", "--db", store.path)
    #expect(run.status == 2)
  }
}

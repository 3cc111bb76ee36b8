import Foundation
import Testing

/// Logs that others have published; they lie beside the checkout, or the tests say that they were
/// skipped.
@Suite struct RealLogTests {
  private let logs = SampleStore.project + "/../shared/real-logs"

  @Test func everyLaunchIsSeenWhereItWasLogged() throws {
    guard FileManager.default.fileExists(atPath: logs) else {
      print("skipped: there are no real logs at ../shared/real-logs")
      return
    }
    let scratch = try Scratch()
    let first = try scratch.importing(logs)
    let places = try scratch.rows("SELECT DISTINCT path, record_number FROM event_sightings")
    #expect(places.count == 55)
    // Copies of a file count where they lie, and every file's sightings are its launches.
    let uneven = try scratch.rows(
      """
      SELECT f.path, f.run_instances, count(s.path) AS seen
      FROM source_files AS f LEFT JOIN event_sightings AS s ON s.path = f.path
      WHERE f.is_current = 1
      GROUP BY f.path, f.run_instances
      HAVING f.run_instances <> count(s.path)
      """)
    #expect(uneven.isEmpty, "\(uneven)")
    let events = try scratch.rows("SELECT event_id FROM launch_attempts")
    #expect(first["events_new"] as? Int == events.count)
    // What is no log beside the logs (licences, the manifest) is named; no launch is lost in it.
    let rejected = try scratch.rows(
      "SELECT path FROM import_problems WHERE path LIKE '%.json%' OR path LIKE '%.gz'")
    #expect(rejected.isEmpty, "\(rejected)")

    let before = try scratch.dump()
    let again = try scratch.importing(logs)
    #expect(again["events_new"] as? Int == 0)
    #expect(again["events_conflicting"] as? Int == 0)
    #expect(again["files_imported"] as? Int == 0)
    #expect(try scratch.dump() == before)
  }
}

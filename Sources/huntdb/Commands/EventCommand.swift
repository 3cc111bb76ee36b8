import ArgumentParser
import Store

/// `huntdb event`: the evidence for one event.
struct EventCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "event", abstract: "Print an event's raw JSON, and say where it was seen.")

  @OptionGroup var store: StoreOptions

  @Argument(help: "The eventID.")
  var eventID: String

  func run() async throws {
    let database = try store.open()
    let records = try database.prepare(
      """
      SELECT r.record_json FROM launch_events AS e
      INNER JOIN event_records AS r ON r.launch_id = e.launch_id
      WHERE e.event_id = ?1
      UNION ALL
      SELECT c.record_json FROM launch_events AS e
      INNER JOIN event_conflicts AS c ON c.launch_id = e.launch_id
      WHERE e.event_id = ?1
      """)
    try records.bind(.text(eventID), at: 1)
    let sink = try ByteSink()
    var count = 0
    while try records.step() {
      try sink.write(JSONText.inert(records.text(0)) + "\n")
      count += 1
    }
    guard count > 0 else {
      throw CommandFailure(.failure, "there is no event \(eventID) in \(store.path)")
    }
    try sink.finish()
    let places = try database.prepare(
      "SELECT path, record_number, is_conflict FROM event_sightings WHERE event_id = ? "
        + "ORDER BY path, record_number")
    try places.bind(.text(eventID), at: 1)
    while try places.step() {
      let note = places.integer(2) == 1 ? " (other content)" : ""
      Narration.say("seen in \(places.text(0)), record \(places.text(1))\(note)")
    }
  }
}

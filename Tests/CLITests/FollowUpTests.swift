import Foundation
import Testing

/// The commands that reports and `findings show` give to be copied: they show the same finding.
@Suite struct FollowUpTests {
  /// A store with a name that a shell would take apart, one principal that is high in a window of
  /// three weeks under a threshold of its own, and earlier days that a shorter window cuts off.
  private func store() throws -> (folder: Scratch, path: String) {
    let scratch = try Scratch()
    let lines = ["2026-11-19", "2026-11-12", "2026-11-05"].enumerated().map { index, date in
      launchRecord(id: "event-\(index)", time: date + "T10:00:00Z", count: 4)
    }
    try scratch.importing(try scratch.file("three.jsonl", lines.joined(separator: "\n")))
    let path = scratch.folder + "/it's a $store.db"
    try FileManager.default.moveItem(atPath: scratch.store, toPath: path)
    return (scratch, path)
  }

  private static let options = ["--as-of", "2026-11-20T23:59:59.999Z", "--threshold", "12"]

  /// Runs a command as a shell does, in another folder.
  private func pasted(_ command: String, _ environment: [String: String] = [:]) throws -> Run {
    let program = command.replacing("huntdb", with: "'\(Binary.path)'", maxReplacements: 1)
    return try run("/bin/sh", ["-c", program], environment: environment, directory: "/")
  }

  /// The commands of a text, each a line.
  private func commands(_ text: String) -> [String] {
    text.split(separator: "\n").map { String($0.drop { $0 == " " }) }
      .filter { $0.prefixMatch(of: /huntdb (findings|query|event|report)\s/) != nil }
  }

  /// Runs each command and expects that it is about `id`.
  private func follow(
    _ commands: [String], _ id: String, _ environment: [String: String] = [:]
  ) throws {
    for command in commands where !command.contains("EVENT_ID") {
      let filled = command.replacing("DATE", with: "2099-01-01")
        .replacing("YYYY-MM-DD", with: "2099-01-01")
      let ran = try pasted(filled, environment)
      #expect(ran.status == 0, "\(filled): \(ran.errorText)")
      if command.contains("FROM finding_events WHERE") {
        #expect(ran.text.contains("event-0") && ran.text.contains("event-2"), "\(filled)")
      }
      if command.contains("findings ") || command.contains("report ") {
        #expect(ran.text.contains(id), "\(filled): \(ran.text)")
      }
    }
  }

  @Test(arguments: ["text", "markdown"]) func thoseOfAReportShowWhatItsReaderSaw(
    _ form: String
  ) throws {
    let (scratch, path) = try store()
    defer { withExtendedLifetime(scratch) {} }
    let report = try run(
      Binary.path,
      ["report", "--db", path, "--last", "21d", "--format", form] + Self.options)
    #expect(report.status == 0, "\(report.errorText)")
    let id = try #require(report.text.firstMatch(of: /findings show ([0-9a-f]{16})/)).1
    let found = commands(report.text)
    #expect(found.count >= 5)
    #expect(found.contains { $0.hasPrefix("huntdb report ") && $0.contains("--last 21d") })
    // The same store gives the same report wherever it lies.
    let copy = scratch.folder + "/copy.db"
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    let other = try run(
      Binary.path,
      ["report", "--db", copy, "--last", "21d", "--format", form] + Self.options)
    #expect(other.text == report.text)
    try follow(found, String(id), ["HUNTDB_DB": path])
  }

  @Test func thoseOfAWeekNameItsWindow() throws {
    let (scratch, path) = try store()
    let report = try huntdb(
      "report", "--week", "2026-W47", "--threshold", "3", "--format", "markdown",
      environment: ["HUNTDB_DB": path])
    let id = try #require(report.text.firstMatch(of: /findings show ([0-9a-f]{16})/)).1
    #expect(
      report.text.contains("--as-of 2026-11-22T23:59:59.999Z --window 7 --threshold 3"))
    let show = try #require(commands(report.text).first { $0.contains("findings show") })
    #expect(try pasted(show, ["HUNTDB_DB": path]).text.contains(id))
    withExtendedLifetime(scratch) {}
  }

  @Test func thoseOfAFindingShowItAgain() throws {
    let (scratch, path) = try store()
    defer { withExtendedLifetime(scratch) {} }
    let options = ["--db", path, "--window", "21"] + Self.options
    let list = try run(Binary.path, ["findings", "list", "--format", "csv"] + options)
    let id = try #require(list.text.split(separator: "\r\n").dropFirst().first?.prefix(16))
    let shown = try run(Binary.path, ["findings", "show", String(id)] + options)
    let found = commands(shown.text)
    #expect(found.count == 6)
    try follow(found, String(id))
  }
}

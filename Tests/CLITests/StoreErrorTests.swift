import Foundation
import Testing

/// What is said of a store that cannot be written, or is none.
@Suite struct StoreErrorTests {
  static let writing = [
    ["import", SampleStore.project + "/Samples/AWSLogs"], ["prune", "--older-than", "400d"],
    ["findings", "suppress", "0", "--reason", "r", "--until", "2099-01-01"], ["upgrade"],
    ["merge", "other.db"],
  ]

  /// Runs the program as somebody who may not write to what the tests make.
  private func asReader(_ arguments: [String]) throws -> Run {
    guard geteuid() == 0 else { return try run(Binary.path, arguments) }
    return try run(
      "/usr/bin/env",
      ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Binary.path] + arguments)
  }

  @Test(arguments: writing.indices) func aStoreThatCannotBeWrittenIsNamed(_ index: Int) throws {
    let store = try SampleStore(
      LaunchRow.sql([LaunchRow(requested: 20)]) + "; PRAGMA journal_mode = WAL")
    for (path, mode) in [(store.path, 0o444), (store.folder, 0o555)] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }
    defer {
      try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: store.folder)
    }
    let id = try huntdb(
      "query", "--db", store.path, "--as-of", LaunchRow.asOf, "--format", "tsv",
      "SELECT finding_id FROM findings"
    ).text.split(separator: "\n").last.map(String.init)
    var arguments = Self.writing[index]
    if arguments[0] == "findings" {
      arguments[2] = try #require(id)
      arguments += ["--as-of", LaunchRow.asOf]
    }
    let refused = try asReader(arguments + ["--db", store.path])
    #expect(refused.status == 1)
    #expect(
      refused.errorText.contains(
        "the store \(store.path) can be read at most, and this writes to it")
        && refused.errorText.contains("Permission denied"), "\(refused.errorText)")
    #expect(!refused.errorText.contains("PRAGMA"))
  }

  @Test(arguments: ["import", "merge", "prune", "upgrade", "query", "report", "status"])
  func aFileThatIsNoStoreIsNamed(_ command: String) throws {
    let scratch = try Scratch()
    let text = try scratch.file("notes.txt", "This is no database, but a text.\n")
    let log = try scratch.file("one.jsonl", launchRecord(id: "event-0"))
    let more = [
      "import": [log], "merge": [log], "prune": ["--older-than", "400d"], "query": ["SELECT 1"],
    ]
    let refused = try run(Binary.path, [command, "--db", text] + (more[command] ?? []))
    #expect(refused.status == 6)
    #expect(
      refused.errorText
        == "huntdb: error: \(text) is not a huntdb store, or its header is damaged: "
        + "file is not a database\n")
    #expect(try String(contentsOfFile: text, encoding: .utf8).hasPrefix("This is no database"))
  }
}

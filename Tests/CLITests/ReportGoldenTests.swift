import Foundation
import Testing

/// Every form of the report on the sample week, byte for byte. `make golden` writes the files anew;
/// what then differs is to be looked at before it is committed.
@Suite struct ReportGoldenTests {
  static let forms = [
    ("text", "txt"), ("markdown", "md"), ("html", "html"), ("json", "json"), ("csv", "csv"),
  ]

  /// The samples, read at a moment that no clock decides.
  static func store() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.importing(SampleStore.project + "/Samples/AWSLogs")
    let moment = "UPDATE source_files SET imported_ms = 1795428000000"
    let shell = try run("/usr/bin/env", ["sqlite3", scratch.store, moment])
    #expect(shell.status == 0, "\(shell.errorText)")
    return scratch
  }

  @Test func everyFormIsTheGoldenOneInAnyLanguageAndTimeZone() throws {
    let scratch = try Self.store()
    for (form, suffix) in Self.forms {
      let path = SampleStore.project + "/Tests/CLITests/Golden/report-2026-W47.\(suffix)"
      let written = try huntdb(
        "report", "--week", "2026-W47", "--format", form,
        environment: ["LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu"],
        directory: scratch.folder)
      #expect(written.status == 0, "\(written.errorText)")
      if ProcessInfo.processInfo.environment["HUNTDB_GOLDEN"] != nil {
        try Data(written.output).write(to: URL(fileURLWithPath: path))
      }
      let golden = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(
        golden == Data(written.output),
        "\(form) differs from \(path); 'make golden' writes it anew. First difference: \(difference(golden, written.output))"
      )
    }
  }

  /// The first line that is not the same.
  private func difference(_ golden: Data, _ written: [UInt8]) -> String {
    let old = String(decoding: golden, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    let new = String(decoding: written, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    let line = zip(old, new).prefix { $0 == $1 }.count
    let pair = [old, new].map { line < $0.count ? String($0[line].prefix(300)) : "(end)" }
    return "line \(line + 1): \(pair[0]) / \(pair[1])"
  }

  @Test func aCopyReadInAnotherOrderFromAnotherPlaceGivesTheSameBytes() throws {
    let first = try Self.store()
    let second = try Scratch()
    let copy = second.folder + "/elsewhere/AWSLogs"
    try FileManager.default.createDirectory(
      atPath: second.folder + "/elsewhere", withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: SampleStore.project + "/Samples/AWSLogs", toPath: copy)
    for account in ["333333333333", "111111111111", "222222222222"] {
      try second.importing(copy + "/" + account)
    }
    _ = try run(
      "/usr/bin/env",
      ["sqlite3", second.store, "UPDATE source_files SET imported_ms = 1795428000000"])
    for (form, _) in Self.forms {
      let outputs = try [first, second].map { scratch in
        try huntdb(
          "report", "--week", "2026-W47", "--format", form, directory: scratch.folder
        ).text
      }
      #expect(outputs[0] == outputs[1], "\(form)")
    }
  }
}

import Foundation
import Testing

@Suite struct ReadmeTests {
  private func blocks(_ fence: String, after marker: String? = nil) throws -> [String] {
    var text = try String(contentsOfFile: SampleStore.project + "/README.md", encoding: .utf8)
    if let marker { text = try #require(text.components(separatedBy: marker).last) }
    return text.components(separatedBy: "```\(fence)\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
  }

  @Test func itsQueriesAnswerAndItsOutputIsWhatIsPrinted() throws {
    let scratch = try Scratch()
    try scratch.importing(SampleStore.project + "/Samples/AWSLogs")
    let queries = try blocks("sql")
    #expect(queries.count >= 3)
    for sql in queries { #expect(try !scratch.rows(sql).isEmpty, "\(sql)") }
    let printed = try huntdb(
      "query", "--db", scratch.store, "--as-of", "2026-11-23", "-f",
      SampleStore.project + "/Samples/findings.sql")
    let pasted = try #require(try blocks("", after: "<!-- output: findings -->").first)
    #expect(printed.text.trimmed == pasted.trimmed)
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .newlines) }
}

import Foundation
import Testing

/// `huntdb schema`, and the page made from it.
@Suite struct QuerySchemaTests {
  private struct Relation: Decodable {
    struct Column: Decodable {
      let name: String
      let type: String?
      let comment: String
    }
    let name: String
    let kind: String
    let grain: String
    let columns: [Column]
  }

  private func reference() throws -> [Relation] {
    let run = try huntdb("schema", "--format", "json")
    return try JSONDecoder().decode([Relation].self, from: Data(run.output))
  }

  @Test func namesEveryTableAndColumnOfARealStore() throws {
    let store = try SampleStore("")
    let real = try huntdb(
      "query", "--db", store.path, "--format", "tsv",
      "SELECT s.name, c.name FROM sqlite_schema AS s, pragma_table_xinfo(s.name) AS c "
        + "WHERE s.type IN ('table', 'view') ORDER BY s.name, c.cid")
    let stated = try reference().sorted { $0.name < $1.name }
      .flatMap { relation in relation.columns.map { "\(relation.name)\t\($0.name)\n" } }
    #expect(real.text == "name\tname\n" + stated.joined(), "\(real.errorText)")
  }

  @Test func everyTableHasAGrainAndEveryColumnAComment() throws {
    for relation in try reference() {
      #expect(relation.grain.contains("ne row"), "\(relation.name)")
      for column in relation.columns {
        #expect(!column.comment.isEmpty, "\(relation.name).\(column.name)")
        #expect((column.type == nil) == (relation.kind == "view"))
      }
    }
  }

  @Test(arguments: [("markdown", "docs/schema.md"), ("datasette", "docs/datasette/metadata.yml")])
  func whatIsMadeFromTheSchemaIsFresh(_ format: String, _ path: String) throws {
    let page = try String(contentsOfFile: SampleStore.project + "/" + path, encoding: .utf8)
    #expect(
      try huntdb("schema", "--format", format).text == page,
      "make it again: huntdb schema --format \(format) -o \(path)")
  }

  @Test func showsOneTableOrSuggestsAnother() throws {
    let run = try huntdb("schema", "settings")
    #expect(run.text.hasPrefix("settings (table)\n  One row per setting of the hunt."))
    let bad = try huntdb("schema", "setings")
    #expect(bad.status == 1)
    #expect(bad.errorText.contains("did you mean settings?"))
  }
}

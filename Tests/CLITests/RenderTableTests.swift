import Foundation
import Testing

/// The table: aligned, within its width, whole.
@Suite struct RenderTableTests {
  private func table(_ sql: String, _ options: String...) throws -> Run {
    let store = try SampleStore("")
    return try run(Binary.path, ["query", "--db", store.path] + options + [sql])
  }

  @Test func alignsWideAndCombiningCharacters() throws {
    #expect(
      try table(
        "SELECT column1 AS t, column2 AS n FROM (VALUES ('日本', 1), ('e\u{301}', 22), "
          + "('👩‍👩‍👧', NULL), ('🇩🇪!', 3.5))"
      ).text == """
        │ t    │    n │
        ├──────┼──────┤
        │ 日本 │    1 │
        │ e\u{301}    │   22 │
        │ 👩‍👩‍👧   │ NULL │
        │ 🇩🇪!  │  3.5 │

        """)
  }

  @Test func wrapsToTheWidthAndKeepsEveryColumn() throws {
    let run = try table(
      "SELECT 1 AS n, 'one two three four' AS words, 'arn:aws:iam::1:role/x' AS arn",
      "--width", "30")
    #expect(
      run.text == """
        │ n │ words      │ arn       │
        ├───┼────────────┼───────────┤
        │ 1 │ one two    │ arn:aws:  │
        ┊   ┊ three four ┊ iam::1:   ┊
        ┊   ┊            ┊ role/x    ┊

        """)
    #expect(run.errors.isEmpty)
  }

  @Test func goesOnBelowWhereTheColumnsDoNotFit() throws {
    let run = try table(
      "SELECT column1 AS time, column2 AS name, column3 AS n, column4 AS note FROM (VALUES "
        + "('2026-11-18T01:00', 'first one', 1, 'abc'), ('2026-11-19T02:00', 'b', 2, NULL))",
      "--width", "24")
    #expect(
      run.text == """
        │ time      │ name     │
        │ n │ note │
        ├───────────┼──────────┤
        │ 2026-11-  │ first    │
        ┊ 18T01:00  ┊ one      ┊
        │ 1 │ abc  │
        ├───────────┼──────────┤
        │ 2026-11-  │ b        │
        ┊ 19T02:00  ┊          ┊
        │ 2 │ NULL │

        """)
    #expect(run.errors.isEmpty)
  }

  /// Every view's rows, whole, within the terminals that people have.
  @Test(arguments: [80, 200])
  func everyViewFitsTheTerminal(_ width: Int) throws {
    let store = try SampleStore()
    let views = try huntdb(
      "query", "--db", store.path, "--format", "tsv",
      "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name")
    for view in views.text.split(separator: "\n").dropFirst() {
      let table = try huntdb(
        "query", "--db", store.path, "--as-of", SampleStore.asOf, "--width", "\(width)",
        "--limit", "20", "SELECT * FROM \(view)")
      #expect(table.text.split(separator: "\n").allSatisfy { $0.count <= width }, "\(view)")
      let heading = table.text.components(separatedBy: "├").first ?? ""
      let columns = try huntdb(
        "query", "--db", store.path, "--format", "tsv",
        "SELECT name FROM pragma_table_info('\(view)')")
      let shown = heading.filter { !" │┊\n".contains($0) }
      for column in columns.text.split(separator: "\n").dropFirst() where column.count <= 8 {
        #expect(shown.contains(column), "\(view).\(column)")
      }
    }
  }

  @Test func takesWidthsFromTheFirstScreenfulAndSaysSo() throws {
    let run = try table(
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150) "
        + "SELECT CASE WHEN i > 148 THEN 'wider' ELSE 'ab' END AS t FROM n")
    #expect(run.text.hasSuffix("│ ab │\n│ wi │\n┊ de ┊\n┊ r  ┊\n│ wi │\n┊ de ┊\n┊ r  ┊\n"))
    #expect(
      run.errorText
        == "huntdb: column widths come from the first rows; 2 later rows were wider and wrapped\n")
  }

  @Test func severalResultsAreSetApart() throws {
    #expect(
      try table("SELECT 1 AS a; SELECT 2 AS b WHERE 0").text
        == "│ a │\n├───┤\n│ 1 │\n\n│ b │\n├───┤\n(no rows)\n")
  }

  @Test func neverColoursAPipe() throws {
    #expect(try !table("SELECT NULL AS a").text.contains("\u{1b}"))
  }
}

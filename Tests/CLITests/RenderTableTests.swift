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

  @Test func saysSoWhenItCannotFit() throws {
    let run = try table("SELECT 1 AS aaaa, 2 AS bbbb, 3 AS cccc", "--width", "12")
    #expect(run.text.hasPrefix("│ aaa │ bbb │ ccc │\n"))
    #expect(run.errorText.contains("--format vertical"))
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

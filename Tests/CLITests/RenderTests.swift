import Foundation
import Testing

/// What each format makes of the same rows.
@Suite struct RenderTests {
  private func render(_ format: String, _ sql: String, _ options: String...) throws -> Run {
    let store = try SampleStore("")
    return try run(
      Binary.path, ["query", "--db", store.path, "--format", format] + options + [sql])
  }

  private static let mixed = """
    SELECT 9223372036854775807 AS i, 0.1 AS r, 'a "b", c' AS t, NULL AS n, x'00ff10' AS b, '' AS e
    """

  @Test func csvFollowsRFC4180() throws {
    #expect(
      try render("csv", Self.mixed).text
        == "i,r,t,n,b,e\r\n9223372036854775807,0.1,\"a \"\"b\"\", c\",,AP8Q,\"\"\r\n")
    #expect(
      try render("csv", "SELECT 'a' || char(13, 10) || 'b' AS \"x,y\", ' c' AS z").text
        == "\"x,y\",z\r\n\"a\r\nb\",\" c\"\r\n")
  }

  @Test func csvTellsNullFromEmpty() throws {
    #expect(
      try render("csv", "SELECT NULL AS n, '' AS t, x'' AS b, 9e999 AS i").text
        == "n,t,b,i\r\n,\"\",\"\",inf\r\n")
  }

  @Test func markdownMakesNoLinksOfAddresses() throws {
    #expect(
      try render("markdown", "SELECT 'see https://a.example and www.b.example' AS t").text
        .hasSuffix("| see https\\://a.example and www\\.b.example |\n"))
  }

  @Test func tsvEscapesWhatWouldBreakALine() throws {
    #expect(
      try render("tsv", "SELECT 'a' || char(9, 10, 13) || '\\' AS t, NULL AS n, '' AS e").text
        == "t\tn\te\na\\t\\n\\r\\\\\t\\N\t\n")
  }

  @Test func jsonIsExact() throws {
    #expect(
      try render("json", Self.mixed).text == """
        [
        {"i":9223372036854775807,"r":0.1,"t":"a \\"b\\", c","n":null,"b":"AP8Q","e":""}
        ]

        """)
    #expect(
      try render("jsonl", "SELECT 1e300 AS a, -5e-324 AS b, 9e999 AS c, 5.0 AS d").text
        == "{\"a\":1e+300,\"b\":-5e-324,\"c\":1e999,\"d\":5.0}\n")
    // SQLite itself makes NULL of what is no number.
    #expect(
      try render("jsonl", "SELECT -9e999 AS a, 9e999 - 9e999 AS b, 9007199254740993 AS c").text
        == "{\"a\":-1e999,\"b\":null,\"c\":9007199254740993}\n")
    #expect(
      try render("jsonl", "SELECT char(0, 8, 27, 127, 155) AS a, CAST(x'41ff42' AS TEXT) AS b").text
        == "{\"a\":\"\\u0000\\u0008\\u001b\\u007f\\u009b\",\"b\":\"A\u{fffd}B\"}\n")
    #expect(try render("json", "SELECT 1 WHERE 0").text == "[]\n")
  }

  @Test func jsonKeepsColumnsOfTheSameName() throws {
    let run = try render("jsonl", "SELECT 1 AS a, 2 AS a, 3 AS a_2")
    #expect(run.text == "{\"a\":1,\"a_3\":2,\"a_2\":3}\n")
    #expect(run.errorText.contains("column a comes twice"))
  }

  @Test(arguments: ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\u{ff1d}1", "-", "+a"])
  func formulasAreNeutralized(_ cell: String) throws {
    let sql = "SELECT '\(cell)' AS c"
    for format in ["csv", "tsv"] {
      let text = try render(format, sql).text.unicodeScalars.drop { $0 != "\n" }.dropFirst()
      #expect(text.first == "'" || text.starts(with: "\"'".unicodeScalars))
      #expect(try !render(format, sql, "--raw").text.contains("'"))
    }
  }

  @Test func numbersAreNoFormulas() throws {
    #expect(
      try render("csv", "SELECT -5 AS a, '-5' AS b, '+1.5e-3' AS c, -0.5 AS d").text
        == "a,b,c,d\r\n-5,-5,+1.5e-3,-0.5\r\n")
  }

  @Test func markdownRendersAsText() throws {
    #expect(
      try render("markdown", "SELECT 1 AS n_1, '<b>|*x*_y_`' || char(10) AS t, NULL AS z").text
        == """
        | n_1 | t | z |
        | ---: | --- | --- |
        | 1 | &lt;b&gt;\\|\\*x\\*\\_y\\_\\`\\\\n |  |

        """)
  }

  @Test func verticalAndTableEscapeControlCharacters() throws {
    let sql = "SELECT 'a' || char(27) || '[2J' || char(0x202e, 10) AS \"x\u{7}\""
    #expect(
      try render("vertical", sql).text == "── row 1 ──\nx\\x07 │ a\\x1b[2J\\u{202e}\\n\n")
    #expect(try render("table", sql).text.contains("│ a\\x1b[2J\\u{202e}\\n │"))
  }
}

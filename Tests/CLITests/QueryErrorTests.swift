import Testing

/// Errors that say where, and what was probably meant.
@Suite struct QueryErrorTests {
  private func errors(_ sql: String) throws -> String {
    let store = try SampleStore()
    let run = try huntdb("query", "--db", store.path, sql)
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    return run.errorText
  }

  @Test func marksThePlaceOfASyntaxError() throws {
    #expect(
      try errors("SELECT 1;\nSELECT\n  2 FROMM x y") == """
        huntdb: error: near "x": syntax error
        line 3:   2 FROMM x y
                          ^

        """)
  }

  @Test func suggestsTheTableThatWasMeant() throws {
    #expect(
      try errors("SELECT * FROM launch_attemps") == """
        huntdb: error: no such table: launch_attemps
          SELECT * FROM launch_attemps
                        ^
        hint: did you mean launch_attempts?

        """)
  }

  @Test func suggestsAColumnOfTheTablesInUse() throws {
    #expect(
      try errors("SELECT princpal FROM principal_deployments").contains(
        "hint: did you mean principal?\n"))
  }

  @Test func saysWhereAColumnLives() throws {
    #expect(
      try errors("SELECT error_code FROM principal_deployments").contains(
        "hint: error_code is a column of launch_attempts, launch_events\n"))
  }

  @Test func saysThatDoubleQuotesAreForNames() throws {
    #expect(
      try errors(#"SELECT * FROM settings WHERE name = "threshold""#).contains(
        "hint: double quotes are for names; a text is written 'threshold'\n"))
  }

  @Test func checksEveryStatementBeforeTheFirstRuns() throws {
    let text = try errors("SELECT 1; SELECT 2; SELECT zzz")
    #expect(text.contains("no such column: zzz\n  SELECT 1; SELECT 2; SELECT zzz\n"))
  }

  @Test func showsHostileTextEscaped() throws {
    #expect(try !errors("SELECT * FROM \"\u{1b}[2J\"").contains("\u{1b}"))
  }
}

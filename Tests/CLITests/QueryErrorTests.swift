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
        hint: did you mean FROM?

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
        "hint: error_code is a column of launch_attempts, finding_events, launch_events\n"))
  }

  @Test(arguments: [
    ("SELEC 1", "did you mean SELECT?"),
    ("SELECT 1 FORM settings", "did you mean FROM?"),
    ("SELECT name FROM settings ORDR BY 1", "did you mean ORDER?"),
    ("SELECT name, FROM settings", "a comma stands before FROM"),
    ("SELECT TOP 5 name FROM settings", "limited at the end, with LIMIT"),
    ("SELECT name::text FROM settings", "CAST(value AS TEXT)"),
    ("SELECT concat(name, 'x') FROM settings", "texts are joined with ||"),
    ("SELECT now()", "strftime("),
    ("SELECT cuont(*) FROM settings", "did you mean count?"),
    ("SELECT x.name FROM settings", "name no table or alias x"),
    (
      "SELECT principal FROM launch_events JOIN launch_attempts",
      "launch_events and launch_attempts have a column principal"
    ),
  ])
  func knowsWhatWasProbablyMeant(_ sql: String, _ hint: String) throws {
    let text = try errors(sql)
    let last = text.split(separator: "\n").last ?? ""
    #expect(last.hasPrefix("hint: ") && last.contains(hint), "\(text)")
  }

  @Test func pointsAtTheEndOfWhatIsNotComplete() throws {
    #expect(
      try errors("SELECT (1") == """
        huntdb: error: incomplete input
          SELECT (1
                   ^

        """)
  }

  @Test func pointsAtTheStatementThatIsRefused() throws {
    #expect(
      try errors("SELECT 1; DELETE FROM settings").contains(
        "  SELECT 1; DELETE FROM settings\n            ^\n"))
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

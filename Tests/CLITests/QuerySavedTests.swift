import Foundation
import Testing

/// The hunts that ship with the program, and the user's own.
@Suite struct QuerySavedTests {
  /// Hunts that have rows to show in the sample store, with what they need.
  static let hunts: [(name: String, parameters: [String])] = [
    ("accelerator-launches", []), ("failures-by-class", []), ("launch-template-launches", []),
    ("new-regions", []), ("principal-timeline", ["-p", "principal=u3"]), ("top-launchers", []),
    ("unaccounted-instances", []), ("week-over-week", ["-p", "rows=5"]),
  ]

  @Test func everyFileOfTheFolderShips() throws {
    let folder = SampleStore.project + "/Sources/huntdb/SavedHunts"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(files.sorted() == Self.hunts.map { $0.name + ".sql" })
    let run = try huntdb("query", "--saved", environment: ["HUNTDB_HUNTS": "/nonexistent"])
    for (name, _) in Self.hunts { #expect(run.text.contains("\(name): ")) }
  }

  @Test(arguments: hunts.indices)
  func everyShippedHuntRuns(_ index: Int) throws {
    let store = try SampleStore()
    let (name, parameters) = Self.hunts[index]
    let all = ["query", "--db", store.path, "--as-of", SampleStore.asOf, "--format", "jsonl"]
    let run = try run(Binary.path, all + parameters + ["--saved", name])
    #expect(run.status == 0, "\(run.errorText)")
    #expect(run.output.count { $0 == 10 } > 0)
    #expect(run.errors.isEmpty)
  }

  @Test func newRegionsAreThoseThatTheHistoryLacks() throws {
    let store = try SampleStore()
    let run = try huntdb(
      "query", "--db", store.path, "--as-of", SampleStore.asOf, "--window", "2", "--format", "csv",
      "--saved", "new-regions")
    #expect(run.text.contains("ap-south-1"))
    #expect(!run.text.contains("us-east-1"))
  }

  @Test func theListIsRowsInTheFormatsOfPrograms() throws {
    let environment = ["HUNTDB_HUNTS": "/nonexistent"]
    let json = try huntdb("query", "--saved", "--format", "json", environment: environment)
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output)) as? [[String: Any]])
    #expect(rows.map { $0["name"] as? String } == Self.hunts.map(\.name))
    #expect(rows.last?["parameters"] as? String == "rows (50) how many principals to show")
    let csv = try huntdb("query", "--saved", "--format", "csv", environment: environment)
    #expect(csv.text.hasPrefix("name,title,parameters\r\n"), "\(csv.errorText)")
  }

  @Test func dryRunsAreAttemptsOfAWeekAsElsewhere() throws {
    let rows = [
      LaunchRow(requested: 12), LaunchRow(hour: 11, requested: 5, errorClass: "dry_run"),
      LaunchRow(daysBack: 9, requested: 4, errorClass: "dry_run"),
    ]
    let store = try SampleStore(LaunchRow.sql(rows))
    let options = ["query", "--db", store.path, "--as-of", LaunchRow.asOf, "--format", "csv"]
    let week = try run(
      Binary.path, options + ["--saved", "week-over-week"])
    #expect(
      week.text.contains("arn:aws:iam::111111111111:user/alice,12,0,12,12,0,2,1\r\n"),
      "\(week.text)")
    let groups = try run(
      Binary.path, options + ["SELECT sum(attempts) AS n FROM instance_deployments"])
    #expect(groups.text == "n\r\n2\r\n")
  }

  @Test func theUsersOwnHuntsAreListedAndWin() throws {
    let store = try SampleStore()
    let folder = store.folder + "/hunts"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try "-- Mine\n-- :n 7 a number\nSELECT :n AS n".write(
      toFile: folder + "/mine.sql", atomically: true, encoding: .utf8)
    try "-- Other\nSELECT 'other' AS n".write(
      toFile: folder + "/top-launchers.sql", atomically: true, encoding: .utf8)
    let environment = ["HUNTDB_HUNTS": folder, "HUNTDB_DB": store.path]
    let list = try huntdb("query", "--saved", environment: environment)
    #expect(list.text.contains("mine: Mine\n    -p n=… (7) a number\n"))
    let mine = try huntdb(
      "query", "--saved", "mine", "--format", "csv", environment: environment)
    #expect(mine.text == "n\r\n7\r\n")
    let other = try huntdb(
      "query", "--saved", "top-launchers", "--format", "csv", environment: environment)
    #expect(other.text == "n\r\nother\r\n")
  }

  @Test func aMisspeltHuntGetsASuggestion() throws {
    let store = try SampleStore()
    let run = try huntdb("query", "--db", store.path, "--saved", "top-launcher")
    #expect(run.status == 2)
    #expect(run.errorText.contains("hint: did you mean top-launchers?"))
  }
}

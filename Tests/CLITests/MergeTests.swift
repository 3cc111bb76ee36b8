import Foundation
import Testing

/// `merge`: stores of parts of the logs, united in any order, are the store of all of them.
@Suite struct MergeTests {
  /// What a store holds, whatever order its rows came in and whenever they did.
  func content(_ store: String) throws -> [String] {
    let selections = [
      """
      SELECT e.*, NULL AS launch_id, hex(l.content_sha256), r.record_json, r.request_parameters
      FROM launch_attempts AS e
      INNER JOIN launch_events AS l ON l.launch_id = e.launch_id
      INNER JOIN event_records AS r ON r.launch_id = e.launch_id
      ORDER BY e.event_id, e.recipient_account_id
      """,
      """
      SELECT e.event_id, f.path, s.record_number, hex(c.content_sha256) AS other
      FROM sightings AS s
      INNER JOIN launch_events AS e ON e.launch_id = s.launch_id
      INNER JOIN source_files AS f ON f.source_file_id = s.source_file_id
      LEFT JOIN event_conflicts AS c ON c.conflict_id = s.conflict_id ORDER BY 1, 2, 3
      """,
      """
      SELECT e.event_id, hex(c.content_sha256), c.record_json FROM event_conflicts AS c
      INNER JOIN launch_events AS e ON e.launch_id = c.launch_id ORDER BY 1, 2
      """,
      """
      SELECT f.path, f.is_current, f.size_bytes, f.sha256, o.path AS original, f.status, f.format,
        f.log_account_id, f.delivered_ms, f.records, f.run_instances, f.records_rejected
      FROM source_files AS f LEFT JOIN source_files AS o ON o.source_file_id = f.duplicate_of
      ORDER BY f.path, f.sha256
      """,
      """
      SELECT f.path, p.record_number, p.byte_offset, p.reason, p.excerpt FROM problems AS p
      INNER JOIN source_files AS f ON f.source_file_id = p.source_file_id ORDER BY 1, 2, 3, 4
      """,
      """
      SELECT e.event_id, n.item_number, n.image_id, n.max_count, i.instance_number, i.instance_id
      FROM launch_events AS e LEFT JOIN launch_items AS n ON n.launch_id = e.launch_id
      LEFT JOIN launched_instances AS i ON i.launch_id = e.launch_id ORDER BY 1, 2, 5
      """,
      "SELECT account_id, kind, value, first_ms, last_ms FROM account_values ORDER BY 1, 2, 3",
    ]
    return try selections.map { sql in
      // The launch_id in launch_attempts is the store's own.
      let columns = sql.replacingOccurrences(of: "e.*, NULL AS launch_id,", with: Self.attempts)
      let result = try huntdb("query", "--db", store, "--format", "csv", columns)
      #expect(result.status == 0, "\(result.errorText)")
      return result.text
    }
  }

  private static let attempts = """
    e.event_id, e.event_time, e.principal, e.outcome, e.requested_max, e.launched_count,
    e.account_id, e.aws_region, e.instance_type, e.subnet_id, e.error_class,
    """

  /// Writes logs with all that can make two stores disagree: events in several files, files with
  /// the same bytes, other contents under one identity, broken records, unreadable and empty files.
  private func logs(_ scratch: Scratch, _ random: inout SplitMix) throws -> [String] {
    var paths: [String] = []
    func write(_ text: String) throws {
      let name = "log-\(Int.random(in: 0..<1_000_000, using: &random))"
      paths.append(try scratch.file(name, text))
    }
    func record(_ number: Int, count: Int) -> String {
      let text = launchRecord(
        id: "event-\(number)", time: "2026-11-\(10 + number % 9)T0\(number % 7):00:00Z",
        count: count)
      // Other contents have other values, of which some come in nothing else.
      guard count > 3 else { return text }
      return text.replacingOccurrences(of: "us-east-1", with: "us-east-\(count)")
        .replacingOccurrences(of: "ami-1", with: "ami-\(count)-\(number)")
        .replacingOccurrences(of: "t3.large", with: "m\(count).large")
    }
    for _ in 0..<12 {
      let records = (0..<Int.random(in: 1..<9, using: &random)).map { _ in
        let number = Int.random(in: 0..<30, using: &random)
        let isOther = Int.random(in: 0..<5, using: &random) == 0
        return record(number, count: isOther ? 50 + Int.random(in: 0..<3, using: &random) : 3)
      }
      try write(records.joined(separator: "\n"))
      if Int.random(in: 0..<3, using: &random) == 0 { try write(records.joined(separator: "\n")) }
      if Int.random(in: 0..<4, using: &random) == 0 {
        try write((records + ["{\"broken\":", "no record"]).joined(separator: "\n"))
      }
    }
    try write("")
    try write("{\"digestS3Object\":\"x\"}")
    try write("this is nothing that can be read")
    return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  func imported(_ paths: [String], _ store: String) throws {
    let result = try run(Binary.path, ["import", "--quiet", "--db", store] + paths)
    #expect(result.status == 0, "\(result.errorText)")
  }

  func merge(_ stores: [String], into store: String) throws -> [String: Int] {
    let result = try run(Binary.path, ["merge", "--json", "--db", store] + stores)
    #expect(result.status == 0, "\(result.errorText)")
    let object = try JSONSerialization.jsonObject(with: Data(result.output))
    return try #require(object as? [String: Int])
  }

  @Test(arguments: [1, 2] as [UInt64])
  func mergingInAnyOrderEqualsImportingEverything(seed: UInt64) throws {
    let scratch = try Scratch()
    var random = SplitMix(state: seed)
    let paths = try logs(scratch, &random)
    try imported(paths, scratch.store)
    let whole = try content(scratch.store)
    var shards: [[String]] = [[], [], []]
    for path in paths {
      shards[Int.random(in: 0..<3, using: &random)].append(path)
      // Some files are in two of them.
      if Int.random(in: 0..<4, using: &random) == 0 {
        let other = Int.random(in: 0..<3, using: &random)
        if shards[other].last != path { shards[other].append(path) }
      }
    }
    let stores = try shards.enumerated().map { number, files in
      let store = scratch.folder + "/shard-\(number).db"
      try imported(files.isEmpty ? [paths[0]] : files, store)
      return store
    }
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      let store = scratch.folder + "/merged-\(order).db"
      _ = try merge(order.map { stores[$0] }, into: store)
      #expect(try content(store) == whole, "order \(order)")
      let check = try huntdb("check", "--db", store)
      #expect(check.status == 0, "\(check.text)")
    }
  }

  @Test func mergingAgainChangesNothing() throws {
    let scratch = try Scratch()
    var random = SplitMix(state: 9)
    let paths = try logs(scratch, &random)
    try imported(paths, scratch.store)
    let merged = scratch.folder + "/merged.db"
    let first = try merge([scratch.store], into: merged)
    let before = try content(merged)
    #expect(try content(scratch.store) == before)
    let second = try merge([scratch.store, scratch.store], into: merged)
    #expect(second["events_new"] == 0 && second["files_new"] == 0)
    #expect(second["events_known"] == 2 * (first["events_new"] ?? 0))
    #expect(try content(merged) == before)
    // What was merged need not be imported again.
    let again = try run(Binary.path, ["import", "--json", "--quiet", "--db", merged] + paths)
    #expect(again.text.contains("\"events_new\":0"))
    #expect(try content(merged) == before)
  }

  @Test func theContentThatAnImportOfTheFolderMeetsFirstCounts() throws {
    let scratch = try Scratch()
    let logs = scratch.folder + "/logs"
    var stores: [String] = []
    for (number, folder) in ["a", "a-b", "a.d", "b"].enumerated() {
      try FileManager.default.createDirectory(
        atPath: "\(logs)/\(folder)", withIntermediateDirectories: true)
      _ = try scratch.file("logs/\(folder)/x.json", launchRecord(id: "event", count: number + 1))
      stores.append("\(scratch.folder)/\(folder).db")
      try imported(["\(logs)/\(folder)"], stores[number])
    }
    _ = try scratch.file("logs/a.json", launchRecord(id: "event", count: 9))
    stores.append("\(scratch.folder)/file.db")
    try imported([logs + "/a.json"], stores[4])
    try imported([logs], scratch.store)
    let whole = try content(scratch.store)
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 4, 0, 3, 1]] {
      let store = scratch.folder + "/merged-\(order).db"
      _ = try merge(order.map { stores[$0] }, into: store)
      #expect(try content(store) == whole)
      #expect(try huntdb("check", "--db", store).status == 0)
    }
  }

  @Test func suppressionsAreUnitedByRule() throws {
    let scratch = try Scratch()
    let stores = ["a", "b"].map { scratch.folder + "/\($0).db" }
    let columns = "principal, reason, created_ms, until_ms, lifted_ms"
    let rows = [
      "('p', 'same', 1, 10, NULL), ('p', 'mine', 2, 10, NULL)",
      "('p', 'same', 1, 20, 5), ('q', 'same', 1, 10, NULL)",
    ]
    for (store, values) in zip(stores, rows) {
      try imported([scratch.file("log", launchRecord(id: "event-1"))], store)
      let shell = try run(
        "/usr/bin/env",
        ["sqlite3", store, "INSERT INTO suppressions (\(columns)) VALUES \(values)"])
      #expect(shell.status == 0, "\(shell.errorText)")
    }
    for order in [stores, stores.reversed()] {
      let merged = scratch.folder + "/\(order[0].suffix(4)).merged"
      _ = try merge(order, into: merged)
      let united = try huntdb(
        "query", "--db", merged, "--format", "csv",
        "SELECT \(columns) FROM suppressions ORDER BY principal, reason")
      let rows = united.text.split(whereSeparator: \.isNewline).dropFirst()
      #expect(Array(rows) == ["p,mine,2,10,", "p,same,1,20,5", "q,same,1,10,"])
    }
  }

  @Test func aStoreIsNotMergedIntoItselfAndWhatIsNoStoreIsRefused() throws {
    let scratch = try Scratch()
    try scratch.importing(scratch.file("log", launchRecord(id: "event-1")))
    let itself = try huntdb("merge", "--db", scratch.store, scratch.store)
    #expect(itself.status == 1 && itself.errorText.contains("merged into"))
    let other = try huntdb("merge", "--db", scratch.store, scratch.file("text", "no store"))
    #expect(other.status != 0)
    let missing = try huntdb(
      "merge", "--db", scratch.folder + "/new.db", scratch.folder + "/none.db")
    #expect(missing.status == 1)
    #expect(!FileManager.default.fileExists(atPath: scratch.folder + "/new.db"))
  }
}

/// A small generator of the same numbers every time.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

import Foundation
import Testing

/// Input that is broken in every way, or made to do harm, is named and does none.
@Suite struct HostileInputTests {
  private static let script = SampleStore.project + "/Tests/Fixtures/hostile.py"
  private let record = launchRecord(id: "event-0")

  private func make(_ arguments: String...) throws -> Run {
    let python = try run("/usr/bin/env", ["python3", Self.script] + arguments)
    #expect(python.status == 0, "\(python.errorText)")
    return python
  }

  private func problems(_ scratch: Scratch) throws -> [String] {
    try scratch.rows("SELECT reason FROM import_problems ORDER BY path, record_number")
      .compactMap { $0["reason"] as? String }
  }

  // MARK: Archives

  @Test func entriesOfAnArchiveAreReadWhereverTheyClaimToBeAndNeverWritten() throws {
    let scratch = try Scratch()
    let folder = scratch.folder + "/a/b"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = try make("climbing", folder, record)
    func files() throws -> Set<String> {
      Set(try FileManager.default.subpathsOfDirectory(atPath: scratch.folder))
    }
    let before = try files()
    for archive in ["climbing.zip", "climbing.tar"] {
      let store = scratch.folder + "/\(archive).db"
      let result = try huntdb("import", "--json", "--strict", "--db", store, folder + "/" + archive)
      #expect(result.status == 0 && result.text.contains("\"events_new\":5"), "\(result.text)")
    }
    let new = try files().subtracting(before).filter { !$0.contains(".db") }
    #expect(new.isEmpty, "\(new)")
  }

  @Test func archivesInArchivesEndAtADepthThatIsNamed() throws {
    let scratch = try Scratch()
    let folder = scratch.folder + "/logs"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = try make("nested", folder, record)
    for kind in ["zip", "gz"] {
      #expect(try scratch.importing(folder + "/4." + kind)["records"] as? Int == 1)
      let deep = try scratch.importing(folder + "/40." + kind)
      #expect(deep["files_failed"] as? Int == 1)
    }
    let reasons = try problems(scratch)
    #expect(reasons.count == 2 && reasons.allSatisfy { $0.contains("packed into each other") })
  }

  @Test func aBombOfNothingEndsWithAnError() throws {
    let scratch = try Scratch()
    let folder = scratch.folder + "/logs"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = try make("nested", folder, record)
    let summary = try scratch.importing(folder + "/zeros.gz")
    #expect(summary["files_failed"] as? Int == 1)
    #expect(summary["bytes_decompressed"] as? Int == 200 << 20)
    #expect(try problems(scratch).count == 1)
  }

  // MARK: JSON

  @Test func whatFollowsABrokenRecordIsRead() throws {
    let deep = String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000)
    let nul = record.replacingOccurrences(of: "t3.large", with: "t3\u{0}large")
    let broken: [(String, [UInt8])] = [
      ("deep", Array("{\"eventName\":\"RunInstances\",\"a\":\(deep)}".utf8)),
      ("open brackets", Array(String(repeating: "[", count: 200_000).utf8)),
      ("NUL", Array(nul.utf8)),
      ("no UTF-8", Array(record.utf8.prefix(40)) + [0xC3, 0x28, 0xFF] + record.utf8.dropFirst(40)),
      ("cut", Array(record.utf8.prefix(300))),
      ("no value", Array("{\"eventName\":\"RunInstances\",\"a\":}".utf8)),
    ]
    for (name, bytes) in broken {
      let scratch = try Scratch()
      let good = launchRecord(id: "good")
      let log = try scratch.file("log", Data(bytes) + Data("\n\(good)\n".utf8))
      let summary = try scratch.importing(log)
      #expect(summary["events_new"] as? Int == 1, "\(name): \(summary)")
      #expect(summary["records_rejected"] as? Int ?? 0 >= 1, "\(name)")
      let events = try scratch.rows("SELECT event_id FROM launch_attempts")
      #expect(events.first?["event_id"] as? String == "good", "\(name)")
    }
  }

  @Test func aStringOfAHundredMegabytesIsPassedOverWithTheLimit() throws {
    let scratch = try Scratch()
    let path = scratch.folder + "/log.ndjson"
    let make = try run(
      "/usr/bin/env",
      [
        "python3", "-c",
        """
        import sys
        with open(sys.argv[1], "w") as log:
            log.write('{"eventName":"RunInstances","a":"')
            for _ in range(100): log.write("x" * 1_000_000)
            log.write('"}\\n' + sys.argv[2] + "\\n")
        """, path, record,
      ])
    #expect(make.status == 0, "\(make.errorText)")
    let summary = try scratch.importing(path)
    #expect(summary["events_new"] as? Int == 1)
    #expect(try problems(scratch).contains { $0.contains("larger than 32 MiB") })
  }

  @Test func ofAKeyThatComesTwiceTheLastCounts() throws {
    let scratch = try Scratch()
    let twice = record.replacingOccurrences(
      of: "\"awsRegion\":", with: "\"awsRegion\":\"eu-north-1\",\"awsRegion\":")
    try scratch.importing(scratch.file("log", twice))
    let rows = try scratch.rows("SELECT aws_region, requested_max FROM launch_attempts")
    #expect(rows.count == 1 && rows[0]["aws_region"] as? String == "us-east-1")
  }

  @Test func anObjectOfManyKeysIsReadInTimeThatGrowsWithThem() throws {
    let scratch = try Scratch()
    // "Aa" and "BB" have the same hash in Java, and so has every row of them.
    let keys = (0..<1 << 14).map { number in
      (0..<14).map { number >> $0 & 1 == 0 ? "Aa" : "BB" }.joined()
    }
    let members = keys.map { "\"\($0)\":1" }.joined(separator: ",")
    let wide = launchRecord(id: "event-0", extra: "," + members)
    let summary = try scratch.importing(scratch.file("log", wide))
    #expect(summary["events_new"] as? Int == 1)
  }

  // MARK: Files

  @Test func aFolderThatChangesWhileItIsReadGivesAWholeStore() throws {
    let scratch = try Scratch()
    let logs = scratch.folder + "/logs"
    let result = try make("changing", Binary.path, scratch.store, logs, record)
    let object = try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any]
    #expect(object?["status"] as? Int == 0, "\(result.text)")
    #expect(try huntdb("check", "--db", scratch.store).status == 0)
    // The next import brings the store to what is there now.
    try scratch.importing(logs)
    let late = try scratch.rows(
      "SELECT count(*) AS n FROM launch_attempts WHERE event_id LIKE 'late-%'")
    #expect(late.first?["n"] as? Int == 133)
  }

  @Test func aFileThatMayNotBeReadIsNamedAndTheOthersAreRead() throws {
    guard getuid() == 0, FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") else {
      print("skipped: only root with setpriv can take its rights away")
      return
    }
    let scratch = try Scratch()
    let logs = scratch.folder + "/logs"
    try FileManager.default.createDirectory(
      atPath: logs + "/closed", withIntermediateDirectories: true)
    _ = try scratch.file("logs/closed/log", launchRecord(id: "event-1"))
    let secret = try scratch.file("logs/secret", launchRecord(id: "event-2"))
    _ = try scratch.file("logs/zlog", record)
    chmod(scratch.folder, 0o777)
    chmod(secret, 0)
    chmod(logs + "/closed", 0)
    let rights = ["--reuid=65534", "--regid=65534", "--clear-groups", "--"]
    guard try run("/usr/bin/setpriv", rights + [Binary.path, "--version"]).status == 0 else {
      print("skipped: the program lies where only root may run it")
      return
    }
    let result = try run(
      "/usr/bin/setpriv", rights + [Binary.path, "import", "--json", "--db", scratch.store, logs])
    #expect(result.status == 0, "\(result.errorText)")
    #expect(result.text.contains("\"events_new\":1"), "\(result.text)")
    #expect(result.text.contains("\"files_failed\":2"), "\(result.text)")
    #expect(result.errorText.contains("Permission denied"))
    // Once they may be read they are.
    chmod(secret, 0o644)
    chmod(logs + "/closed", 0o755)
    #expect(try scratch.importing(logs)["events_new"] as? Int == 2)
    #expect(try problems(scratch).isEmpty)
  }

  @Test(arguments: ["/dev/null", "/dev/zero"]) func devicesAreRefused(path: String) throws {
    let scratch = try Scratch()
    let summary = try scratch.importing(path)
    #expect(summary["files_failed"] as? Int == 1)
    #expect(try problems(scratch).first?.contains("no regular file") ?? false)
  }
}

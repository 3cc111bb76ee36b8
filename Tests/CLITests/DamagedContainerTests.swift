import Foundation
import Testing

/// Containers that are cut off, damaged in part, or made to do harm.
@Suite struct DamagedContainerTests {
  private let records = (0..<3).map { launchRecord(id: "event-\($0)") }

  private func python(_ script: String, in folder: String) throws {
    let result = try run("/usr/bin/env", ["python3", "-c", script], directory: folder)
    #expect(result.status == 0, "\(result.errorText)")
  }

  private func events(_ scratch: Scratch) throws -> [String] {
    try scratch.rows("SELECT event_id FROM launch_attempts ORDER BY event_id").compactMap {
      $0["event_id"] as? String
    }
  }

  @Test func aShortGzipThatIsCutOffGivesTheRecordsBeforeTheCut() throws {
    let scratch = try Scratch()
    _ = try scratch.file("log.json", "{\"Records\":[\(records.joined(separator: ","))]}")
    // Stored, not deflated: the last record's bytes are what is cut.
    try python(
      "import gzip; d = gzip.compress(open('log.json', 'rb').read(), 0); "
        + "open('cut.gz', 'wb').write(d[:-100])", in: scratch.folder)
    let summary = try scratch.importing(scratch.folder + "/cut.gz")
    #expect(summary["events_new"] as? Int == 2)
    #expect(try events(scratch) == ["event-0", "event-1"])
    let reasons = try scratch.rows("SELECT reason FROM import_problems").map { "\($0)" }.joined()
    #expect(reasons.contains("truncated"))
  }

  @Test(arguments: ["tarfile.open('all', 'w')", "zipfile.ZipFile('all', 'w')"])
  func aDamagedFileInAnArchiveDoesNotHideTheOthers(archive: String) throws {
    let scratch = try Scratch()
    for (index, record) in records.enumerated() { _ = try scratch.file("log-\(index)", record) }
    let script = """
      import gzip, tarfile, zipfile
      packed = bytearray(gzip.compress(open('log-1', 'rb').read()))
      packed[len(packed) // 2] ^= 255
      open('log-1', 'wb').write(packed)
      a = \(archive)
      for name in ('log-0', 'log-1', 'log-2'): (getattr(a, 'add', None) or a.write)(name)
      a.close()
      """
    try python(script, in: scratch.folder)
    let summary = try scratch.importing(scratch.folder + "/all")
    #expect(try events(scratch) == ["event-0", "event-2"])
    #expect((summary["problems"] as? [Any])?.isEmpty == false)
    let files = try scratch.rows("SELECT status FROM source_files WHERE is_current = 1")
    #expect(files.first?["status"] as? String == "partial")
  }

  @Test(
    arguments: [
      "gzip.compress(d)[:14]", "b'\\x1f\\x8b\\x08\\0\\0\\0\\0\\0\\0\\x03' + b'\\xff' * 40",
      "b'\\xfd7zXZ\\0' + b'\\xff' * 40", "b'\\x28\\xb5\\x2f\\xfd' + b'\\xff' * 40",
      "b'PK\\3\\4' + bytes(8)",
    ])
  func aDamagedFileAtTheFrontOfAnArchiveDoesNotHideTheOthers(damage: String) throws {
    for archive in [
      "tarfile.open('all', 'w')", "tarfile.open('all', 'w:gz')", "zipfile.ZipFile('all', 'w')",
    ] {
      let scratch = try Scratch()
      for (index, record) in records.enumerated() { _ = try scratch.file("log-\(index)", record) }
      let script = """
        import gzip, tarfile, zipfile
        d = open('log-0', 'rb').read()
        open('log-0', 'wb').write(\(damage))
        a = \(archive)
        for name in ('log-0', 'log-1', 'log-2'): (getattr(a, 'add', None) or a.write)(name)
        a.close()
        """
      try python(script, in: scratch.folder)
      let summary = try scratch.importing(scratch.folder + "/all")
      #expect(try events(scratch) == ["event-1", "event-2"], "\(archive)")
      #expect((summary["problems"] as? [Any])?.count == 1, "\(summary["problems"] ?? "")")
    }
  }

  @Test func aProblemInAnArchiveNamesTheFileInIt() throws {
    let scratch = try Scratch()
    try python(
      """
      import io, zipfile
      inner = io.BytesIO()
      with zipfile.ZipFile(inner, 'w') as z: z.writestr('b/bad.json', '{"no": "record"}')
      with zipfile.ZipFile('all.zip', 'w') as z:
          z.writestr('inner.zip', inner.getvalue())
          z.writestr('cut.gz', b'\\x1f\\x8b\\x08\\0')
      """, in: scratch.folder)
    try scratch.importing(scratch.folder + "/all.zip")
    let reasons = try scratch.rows("SELECT reason FROM import_problems ORDER BY reason").compactMap
    {
      $0["reason"] as? String
    }
    #expect(reasons.count == 2)
    #expect(reasons[0].hasPrefix("cut.gz: "), "\(reasons)")
    #expect(
      reasons[1].hasPrefix("inner.zip > b/bad.json: it is no CloudTrail record"), "\(reasons)")
  }

  @Test func bytesBehindGzipDataAreSaidToBeThere() throws {
    let scratch = try Scratch()
    _ = try scratch.file("log.json", records[0])
    try python(
      "import gzip; open('log.gz', 'wb').write(gzip.compress(open('log.json', 'rb').read()) + b'end')",
      in: scratch.folder)
    try scratch.importing(scratch.folder + "/log.gz")
    #expect(try events(scratch) == ["event-0"])
    let reasons = try scratch.rows("SELECT reason FROM import_problems")
    #expect(reasons.first?["reason"] as? String == "bytes follow the gzip data that are none")
  }

  @Test func noProgramIsRunToUnpackWhatItNames() throws {
    let scratch = try Scratch()
    let trap = "#!/bin/sh\ntouch \(scratch.folder)/was-run\ncat\n"
    for name in ["lrzip", "lrunzip", "grzip", "lzop", "lz4", "compress", "uncompress"] {
      let path = try scratch.file(name, trap)
      chmod(path, 0o755)
    }
    // libarchive knows them by their first bytes, also behind another compression.
    try python(
      """
      import bz2, lzma
      for name, mark in (('lr', b'LRZI\\0\\6'), ('gr', b'GRZipII\\0\\2\\4:)'), ('lz', b'\\x89LZO\\0\\r\\n\\x1a\\n')):
        data = mark + bytes(200)
        open(name + '.xz', 'wb').write(lzma.compress(data))
        open(name + '.bz2', 'wb').write(bz2.compress(data))
        open(name, 'wb').write(data)
      """, in: scratch.folder)
    for name in ["lr", "gr", "lz"] {
      for suffix in ["", ".xz", ".bz2"] {
        _ = try huntdb(
          "import", "--quiet", "--db", scratch.store, scratch.folder + "/" + name + suffix,
          environment: ["PATH": scratch.folder + ":/usr/bin:/bin"])
      }
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.folder + "/was-run"))
  }

  @Test func whatIsReadDoesNotDependOnHowItWasPacked() throws {
    // Broken records near the ends of what a decoder gives at a time.
    let broken = (0..<300).map { index in
      index % 7 == 0
        ? "{\"eventVersion\":\"1\",\"a\":\"\(index)\n\"" : launchRecord(id: "event-\(index)")
    }
    let text = Array(("{\"Records\":[" + broken.joined(separator: ",") + "]}").utf8)
    var contents: Set<String> = []
    for members in [1, 2, 3, 50] {
      let scratch = try Scratch()
      _ = try scratch.file("plain", Data(text))
      try python(
        """
        import gzip
        data = open('plain', 'rb').read()
        step = len(data) // \(members) + 1
        with open('log.gz', 'wb') as out:
          for at in range(0, len(data), step): out.write(gzip.compress(data[at:at + step]))
        """, in: scratch.folder)
      _ = try huntdb("import", "--quiet", "--db", scratch.store, scratch.folder + "/log.gz")
      contents.insert(
        try huntdb(
          "query", "--db", scratch.store, "--format", "csv",
          "SELECT record_number, byte_offset, reason, excerpt FROM import_problems ORDER BY 1, 2"
        ).text + events(scratch).joined(separator: " "))
    }
    #expect(contents.count == 1)
    #expect(contents.first?.contains("event-299") ?? false)
  }

  @Test func aRequestOfAnyNumberOfKeysIsPrinted() throws {
    let scratch = try Scratch()
    // All of one Java hash code: "Aa" and "BB" have the same.
    let keys = (0..<(1 << 17)).map { number in
      "\"" + (0..<17).map { number >> $0 & 1 == 0 ? "Aa" : "BB" }.joined() + "\":1"
    }
    let record = launchRecord(id: "event-0", extra: "," + keys.joined(separator: ","))
    let summary = try scratch.importing(try scratch.file("log.json", record))
    #expect(summary["events_new"] as? Int == 1)
  }

  /// A match of a distance that RFC 1951 does not know copies nothing out of the program's memory.
  @Test func anUnknownDistanceBringsNoMemoryToLight() throws {
    var contents: Set<String> = []
    for filling in ["190", "200"] {
      let scratch = try Scratch()
      try python(
        """
        import base64, json
        bits = '110'  # the last block, of codes that are not described
        for byte in b'{"a":"': bits += format(48 + byte, '08b')
        # 258 bytes of distance symbol 30, and in the end a length symbol that there is not.
        bits += '11000101' + '11110'
        for byte in b'x' * 200: bits += format(48 + byte, '08b')
        bits += '11000110'
        bits += '0' * (-len(bits) % 8)
        deflated = bytes(int(bits[at:at + 8][::-1], 2) for at in range(0, len(bits), 8))
        packed = bytes([31, 139, 8, 0, 0, 0, 0, 0, 0, 3]) + deflated + bytes(8)
        data = base64.b64encode(packed).decode()
        open('log.json', 'w').write(json.dumps({'awslogs': {'data': data}}))
        """, in: scratch.folder)
      // What was never written has this in it.
      let done = try run(
        Binary.path, ["import", "--quiet", "--db", scratch.store, scratch.folder + "/log.json"],
        environment: ["MALLOC_PERTURB_": filling])
      #expect(done.status == 0, "\(done.errorText)")
      contents.insert(
        try huntdb(
          "query", "--db", scratch.store, "--format", "json",
          "SELECT reason, hex(excerpt) AS excerpt FROM import_problems ORDER BY 1"
        ).text)
    }
    #expect(contents.count == 1)
    #expect(contents.first?.contains("damaged") ?? false)
  }
}

import Foundation
import Testing

/// Files that one reader reads side by side: each is what it is alone.
@Suite struct TwoAtOnceTests {
  /// Writes gzip files of all kinds: short and long ones, of several members, with what a header may say,
  /// cut off, damaged, followed by something else, and some that are no gzip.
  private static let script = """
    import gzip, io, json, random, sys, zlib
    random.seed(7)
    serial = 0
    def records(count):
        global serial
        rows = []
        for n in range(count):
            serial += 1
            name = random.choice(['RunInstances', 'DescribeInstances', 'GetObject'])
            rows.append(json.dumps({'eventVersion': '1.08', 'eventTime': '2026-11-20T08:00:00Z',
              'eventSource': 'ec2.amazonaws.com', 'eventName': name, 'awsRegion': 'us-east-1',
              'eventID': f'event-{serial}', 'recipientAccountId': '111111111111',
              'userIdentity': {'type': 'IAMUser', 'arn': 'arn:aws:iam::111111111111:user/u',
                               'accountId': '111111111111', 'userName': 'u'},
              'requestParameters': {'instancesSet': {'items': [{'minCount': 1, 'maxCount': 2}]}},
              'filler': ''.join(random.choices('abcdefgh \\\\"{}[]', k=random.randrange(3000)))}))
        return ('{"Records":[' + ','.join(rows) + ']}').encode()
    def squeezed(text, level=6, strategy=0, window=15):
        out = zlib.compressobj(level, zlib.DEFLATED, 16 + window, 8, strategy)
        return out.compress(text) + out.flush()
    def named(text):
        out = io.BytesIO()
        with gzip.GzipFile('name.json', 'wb', 6, out) as f: f.write(text)
        return out.getvalue()
    def commented(text):
        plain = squeezed(text)
        return plain[:3] + bytes([plain[3] | 16]) + plain[4:10] + b'a comment\\0' + plain[10:]
    files = []
    for n in range(60):
        text = records(random.choice([0, 1, 3, 40, 400]))
        kind = n % 12
        if kind == 0: data = squeezed(text, 0)
        elif kind == 1: data = squeezed(text, 9)
        elif kind == 2: data = squeezed(text, 6, zlib.Z_FIXED) + squeezed(records(5))
        elif kind == 3: data = squeezed(text, 1, zlib.Z_HUFFMAN_ONLY) + bytes(70)
        elif kind == 4: data = named(text)
        elif kind == 5: data = commented(text)
        elif kind == 6: data = squeezed(text)[:-random.randrange(1, 30)]
        elif kind == 7:
            data = bytearray(squeezed(text)); data[random.randrange(10, len(data))] ^= 4
        elif kind == 8: data = squeezed(text) + b'something else'
        elif kind == 9: data = text
        elif kind == 10: data = squeezed(text, 6, zlib.Z_RLE, 9)
        else: data = squeezed(gzip.compress(text))
        open(f'{n:02}-{kind}.gz', 'wb').write(data)
    # A record that is larger than what is decompressed at a time.
    for n in (60, 61): open(f'{n}-x.gz', 'wb').write(squeezed(records(3).replace(b'filler":"', b'filler":"' + b'x' * 900000)))
    """

  @Test func filesThatAreReadSideBySideAreWhatTheyAreAlone() throws {
    let scratch = try Scratch()
    let folder = scratch.folder + "/logs"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let made = try run("/usr/bin/env", ["python3", "-c", Self.script], directory: folder)
    #expect(made.status == 0, "\(made.errorText)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names.count == 62)

    let together = try imported([folder], jobs: "1")
    let byMore = try imported([folder], jobs: "3")
    #expect(together.files == byMore.files)
    #expect(together.problems == byMore.problems)
    #expect(together.events == byMore.events)

    var (files, problems, events): ([String], [String], [String]) = ([], [], [])
    for name in names {
      let alone = try imported([folder + "/" + name], jobs: "1")
      files += alone.files
      problems += alone.problems
      events += alone.events
    }
    #expect(together.files == files)
    #expect(together.problems == problems)
    #expect(together.events == events.sorted())
    // What the files were made for is there.
    #expect(files.contains { $0.contains("partial") } && files.contains { $0.contains("failed") })
    #expect(problems.contains { $0.contains("truncated") })
    #expect(problems.contains { $0.contains("that are none") })
    #expect(events.count > 1000)
    // The digest is the file's.
    for name in names {
      let digest = try run("/usr/bin/env", ["sha256sum", folder + "/" + name]).text.prefix(64)
      #expect(files.contains { $0.contains(name) && $0.contains(digest) })
    }
  }

  private func imported(
    _ paths: [String], jobs: String
  ) throws -> (files: [String], problems: [String], events: [String]) {
    let scratch = try Scratch()
    _ = try run(
      Binary.path, ["import", "--quiet", "--jobs", jobs, "--db", scratch.store] + paths)
    func texts(_ sql: String) throws -> [String] {
      try scratch.rows(sql).compactMap { $0["text"] as? String }
    }
    return (
      try texts(
        """
        SELECT path || ' ' || status || ' ' || format || ' ' || coalesce(sha256, '') || ' ' || records || ' '
          || run_instances || ' ' || size_bytes AS text FROM source_files ORDER BY path
        """),
      try texts(
        """
        SELECT f.path || ' ' || coalesce(p.record_number, '') || ' ' || coalesce(p.byte_offset, '') || ' '
          || p.reason AS text
        FROM problems AS p INNER JOIN source_files AS f ON f.source_file_id = p.source_file_id
        ORDER BY f.path, p.problem_id
        """),
      try texts("SELECT event_id AS text FROM launch_events ORDER BY event_id")
    )
  }

  @Test func aFileDoesNotWaitForStandardInput() throws {
    let scratch = try Scratch()
    let log = try scratch.gzip(try scratch.file("log.json", launchRecord(id: "event-1")))
    let script = """
      (sleep 4; echo '\(launchRecord(id: "event-2"))') | "$0" import --quiet --jobs 1 --db "$1" "$2" - >/dev/null &
      for n in $(seq 30); do
        sleep 0.1
        test "$(sqlite3 "$1" 'SELECT count(*) FROM launch_events' 2>/dev/null)" = 1 && echo early && break
      done
      wait
      sqlite3 "$1" 'SELECT count(*) FROM launch_events'
      """
    let result = try run("/usr/bin/env", ["bash", "-c", script, Binary.path, scratch.store, log])
    #expect(result.text == "early\n2\n", "\(result.text) \(result.errorText)")
  }
}

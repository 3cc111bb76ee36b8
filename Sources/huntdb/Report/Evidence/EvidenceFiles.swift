internal import Store

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The files of a folder of evidence, and what their content hashes to.
struct EvidenceFiles {
  let folder: String
  private var names: [String] = []

  init(folder: String) { self.folder = folder }

  /// Writes every file, the manifest last.
  mutating func addAll(_ writer: ReportWriter) throws {
    for format in ReportFormat.allCases {
      try add(format.fileName) { sink in try writer.write(format, to: sink) }
    }
    try add("statements.sql") { sink in
      for statement in writer.report.method.statements { try sink.write(statement + ";\n") }
    }
    try add("schema.sql") { sink in try Self.schema(writer.database, to: sink) }
    mkdir(folder + "/events", 0o777)
    for finding in writer.report.findings {
      try add("events/\(finding.findingID).jsonl") { sink in
        try Self.events(of: finding, writer.database, to: sink)
      }
    }
    try add("source-files.sha256") { sink in try Self.sourceFiles(writer.database, to: sink) }
    try add("README.txt") { sink in try sink.write(Self.explanation) }
    try manifest()
  }

  /// Removes what was written.
  func removeAll() {
    for name in names + ["SHA256SUMS"] { unlink(folder + "/" + name) }
    rmdir(folder + "/events")
    rmdir(folder)
  }

  private mutating func add(_ name: String, _ body: (ByteSink) throws -> Void) throws {
    names.append(name)
    let sink = try ByteSink(path: folder + "/" + name)
    try body(sink)
    try sink.finish()
  }

  /// The definitions of all tables and views, as they are in the store.
  private static func schema(_ database: Database, to sink: ByteSink) throws {
    let rows = try database.prepare(
      "SELECT sql FROM main.sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")
    while try rows.step() { try sink.write(rows.text(0) + ";\n\n") }
  }

  /// The raw records, one a line. A line break in a record can only stand between two of its
  /// tokens, and becomes a blank; everything else is as CloudTrail wrote it.
  private static func events(of finding: Finding, _ database: Database, to sink: ByteSink) throws {
    let rows = try database.prepare(
      """
      SELECT r.record_json FROM finding_events AS e
      INNER JOIN event_records AS r ON r.launch_id = e.launch_id
      WHERE e.finding_id = ? ORDER BY e.event_time, e.event_id, e.launch_id
      """)
    try rows.bind(.text(finding.findingID), at: 1)
    while try rows.step() {
      let record = rows.text(0)
      let line = record.utf8.map { $0 == 0x0a || $0 == 0x0d ? UInt8(ascii: " ") : $0 }
      try sink.write(String(decoding: line, as: UTF8.self) + "\n")
    }
  }

  /// The files that the events were read from, in the form that `sha256sum -c` reads; what lies in S3 or
  /// came from standard input it passes over, as comments.
  private static func sourceFiles(_ database: Database, to sink: ByteSink) throws {
    let rows = try database.prepare(
      """
      SELECT DISTINCT s.path, s.sha256 FROM finding_events AS e
      INNER JOIN event_sightings AS s ON s.launch_id = e.launch_id
      WHERE s.sha256 IS NOT NULL ORDER BY s.path, s.sha256
      """)
    while try rows.step() {
      let isElsewhere =
        rows.text(0) == "-" || rows.text(0).hasPrefix("stdin:") || rows.text(0).hasPrefix("s3://")
      try sink.write((isElsewhere ? "# " : "") + line(hash: rows.text(1), name: rows.text(0)))
    }
  }

  private mutating func manifest() throws {
    let sink = try ByteSink(path: folder + "/SHA256SUMS")
    for name in names.sorted() {
      guard let hash = SHA256Sum.hexadecimal(ofFile: folder + "/" + name) else {
        throw OutputError.system(target: name, code: errno)
      }
      try sink.write(Self.line(hash: hash, name: name))
    }
    try sink.finish()
  }

  /// A line of a list of checksums: names with a backslash or a line break are marked and escaped.
  private static func line(hash: String, name: String) -> String {
    guard name.utf8.contains(where: { $0 == 0x5c || $0 == 0x0a || $0 == 0x0d }) else {
      return "\(hash)  \(name)\n"
    }
    var escaped = ""
    for scalar in name.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\r": escaped += "\\r"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return "\\\(hash)  \(escaped)\n"
  }

  private static let explanation = """
    What this folder holds

    report.*, findings.csv   the report in all its forms
    events/ID.jsonl          the raw CloudTrail records of finding ID, one a line
    source-files.sha256      the log files they were read from: "sha256sum -c" there checks the logs that
                             still lie where they did; behind a # those in S3 and standard input
    statements.sql           the statements whose rows the report shows, for "huntdb query" with the
                             window and threshold that report.txt names: --as-of, --window, --threshold
    schema.sql               the tables and views that they read
    SHA256SUMS               the hashes of all of these: "sha256sum -c SHA256SUMS" checks the folder

    """
}

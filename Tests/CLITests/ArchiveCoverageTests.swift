import Foundation
import Testing

/// The coverage out of archives: logs in them count as they do in folders.
@Suite struct ArchiveCoverageTests {
  private static let script = """
    import gzip, io, json, sys, tarfile, zipfile
    folder, launch = sys.argv[1], sys.argv[2]
    def name(region, time): return f"AWSLogs/1/111111111111_CloudTrail_{region}_202611{time}Z_x.json.gz"
    def log(*records): return gzip.compress(('{"Records":[' + ",".join(records) + "]}").encode())
    other = launch.replace("RunInstances", "DescribeInstances")
    def id(number): return launch.replace('"launch"', f'"launch-{number}"')
    insight = '{"eventVersion":"1.08","eventID":"1","insightDetails":{"eventName":"RunInstances"}}'
    files = [
        (name("us-east-1", "01T0005"), log(id(1), other)), ("AWSLogs/readme.json", log(id(9))),
        (name("us-east-1", "01T0105"), log(other)), (name("us-east-1", "02T0000"), log(other)),
        (name("us-east-1", "04T2300"), log(id(2), id(3))[:-30]),
        (name("eu-west-1", "02T1200"), b"no JSON"), (name("eu-west-1", "03T1200"), log(insight)),
        (name("eu-west-1", "03T1300"), log(other, '{"no":"record"}'))]
    def tar(mode, files):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode=mode) as archive:
            for path, data in files:
                entry = tarfile.TarInfo(path)
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))
        return out.getvalue()
    def zipped(files):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for path, data in files: archive.writestr(path, data)
        return out.getvalue()
    for path, data in [("tar", tar("w", files)), ("tar.gz", tar("w:gz", files)), ("tar.xz", tar("w:xz", files)),
        ("zip", zipped(files)),
        ("nested.zip", zipped([("a.tar.gz", tar("w:gz", files[:3])), ("b.zip", zipped(files[3:]))]))]:
        open(f"{folder}/logs.{path}", "wb").write(data)
    import os
    os.mkdir(folder + "/plain")
    for path, data in files: open(f"{folder}/plain/{path.split('/')[-1]}", "wb").write(data)
    """

  /// A store with packed logs beside it.
  private func packed() throws -> Scratch {
    let scratch = try Scratch()
    let made = try run(
      "/usr/bin/env",
      ["python3", "-c", Self.script, scratch.folder, launchRecord(id: "launch")])
    #expect(made.status == 0, "\(made.errorText)")
    return scratch
  }

  /// All that the store says of its coverage.
  private func coverage(_ store: String) throws -> [String] {
    try [
      "data_coverage ORDER BY 1, 2, 3", "coverage_gaps ORDER BY 1, 2, 3",
      "report_gaps ORDER BY 1, 2",
    ]
    .map {
      let sql = "SELECT * FROM \($0)"
      return try huntdb(
        "query", "--db", store, "--format", "jsonl", "--as-of", "2026-11-05", sql
      ).text
    }
  }

  @Test func logsInArchivesCoverWhatTheyCoverInFolders() throws {
    let scratch = try packed()
    func imported(_ name: String) throws -> [String] {
      let store = scratch.folder + "/" + name + ".db"
      let done = try huntdb("import", "--quiet", "--db", store, scratch.folder + "/" + name)
      #expect(done.status == 0, "\(done.errorText)")
      #expect(try huntdb("check", "--db", store).status == 0)
      return try coverage(store)
    }
    let plain = try imported("plain")
    #expect(plain[0].split(separator: "\n").count == 6 && plain[0].contains("unreadable"))
    #expect(plain[1].split(separator: "\n").count == 3, "\(plain[1])")
    for kind in ["tar", "tar.gz", "tar.xz", "zip", "nested.zip"] {
      let archive = try imported("logs." + kind)
      for (found, expected) in zip(archive, plain) { #expect(found == expected, "\(kind)") }
    }
    let status = try huntdb("status", "--db", scratch.folder + "/logs.zip.db")
    #expect(status.text.contains("us-east-1") && status.text.contains("gaps:"), "\(status.text)")
  }

  @Test func theyCountOnceHoweverTheArchiveIsMet() throws {
    let (scratch, merged) = (try packed(), try Scratch())
    let archive = scratch.folder + "/logs.zip"
    try scratch.importing("--until", "2026-11-01", archive)
    let first = try coverage(scratch.store)
    try scratch.importing(archive)
    try scratch.importing(archive)
    #expect(try coverage(scratch.store) == first)
    let done = try huntdb("merge", "--db", merged.store, scratch.store, scratch.store)
    #expect(done.status == 0, "\(done.errorText)")
    #expect(try coverage(merged.store) == first)
    #expect(try huntdb("check", "--db", merged.store).status == 0)

    // The next version of it has one log, and a copy has as many.
    let one =
      "import sys, zipfile; a = zipfile.ZipFile(sys.argv[1], 'w'); "
      + "a.writestr('111111111111_CloudTrail_r_20261101T0000Z_x.json', sys.argv[2])"
    let record = launchRecord(id: "one")
    #expect(try run("/usr/bin/env", ["python3", "-c", one, archive, record]).status == 0)
    for files in 1...2 {
      let copy = scratch.folder + "/copy-\(files).zip"
      try FileManager.default.copyItem(atPath: archive, toPath: copy)
      try scratch.importing(files == 1 ? archive : copy)
      let days = try scratch.rows("SELECT aws_region, files, run_instances FROM data_coverage")
      #expect(days.count == 1 && days[0]["files"] as? Int == files, "\(days)")
    }
    #expect(try huntdb("check", "--db", scratch.store).status == 0)
  }
}

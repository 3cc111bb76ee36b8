/// Follows the files of an archive while it is read, and says of each that has the name of a CloudTrail
/// log what reading it came to: the coverage counts them like files by themselves.
struct ArchivedLogs {
  private struct Open {
    var path: String
    var name: LogFileName
    /// What had been met before it.
    var counts: RecordCounts
    var failures: Int
  }

  private var open: Open?
  private var ended: [ArchivedLog] = []
  private var number = 0

  /// Begins with the entry at `path` of its archive; one without such a name is passed over.
  mutating func begin(_ path: String, _ reader: RecordReader) {
    open = LogFileName(path: path).map {
      Open(path: reader.place, name: $0, counts: reader.counts, failures: reader.failures)
    }
  }

  /// Ends the entry that is open, if one is.
  mutating func end(_ reader: RecordReader) {
    guard let log = open else { return }
    open = nil
    number += 1
    let counts = reader.counts - log.counts
    ended.append(
      ArchivedLog(
        number: number, path: log.path, name: log.name,
        status: FileOutcome.Status(of: counts, hasFailed: reader.failures > log.failures),
        counts: counts))
  }

  /// What has ended since the last call.
  mutating func take() -> [ArchivedLog] {
    defer { ended = [] }
    return ended
  }
}

import ArgumentParser
import Store

/// `huntdb status`: what is in the store, and how complete it is.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say what is in the store, and which days it covers.")

  @OptionGroup var store: StoreOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() async throws {
    let database = try store.open()
    let sink = try ByteSink()
    if json {
      try sink.write((try database.text(Self.jsonSQL) ?? "{}") + "\n")
    } else {
      for line in try lines(database) { try sink.write(line + "\n") }
    }
    try sink.finish()
  }

  /// Counts first, then the coverage as a matrix, then its gaps.
  private func lines(_ database: Database) throws -> [String] {
    var lines: [String] = []
    let counts = try database.prepare("SELECT key, value FROM json_each((\(Self.countsSQL)))")
    while try counts.step() {
      let name = counts.text(0)
      let value = counts.isNull(1) ? "-" : counts.text(1)
      lines.append(name + String(repeating: " ", count: max(1, 20 - name.count)) + value)
    }
    let days = try coverage(database)
    if days.isEmpty { return lines + ["", "coverage: no file has the name of a CloudTrail log"] }
    lines += [""] + CoverageMatrix.legend + [""]
    lines += CoverageMatrix(days: days, width: Terminal.width ?? 80).lines()
    let gaps = try gaps(database)
    lines += ["", gaps.isEmpty ? "no gaps between hours with files" : "gaps: hours without a file"]
    return lines + gaps
  }

  private func coverage(_ database: Database) throws -> [MatrixDay] {
    let rows = try database.prepare(
      """
      SELECT account_id, aws_region, date, state, files, records, run_instances
      FROM data_coverage ORDER BY account_id, aws_region, date
      """)
    var days: [MatrixDay] = []
    while try rows.step() {
      days.append(
        MatrixDay(
          account: DisplayText.escaped(rows.text(0)), region: DisplayText.escaped(rows.text(1)),
          date: rows.text(2), state: MatrixDay.State(rawValue: rows.text(3)) ?? .noFile,
          files: rows.integer(4), records: rows.integer(5), launches: rows.integer(6)))
    }
    return days
  }

  /// The gaps of an account and region a line.
  private func gaps(_ database: Database) throws -> [String] {
    let rows = try database.prepare(
      """
      SELECT account_id, aws_region, count(*), sum(hours), max(hours), first_missing, last_missing
      FROM coverage_gaps GROUP BY account_id, aws_region ORDER BY account_id, aws_region
      """)
    var lines: [String] = []
    while try rows.step() {
      let key = (0..<2).map { DisplayText.escaped(rows.text($0)) }.joined(separator: " ")
      let longest = "\(rows.text(5)) to \(rows.text(6)), \(rows.text(4)) h"
      lines.append(
        rows.integer(2) == 1
          ? "\(key)  \(longest)"
          : "\(key)  \(rows.text(2)) gaps, \(rows.text(3)) h; the longest \(longest)")
    }
    return lines
  }

  private static let countsSQL = """
    SELECT json_object(
      'files', (SELECT count(*) FROM source_files WHERE is_current = 1),
      'files_complete',
      (SELECT count(*) FROM source_files WHERE is_current = 1 AND status = 'complete'),
      'files_partial',
      (SELECT count(*) FROM source_files WHERE is_current = 1 AND status = 'partial'),
      'files_skipped',
      (SELECT count(*) FROM source_files WHERE is_current = 1 AND status = 'skipped'),
      'files_failed',
      (SELECT count(*) FROM source_files WHERE is_current = 1 AND status = 'failed'),
      'files_reading',
      (SELECT count(*) FROM source_files WHERE is_current = 1 AND status = 'reading'),
      'records', (SELECT coalesce(sum(records), 0) FROM source_files
        WHERE is_current = 1 AND duplicate_of IS NULL),
      'events', (SELECT count(*) FROM launch_events),
      'sightings', (SELECT count(*) FROM sightings),
      'conflicts', (SELECT count(*) FROM event_conflicts),
      'problems', (SELECT count(*) FROM import_problems),
      'first_event', (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', min(event_time_ms) / 1000, 'unixepoch')
        FROM launch_events),
      'last_event', (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(event_time_ms) / 1000, 'unixepoch')
        FROM launch_events))
    """

  private static let jsonSQL = """
    SELECT json_insert((\(countsSQL)), '$.coverage', (
      SELECT json_group_array(json_object(
        'account_id', account_id, 'aws_region', aws_region, 'date', date, 'state', state,
        'files', files, 'unreadable_files', unreadable_files, 'records', records,
        'run_instances', run_instances, 'hours_with_files', hours_with_files,
        'missing_hours', missing_hours))
      FROM data_coverage), '$.gaps', (
      SELECT json_group_array(json_object(
        'account_id', account_id, 'aws_region', aws_region, 'first_missing', first_missing,
        'last_missing', last_missing, 'hours', hours))
      FROM coverage_gaps))
    """
}

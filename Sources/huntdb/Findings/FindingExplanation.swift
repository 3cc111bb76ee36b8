import Store

/// What `findings show` prints: each part a heading and the rows of one query.
struct FindingExplanation {
  let finding: FindingReference
  let options: CopiedOptions
  let database: Database
  let format: OutputFormat
  let style: RenderStyle

  /// Events that are listed; all are counted.
  private static let eventLimit = 50

  /// Writes every part. In a format that holds one result only, that is the finding itself.
  func write(to sink: ByteSink) throws {
    guard format.holdsSeveralResults else {
      Narration.say(
        "\(format.rawValue) holds the finding alone; jsonl, table, vertical and markdown hold its "
          + "signals, timeline, groups and events, too")
      return try show("SELECT * FROM findings WHERE finding_id = :id", format, to: sink)
    }
    let isText = format == .table || format == .vertical || format == .markdown
    for part in Self.parts {
      if isText { try heading(part.title, to: sink) }
      if isText, part.isOneRow {
        try verbatim(to: sink) { try show(part.sql, .vertical, to: sink) }
      } else {
        try show(part.sql, format, to: sink)
      }
    }
    guard isText else { return }
    try heading("What to ask next", to: sink)
    try verbatim(to: sink) { try sink.write(followUps) }
  }

  /// Lines that Markdown must not read as markup: in a fenced block, which no line of theirs can
  /// close, for each begins with a word of ours.
  private func verbatim(to sink: ByteSink, _ write: () throws -> Void) throws {
    if format == .markdown { try sink.write("```text\n") }
    try write()
    if format == .markdown { try sink.write("```\n") }
  }

  private func heading(_ title: String, to sink: ByteSink) throws {
    try sink.write(format == .markdown ? "\n## \(title)\n\n" : "\n\(title)\n\n")
  }

  private func show(_ sql: String, _ format: OutputFormat, to sink: ByteSink) throws {
    var parameters = QueryParameters()
    parameters["id"] = .text(finding.id)
    let run = QueryRun(
      database: database, format: format, style: style, rowLimit: nil, seconds: nil)
    try run.run(SQLScript(sql), parameters, to: sink)
  }

  private struct Part {
    var title: String
    var isOneRow = false
    var sql: String
  }

  private static let parts = [
    Part(
      title: "Finding", isOneRow: true,
      sql: """
        SELECT finding_id, severity, state, why, severity_reasons, account_id, principal, actor,
          automation, basis, story_start, threshold, attempts, requested_min, requested_max,
          launched, failures, failed_authorization, failed_quota, failed_capacity,
          failed_throttling, failed_invalid_request, failed_other, dry_runs, high_groups,
          vcpus_requested, accelerators_requested, instances_of_unknown_size,
          previous_requested_max, mfa, aws_regions, subnet_ids, instance_types, image_ids,
          key_names, source_ip_addresses, user_agents, access_key_ids, session_names, first_seen,
          last_seen, suppressed_until, suppression_reason
        FROM findings WHERE finding_id = :id
        """),
    Part(
      title: "Signals",
      sql: """
        SELECT title, state, points, detail, first_seen, last_seen
        FROM finding_signals WHERE finding_id = :id ORDER BY points DESC, title
        """),
    Part(
      title: "Timeline, by the hour (UTC)",
      sql: """
        SELECT hour, attempts, requested_max, launched, failures, dry_runs
        FROM finding_timeline WHERE finding_id = :id ORDER BY hour
        """),
    Part(
      title: "Groups of calls; is_high marks those that reach the threshold on their own",
      sql: """
        SELECT date, aws_region, instance_type, subnet_id, outcome, attempts, requested_max,
          launched, is_high
        FROM finding_groups WHERE finding_id = :id
        ORDER BY date, aws_region, instance_type, subnet_id, outcome
        """),
    Part(
      title: "Events, the first \(eventLimit) of all that event_count counts",
      sql: """
        SELECT event_id, event_time, aws_region, instance_type, outcome, error_code,
          requested_max, launched_count, source_ip_address,
          (SELECT count(*) FROM finding_events WHERE finding_id = :id) AS event_count
        FROM finding_events WHERE finding_id = :id
        ORDER BY event_time_ms, event_id LIMIT \(eventLimit)
        """),
  ]

  /// Commands to copy; an ARN holds no quote, and one that does is quoted for SQL and the shell.
  private var followUps: String {
    let principal = finding.principal.replacing("'", with: "''")
    let statements = [
      "SELECT * FROM finding_events WHERE finding_id = '\(finding.id)' ORDER BY event_time",
      "SELECT event_time, outcome, error_code, instance_type, requested_max, source_ip_address "
        + "FROM launch_attempts WHERE principal = '\(principal)' ORDER BY event_time",
      "SELECT i.instance_id, i.instance_type, i.availability_zone FROM finding_events AS e "
        + "INNER JOIN launched_instances AS i ON i.launch_id = e.launch_id "
        + "WHERE e.finding_id = '\(finding.id)'",
      "SELECT kind, value, first_seen, baseline_days FROM first_seen_facts "
        + "WHERE finding_id = '\(finding.id)'",
    ]
    var lines = statements.map { sql in
      "huntdb query\(options.all) \(ShellWord.quoted(sql))"
    }
    lines.append("huntdb event\(options.store) EVENT_ID")
    lines.append(
      "huntdb findings suppress\(options.all) \(finding.id) --reason 'why' --until YYYY-MM-DD")
    return lines.map { DisplayText.escaped($0) + "\n" }.joined()
  }
}

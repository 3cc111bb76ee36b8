import Store

/// A table of the report: what it says, and the rows a view gave.
struct ReportTable {
  var columns: [String]
  var rows: [[String]]

  /// Runs `sql` and takes every value as text; NULL is shown as "-".
  init(_ database: Database, _ sql: String) throws(SQLiteError) {
    let statement = try database.prepare(sql)
    columns = (0..<statement.columnCount).map { statement.columnName($0) }
    rows = []
    while try statement.step() {
      rows.append(
        (0..<statement.columnCount).map { statement.isNull($0) ? "-" : statement.text($0) })
    }
  }
}

/// One part of the report: a heading, a sentence, and a table where there is one.
struct ReportSection {
  var title: String
  var text: String
  var table: ReportTable?
}

/// The weekly report's content, read from the views; renderers only lay it out.
struct ReportModel {
  var title: String
  var verdict: String
  var sections: [ReportSection]
  /// Groups and spread-out principals that reach the threshold.
  var findingCount: Int

  /// Reads the report from a store whose hunt settings are already in force.
  init(_ database: Database) throws(SQLiteError) {
    title = "High EC2 Instance Deployment Count Attempts by Single User or Role"
    let high = try ReportTable(
      database,
      """
      SELECT account_id, principal, actor, date, aws_region, subnet_id, instance_type, outcome,
        attempts, requested_min, requested_max, launched, first_seen, last_seen
      FROM high_instance_deployments
      ORDER BY requested_max DESC, account_id, principal, date, aws_region, subnet_id,
        instance_type, outcome
      """)
    let spread = try ReportTable(
      database,
      """
      SELECT account_id, principal, actor, attempts, requested_max, launched, days, regions,
        subnets, instance_types, first_seen, last_seen
      FROM principal_deployments
      WHERE is_high = 1 AND high_groups = 0
      ORDER BY requested_max DESC, account_id, principal
      """)
    findingCount = high.rows.count + spread.rows.count
    let totals = try ReportTable(
      database,
      """
      SELECT coalesce(sum(requested_max), 0), coalesce(sum(launched), 0),
        count(DISTINCT account_id || ' ' || principal)
      FROM high_instance_deployments
      """)
    let numbers = totals.rows.first ?? ["0", "0", "0"]
    verdict =
      findingCount == 0
      ? "No group of launches reached the threshold, and no principal did in sum."
      : "\(high.rows.count) groups of launches by \(numbers[2]) principals reached the threshold: "
        + "\(numbers[0]) instances asked for, \(numbers[1]) launched; "
        + "\(spread.rows.count) more principals reached it only in sum."
    let gaps = try Self.gaps(database)
    if let count = gaps.table?.rows.count, count > 0 {
      verdict += " The data has gaps in \(count) of the accounts' regions."
    }
    sections = [
      ReportSection(
        title: "Window", text: "From window_start (excluded) to as_of (included), in UTC.",
        table: try ReportTable(database, "SELECT * FROM hunt_window")),
      try Self.quality(database), gaps,
      ReportSection(
        title: "High groups",
        text: "Each asked for the threshold or more in one account, day, region, subnet and type.",
        table: high),
      ReportSection(
        title: "Principals that are high only in sum",
        text: "They spread their launches, so that no group of theirs reaches the threshold.",
        table: spread),
      try Self.failures(database), try Self.dryRuns(database), try Self.elastic(database),
      try Self.problems(database), Self.method,
    ]
  }

  private static func quality(_ database: Database) throws(SQLiteError) -> ReportSection {
    ReportSection(
      title: "Data quality",
      text: "Files and records that the store was made from, by how reading them ended.",
      table: try ReportTable(
        database,
        """
        SELECT status, count(*) AS files, sum(records) AS records,
          sum(run_instances) AS run_instances, sum(records_rejected) AS records_rejected,
          sum(duplicate_of IS NOT NULL) AS copies
        FROM source_files
        WHERE is_current = 1
        GROUP BY status
        ORDER BY status
        """))
  }

  /// Hours of the window in which a trail that was read before and after has no file.
  private static func gaps(_ database: Database) throws(SQLiteError) -> ReportSection {
    let table = try ReportTable(
      database,
      """
      SELECT g.account_id, g.aws_region, count(*) AS stretches, sum(g.hours) AS hours,
        max(g.hours) AS longest_hours, g.first_missing AS longest_from, g.last_missing AS longest_to
      FROM coverage_gaps AS g
      INNER JOIN hunt_window_ms AS w
        ON g.end_ms > w.window_start_ms AND g.first_missing_ms <= w.as_of_ms
      GROUP BY g.account_id, g.aws_region
      ORDER BY g.account_id, g.aws_region
      """)
    return ReportSection(
      title: "Gaps in the data",
      text: table.rows.isEmpty
        ? "No account and region lacks files between two hours with files."
        : "Hours without a file between hours with files: what happened in them is not counted here.",
      table: table)
  }

  private static func failures(_ database: Database) throws(SQLiteError) -> ReportSection {
    ReportSection(
      title: "Failures by class", text: "Failed calls inside the window, dry runs apart.",
      table: try ReportTable(
        database,
        """
        SELECT account_id, principal, sum(failed_authorization) AS "authorization",
          sum(failed_quota) AS quota, sum(failed_capacity) AS capacity,
          sum(failed_throttling) AS throttling, sum(failed_invalid_request) AS invalid_request,
          sum(failed_other) AS other
        FROM instance_deployments
        WHERE outcome = 'failure'
        GROUP BY account_id, principal
        ORDER BY sum(attempts) DESC, account_id, principal
        """))
  }

  private static func dryRuns(_ database: Database) throws(SQLiteError) -> ReportSection {
    ReportSection(
      title: "Dry runs", text: "Probes: permitted calls that launched nothing.",
      table: try ReportTable(
        database,
        """
        SELECT account_id, principal, date, aws_region, instance_type, attempts, requested_max
        FROM instance_deployments
        WHERE outcome = 'dry_run'
        ORDER BY account_id, principal, date, aws_region, instance_type, subnet_id
        """))
  }

  private static func elastic(_ database: Database) throws(SQLiteError) -> ReportSection {
    let ours = try database.integer("SELECT count(*) FROM high_instance_deployments") ?? 0
    let theirs = try database.integer("SELECT count(*) FROM elastic_high_instance_deployments") ?? 0
    return ReportSection(
      title: "What Elastic's query returns",
      text: "\(theirs) rows, where the intent reading has \(ours) groups. It splits days by the "
        + "minute, counts maxCount - minCount + 1, and reads a printed string.",
      table: try ReportTable(
        database,
        """
        SELECT * FROM elastic_high_instance_deployments
        ORDER BY target_instance_count DESC, user_name, date, subnet_id, instance_type,
          event_outcome
        """))
  }

  private static func problems(_ database: Database) throws(SQLiteError) -> ReportSection {
    ReportSection(
      title: "Problems", text: "Files and records that could not be read.",
      table: try ReportTable(
        database,
        """
        SELECT path, record_number, reason FROM import_problems
        ORDER BY path, record_number, reason
        """))
  }

  private static let method = ReportSection(
    title: "Method",
    text: "Elastic's hunt c3d24ae8-655d-11ef-a990-f661ea17fbcc, MITRE ATT&CK T1578.002 and T1496. "
      + "The numbers are those of the views high_instance_deployments, principal_deployments and "
      + "elastic_high_instance_deployments. Blind spots: CreateFleet, RequestSpotInstances and "
      + "StartInstances log no RunInstances under the caller's name.",
    table: nil)
}

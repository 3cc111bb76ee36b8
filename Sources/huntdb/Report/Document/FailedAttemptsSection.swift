extension DocumentSection {
  /// Those who failed below the threshold, and how all calls failed day by day.
  static func failedAttempts(_ report: Report) -> DocumentSection {
    let table = DocumentTable(
      "Principals below the threshold with failed calls; denied first and successful later come first",
      [
        .text("Account"), .text("Principal"), .number("Calls"), .number("Failed"),
        .number("No permission"), .number("Quota"),
        .number("Capacity"), .number("Throttled"), .number("Malformed"), .number("Other"),
        .text("Denied, then succeeded"),
      ],
      whenEmpty: "No principal below the threshold had a failed call.",
      rows: report.failedAttempts.map { row in
        [
          .text(row.accountID), .text(Words.principal(row.principal, row.accountID)),
          .number(row.attempts),
          .number(row.failures), .number(row.failedAuthorization), .number(row.failedQuota),
          .number(row.failedCapacity),
          .number(row.failedThrottling), .number(row.failedInvalidRequest),
          .number(row.failedOther),
          .text(
            row.deniedThenSucceeded
              ? "yes: denied \(Words.time(row.firstDenied ?? "")), succeeded \(Words.time(row.lastSucceeded ?? ""))"
              : "no",
            tone: row.deniedThenSucceeded ? .high : nil),
        ]
      })
    return DocumentSection(
      id: "failed-attempts", title: "Failed attempts below the threshold",
      blocks: [.table(table), .picture(.errors(report.days, report.unit))])
  }
}

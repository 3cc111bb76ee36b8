/// Adds counts to the tables of the summaries, each in the order of its key.
final class SummaryTables {
  private let database: Database
  private let findPrincipal: Statement
  private let insertPrincipal: Statement
  private let findGroup: Statement
  private let insertGroup: Statement
  private let updateGroup: Statement
  private let insertGroupValue: Statement
  private let updateGroupValue: Statement
  private let addDayValue: Statement
  private let addAccountValue: Statement
  private let addHour: Statement
  private let addShare: Statement
  private let addReading: Statement

  init(_ database: Database) throws(SQLiteError) {
    self.database = database
    findPrincipal = try database.prepare(
      """
      SELECT principal_key FROM principals
      WHERE ifnull(account_id, '') = ifnull(?, '') AND principal = ?
      """)
    insertPrincipal = try database.prepare(
      "INSERT INTO principals (account_id, principal, identity_hash) VALUES (?, ?, ?)")
    findGroup = try database.prepare(SummarySQL.findGroup)
    insertGroup = try database.prepare(SummarySQL.insertGroup)
    updateGroup = try database.prepare(SummarySQL.updateGroup)
    insertGroupValue = try database.prepare(SummarySQL.insertGroupValue)
    updateGroupValue = try database.prepare(SummarySQL.updateGroupValue)
    addDayValue = try database.prepare(SummarySQL.addDayValue)
    addAccountValue = try database.prepare(SummarySQL.addAccountValue)
    addHour = try database.prepare(SummarySQL.addHour)
    addShare = try database.prepare(SummarySQL.addShare)
    addReading = try database.prepare(SummarySQL.addReading)
  }

  /// The number of a principal, which is made where there is none.
  func principal(
    _ principal: [UInt8], in account: UnsafeRawBufferPointer?
  ) throws(SQLiteError) -> Int64 {
    try principal.withUnsafeBufferPointer { (name) throws(SQLiteError) in
      let name = UnsafeRawBufferPointer(name)
      try findPrincipal.bindInPlace(account, name)
      let isKnown = try findPrincipal.step()
      let known = findPrincipal.integer(0)
      findPrincipal.reset()
      if isKnown { return known }
      try insertPrincipal.bindInPlace(account, name)
      try insertPrincipal.bind(.integer(IdentityHash.of(name, in: account)), at: 3)
      try insertPrincipal.run()
      return database.lastInsertedRow
    }
  }

  /// The group of a launch, which is made where there is none.
  func group(
    _ key: ByteString, _ launch: CountedLaunch, of principal: SummaryCounts.Principal
  ) throws(SQLiteError) -> SummaryCounts.Group {
    try Self.bind(key, launch, to: findGroup)
    let isKnown = try findGroup.step()
    let known = findGroup.integer(0)
    findGroup.reset()
    if isKnown { return SummaryCounts.Group(key, of: principal, id: known, isNew: false) }
    try Self.bind(key, launch, to: insertGroup)
    try insertGroup.bind(.integer(launch.integer(.eventTime) ?? 0), at: 8)
    try insertGroup.run()
    return SummaryCounts.Group(key, of: principal, id: database.lastInsertedRow, isNew: true)
  }

  private static func bind(
    _ key: ByteString, _ launch: CountedLaunch, to statement: borrowing Statement
  ) throws(SQLiteError) {
    try key.withFields { (key) throws(SQLiteError) in
      try statement.bind(.integer(key.number(Int64.self)), at: 1)
      try statement.bind(.integer(key.number(Int64.self)), at: 2)
    }
    try statement.bindInPlace(
      launch.text(.userName), launch.text(.awsRegion), launch.text(.subnetID),
      launch.text(.instanceType), launch.outcome.name.bytes, from: 3)
  }

  /// Adds all counts.
  func add(_ counts: borrowing SummaryCounts) throws(SQLiteError) {
    let values = SummaryValues(counts)
    try addGroups(counts.groups, distinct: try addGroupValues(values.ofGroups, counts.groups))
    try addDayValues(values.ofDays)
    try addAccountValues(values.ofAccounts)
    try addHours(counts.hours)
    try addMinutes(counts)
  }

  private func addGroups(
    _ groups: [SummaryCounts.Group], distinct: [[Int64]]
  ) throws(SQLiteError) {
    for (group, distinct) in zip(groups, distinct) {
      let numbers: [Int64?] =
        [
          group.span.calls - (group.isNew ? 1 : 0), group.byService, group.requestedMin.value,
          group.requestedMax.value, group.requestedSpot.value ?? 0, group.launched, group.mfaKnown,
          group.mfa, group.span.first, group.span.last,
        ] + group.failed + distinct + [group.id]
      for (place, number) in numbers.enumerated() {
        try updateGroup.bind(number.map { .integer($0) } ?? .null, at: 1 + place)
      }
      try updateGroup.run()
    }
  }

  /// Gives how many distinct values each group has more, in the order of `Kind.ofGroups`.
  private func addGroupValues(
    _ values: [ByteString: SummaryCounts.Span], _ groups: [SummaryCounts.Group]
  ) throws(SQLiteError) -> [[Int64]] {
    let kinds = SummaryValues.Kind.ofGroups
    var new = groups.map { _ in [Int64](repeating: 0, count: kinds.count) }
    for (key, span) in values.sorted(by: { $0.key < $1.key }) {
      try key.withFields { (key) throws(SQLiteError) in
        let group = Int(key.number(UInt32.self))
        guard let kind = key.kind(), let place = kinds.firstIndex(of: kind) else { return }
        try bind(groups[group].id, kind, key.rest, span, to: insertGroupValue)
        try insertGroupValue.run()
        if database.changes == 1 {
          new[group][place] += 1
        } else {
          try bind(groups[group].id, kind, key.rest, span, to: updateGroupValue)
          try updateGroupValue.run()
        }
      }
    }
    return new
  }

  private func bind(
    _ group: Int64, _ kind: SummaryValues.Kind, _ value: UnsafeRawBufferPointer,
    _ span: SummaryCounts.Span, to statement: borrowing Statement
  ) throws(SQLiteError) {
    try statement.bind(.integer(group), at: 1)
    try statement.bindInPlace(kind.name.bytes, value, from: 2)
    try statement.bind(span, from: 4)
  }

  private func addDayValues(
    _ values: [ByteString: SummaryCounts.Span]
  ) throws(SQLiteError) {
    for (key, span) in values.sorted(by: { $0.key < $1.key }) {
      try key.withFields { (key) throws(SQLiteError) in
        guard let kind = key.kind() else { return }
        try addDayValue.bindInPlace(kind.name.bytes, at: 1)
        try addDayValue.bind(.integer(key.number(Int64.self)), at: 2)
        try addDayValue.bind(.integer(key.number(Int64.self)), at: 3)
        try addDayValue.bindInPlace(key.rest, at: 4)
        try addDayValue.bind(span, from: 5)
        try addDayValue.bind(.integer(span.calls), at: 7)
        try addDayValue.run()
      }
    }
  }

  private func addAccountValues(
    _ values: [ByteString: SummaryCounts.Span]
  ) throws(SQLiteError) {
    for (key, span) in values.sorted(by: { $0.key < $1.key }) {
      try key.withFields { (key) throws(SQLiteError) in
        try addAccountValue.bindInPlace(key.text(), key.text(), key.rest, from: 1)
        try addAccountValue.bind(span, from: 4)
        try addAccountValue.run()
      }
    }
  }

  private func addHours(_ hours: [ByteString: SummaryCounts.Hour]) throws(SQLiteError) {
    for (key, hour) in hours.sorted(by: { $0.key < $1.key }) {
      try key.withFields { (key) throws(SQLiteError) in
        try addHour.run(
          .integer(key.number(Int64.self)), .integer(key.number(Int64.self)), .integer(hour.calls),
          .integer(hour.successes), .integer(hour.failures), .integer(hour.dryRuns),
          .integer(hour.exhausted), .integer(hour.invalid), .integer(hour.requestedMax),
          .integer(hour.launched))
      }
    }
  }

  private func addMinutes(_ counts: borrowing SummaryCounts) throws(SQLiteError) {
    for (key, calls) in counts.minutes.sorted(by: { $0.key < $1.key }) {
      try key.withFields { (key) throws(SQLiteError) in
        let group = counts.groups[Int(key.number(UInt32.self))].id
        let reading = key.number(Int64.self)
        try addShare.run(
          .integer(group), .integer(Int64(key.number(UInt8.self))), .integer(calls),
          .integer(reading))
        try addReading.run(.integer(group), .integer(reading), .integer(calls))
      }
    }
  }
}

extension Statement {
  fileprivate func bind(_ span: SummaryCounts.Span, from index: Int) throws(SQLiteError) {
    try bind(.integer(span.first), at: index)
    try bind(.integer(span.last), at: index + 1)
  }

  /// Binds texts, or NULL, to parameters that follow each other; the bytes must outlive the next `reset`.
  fileprivate func bindInPlace(
    _ texts: UnsafeRawBufferPointer?..., from first: Int = 1
  ) throws(SQLiteError) {
    for (place, text) in texts.enumerated() {
      if let text {
        try bindInPlace(text, at: first + place)
      } else {
        try bind(.null, at: first + place)
      }
    }
  }
}

extension ByteString.Fields {
  mutating func kind() -> SummaryValues.Kind? {
    SummaryValues.Kind(rawValue: number(UInt8.self))
  }
}

/// Counts new launches into the summaries, in a fraction of the time that the trigger `summarize` takes.
///
/// The trigger in schema.sql says what is counted, and `huntdb check` holds the one against the other.
/// It sorts the new launches once for each kind of value; here each goes through a few hash tables, and a row
/// is written once for all launches of a transaction, in the order of its table.
final class LaunchSummaries {
  private let tables: SummaryTables
  private var counts = SummaryCounts()
  /// Principals that this transaction has met.
  private var principals: [ByteString: SummaryCounts.Principal] = [:]
  private var principalsWeight = 0

  /// A group that a launch belongs to.
  struct Place {
    /// Key of `launch_groups`.
    let id: Int64
    fileprivate let number: Int
  }

  init(_ database: Database) throws(SQLiteError) { tables = try SummaryTables(database) }

  /// Forgets what was not written; to be called where a transaction begins.
  func forget() {
    counts.removeAll()
    forgetPrincipals()
  }

  /// The group of a launch that is about to be written, made where there is none: `add` has to follow.
  func place(of launch: CountedLaunch) throws(SQLiteError) -> Place {
    let principal = try principal(of: launch)
    let key = SummaryCounts.key(of: launch, principal)
    let number: Int
    if let known = counts.groupNumber(key) {
      number = known
    } else {
      number = counts.add(try tables.group(key, launch, of: principal))
    }
    return Place(id: counts.groups[number].id, number: number)
  }

  /// Counts a launch that was written.
  func add(
    _ launch: CountedLaunch, at place: Place, reading: Int64
  ) throws(SQLiteError) {
    counts.add(launch, group: place.number, reading: reading)
    if counts.weight + principalsWeight > SummaryCounts.weightLimit {
      try write()
      forgetPrincipals()
    }
  }

  /// Brings the tables up to date.
  func write() throws(SQLiteError) {
    try tables.add(counts)
    counts.removeAll()
  }

  private func forgetPrincipals() {
    principals.removeAll(keepingCapacity: true)
    principalsWeight = 0
  }

  private func principal(
    of launch: CountedLaunch
  ) throws(SQLiteError) -> SummaryCounts.Principal {
    let (account, name) = (launch.text(.accountID), launch.principal)
    var key = ByteString()
    key.append(field: account)
    key.append(name)
    if let known = principals[key] { return known }
    let number = try tables.principal(name, in: account)
    let principal = SummaryCounts.Principal(
      number: number, account: account.map { Array($0) } ?? [], name: name)
    principals[key] = principal
    principalsWeight += 2 * key.bytes.count + 256
    return principal
  }
}

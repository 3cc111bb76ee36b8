/// What launches of a transaction add to the summaries, by the keys of their tables.
struct SummaryCounts {
  /// When calls came that have something in common, and how many they are.
  struct Span {
    private(set) var first = Int64.max
    private(set) var last = Int64.min
    private(set) var calls: Int64 = 0

    mutating func add(_ time: Int64) {
      first = min(first, time)
      last = max(last, time)
      calls += 1
    }

    mutating func add(_ other: Span) {
      first = min(first, other.first)
      last = max(last, other.last)
      calls += other.calls
    }
  }

  /// A sum that is NULL while there is nothing to add up.
  struct Sum {
    private(set) var value: Int64?

    mutating func add(_ number: Int64?) {
      if let number { value = (value ?? 0) &+ number }
    }
  }

  /// Who called, in which account.
  struct Principal {
    /// Key of `principals`.
    let number: Int64
    let account: [UInt8]
    let name: [UInt8]
  }

  /// What is added to a row of `launch_groups`.
  struct Group {
    /// What it is grouped by.
    let key: ByteString
    /// Key of `launch_groups`.
    let id: Int64
    let principal: Principal
    var span = Span()
    var byService: Int64 = 0
    var requestedMin = Sum()
    var requestedMax = Sum()
    var requestedSpot = Sum()
    var launched: Int64 = 0
    var mfaKnown: Int64 = 0
    var mfa: Int64 = 0
    /// Calls by class of error, those of `failures`.
    var failed = [Int64](repeating: 0, count: Self.failures.count)
    /// Whether its row was made for the first of these calls, which it counts.
    let isNew: Bool

    /// The classes of errors that are counted, in the order of the columns.
    static let failures: [StaticString] = [
      "authorization", "quota", "capacity", "throttling", "invalid_request", "other",
    ]

    init(_ key: ByteString, of principal: Principal, id: Int64, isNew: Bool) {
      self.key = key
      self.principal = principal
      self.id = id
      self.isNew = isNew
    }
  }

  /// A row of `principal_hours`.
  struct Hour {
    var calls: Int64 = 0
    var successes: Int64 = 0
    var failures: Int64 = 0
    var dryRuns: Int64 = 0
    var exhausted: Int64 = 0
    var invalid: Int64 = 0
    var requestedMax: Int64 = 0
    var launched: Int64 = 0
  }

  /// Groups in the order of their first call.
  private(set) var groups: [Group] = []
  private var groupNumbers: [ByteString: Int] = [:]
  /// Calls of a group that share all other values, too: by number of the group and `valueColumns`.
  private(set) var alike: [ByteString: Span] = [:]
  /// By principal and hour.
  private(set) var hours: [ByteString: Hour] = [:]
  /// Calls by number of the group, reading and minute of the hour.
  private(set) var minutes: [ByteString: Int64] = [:]
  /// Bytes that are held, and that writing them takes, about.
  private(set) var weight = 0
  private var key = ByteString()

  /// Bytes that may be held.
  static let weightLimit = 16 << 20

  /// Columns whose values are kept, besides those that groups are made by. Of the user agent the first 1024
  /// characters are.
  static let valueColumns: [LaunchColumn] = [
    .errorClass, .accessKeyID, .imageID, .invokedBy, .keyName, .sessionName, .sourceIPAddress,
    .userAgent,
  ]

  mutating func removeAll() {
    groups.removeAll(keepingCapacity: true)
    groupNumbers.removeAll(keepingCapacity: true)
    alike.removeAll(keepingCapacity: true)
    hours.removeAll(keepingCapacity: true)
    minutes.removeAll(keepingCapacity: true)
    weight = 0
  }

  /// The number of a group that has calls here.
  func groupNumber(_ key: ByteString) -> Int? { groupNumbers[key] }

  /// Adds a group without calls; gives its number.
  mutating func add(_ group: Group) -> Int {
    groupNumbers[group.key] = groups.count
    groups.append(group)
    weight += 2 * group.key.bytes.count + 512
    return groups.count - 1
  }

  /// Adds a call to a group.
  mutating func add(_ launch: CountedLaunch, group: Int, reading: Int64) {
    let time = launch.integer(.eventTime) ?? 0
    groups[group].add(launch, time)
    key.removeAll()
    key.append(groups[group].principal.number)
    key.append(time / 3_600_000)
    hours[key, default: Hour()].add(launch)
    key.removeAll()
    key.append(UInt32(group))
    key.append(reading)
    key.append(UInt8(time / 60_000 % 60))
    minutes[key, default: 0] += 1
    key.removeAll()
    key.append(UInt32(group))
    for column in Self.valueColumns {
      let value = launch.text(column)
      key.append(field: column == .userAgent ? value?.prefixOfCharacters(1024) : value)
    }
    let before = alike.count
    alike[key, default: Span()].add(time)
    // Each value becomes a row or two.
    if alike.count > before { weight += 4 * key.bytes.count + 2048 }
  }

  /// What a launch is grouped by.
  static func key(of launch: CountedLaunch, _ principal: Principal) -> ByteString {
    var key = ByteString()
    key.append((launch.integer(.eventTime) ?? 0) / 86_400_000)
    key.append(principal.number)
    for column in [LaunchColumn.userName, .awsRegion, .subnetID, .instanceType] {
      key.append(field: launch.text(column))
    }
    key.append(launch.outcome.rawValue)
    return key
  }
}

extension SummaryCounts.Group {
  fileprivate mutating func add(_ launch: CountedLaunch, _ time: Int64) {
    span.add(time)
    if launch.isByService { byService += 1 }
    requestedMin.add(launch.integer(.requestedMin))
    requestedMax.add(launch.integer(.requestedMax))
    if launch.text(.marketType, is: "spot") { requestedSpot.add(launch.integer(.requestedMax)) }
    launched &+= launch.integer(.launchedCount) ?? 0
    if let isMFA = launch.integer(.mfaAuthenticated) {
      mfaKnown += 1
      mfa += isMFA
    }
    if let place = Self.failures.firstIndex(where: { launch.text(.errorClass, is: $0) }) {
      failed[place] += 1
    }
  }
}

extension SummaryCounts.Hour {
  fileprivate mutating func add(_ launch: CountedLaunch) {
    calls += 1
    let outcome = launch.outcome
    switch outcome {
    case .success: successes += 1
    case .failure: failures += 1
    case .dryRun: dryRuns += 1
    }
    if launch.text(.errorClass, is: "quota") || launch.text(.errorClass, is: "capacity") {
      exhausted += 1
    }
    if launch.text(.errorClass, is: "invalid_request") { invalid += 1 }
    if outcome != .dryRun { requestedMax &+= launch.integer(.requestedMax) ?? 0 }
    launched &+= launch.integer(.launchedCount) ?? 0
  }
}

internal import CScan

/// One launch event while its cells are being filled.
struct Row {
  let start: Int
  var batch: LaunchBatch
  /// Whether a count was present that is none.
  var hasBadCount = false
  /// Whether a launch template chose the type: the request names a template and no type.
  private(set) var isTypeFromTemplate = false

  init(start: Int, batch: consuming LaunchBatch) {
    self.start = start
    self.batch = batch
  }

  subscript(column: LaunchColumn) -> LaunchBatch.Cell {
    get { batch.cells[start + column.rawValue] }
    set { batch.cells[start + column.rawValue] = newValue }
  }

  /// The first candidate that is a text or number and not empty.
  mutating func cell(_ candidates: JSONValue?...) -> LaunchBatch.Cell {
    for case let value? in candidates where !value.bytes.isEmpty {
      return batch.append(value.bytes)
    }
    return .null
  }

  mutating func set(_ column: LaunchColumn, _ candidates: JSONValue?...) {
    for case let value? in candidates where !value.bytes.isEmpty {
      self[column] = batch.append(value.bytes)
      return
    }
  }

  mutating func set(_ column: LaunchColumn, _ text: some StringProtocol) {
    self[column] = append(text)
  }

  mutating func set(_ column: LaunchColumn, _ text: StaticString) {
    self[column] = batch.append(text)
  }

  private mutating func append(_ text: some StringProtocol) -> LaunchBatch.Cell {
    Array(text.utf8).withUnsafeBufferPointer { batch.append($0) }
  }

  var isFailure: Bool {
    if case .null = self[.errorCode], case .null = self[.errorMessage] { return false }
    return true
  }

  // MARK: Who

  mutating func setIdentity(_ identity: JSONValue?) {
    let issuer = identity["sessionContext"]["sessionIssuer"]
    let attributes = identity["sessionContext"]["attributes"]
    set(.identityType, identity["type"])
    set(.principalID, identity["principalId"])
    set(.principalARN, identity["arn"])
    set(.accessKeyID, identity["accessKeyId"])
    set(.invokedBy, identity["invokedBy"])
    set(.sessionIssuerName, issuer["userName"])
    set(.sessionIssuerARN, issuer["arn"])
    if let created = attributes["creationDate"].flatMap({ UTCTime.milliseconds($0.bytes) }) {
      self[.sessionCreated] = .integer(created)
    }
    if let mfa = attributes["mfaAuthenticated"] {
      if mfa.kind == .true || mfa.equals("true") { self[.mfaAuthenticated] = .integer(1) }
      if mfa.kind == .false || mfa.equals("false") { self[.mfaAuthenticated] = .integer(0) }
    }
    let isRole = identity["type"]?.equals("AssumedRole") ?? false
    let isFederated = identity["type"]?.equals("FederatedUser") ?? false
    if isRole || isFederated,
      let name = identity["arn"]?.nonEmptyText ?? identity["principalId"]?.nonEmptyText
    {
      setSessionName(name.bytes)
    }
    setService(identity, issuer: issuer, isRole: isRole)
    if case .null = self[.serviceName] {
      if isRole || isFederated, issuer["userName"]?.nonEmptyText != nil {
        set(.userName, issuer["userName"])
      } else {
        set(.userName, identity["userName"])
      }
    }
  }

  /// The part of an ARN or a principal's ID behind the last '/' or ':' that something follows.
  private mutating func setSessionName(_ name: UnsafeBufferPointer<UInt8>) {
    func isSeparator(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: "/") || byte == UInt8(ascii: ":")
    }
    guard let last = name.lastIndex(where: { !isSeparator($0) }) else { return }
    let first = name[...last].lastIndex(where: isSeparator).map { $0 + 1 } ?? 0
    self[.sessionName] = batch.append(UnsafeBufferPointer(rebasing: name[first...last]))
  }

  private mutating func setService(_ identity: JSONValue?, issuer: JSONValue?, isRole: Bool) {
    if identity["type"]?.equals("AWSService") ?? false {
      set(.serviceName, identity["invokedBy"])
    } else if isRole, let arn = issuer["arn"]?.bytes, let start = arn.baseAddress {
      let marker: StaticString = ":role/aws-service-role/"
      let at = cscan_find(start, arn.count, marker.utf8Start, marker.utf8CodeUnitCount)
      guard at < arn.count else { return }
      let rest = arn[(at + marker.utf8CodeUnitCount)...].drop { $0 == UInt8(ascii: "/") }
      if identity["invokedBy"]?.nonEmptyText != nil {
        set(.serviceName, identity["invokedBy"])
      } else if !rest.isEmpty {
        let segment = rest.prefix { $0 != UInt8(ascii: "/") }
        self[.serviceName] = batch.append(UnsafeBufferPointer(rebasing: segment))
      }
    }
  }

  // MARK: How it ended

  mutating func setOutcome(_ record: JSONValue) {
    set(.errorCode, record["errorCode"])
    set(.errorMessage, record["errorMessage"])
    let errorClass =
      record["errorCode"]?.string.map { ErrorClass(code: $0) } ?? (isFailure ? .other : .none)
    if isFailure { set(.eventOutcome, "failure") } else { set(.eventOutcome, "success") }
    set(.errorClass, errorClass.rawValue)
  }

  // MARK: What was asked for

  mutating func setRequest(_ request: JSONValue?, _ response: JSONValue?) {
    let item = request["instancesSet"]["items"]?.children.first { $0.isObject }
    let instance = response["instancesSet"]["items"]?.children.first { $0.isObject }
    let interfaces = request["networkInterfaceSet"]["items"]
    let interfaceSubnet = interfaces?.children.lazy.compactMap { $0["subnetId"] }
      .first { $0.nonEmptyText != nil }
    let launchedSubnet = response["instancesSet"]["items"]?.children.lazy
      .compactMap { $0["subnetId"] }.first { $0.nonEmptyText != nil }
    if request["subnetId"]?.nonEmptyText != nil {
      set(.subnetID, request["subnetId"])
      set(.subnetSource, "request")
    } else if let interfaceSubnet {
      set(.subnetID, interfaceSubnet)
      set(.subnetSource, "network_interface")
    } else if let launchedSubnet {
      set(.subnetID, launchedSubnet)
      set(.subnetSource, "response")
    } else {
      set(.subnetSource, "none")
    }
    if request["instanceType"]?.nonEmptyText != nil {
      set(.instanceType, request["instanceType"])
      set(.instanceTypeSource, "request")
    } else if instance["instanceType"]?.nonEmptyText != nil {
      set(.instanceType, instance["instanceType"])
      set(.instanceTypeSource, "response")
    }
    set(.imageID, item["imageId"], request["imageId"], instance["imageId"])
    set(.keyName, request["keyName"], item["keyName"], instance["keyName"])
    setTemplate(request["launchTemplate"] ?? request["launchTemplateSpecification"])
    if case .text = self[.launchTemplate], case .text = self[.instanceType] {
      isTypeFromTemplate = request["instanceType"]?.nonEmptyText == nil
    }
    set(
      .availabilityZone, request["availabilityZone"], request["placement"]["availabilityZone"],
      instance["placement"]["availabilityZone"])
    set(
      .tenancy, request["tenancy"], request["placement"]["tenancy"],
      instance["placement"]["tenancy"])
    set(
      .marketType, request["instanceMarketOptions"]["marketType"], instance["instanceLifecycle"])
    set(
      .iamInstanceProfile, request["iamInstanceProfile"]["arn"],
      request["iamInstanceProfile"]["name"])
    set(.clientToken, request["clientToken"])
    set(.reservationID, response["reservationId"])
    self[.hasUserData] = .integer(request["userData"]?.nonEmptyText == nil ? 0 : 1)
  }

  private mutating func setTemplate(_ template: JSONValue?) {
    guard
      let name = template["launchTemplateId"]?.string ?? template["launchTemplateName"]?.string
    else { return }
    set(.launchTemplate, template["version"]?.string.map { "\(name):\($0)" } ?? name)
  }

  private mutating func count(_ value: JSONValue?, _ range: ClosedRange<Int64>) -> Int64? {
    guard let value, !value.bytes.isEmpty else { return nil }
    if let number = value.integer, range.contains(number) { return number }
    hasBadCount = true
    return nil
  }

  /// Sums of the counts over the items, else the counts of the request itself.
  mutating func setCounts(
    _ request: JSONValue?, items: Range<Int>, _ range: ClosedRange<Int64>
  ) {
    for (column, offset, name) in [
      (LaunchColumn.requestedMin, 3, StaticString("minCount")), (.requestedMax, 4, "maxCount"),
    ] {
      var sum: Int64?
      var at = items.lowerBound
      while at < items.upperBound {
        if case .integer(let number) = batch.cells[at + offset] { sum = (sum ?? 0) + number }
        at += ItemColumn.allCases.count
      }
      if sum == nil { sum = count(request.flatMap { $0[name] }, range) }
      if let sum { self[column] = .integer(sum) }
    }
  }

  /// Appends the cells of the requested items; the range covers them all.
  mutating func appendItems(_ items: JSONValue?, _ range: ClosedRange<Int64>) -> Range<Int> {
    let start = batch.cells.count
    guard let items, items.isArray else { return start..<start }
    var number: Int64 = 0
    for item in items.children where item.isObject {
      number += 1
      let image = cell(item["imageId"])
      let key = cell(item["keyName"])
      let least = count(item["minCount"], range).map { LaunchBatch.Cell.integer($0) } ?? .null
      let most = count(item["maxCount"], range).map { LaunchBatch.Cell.integer($0) } ?? .null
      batch.cells.append(contentsOf: [.integer(number), image, key, least, most])
    }
    return start..<batch.cells.count
  }

  /// Appends the cells of the launched instances.
  mutating func appendInstances(_ items: JSONValue?) -> (cells: Range<Int>, count: Int) {
    let start = batch.cells.count
    guard let items, items.isArray else { return (start..<start, 0) }
    var number = 0
    for item in items.children where item.isObject {
      number += 1
      let launchTime =
        item["launchTime"].flatMap { value in
          value.integer ?? UTCTime.milliseconds(value.bytes)
        }
      let cells: [LaunchBatch.Cell] = [
        .integer(Int64(number)), cell(item["instanceId"]), cell(item["instanceType"]),
        cell(item["imageId"]), cell(item["subnetId"]), cell(item["vpcId"]),
        cell(item["placement"]["availabilityZone"]), cell(item["privateIpAddress"]),
        cell(item["instanceState"]["name"]), launchTime.map { .integer($0) } ?? .null,
      ]
      batch.cells.append(contentsOf: cells)
    }
    return (start..<batch.cells.count, number)
  }

  // MARK: What Elastic reads of it

  /// What the query reads of the printed request.
  func reading(
    _ printed: UnsafeBufferPointer<UInt8>, of request: JSONValue, itemCount: Int
  ) -> ElasticReading {
    batch.arena.withUnsafeBufferPointer { arena in
      ElasticReading(printed, of: request, known(arena, itemCount))
    }
  }

  /// What it reads when nothing is left to print.
  func readingOfNothing(itemCount: Int) -> ElasticReading {
    batch.arena.withUnsafeBufferPointer { ElasticReading(ofNothing: known($0, itemCount)) }
  }

  private func known(
    _ arena: UnsafeBufferPointer<UInt8>, _ itemCount: Int
  ) -> ElasticReading.Known {
    func integer(_ column: LaunchColumn) -> Int64? {
      if case .integer(let number) = self[column] { number } else { nil }
    }
    func text(_ column: LaunchColumn) -> UnsafeBufferPointer<UInt8>? {
      guard case .text(let start, let count) = self[column] else { return nil }
      return UnsafeBufferPointer(rebasing: arena[Int(start)..<Int(start) + Int(count)])
    }
    return ElasticReading.Known(
      requestedMin: integer(.requestedMin), requestedMax: integer(.requestedMax),
      subnetID: text(.subnetID), instanceType: text(.instanceType), itemCount: itemCount)
  }
}

internal import Crypto

/// Turns one RunInstances record into the rows of a batch; does no input or output.
struct LaunchNormalizer {
  private var printer = RequestParametersPrinter()
  private var canonical = CanonicalContent()

  /// Counts that EC2 can hold; anything else is no count, and would overflow a sum or lessen it.
  private static let counts: ClosedRange<Int64> = 0...2_147_483_647

  /// When the event happened, in milliseconds since 1970 UTC.
  static func eventTime(_ record: JSONValue) throws(RecordError) -> Int64 {
    guard let value = record["eventTime"]?.nonEmptyText ?? record["@timestamp"]?.nonEmptyText
    else { throw RecordError("the record has no eventTime") }
    guard let time = UTCTime.milliseconds(value.bytes) else {
      let text = String(decoding: value.bytes.prefix(40), as: UTF8.self)
      throw RecordError("eventTime is no time from 1970 to 9999: \(text)")
    }
    return time
  }

  /// Appends the record's rows to `batch`.
  mutating func append(
    _ record: JSONValue, json: UnsafeBufferPointer<UInt8>, number: Int, to batch: inout LaunchBatch
  ) throws(RecordError) {
    let time = try Self.eventTime(record)
    let digest = canonical.withBytes(of: record) { bytes in
      var hash = SHA256()
      hash.update(bufferPointer: bytes)
      return hash.finalize()
    }
    let hash = batch.arena.count
    batch.arena.append(contentsOf: digest)

    let identity = record["userIdentity"]
    let request = record["requestParameters"]
    let response = record["responseElements"]
    let start = batch.cells.count
    batch.cells.append(
      contentsOf: repeatElement(.null, count: LaunchColumn.allCases.count))

    var row = Row(start: start, batch: batch)
    batch = LaunchBatch()
    row[.eventTime] = .integer(time)
    row.set(.eventID, record["eventID"])
    row[.eventIDIsSynthetic] = .integer(0)
    if case .null = row[.eventID] {
      let hex = digest.prefix(16).map { byte in
        String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
      }.joined()
      row.set(.eventID, "sha256:" + hex)
      row[.eventIDIsSynthetic] = .integer(1)
    }
    row.set(.recipientAccountID, record["recipientAccountId"])
    row.set(.eventVersion, record["eventVersion"])
    row.set(.eventType, record["eventType"])
    row.set(.awsRegion, record["awsRegion"])
    row.set(.requestID, record["requestID"])
    row.set(.userAgent, record["userAgent"])
    row.set(.sourceIPAddress, record["sourceIPAddress"])
    row.set(.tlsVersion, record["tlsDetails"]["tlsVersion"])
    row.set(.vpcEndpointID, record["vpcEndpointId"])
    row.set(.accountID, identity["accountId"], record["recipientAccountId"])
    row.setIdentity(identity)
    row.setOutcome(record)
    let requested = request["instancesSet"]["items"]
    let launched = response["instancesSet"]["items"]
    row.setRequest(request, response)
    let items = row.appendItems(requested, Self.counts)
    row.setCounts(request, items: items, Self.counts)
    let instances = row.appendInstances(launched)
    let isFailure = row.isFailure
    let isTypeFromTemplate = row.isTypeFromTemplate
    row[.launchedCount] = .integer(isFailure ? 0 : Int64(instances.count))

    let itemCount = items.count / ItemColumn.allCases.count
    var reading = row.readingOfNothing(itemCount: itemCount)
    let parameters = request.flatMap { request in
      printer.print(request) { printed in
        reading = row.reading(printed, of: request, itemCount: itemCount)
        return row.batch.append(printed)
      }
    }
    let jsonCell = row.batch.append(json)
    if row.hasBadCount {
      row.batch.problems.append(
        LaunchBatch.Problem(
          recordNumber: number, byteOffset: nil,
          reason:
            "minCount or maxCount is no whole number from 0 to 2147483647; the record is kept without it",
          excerpt: nil))
    }
    batch = row.batch
    batch.launches.append(
      LaunchBatch.Launch(
        recordNumber: number, cells: start,
        items: items.startIndex..<items.endIndex,
        instances: instances.cells, contentHash: hash,
        requestParameters: parameters ?? .null, json: jsonCell, reading: reading,
        isTypeFromTemplate: isTypeFromTemplate))
  }
}

/// What CloudTrail puts into the name of a log file:
/// `ACCOUNT_CloudTrail_REGION_YYYYMMDDTHHMMZ_UNIQUE.json.gz`.
struct LogFileName: Sendable {
  var accountID: String
  var region: String
  /// Delivery minute, milliseconds since 1970 UTC.
  var delivered: Int64

  /// Nil when the last part of `path` is no such name.
  init?(path: String) {
    guard let name = path.split(separator: "/").last else { return nil }
    let parts = name.split(separator: "_")
    guard parts.count >= 5, parts[1] == "CloudTrail", parts[0].count == 12,
      parts[0].allSatisfy(\.isWholeNumber), parts[3].count == 14, parts[3].hasSuffix("Z")
    else { return nil }
    let digits = Array(parts[3].utf8)
    func piece(_ range: Range<Int>) -> String { String(decoding: digits[range], as: UTF8.self) }
    let time =
      "\(piece(0..<4))-\(piece(4..<6))-\(piece(6..<8))T\(piece(9..<11)):\(piece(11..<13)):00Z"
    guard let delivered = UTCTime.milliseconds(time) else { return nil }
    accountID = String(parts[0])
    region = String(parts[2])
    self.delivered = delivered
  }
}

/// Why S3 did not give what was asked for.
struct S3Failure: Error {
  /// S3's code, such as AccessDenied; empty when there was no answer.
  private(set) var code = ""
  private var status = 0
  /// What went wrong, as a sentence's end.
  private(set) var reason: String
  /// The region that S3 says the bucket is in.
  private(set) var region: String?

  init(reason: String) { self.reason = reason }

  /// Reads the answer of a request that was refused.
  init(_ transfer: HTTPTransfer) {
    status = transfer.status
    reason = "S3 answers with HTTP status \(status)"
    region = transfer.header("x-amz-bucket-region")
    var message = ""
    var reader = XMLReader(transfer.takeAll())
    while let event = reader.next() {
      guard case .text(let text) = event, reader.path.count == 2, reader.path[0] == "Error" else {
        continue
      }
      switch reader.path[1] {
      case "Code": code = text
      case "Message": message = text
      case "Region": region = text
      default: break
      }
    }
    if status != 301, code != "AuthorizationHeaderMalformed", code != "PermanentRedirect" {
      region = nil
    }
    if !code.isEmpty { reason = Self.explain(code, message, status) }
  }

  private static func explain(_ code: String, _ message: String, _ status: Int) -> String {
    switch code {
    case "PreconditionFailed": "it has changed since it was listed: the next import reads it"
    case "InvalidObjectState": "it is archived: restore it before it can be read"
    case "NoSuchKey": "it was removed after it was listed"
    default: "S3 answers \(code)\(message.isEmpty ? "" : ": " + message)"
    }
  }

  /// Whether the credentials have ended.
  var isExpiry: Bool {
    ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired"]
      .contains(code)
  }

  /// Whether whoever asked may not have it; another request may be allowed.
  var isDenial: Bool { status == 403 }

  /// Whether the same request may succeed later.
  var isTemporary: Bool {
    (500...599).contains(status) || status == 429
      || [
        "SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "Throttling",
        "ThrottlingException", "RequestLimitExceeded", "BandwidthLimitExceeded",
        "OperationAborted",
      ].contains(code)
  }
}

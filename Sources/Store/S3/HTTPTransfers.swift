internal import CCurl

/// HTTP requests that go on together, by libcurl's multi interface. Nothing happens between two
/// calls of `step`.
final class HTTPTransfers {
  private let group: UnsafeMutableRawPointer
  private var running: [OpaquePointer: HTTPTransfer] = [:]

  /// Loads libcurl with the first use.
  init() throws(SourceError) {
    if let reason = ccurl_load() { throw SourceError(String(cString: reason)) }
    guard let group = ccurl_group_new() else { throw SourceError("there is no memory for it") }
    self.group = group
  }

  deinit {
    for handle in running.keys { ccurl_end(group, handle) }
    ccurl_group_free(group)
  }

  /// Begins a request.
  func start(_ request: HTTPRequest) throws(SourceError) -> HTTPTransfer {
    let transfer = HTTPTransfer()
    let handle = request.withCRequest { raw in
      ccurl_start(
        group, raw,
        { context, bytes, count in
          guard let context, let bytes else { return 0 }
          let transfer = Unmanaged<HTTPTransfer>.fromOpaque(context).takeUnretainedValue()
          return transfer.receive(UnsafeRawBufferPointer(start: bytes, count: count))
        }, Unmanaged.passUnretained(transfer).toOpaque())
    }
    guard let handle else { throw SourceError("libcurl refuses the request \(request.url)") }
    transfer.handle = handle
    running[handle] = transfer
    return transfer
  }

  /// Moves every request on; waits at most `milliseconds` for something to happen.
  func step(waiting milliseconds: Int32) {
    ccurl_step(group, milliseconds)
    var reason: UnsafePointer<CChar>?
    while let handle = ccurl_finished(group, &reason) {
      running[handle]?.finish(reason.map { String(cString: $0) })
      running[handle] = nil
      ccurl_end(group, handle)
    }
  }

  /// Gives up a request.
  func end(_ transfer: HTTPTransfer) {
    guard let handle = transfer.handle else { return }
    running[handle] = nil
    transfer.finish("it was given up")
    ccurl_end(group, handle)
  }
}

/// A GET with encoded URL; signed when it has credentials.
struct HTTPRequest {
  var url: String
  /// `Name: value` each.
  var headers: [String] = []
  /// The form that libcurl wants: `aws:amz:REGION:s3`.
  var signature: String?
  var credentials: S3Credentials?
  /// A file of certificates to trust instead of the system's.
  var certificates: String?

  fileprivate func withCRequest(
    _ body: (UnsafePointer<ccurl_request>) -> OpaquePointer?
  ) -> OpaquePointer? {
    var texts: [UnsafeMutablePointer<CChar>] = []
    defer { for text in texts { text.deallocate() } }
    func copy(_ text: String?) -> UnsafePointer<CChar>? {
      guard let text else { return nil }
      let bytes = text.utf8CString
      let start = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
      for (index, byte) in bytes.enumerated() { start[index] = byte }
      texts.append(start)
      return UnsafePointer(start)
    }
    let headers = headers.map { copy($0) }
    return headers.withUnsafeBufferPointer { headers in
      var raw = ccurl_request()
      raw.url = copy(url)
      raw.headers = headers.baseAddress
      raw.header_count = headers.count
      raw.sigv4 = credentials == nil ? nil : copy(signature)
      raw.user = copy(credentials?.accessKeyID)
      raw.password = copy(credentials?.secretAccessKey)
      raw.ca_file = copy(certificates)
      return body(&raw)
    }
  }
}

/// One request under way: what of its body has come and was not taken yet.
final class HTTPTransfer {
  fileprivate var handle: OpaquePointer?
  private var body: [UInt8] = []
  private var taken = 0
  private var isPaused = false
  private(set) var isFinished = false
  /// Why the transfer ended before its time; nil when it did not.
  private(set) var failure: String?
  private var lastStatus = 0
  private var headersAtEnd: [String: String] = [:]

  /// Bytes that may wait; the connection stands still when there are more.
  private static let window = 1 << 20
  /// Headers that anybody asks for.
  private static let headerNames = ["x-amz-bucket-region", "content-length"]

  /// The HTTP status; 0 before there is one.
  var status: Int { handle.map { ccurl_status($0) } ?? lastStatus }

  /// Bytes that have come and were not taken yet.
  var waiting: Int { body.count - taken }

  /// A header of the answer, once that is complete.
  func header(_ name: String) -> String? { headersAtEnd[name] }

  fileprivate func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard waiting < Self.window else {
      isPaused = true
      return ccurl_pause
    }
    if taken == body.count {
      body.removeAll(keepingCapacity: true)
      taken = 0
    } else if taken > Self.window {
      body.removeFirst(taken)
      taken = 0
    }
    body.append(contentsOf: bytes)
    return bytes.count
  }

  fileprivate func finish(_ reason: String?) {
    lastStatus = status
    if let handle {
      for name in Self.headerNames {
        headersAtEnd[name] = ccurl_header(handle, name).map { String(cString: $0) }
      }
    }
    failure = reason
    isFinished = true
    handle = nil
  }

  /// Moves what has come into `buffer`; 0 when nothing is waiting.
  func take(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, waiting)
    if count > 0 {
      body.withUnsafeBytes { bytes in
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[taken..<taken + count]))
      }
      taken += count
    }
    if isPaused, waiting < Self.window / 2, let handle {
      isPaused = false
      ccurl_resume(handle)
    }
    return count
  }

  /// All that has come.
  func takeAll() -> [UInt8] {
    defer { taken = body.count }
    return Array(body[taken...])
  }
}

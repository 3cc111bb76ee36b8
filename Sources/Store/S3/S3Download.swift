/// An object's bytes, or a listing's, as they come. What was cut is asked for again from where it
/// ended, in the same version.
final class S3Download: ByteSource {
  enum State {
    case waiting(ContinuousClock.Instant)
    case running(HTTPTransfer)
    case complete
    case failed(S3Failure)
  }

  let target: S3Target
  var state = State.waiting(.now)
  /// Bytes that were handed on.
  private(set) var delivered: Int64 = 0
  var attempts = 0
  var wasRenewed = false
  private weak var client: S3Client?
  /// The byte that the running transfer was asked to begin at, and how many before it have come all
  /// the same, since the server does not do parts.
  var start: Int64 = 0
  private var skipped: Int64 = 0

  init(_ target: S3Target, client: S3Client) {
    self.target = target
    self.client = client
  }

  /// Whether nothing more will come.
  var isOver: Bool {
    switch state {
    case .complete, .failed: true
    case .waiting, .running: false
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    while true {
      switch state {
      case .running(let transfer):
        let count = take(from: transfer, into: buffer)
        if count > 0 { return count }
      case .waiting: break
      case .complete: return 0
      case .failed(let failure): throw SourceError(failure.reason)
      }
      guard let client else { throw SourceError("the import has ended") }
      if client.isToEnd() { throw SourceError("the import was stopped: the next one reads it") }
      client.advance()
    }
  }

  /// Moves what has come into `buffer`, without waiting; 0 when there is nothing.
  func take(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard case .running(let transfer) = state else { return 0 }
    return take(from: transfer, into: buffer)
  }

  private func take(
    from transfer: HTTPTransfer, into buffer: UnsafeMutableRawBufferPointer
  ) -> Int {
    let status = transfer.status
    guard status == 200 || status == 206 else { return 0 }
    while status == 200, skipped < start {
      let part = min(buffer.count, Int(start - skipped))
      let count = transfer.take(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<part]))
      if count == 0 { return 0 }
      skipped += Int64(count)
    }
    let count = transfer.take(into: buffer)
    delivered += Int64(count)
    if count > 0 { attempts = 0 }
    return count
  }

  /// Notes that `transfer` was asked for what has not come yet.
  func begin(_ transfer: HTTPTransfer) {
    (start, skipped) = (delivered, 0)
    state = .running(transfer)
  }
}

/// Downloads from S3 that go on together. Nothing happens between two calls of `advance`.
final class S3Client {
  /// Endpoint, regions and credentials, as far as they are known by now.
  private(set) var session: S3Session
  private let transfers: HTTPTransfers
  private let shouldStop: @Sendable () -> Bool
  private var active: [S3Download] = []
  private var stop: ContinuousClock.Instant?

  /// How long bytes are waited for once the import is to stop.
  private static let patience = Duration.seconds(1)

  /// Makes a client; its downloads are not tried again once `shouldStop` says so.
  init(_ session: S3Session, shouldStop: @escaping @Sendable () -> Bool) throws(SourceError) {
    self.session = session
    self.shouldStop = shouldStop
    transfers = try HTTPTransfers()
  }

  /// Begins to download `target`.
  func start(_ target: S3Target) -> S3Download {
    let download = S3Download(target, client: self)
    active.append(download)
    return download
  }

  /// Whether the import was told to stop and what has not come since is not waited for.
  func isToEnd() -> Bool {
    guard shouldStop() else { return false }
    let start = stop ?? .now
    stop = start
    return .now - start > Self.patience
  }

  /// Moves all downloads on; waits until something happens, at most a second.
  func advance() {
    // What was taken since may have been the last of an answer: then there is nothing to wait for.
    if settle() { return }
    let now = ContinuousClock.now
    var wait = Duration.seconds(1)
    for download in active {
      switch download.state {
      case .waiting(let time) where time <= now: begin(download)
      case .waiting(let time): wait = min(wait, time - now)
      case .running, .complete, .failed: break
      }
    }
    let (seconds, attoseconds) = wait.components
    transfers.step(waiting: Int32(seconds * 1000 + attoseconds / 1_000_000_000_000_000) + 1)
    _ = settle()
  }

  /// Goes over the requests that have ended; true when a download is over with one.
  private func settle() -> Bool {
    for download in active { settle(download) }
    let count = active.count
    active.removeAll { $0.isOver }
    return active.count < count
  }

  private func begin(_ download: S3Download) {
    do throws(SourceError) {
      let request = try session.request(for: download.target, from: download.delivered)
      download.begin(try transfers.start(request))
    } catch {
      download.state = .failed(S3Failure(reason: error.reason))
    }
  }

  /// Decides what follows from the end of a request.
  private func settle(_ download: S3Download) {
    guard case .running(let transfer) = download.state, transfer.isFinished else { return }
    if transfer.status == 200 || transfer.status == 206 {
      guard transfer.waiting == 0 else { return }
      settleBody(download, transfer)
    } else if transfer.status == 0 {
      tryAgain(download, S3Failure(reason: transfer.failure ?? "the server did not answer"))
    } else {
      settleRefusal(download, S3Failure(transfer))
    }
  }

  private func settleBody(_ download: S3Download, _ transfer: HTTPTransfer) {
    let missing = (download.target.size ?? download.delivered) - download.delivered
    if let reason = transfer.failure {
      tryAgain(download, S3Failure(reason: reason))
    } else if missing > 0 {
      tryAgain(download, S3Failure(reason: "the answer ended \(missing) bytes early"))
    } else if missing < 0 {
      download.state = .failed(S3Failure(reason: "it is \(-missing) bytes longer than listed"))
    } else {
      download.state = .complete
    }
  }

  private func settleRefusal(_ download: S3Download, _ failure: S3Failure) {
    if let region = failure.region,
      session.learn(region: region, of: download.target.bucket)
    {
      download.state = .waiting(.now)
    } else if failure.isExpiry {
      do throws(SourceError) {
        let isNew = try session.renewCredentials()
        // Another download may have renewed them since this one was sent.
        if isNew || !download.wasRenewed {
          download.wasRenewed = true
          download.state = .waiting(.now)
        } else {
          download.state = .failed(failure)
        }
      } catch {
        download.state = .failed(S3Failure(reason: error.reason))
      }
    } else if failure.isTemporary {
      tryAgain(download, failure)
    } else {
      download.state = .failed(failure)
    }
  }

  /// Attempts without a new byte after which a download fails.
  private static let attemptLimit = 8

  /// Waits longer after each attempt, up to 20 seconds, and less by chance, so that many clients
  /// do not come back at once.
  private func tryAgain(_ download: S3Download, _ failure: S3Failure) {
    download.attempts += 1
    guard download.attempts < Self.attemptLimit, !shouldStop() else {
      let count = download.attempts
      download.state = .failed(
        S3Failure(reason: "\(failure.reason) (tried \(count) time\(count == 1 ? "" : "s"))"))
      return
    }
    let longest = min(20_000, 100 << download.attempts)
    download.state = .waiting(.now + .milliseconds(Int.random(in: 0...longest)))
  }
}

/// Opens the files that a reader of an import takes. Objects of S3 are begun several ahead of the one
/// that is read, so that their answers come while it is parsed.
final class FileOpener {
  private let client: S3Client?
  private var begun: [String: S3Download] = [:]
  /// Files that a reader should hold at once, the one that it reads included.
  let ahead: Int

  /// Requests to S3 of all readers together.
  private static let concurrency = 32

  /// Makes an opener for one of `readers` readers; `session` is set when files lie in S3.
  init(
    _ session: S3Session?, readers: Int, shouldStop: @escaping @Sendable () -> Bool
  ) throws(SourceError) {
    client = if let session { try S3Client(session, shouldStop: shouldStop) } else { nil }
    ahead = session == nil ? 1 : max(2, Self.concurrency / readers)
  }

  /// Makes an opener for files alone.
  init() {
    client = nil
    ahead = 1
  }

  /// Begins to fetch a file that will be opened soon, where it has to be fetched.
  func prepare(_ file: FoundFile) {
    guard file.refusal == nil, let client, let location = S3Location(path: file.path) else {
      return
    }
    begun[file.path] = client.start(
      S3Target(bucket: location.bucket, key: location.key, etag: file.etag, size: file.size))
  }

  /// The bytes of a file.
  func open(_ file: FoundFile) throws(SourceError) -> any ByteSource {
    if let refusal = file.refusal { throw SourceError(refusal) }
    if let download = begun.removeValue(forKey: file.path) { return download }
    return try FileSource(path: file.path)
  }
}

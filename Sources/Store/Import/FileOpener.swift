#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Opens the files that a reader of an import takes. Objects of S3 are begun several ahead of the one
/// that is read, so that their answers come while it is parsed.
final class FileOpener {
  private let client: S3Client?
  private let shouldStop: @Sendable () -> Bool
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
    self.shouldStop = shouldStop
    ahead = session == nil ? 1 : max(2, Self.concurrency / readers)
  }

  /// Makes an opener for files alone.
  init() {
    client = nil
    shouldStop = { false }
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
    return try file.location.isEscaped
      ? Self.source(file.location) : FileSource(path: file.path, shouldStop: shouldStop)
  }

  /// The bytes of a file whose path is no text: it is opened by its bytes, and once more by its
  /// descriptor, which has a name that is one.
  private static func source(_ path: FilePath) throws(SourceError) -> FileSource {
    let descriptor = path.withSystem { systemOpen($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else {
      throw SourceError("it cannot be opened: " + String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    return try FileSource(path: "/dev/fd/\(descriptor)")
  }
}

/// The system's open, under a name that `FileOpener.open` does not hide.
private func systemOpen(_ path: UnsafePointer<CChar>, _ flags: Int32) -> Int32 {
  open(path, flags)
}

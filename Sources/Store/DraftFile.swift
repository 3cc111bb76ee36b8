#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A private file beside the place of a store, which becomes the store when it is whole.
///
/// Its program holds a lock on it, so that one that was killed can be told from one at work: the system
/// lets go of the lock with the program. Whoever makes the next draft beside the same place removes
/// those that nobody holds.
final class DraftFile: Sendable {
  /// Where it is.
  let path: String
  /// Open for reading and writing. It holds the lock, and must not be closed while SQLite has the file open:
  /// that would take SQLite's own locks away.
  let descriptor: Int32

  /// Makes a file beside `place` of a name that nothing has, readable by its owner alone, with
  /// `bytes` in it, which are on the disk.
  init(beside place: String, holding bytes: [UInt8] = []) throws(SQLiteError) {
    DraftName.removeAbandoned(beside: place)
    (path, descriptor) = try Self.open(beside: place)
    try fill(with: bytes, for: place)
    guard bytes.isEmpty || fsync(descriptor) == 0 else { throw StoreFile.failure(place) }
  }

  /// A new file and its lock. Between the two another program may take it for an abandoned one; then
  /// there is another name. Where there are no locks, its name says that it is never to be removed.
  private static func open(
    beside place: String
  ) throws(SQLiteError) -> (path: String, descriptor: Int32) {
    var isLockable = true
    while true {
      var template = Array(DraftName.template(place, isLockable: isLockable).utf8CString)
      let descriptor = mkstemp(&template)
      guard descriptor >= 0 else { throw StoreFile.failure(place) }
      let path = template.withUnsafeBufferPointer { characters in
        characters.baseAddress.map { String(cString: $0) } ?? ""
      }
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      guard isLockable else { return (path, descriptor) }
      switch DraftName.lock(descriptor) {
      case .taken:
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_nlink > 0 { return (path, descriptor) }
      case .held: break
      case .impossible:
        isLockable = false
        unlink(path)
      }
      close(descriptor)
    }
  }

  /// Writes `bytes` into the empty file that is to become the store at `place`.
  func fill(with bytes: [UInt8], for place: String) throws(SQLiteError) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        write(descriptor, buffer.baseAddress.map { $0 + sent }, buffer.count - sent)
      }
      guard count > 0 else { throw StoreFile.failure(place) }
      sent += count
    }
  }

  /// Makes it a copy of `source`; false when that cannot be read, or this not be written.
  func fill(from source: WholeFile, shouldStop: () -> Bool) throws(SQLiteError) -> Bool {
    try source.copy(to: descriptor, shouldStop: shouldStop)
  }

  /// Puts the file on the disk.
  func synchronize() -> Bool { fsync(descriptor) == 0 }

  deinit {
    DraftName.remove(path)
    close(descriptor)
  }
}

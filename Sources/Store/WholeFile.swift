#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif
internal import CLanes

/// A file that is copied as it is, without its pages or rows being looked at; its descriptor lives as
/// long as this does.
final class WholeFile: Sendable {
  /// Open for reading.
  let descriptor: Int32
  /// Bytes in it.
  var size: Int64 {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int64(status.st_size) : 0
  }

  /// Open for reading past the system's memory; -1 where it is not.
  let directDescriptor: Int32

  /// Opens the file at `path` for reading.
  /// - Parameter isDirect: Whether it is also to be read past the system's memory, where that can be.
  init(_ path: String, isDirect: Bool = false) throws(SQLiteError) {
    directDescriptor = isDirect ? clanes_open_direct(path) : -1
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      // SQLITE_CANTOPEN
      throw SQLiteError(code: 14, message: "\(path): \(String(cString: strerror(errno)))")
    }
  }

  /// Writes all of it into an empty file; false, and errno, when that fails.
  func copy(to target: Int32, shouldStop: () -> Bool) throws(SQLiteError) -> Bool {
    var count = 0
    repeat {
      // SQLITE_INTERRUPT
      if shouldStop() { throw SQLiteError(code: 9, message: "interrupted") }
      count = copyPiece(to: target)
    } while count > 0
    return count == 0
  }

  /// Reads the file from its beginning to its end, so that the system has its pages at hand: what reads
  /// a store goes from page to page in no order that a disk likes. Nothing is done for a file that takes
  /// more than half of the memory; what cannot be read is left to who needs it.
  func prefetch(shouldStop: () -> Bool) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, Int64(status.st_size) < MachineMemory.size / 2
    else { return }
    withUnsafeTemporaryAllocation(byteCount: 1 << 20, alignment: 4096) { buffer in
      var position: off_t = 0
      while !shouldStop() {
        // A copy of the file may be at another place of it.
        let count = pread(descriptor, buffer.baseAddress, buffer.count, position)
        guard count > 0 else { return }
        position += off_t(count)
      }
    }
  }

  private static let piece = 64 << 20

  #if canImport(Glibc)
    /// The kernel copies by itself, where the file system lets it.
    private func copyPiece(to target: Int32) -> Int {
      let count = sendfile(target, descriptor, nil, Self.piece)
      return count >= 0 ? count : copyBytes(to: target)
    }
  #else
    private func copyPiece(to target: Int32) -> Int { copyBytes(to: target) }
  #endif

  private func copyBytes(to target: Int32) -> Int {
    withUnsafeTemporaryAllocation(byteCount: 1 << 20, alignment: 4096) { buffer in
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      var sent = 0
      while sent < count {
        let written = write(target, buffer.baseAddress.map { $0 + sent }, count - sent)
        guard written > 0 else { return -1 }
        sent += written
      }
      return count
    }
  }

  deinit {
    close(descriptor)
    if directDescriptor >= 0 { close(directDescriptor) }
  }
}

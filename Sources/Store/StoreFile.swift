#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The file of a new store: it appears with its whole schema or not at all.
enum StoreFile {
  /// Whether there is nothing at `path`, or an empty file, as mktemp leaves it.
  static func isMissing(at path: String) -> Bool {
    var status = stat()
    return stat(path, &status) != 0 || status.st_size == 0
  }

  /// Throws when the folder of `path` takes no new file.
  static func expectFolder(of path: String) throws {
    let end = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = end.map { String(path[...$0]) } ?? "."
    guard access(folder, W_OK | X_OK) == 0 else { throw failure(path) }
  }

  /// Makes an empty store at `path`, readable by its owner alone; a file that is there stays, unless
  /// it is empty. Of several programs that do so at once one makes the store.
  static func make(at path: String) throws {
    guard isMissing(at: path) else { return }
    var bytes = try Schema.bytes()
    // In WAL mode from the first byte on (file format, read and write version): two imports that
    // change the mode of one file at the same time hinder each other.
    bytes[18] = 2
    bytes[19] = 2
    let draft = try DraftFile(beside: path, holding: bytes)
    _ = try move(draft, to: path)
  }

  /// Bytes of the file at `path`; none where there is no file.
  static func size(_ path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }

  /// Puts the store `draft` at `path` once it is on the disk; fails when something is there by then.
  static func place(_ draft: DraftFile, at path: String) throws {
    guard draft.synchronize() else { throw failure(path) }
    guard try move(draft, to: path) else {
      errno = EEXIST
      throw failure(path)
    }
  }

  /// Moves the draft to where nothing is, or an empty file; false when something is there.
  private static func move(_ draft: DraftFile, to path: String) throws -> Bool {
    // A link is made only where nothing is; not every file system has links.
    if link(draft.path, path) == 0 { return true }
    return try replaceEmptyFile(path, by: draft.path)
  }

  /// Puts the draft in the place of an empty file, which is made where there is none. A store that
  /// another program put there first may be in use already, and stays.
  private static func replaceEmptyFile(_ path: String, by draft: String) throws -> Bool {
    let flags = O_RDWR | O_CREAT | O_CLOEXEC
    #if canImport(Glibc)
      let descriptor = Glibc.open(path, flags, 0o600)
    #else
      let descriptor = Darwin.open(path, flags, 0o600)
    #endif
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX) == 0 else { throw failure(path) }
    var (mine, current) = (stat(), stat())
    guard fstat(descriptor, &mine) == 0, stat(path, &current) == 0 else { throw failure(path) }
    if mine.st_ino != current.st_ino || current.st_size > 0 { return false }
    guard rename(draft, path) == 0 else { throw failure(path) }
    return true
  }

  /// Why there can be no store at `path`, as the system last said.
  static func failure(_ path: String) -> SQLiteError {
    let reason = String(cString: strerror(errno))
    // SQLITE_CANTOPEN
    return SQLiteError(code: 14, message: "the store cannot be made at \(path): \(reason)")
  }
}

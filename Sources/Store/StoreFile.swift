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
    var bytes = try Schema.inMemory().serialized()
    // In WAL mode from the first byte on (file format, read and write version): two imports that
    // change the mode of one file at the same time hinder each other.
    bytes[18] = 2
    bytes[19] = 2
    let draft = try write(bytes, beside: path)
    defer { unlink(draft) }
    _ = try move(draft, to: path)
  }

  /// Bytes of the file at `path`; none where there is no file.
  static func size(_ path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }

  /// Makes an empty file beside `path`, readable by its owner alone; gives its name.
  static func makeDraft(beside path: String) throws(SQLiteError) -> String {
    try write([], beside: path)
  }

  /// Puts the store `draft` at `path` once it is on the disk; fails when something is there by then.
  static func place(_ draft: String, at path: String) throws {
    let descriptor = open(draft, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(path) }
    guard try move(draft, to: path) else {
      errno = EEXIST
      throw failure(path)
    }
  }

  /// Moves the draft to where nothing is, or an empty file; false when something is there.
  private static func move(_ draft: String, to path: String) throws -> Bool {
    // A link is made only where nothing is; not every file system has links.
    if link(draft, path) == 0 { return true }
    return try replaceEmptyFile(path, by: draft)
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

  /// Writes a file of a name that nothing has, readable by its owner alone; gives the name. What a
  /// program that was killed left behind is in nobody's way.
  private static func write(_ bytes: [UInt8], beside path: String) throws(SQLiteError) -> String {
    var template = Array("\(path).new-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    let name = template.withUnsafeBufferPointer { characters in
      characters.baseAddress.map { String(cString: $0) } ?? ""
    }
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        #if canImport(Glibc)
          Glibc.write(descriptor, buffer.baseAddress.map { $0 + sent }, buffer.count - sent)
        #else
          Darwin.write(descriptor, buffer.baseAddress.map { $0 + sent }, buffer.count - sent)
        #endif
      }
      guard count > 0 else { throw given(up: name, path) }
      sent += count
    }
    guard fsync(descriptor) == 0 else { throw given(up: name, path) }
    return name
  }

  /// Removes a draft that cannot be finished, and says why.
  private static func given(up draft: String, _ path: String) -> SQLiteError {
    let error = failure(path)
    unlink(draft)
    return error
  }

  private static func failure(_ path: String) -> SQLiteError {
    let reason = String(cString: strerror(errno))
    // SQLITE_CANTOPEN
    return SQLiteError(code: 14, message: "the store cannot be made at \(path): \(reason)")
  }
}

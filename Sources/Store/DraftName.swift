#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What tells drafts of stores from other files, and abandoned drafts from those in use.
enum DraftName {
  /// What became of an attempt to lock a draft.
  enum Lock {
    case taken
    /// Another program holds it.
    case held
    /// The file system has no such locks.
    case impossible
  }

  private static let mark = ".draft-"
  private static let randomCharacters = 6

  /// A template for mkstemp.
  static func template(_ place: String, isLockable: Bool) -> String {
    place + (isLockable ? mark : ".new-") + String(repeating: "X", count: randomCharacters)
  }

  /// Takes the lock of a draft, unless somebody has it. It belongs to the open file, where a process
  /// would lose it with the next descriptor that it closes, and lies behind all bytes that SQLite
  /// locks.
  static func lock(_ descriptor: Int32) -> Lock {
    var range = flock()
    range.l_type = Int16(F_WRLCK)
    range.l_whence = Int16(SEEK_SET)
    range.l_start = 1 << 62
    range.l_len = 1
    if fcntl(descriptor, setLock, &range) == 0 { return .taken }
    return errno == EAGAIN || errno == EACCES ? .held : .impossible
  }

  // F_OFD_SETLK, which is a macro that not every C library shows.
  #if canImport(Darwin)
    private static let setLock: Int32 = 90
  #else
    private static let setLock: Int32 = 37
  #endif

  /// Removes the drafts beside `place` whose program is no longer alive; what is none of ours, or
  /// cannot be removed, stays.
  static func removeAbandoned(beside place: String) {
    let end = place.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = end.map { String(place[...$0]) } ?? "./"
    let name = end.map { String(place[place.utf8.index(after: $0)...]) } ?? place
    guard let listing = opendir(folder) else { return }
    defer { closedir(listing) }
    while let entry = readdir(listing) {
      let found = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      if isDraft(found, of: name) { removeIfAbandoned(folder + found) }
    }
  }

  /// Removes a draft with what SQLite keeps beside it.
  static func remove(_ path: String) {
    for suffix in ["-wal", "-shm", "-journal", ""] { unlink(path + suffix) }
  }

  private static func isDraft(_ found: String, of name: String) -> Bool {
    let start = name + mark
    guard found.utf8.count == start.utf8.count + randomCharacters, found.hasPrefix(start) else {
      return false
    }
    return found.utf8.suffix(randomCharacters).allSatisfy { character in
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"):
        true
      default: false
      }
    }
  }

  private static func removeIfAbandoned(_ path: String) {
    let descriptor = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard isOurs(descriptor), case .taken = lock(descriptor) else { return }
    // Its program may have ended between, and the name have gone to another file.
    var (mine, current) = (stat(), stat())
    guard fstat(descriptor, &mine) == 0, lstat(path, &current) == 0 else { return }
    if mine.st_ino == current.st_ino, mine.st_dev == current.st_dev { remove(path) }
  }

  /// Whether it is a plain private file of this user that is empty or begins as a store does; where
  /// SQLite was not yet done with the first page, it is all zeros.
  private static func isOurs(_ descriptor: Int32) -> Bool {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_uid == geteuid(), status.st_mode & 0o077 == 0
    else { return false }
    if status.st_size == 0 { return true }
    var head = [UInt8](repeating: 0, count: 72)
    guard pread(descriptor, &head, head.count, 0) == head.count else { return false }
    let identity = head[68...].reduce(0) { $0 << 8 | Int($1) }
    return head.allSatisfy { $0 == 0 }
      || (head.starts(with: "SQLite format 3\0".utf8) && identity == Schema.applicationID)
  }
}

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A file that an import was asked to read.
struct FoundFile: Sendable {
  /// Absolute path, `s3://BUCKET/KEY`, or "-" for standard input.
  var location: FilePath
  var size: Int64 = 0
  /// Modification time, nanoseconds since 1970 UTC.
  var modified: Int64 = 0
  /// Why it is not read, when it is not.
  var refusal: String?
  /// S3's mark of the object's version.
  var etag: String?

  /// What the file is called.
  var path: String { location.text }

  init(
    path: String, size: Int64 = 0, modified: Int64 = 0, refusal: String? = nil, etag: String? = nil
  ) {
    self.init(
      location: FilePath(path), size: size, modified: modified, refusal: refusal, etag: etag)
  }

  init(
    location: FilePath, size: Int64 = 0, modified: Int64 = 0, refusal: String? = nil,
    etag: String? = nil
  ) {
    self.location = location
    self.size = size
    self.modified = modified
    self.refusal = refusal
    self.etag = etag
  }
}

/// Finds the files under each path that was given, in the order of their paths' bytes, which is the
/// order in which a merge of stores takes them, too.
struct FileWalker {
  private var found: [FoundFile] = []
  private var directories: [String] = []
  private var ancestors: [(device: UInt64, inode: UInt64)] = []

  /// Every file under `paths`: directories are walked, hidden entries skipped; a named path is
  /// taken whatever its name. What is no regular file is refused, not opened.
  /// Beside them, the directories that were walked.
  static func files(under paths: [String]) -> (files: [FoundFile], directories: [String]) {
    var walker = FileWalker()
    var seen = Set<String>()
    for path in paths {
      if path == "-" {
        walker.found.append(FoundFile(path: "-"))
      } else {
        walker.visit(Entry(absolute(path)))
      }
    }
    return (walker.found.filter { seen.insert($0.location.identity).inserted }, walker.directories)
  }

  private static func absolute(_ path: String) -> FilePath {
    if let resolved = realpath(path, nil) {
      defer { free(resolved) }
      return FilePath(system: resolved)
    }
    guard !path.hasPrefix("/"), let directory = getcwd(nil, 0) else { return FilePath(path) }
    defer { free(directory) }
    return FilePath(system: directory).entry(FilePath(path))
  }

  /// Something with a name, and what it is; the reason why that cannot be told.
  private struct Entry {
    var path: FilePath
    var status = stat()
    var failure: String?

    init(_ path: FilePath) {
      self.path = path
      guard path.withSystem({ stat($0, &status) }) != 0 else { return }
      failure = String(cString: strerror(errno))
    }

    var isDirectory: Bool { failure == nil && status.st_mode & S_IFMT == S_IFDIR }

    /// The order of all that lies at or under two siblings, whose paths have `start` bytes in common:
    /// a folder's name goes on with a slash.
    static func precedes(_ one: Entry, _ other: Entry, from start: Int) -> Bool {
      one.path.withSystem { first in
        other.path.withSystem { second in
          var at = start
          while first[at] == second[at], first[at] != 0 { at += 1 }
          func byte(_ name: UnsafePointer<CChar>, _ isDirectory: Bool) -> UInt8 {
            name[at] == 0 && isDirectory ? UInt8(ascii: "/") : UInt8(bitPattern: name[at])
          }
          return byte(first, one.isDirectory) < byte(second, other.isDirectory)
        }
      }
    }
  }

  private mutating func visit(_ entry: Entry) {
    let (path, status) = (entry.path, entry.status)
    if let reason = entry.failure {
      found.append(FoundFile(location: path, refusal: "it cannot be opened: \(reason)"))
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: walk(path, status)
    case S_IFREG:
      #if canImport(Glibc)
        let time = status.st_mtim
      #else
        let time = status.st_mtimespec
      #endif
      found.append(
        FoundFile(
          location: path, size: Int64(status.st_size), modified: nanoseconds(time)))
    default:
      found.append(
        FoundFile(
          location: path,
          refusal: "it is a pipe, socket or device, no regular file: it was not opened")
      )
    }
  }

  /// Nanoseconds since 1970. File systems know times that are too far away for 64 bits (past the
  /// year 2262): these wrap around, for the number only has to change when the time does.
  private func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }

  private mutating func walk(_ path: FilePath, _ status: stat) {
    let identity = (device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    if ancestors.contains(where: { $0 == identity }) {
      found.append(
        FoundFile(location: path, refusal: "a symbolic link leads back to a directory above it"))
      return
    }
    guard let directory = path.withSystem({ opendir($0) }) else {
      let reason = String(cString: strerror(errno))
      found.append(FoundFile(location: path, refusal: "the directory cannot be opened: \(reason)"))
      return
    }
    var entries: [Entry] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { FilePath(system: $0) }
      }
      if !name.text.hasPrefix(".") { entries.append(Entry(path.entry(name))) }
    }
    closedir(directory)
    directories.append(path.text)
    ancestors.append(identity)
    let start = path.withSystem { strlen($0) }
    entries.sort { Entry.precedes($0, $1, from: start) }
    for entry in entries { visit(entry) }
    ancestors.removeLast()
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file being written beside its final place: it is renamed there when complete, and removed
/// when anything went wrong. A pipe or a device at the path is written directly.
final class AtomicFile {
  let descriptor: Int32
  private let target: String
  /// Where the bytes are until then; nil for a pipe or a device.
  let temporary: String?
  private var isCommitted = false

  init(path: String) throws(OutputError) {
    let target = Self.resolved(path)
    var status = stat()
    let exists = stat(target, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      let opened = open(target, O_WRONLY)
      guard opened >= 0 else { throw .system(target: path, code: errno) }
      descriptor = opened
      temporary = nil
    } else {
      guard !exists || !Self.isDatabase(target) else { throw .database(target: path) }
      let slash = target.lastIndex(of: "/")
      let folder = slash.map { target[...$0] } ?? ""
      let name = slash.map { target[target.index(after: $0)...] } ?? target[...]
      var template = Array("\(folder).\(name.prefix(100)).XXXXXX".utf8CString)
      let opened = mkstemp(&template)
      guard opened >= 0 else { throw .system(target: path, code: errno) }
      descriptor = opened
      temporary = template.withUnsafeBufferPointer { characters in
        characters.baseAddress.map { String(cString: $0) }
      }
      fchmod(opened, exists ? status.st_mode & 0o777 : 0o666 & ~Self.creationMask)
    }
    self.target = target
  }

  /// Moves the complete file to its place.
  func commit() throws(OutputError) {
    guard close(descriptor) == 0 else { throw .system(target: target, code: errno) }
    isCommitted = true
    guard let temporary else { return }
    guard rename(temporary, target) == 0 else {
      let code = errno
      unlink(temporary)
      throw .system(target: target, code: code)
    }
  }

  deinit {
    guard !isCommitted else { return }
    close(descriptor)
    if let temporary { unlink(temporary) }
  }

  /// Whether the file is SQLite's: a database, or the log beside one.
  private static func isDatabase(_ path: String) -> Bool {
    guard let file = fopen(path, "rb") else { return false }
    defer { fclose(file) }
    var start = [UInt8](repeating: 0, count: 16)
    let count = fread(&start, 1, start.count, file)
    return start[..<count].elementsEqual("SQLite format 3\0".utf8)
      || start[..<count].starts(with: [0x37, 0x7f, 0x06])
  }

  /// The file that a link leads to, so that the link survives.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static var creationMask: mode_t {
    let mask = umask(0)
    umask(mask)
    return mask
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads SQL from a file or from standard input.
enum TextFile {
  /// The file's text; `-` is standard input. A byte order mark is dropped.
  static func read(_ path: String) throws(CommandFailure) -> String {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY)
    guard descriptor >= 0 else { throw failure(path) }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = systemRead(descriptor, &chunk, chunk.count)
      if count == 0 { break }
      if count > 0 {
        bytes += chunk[..<count]
      } else if errno != EINTR {
        throw failure(path)
      } else if Interrupt.isRequested {
        throw CommandFailure(.interrupted, "interrupted")
      }
    }
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes.removeFirst(3) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandFailure(.failure, "\(path) is not UTF-8 text")
    }
    return text
  }

  private static func failure(_ path: String) -> CommandFailure {
    CommandFailure(.failure, "\(path) cannot be read: \(String(cString: strerror(errno)))")
  }
}

/// The system's read, under a name that `TextFile.read` does not hide.
private func systemRead(
  _ descriptor: Int32, _ start: UnsafeMutableRawPointer, _ length: Int
) -> Int {
  read(descriptor, start, length)
}

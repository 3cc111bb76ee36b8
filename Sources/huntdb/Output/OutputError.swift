#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why results could not be written.
enum OutputError: Error, Equatable, CustomStringConvertible {
  /// Whoever read the output has enough, as `head` does: no failure.
  case closedPipe
  /// Ctrl-C came while the output was waiting.
  case interrupted
  /// The file is a database, which results must not replace.
  case database(target: String)
  /// The system refused, with its error number.
  case system(target: String, code: Int32)

  var description: String {
    switch self {
    case .closedPipe: "the output was closed"
    case .interrupted: "interrupted"
    case .database(let target):
      "\(target) is a SQLite database and is left alone; write to another file"
    case .system(let target, let code):
      "\(target) cannot be written: \(String(cString: strerror(code)))"
    }
  }
}

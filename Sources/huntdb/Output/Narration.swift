#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the program says about its work: on stderr, so that stdout holds results and nothing else.
enum Narration {
  /// Says one thing, under the program's name.
  static func say(_ message: String) { write("huntdb: \(message)\n") }

  /// Says why the program ends without having done its work.
  static func fail(_ message: String) { say("error: \(message)") }

  /// Writes text as it is but for control characters, which are shown escaped.
  static func write(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var shown = lines.map { DisplayText.escaped(String($0)) }.joined(separator: "\n")
    shown.withUTF8 { bytes in
      var sent = 0
      while sent < bytes.count, let start = bytes.baseAddress {
        let result = systemWrite(STDERR_FILENO, start + sent, bytes.count - sent)
        guard result > 0 else { return }
        sent += result
      }
    }
  }
}

/// The system's write, under a name that `Narration.write` does not hide.
private func systemWrite(_ descriptor: Int32, _ start: UnsafePointer<UInt8>, _ length: Int) -> Int {
  write(descriptor, start, length)
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ends the program when a statement runs on past its time limit without SQLite asking whether it
/// should, as it does inside one long call of a function; a half-written file is removed.
struct Watchdog {
  /// Seconds past the limit in which SQLite is expected to have asked.
  private static let patience = 2.0

  private let task: Task<Void, Never>?

  /// Starts watching; without a limit there is nothing to watch.
  init(seconds: Double?, unfinished file: String?) {
    task = seconds.map { seconds in
      Task.detached {
        do { try await Task.sleep(for: .seconds(seconds + Self.patience)) } catch { return }
        Narration.fail(
          "the time limit of \(seconds) s struck inside a function that could not be stopped; "
            + "the result is incomplete")
        if let file { unlink(file) }
        _exit(ExitStatus.timeLimit.rawValue)
      }
    }
  }

  /// The statement has ended.
  func stop() { task?.cancel() }
}

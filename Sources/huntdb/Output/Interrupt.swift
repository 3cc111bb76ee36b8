import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ctrl-C, as a flag that running work looks at. A second Ctrl-C before anybody looked ends the
/// program at once.
enum Interrupt {
  private static let requested = Atomic<Bool>(false)

  /// Whether Ctrl-C came since the last `clear`.
  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Forgets a Ctrl-C that has been dealt with.
  static func clear() { requested.store(false, ordering: .relaxed) }

  /// Takes over Ctrl-C, and makes a closed pipe an error of `write` instead of a signal.
  static func install() {
    clear()
    signal(SIGPIPE, SIG_IGN)
    var action = sigaction()
    #if canImport(Glibc)
      action.__sigaction_handler.sa_handler = handler
    #elseif canImport(Darwin)
      action.__sigaction_u.__sa_handler = handler
    #endif
    // Without SA_RESTART a write that waits for its reader ends with EINTR.
    sigaction(SIGINT, &action, nil)
    // A parent may have started the program with the signal blocked.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  private static let handler: @convention(c) (Int32) -> Void = { _ in
    if requested.exchange(true, ordering: .relaxed) { _exit(ExitStatus.interrupted.rawValue) }
  }
}

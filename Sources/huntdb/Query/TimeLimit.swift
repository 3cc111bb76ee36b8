/// Ends a query when its time is over or Ctrl-C came, and lets the renderer breathe while the
/// next row is awaited. SQLite calls it every few thousand steps.
final class TimeLimit {
  private let clock = ContinuousClock()
  private let deadline: ContinuousClock.Instant?
  private var nextBreath: ContinuousClock.Instant
  private let breathe: () -> Void
  /// Whether it was the time limit that ended the query.
  private(set) var struck = false

  init(seconds: Double?, breathe: @escaping () -> Void) {
    deadline = seconds.map { [clock] in clock.now + .seconds($0) }
    nextBreath = clock.now + .milliseconds(100)
    self.breathe = breathe
  }

  /// True when the query must end.
  func check() -> Bool {
    if Interrupt.isRequested { return true }
    let now = clock.now
    if let deadline, now >= deadline {
      struck = true
      return true
    }
    if now >= nextBreath {
      nextBreath = now + .milliseconds(100)
      breathe()
    }
    return false
  }
}

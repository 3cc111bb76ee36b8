import Store

/// One line on a terminal's stderr that says how far an import is.
struct ImportProgress: Sendable {
  /// False in a pipe, and under `--quiet`.
  var isShown: Bool
  private let start = ContinuousClock.now

  init(isShown: Bool) { self.isShown = isShown }

  /// Says how far it is; every 64th file, which is often enough.
  func show(_ summary: ImportSummary, total: Int) {
    let done = summary.filesImported + summary.filesSkipped + summary.filesFailed
    guard isShown, done % 64 == 1 || done == total else { return }
    let elapsed = (ContinuousClock.now - start).components
    let seconds = max(0.001, Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18)
    let megabytes = Double(summary.bytesDecompressed) / 1e6
    let rate = Int(megabytes / seconds)
    Narration.write("\r\(done) of \(total) files, \(Int(megabytes)) MB, \(rate) MB/s   ")
  }

  /// Removes the line.
  func clear() {
    if isShown { Narration.write("\r" + String(repeating: " ", count: 60) + "\r") }
  }
}

@testable import Store

/// Any bytes are read to their end: what comes out stands in them, and does not depend on how many
/// of them arrive at a time.
final class RecordsHarness: Harness {
  private let file: InputFile
  private let storage = ScanBuffer()

  init() throws { file = try InputFile() }

  func run(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    try file.replace(bytes)
    let input = Input(bytes)
    let reader = FileReader(file.found, times: 0...(.max), buffer: storage)
    var outcome: FileOutcome?
    while outcome == nil {
      guard let piece = reader.next() else { continue }
      outcome = piece.outcome
      try input.check(piece.batch)
    }
    if let outcome { try input.check(outcome) }
    try compareChunks(bytes)
  }

  /// Reads the bytes as they are, once whole and once in pieces.
  private func compareChunks(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    let whole = scan(bytes, step: { _ in bytes.count })
    let seed = bytes.first.map(Int.init) ?? 0
    let pieces = scan(bytes, step: { 1 + ($0 * 31 + seed) % 97 })
    try require(whole.reasons == pieces.reasons, "\(whole.reasons) or \(pieces.reasons)")
    try require(whole.counts == pieces.counts, "\(whole.counts) or \(pieces.counts)")
    try require(
      whole.records == pieces.records, "\(whole.records.count) or \(pieces.records.count)")
  }

  private func scan(
    _ bytes: UnsafeBufferPointer<UInt8>, step: @escaping (Int) -> Int
  ) -> (counts: [Int], records: [[UInt8]], reasons: [String]) {
    let reader = RecordReader(times: 0...(.max))
    let scanner = RecordScanner(PieceSource(bytes, step: step), sink: reader, storage: storage)
    while (try? scanner.run(until: { reader.isBatchFull })) == false {}
    let batch = reader.takeBatch()
    let counts = batch.counts
    return (
      [counts.records, counts.runInstances, counts.rejected, counts.notEvents],
      batch.launches.map { batch.text($0.json) },
      batch.problems.map { "\($0.recordNumber ?? 0) at \($0.byteOffset ?? 0): \($0.reason)" }
    )
  }
}

/// Hands out bytes in pieces whose size a closure gives.
private final class PieceSource: ByteSource {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let step: (Int) -> Int
  private var position = 0
  private var pieces = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>, step: @escaping (Int) -> Int) {
    self.bytes = bytes
    self.step = step
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    let count = min(step(pieces), buffer.count, bytes.count - position)
    guard count > 0 else { return 0 }
    buffer.copyMemory(
      from: UnsafeRawBufferPointer(
        rebasing: UnsafeRawBufferPointer(bytes)[position..<position + count])
    )
    position += count
    pieces += 1
    return count
  }
}

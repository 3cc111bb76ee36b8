/// The files that one reader has before it: those that it has taken, and of these one or two that it reads.
final class ReadingDesk {
  private let times: ClosedRange<Int64>
  private let opener: FileOpener
  private let pair: InflatePair?
  private let width: Int
  private var taken: [(index: Int, file: FoundFile)] = []
  private var buffers: [ScanBuffer]
  /// The files that are read, in the order of the import.
  private(set) var readings: [Reading] = []

  /// Makes a desk, for two files at a time where `holdsTwo` and the processor allows it.
  init(times: ClosedRange<Int64>, opener: FileOpener, holdsTwo: Bool) {
    (self.times, self.opener) = (times, opener)
    pair = holdsTwo ? InflatePair() : nil
    width = pair == nil ? 1 : 2
    buffers = (0..<width).map { _ in ScanBuffer() }
  }

  /// Whether another file should be taken: of two at a time the next one begins as soon as one ends.
  var wantsMore: Bool {
    taken.count + readings.count < max(opener.ahead, width == 1 ? 1 : width + 1)
  }

  /// Takes a file, which comes behind all that were taken before.
  func take(_ index: Int, _ file: FoundFile) {
    taken.append((index, file))
    opener.prepare(file)
    begin()
  }

  /// Puts a file away that was read to its end.
  func close(_ reading: Reading) {
    readings.removeAll { $0 === reading }
    reading.buffer.shrink()
    buffers.append(reading.buffer)
    begin()
  }

  /// Whether a file is to be read on now, to its next batch: large values would add up, so that nothing
  /// else is read while one is.
  func mayGoOn(_ reading: Reading) -> Bool {
    reading.buffer.isGrown
      || !readings.contains { $0 !== reading && $0.buffer.isGrown && !$0.isHeldUp }
  }

  private func begin() {
    while let (index, file) = taken.first, let buffer = buffers.last {
      // Nobody knows when something comes on standard input: nothing else waits beside it.
      let isAlone = file.path == StandardInput.path || readings.contains(where: \.isStandardInput)
      if isAlone, !readings.isEmpty { return }
      taken.removeFirst()
      buffers.removeLast()
      readings.append(
        Reading(
          index, isStandardInput: file.path == StandardInput.path,
          FileReader(file, times: times, opener: opener, buffer: buffer, pair: pair), buffer))
    }
  }

  /// A file that is read.
  final class Reading {
    private let index: Int
    private let reader: FileReader
    private var kept: ReadPiece?
    let buffer: ScanBuffer
    let isStandardInput: Bool

    fileprivate init(
      _ index: Int, isStandardInput: Bool, _ reader: FileReader, _ buffer: ScanBuffer
    ) {
      (self.index, self.isStandardInput) = (index, isStandardInput)
      (self.reader, self.buffer) = (reader, buffer)
    }

    /// Whether what was read last could not be handed over yet.
    var isHeldUp: Bool { kept != nil }

    /// The next piece to hand over; nil when another file should be read on first.
    func readOn() -> ReadPiece? {
      if let kept {
        self.kept = nil
        return kept
      }
      guard let (batch, outcome) = reader.next() else { return nil }
      return ReadPiece(file: index, batch: batch, outcome: outcome)
    }

    /// Keeps a piece that nobody takes yet.
    func keep(_ piece: ReadPiece) { kept = piece }
  }
}

/// What reading one file came to.
struct FileOutcome: Sendable {
  enum Status: String, Sendable {
    case complete, partial, skipped, failed

    /// What follows from what was met in the content.
    init(of counts: RecordCounts, hasFailed: Bool) {
      if counts.rejected > 0 || hasFailed {
        self = counts.records > 0 ? .partial : .failed
      } else {
        self = counts.records == 0 && counts.notEvents > 0 ? .skipped : .complete
      }
    }
  }

  var status: Status
  /// What the content turned out to be.
  var format: String
  /// SHA-256 of the stored bytes, lower-case hex; nil when they could not be read to their end.
  var sha256: String?
  var bytesRead: Int64
  var bytesDecompressed: Int64
  var counts: RecordCounts
}

/// Reads one file from its bytes to batches of rows, a batch at a time.
final class FileReader {
  private let reader: RecordReader
  private var source: DigestedSource?
  private let buffer: ScanBuffer
  private var scanner: RecordScanner?
  private var format = "JSON"
  private var status: FileOutcome.Status?
  private var archives: [(source: ArchiveSource, depth: Int)] = []
  private var finishedBytes: Int64 = 0
  private var logs = ArchivedLogs()
  private let pair: InflatePair?
  private var paired: PairedGzipSource?
  /// Bytes that the scanner had when the file last gave way to another.
  private var restedAt = -1

  /// How deep compressed streams and archives may be packed into each other.
  private static let maximumDepth = 6

  /// Opens `file`, to be read by way of `buffer`, and of `pair` where it is gzip; only events whose time
  /// is in `times` are kept.
  init(
    _ file: FoundFile, times: ClosedRange<Int64>, opener: FileOpener = FileOpener(),
    buffer: ScanBuffer, pair: InflatePair? = nil
  ) {
    reader = RecordReader(times: times)
    self.buffer = buffer
    self.pair = pair
    do throws(SourceError) {
      let source = DigestedSource(try opener.open(file), isPaired: pair != nil)
      self.source = source
      try start(source)
    } catch {
      if source == nil { (status, format) = (.failed, "unreadable") }
      if archives.isEmpty { stop(error) } else { _ = goesOn(behind: error) }
    }
  }

  private func start(_ source: DigestedSource) throws(SourceError) {
    let peeked = try PeekedSource(source, peeking: CSVSource.headSize)
    if peeked.head.isEmpty { (status, format) = (.skipped, "empty") } else { try open(peeked) }
  }

  /// Begins to read a stream by what its first bytes say it is: compressed, an archive, or text.
  private func open(_ stream: PeekedSource, depth: Int = 0) throws(SourceError) {
    guard depth < Self.maximumDepth else {
      throw SourceError("archives are packed into each other more than \(depth) deep")
    }
    if stream.head.starts(with: [0x1F, 0x8B]) {
      if depth == 0 { format = "gzip, JSON" }
      if depth == 0, let source { paired = try pair?.source(stream, of: source) }
      let contents: any ByteSource
      if depth == 0, let paired { contents = paired } else { contents = GzipSource(stream) }
      try open(PeekedSource(contents, peeking: CSVSource.headSize), depth: depth + 1)
    } else if let container = Self.archive(stream.head) {
      if archives.isEmpty { format = container }
      archives.append((try ArchiveSource(stream), depth))
      _ = try openNextEntry()
    } else if Self.isSkippable(stream.head) {
      try Self.skipFrame(stream)
      try open(PeekedSource(stream, peeking: CSVSource.headSize), depth: depth + 1)
    } else if let text = UTF16Source(stream) {
      if depth == 0 { format = "UTF-16, JSON" }
      try open(PeekedSource(text, peeking: CSVSource.headSize), depth: depth + 1)
    } else {
      finishedBytes += Int64(scanner?.bytesRead ?? 0)
      let table = CSVSource(stream)
      if depth == 0, table != nil { format = "CSV" }
      let window = table == nil && depth == 1 ? stream.unread() : nil
      scanner = RecordScanner(table ?? stream, window: window, sink: reader, storage: buffer)
    }
  }

  /// Goes to the next file of the innermost archive; false when all archives are read.
  private func openNextEntry() throws(SourceError) -> Bool {
    while let (archive, depth) = archives.last {
      // Until the next one is open, it is the archive that fails.
      reader.place = Self.place(archives.dropLast())
      // What is opened first in an entry belongs to it.
      if archive.entryPath != nil { logs.end(reader) }
      if try archive.openNextEntry() {
        reader.place = Self.place(archives[...])
        if let path = archive.entryPath { logs.begin(path, reader) }
        try open(PeekedSource(archive, peeking: CSVSource.headSize), depth: depth + 1)
        return true
      }
      archives.removeLast()
      reader.place = ""
    }
    return false
  }

  private static func place(
    _ archives: ArraySlice<(source: ArchiveSource, depth: Int)>
  ) -> String {
    archives.compactMap(\.source.entryPath).joined(separator: " > ")
  }

  /// Notes why an entry of an archive could not be read and goes to the one after it, of the
  /// archive around it where the archive itself is what is damaged; false when there is none.
  private func goesOn(behind error: SourceError) -> Bool {
    var failure = error
    while true {
      reader.fail(failure.reason)
      while archives.last?.source.isBroken ?? false { archives.removeLast() }
      do throws(SourceError) {
        if try openNextEntry() { return true }
        if let source { try Self.drain(source) }
        return false
      } catch {
        if archives.isEmpty { return false }
        failure = error
      }
    }
  }

  private func stop(_ error: SourceError) {
    reader.fail(error.reason)
    if let source { try? Self.drain(source) }
  }

  /// Reads on to the next batch, which comes with the outcome when it is the last one; nil where another
  /// file should be read on first, so that the contents of both are decompressed together.
  func next() -> (batch: LaunchBatch, outcome: FileOutcome?)? {
    if let scanner {
      do throws(SourceError) {
        if try !scanner.run(until: { reader.isBatchFull || shouldRest(scanner) }) {
          return reader.isBatchFull ? (takeBatch(), nil) : nil
        }
        if try openNextEntry() { return (takeBatch(), nil) }
        if let source { try Self.drain(source) }
      } catch {
        if goesOn(behind: error) { return (takeBatch(), nil) }
      }
    }
    reader.noteTheRest()
    logs.end(reader)
    let batch = takeBatch()
    return (batch, outcome())
  }

  /// Whether most of what was decompressed is read: once, each time.
  private func shouldRest(_ scanner: RecordScanner) -> Bool {
    guard let paired, scanner.bytesAtHand < RecordScanner.lowWater, scanner.bytesRead != restedAt,
      paired.isActive, scanner.readsWindow || paired.isDrained
    else { return false }
    restedAt = scanner.bytesRead
    return true
  }

  private func takeBatch() -> LaunchBatch {
    var batch = reader.takeBatch()
    batch.logs = logs.take()
    return batch
  }

  private func outcome() -> FileOutcome {
    let counts = reader.totals
    let derived = FileOutcome.Status(of: counts, hasFailed: reader.failures > 0)
    let isEmptyOfEvents = counts.notEvents > 0 && counts.records == 0
    return FileOutcome(
      status: status ?? derived,
      format: isEmptyOfEvents ? format + ", digest or Insights" : format,
      sha256: source?.digest(), bytesRead: source?.count ?? 0,
      bytesDecompressed: finishedBytes + Int64(scanner?.bytesRead ?? 0), counts: counts)
  }

  /// Reads a source to its end, so that its digest covers every byte.
  private static func drain(_ source: any ByteSource) throws(SourceError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    while try source.read(into: buffer) > 0 {}
  }

  /// Whether a stream of zstd begins with a frame for other programs, as those of parallel compressors
  /// do.
  private static func isSkippable(_ head: [UInt8]) -> Bool {
    head.count >= 8 && (0x50...0x5F).contains(head[0])
      && head[1..<4].elementsEqual([0x2A, 0x4D, 0x18])
  }

  /// Passes over the frame, whose length stands in it.
  private static func skipFrame(_ stream: PeekedSource) throws(SourceError) {
    let length = stream.head[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    var left = 8 + length
    while left > 0 {
      let count = try stream.read(
        into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(left, buffer.count)]))
      if count == 0 { return }
      left -= count
    }
  }

  /// The name of an archive or of a compression other than gzip, by its first bytes.
  private static func archive(_ head: [UInt8]) -> String? {
    let marks: [(String, [UInt8])] = [
      ("zip", [0x50, 0x4B, 0x03, 0x04]), ("zip", [0x50, 0x4B, 0x05, 0x06]),
      ("zstd", [0x28, 0xB5, 0x2F, 0xFD]),
      ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A]), ("bzip2", [0x42, 0x5A, 0x68]),
    ]
    if let mark = marks.first(where: { head.starts(with: $0.1) }) { return mark.0 }
    return TarHeader.begins(head) ? "tar" : nil
  }
}

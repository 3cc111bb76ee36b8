#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
@testable import Store

/// A file that holds the current input, in memory where there is a folder for that.
final class InputFile {
  private let descriptor: Int32
  private let path: String
  private var size = 0

  init() throws {
    let folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    var template = Array("\(folder)/huntdb-input.XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    try require(descriptor >= 0, "no file can be made in \(folder)")
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  func replace(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    size = bytes.count
    try require(
      ftruncate(descriptor, 0) == 0
        && pwrite(descriptor, bytes.baseAddress, bytes.count, 0) == bytes.count, "no room")
  }

  var found: FoundFile { FoundFile(path: path, size: Int64(size)) }
}

/// What can be said of the results by a plain look at the input.
struct Input {
  private let bytes: UnsafeBufferPointer<UInt8>
  /// How often the word stands in it; nil when escapes, compression or base64 may spell it too.
  private let words: Int?

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    words = Self.isPlain(bytes) ? Self.occurrences(of: "RunInstances", in: bytes) : nil
  }

  /// No launch without its word, no evidence that is not in the input, no cell outside the arena.
  func check(_ batch: LaunchBatch) throws {
    try require(
      batch.launches.count <= batch.counts.runInstances, "more launches than RunInstances")
    try require(batch.counts.runInstances <= batch.counts.records, "more RunInstances than records")
    if let words {
      try require(batch.launches.count <= words, "\(batch.launches.count) launches, \(words) words")
    }
    for cell in batch.cells {
      guard case .text(let start, let count) = cell else { continue }
      try require(Int(start) + Int(count) <= batch.arena.count, "a cell outside the arena")
    }
    for launch in batch.launches where words != nil {
      let json = batch.text(launch.json)
      let place = json.withUnsafeBytes { Self.find($0, in: UnsafeRawBufferPointer(bytes)) }
      try require(place != nil, "the evidence is not in the input")
    }
  }

  func check(_ outcome: FileOutcome) throws {
    try require(
      outcome.bytesRead == bytes.count, "\(outcome.bytesRead) of \(bytes.count) bytes read")
    try require(outcome.sha256 != nil, "no digest")
    if outcome.counts.rejected > 0 {
      try require(outcome.status == .partial || outcome.status == .failed, "\(outcome)")
    }
  }

  /// Whether the bytes are neither compressed, an archive, a table, nor hold escapes or base64.
  private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = bytes.first(where: { $0 > 0x20 }), "{[".utf8.contains(first) else {
      return false
    }
    return !bytes.contains(UInt8(ascii: "\\")) && occurrences(of: "ata\"", in: bytes) == 0
  }

  private static func occurrences(of word: String, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    let word = Array(word.utf8)
    var rest = UnsafeRawBufferPointer(bytes)
    var count = 0
    while let at = word.withUnsafeBytes({ find($0, in: rest) }) {
      count += 1
      rest = UnsafeRawBufferPointer(rebasing: rest[(at + 1)...])
    }
    return count
  }

  /// Where `needle` first stands in `bytes`.
  private static func find(
    _ needle: UnsafeRawBufferPointer, in bytes: UnsafeRawBufferPointer
  ) -> Int? {
    guard let first = needle.first, let word = needle.baseAddress, let start = bytes.baseAddress
    else { return nil }
    var at = 0
    while at + needle.count <= bytes.count {
      let room = bytes.count - needle.count - at + 1
      guard let hit = memchr(start + at, Int32(first), room) else { return nil }
      at = hit - UnsafeMutableRawPointer(mutating: start)
      if memcmp(hit, word, needle.count) == 0 { return at }
      at += 1
    }
    return nil
  }
}

extension LaunchBatch {
  func text(_ cell: Cell) -> [UInt8] {
    guard case .text(let start, let count) = cell else { return [] }
    return Array(arena[Int(start)..<Int(start) + Int(count)])
  }
}

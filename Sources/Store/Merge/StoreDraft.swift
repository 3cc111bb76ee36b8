/// A store that is made beside its place and moves there when it is whole; until then a program
/// that is ended leaves nothing at the place.
struct StoreDraft: Sendable {
  /// Where it is made.
  var path: String { file.path }
  /// The file, open for reading and writing; it lives as long as this does.
  var descriptor: Int32 { file.descriptor }
  private let file: DraftFile
  /// Where it will be.
  let target: String

  /// Makes an empty file beside `place`, readable by its owner alone.
  init(for place: String) throws {
    target = place
    file = try DraftFile(beside: place)
  }

  /// Makes it a copy of a file; throws SQLITE_INTERRUPT when `shouldStop` says so.
  func fill(from source: WholeFile, shouldStop: () -> Bool) throws(SQLiteError) {
    guard try file.fill(from: source, shouldStop: shouldStop) else {
      throw StoreFile.failure(target)
    }
  }

  /// Writes `bytes` into it, which is empty.
  func fill(with bytes: [UInt8]) throws(SQLiteError) {
    try file.fill(with: bytes, for: target)
  }

  /// Moves the store to its place, once it is on the disk. The place must still be free, and SQLite
  /// be done with the draft.
  func place() throws {
    try StoreFile.place(file, at: target)
  }
}

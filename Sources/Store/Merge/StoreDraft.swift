#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A store that is made beside its place and moves there when it is whole; until then a program
/// that is ended leaves nothing at the place.
final class StoreDraft {
  /// Where it is made.
  let path: String
  private let target: String

  /// Makes an empty file beside `place`, readable by its owner alone.
  init(for place: String) throws {
    target = place
    path = try StoreFile.makeDraft(beside: place)
  }

  /// Moves the store to its place, once it is on the disk. The place must still be free.
  func place() throws {
    try StoreFile.place(path, at: target)
  }

  deinit {
    for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
  }
}

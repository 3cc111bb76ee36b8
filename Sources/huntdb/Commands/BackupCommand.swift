import ArgumentParser
import Store

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `huntdb backup`: a copy of the store, also while an import runs.
struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the store as it is at one moment (SQLite's online backup).",
    discussion: "The copy is complete or not there; a file at the path is replaced.")

  @OptionGroup var store: StoreOptions

  @Argument(help: "The copy.", completion: .file())
  var file: String

  func run() async throws {
    guard file != "-" else {
      throw CommandFailure(.usage, "a backup is written to a file; standard output cannot hold it")
    }
    let database = try store.open()
    var (original, copy) = (stat(), stat())
    if stat(store.path, &original) == 0, stat(file, &copy) == 0,
      original.st_ino == copy.st_ino, original.st_dev == copy.st_dev
    {
      throw CommandFailure(.usage, "the copy would replace the store itself")
    }
    let target = try AtomicFile(path: file)
    guard let path = target.temporary else {
      throw CommandFailure(.usage, "\(file) is no regular file")
    }
    // Raw events are as private in the copy as in the store.
    fchmod(target.descriptor, 0o600)
    try database.backup(to: path)
    fsync(target.descriptor)
    try target.commit()
    Narration.say("\(file) is a copy of \(store.path)")
  }
}

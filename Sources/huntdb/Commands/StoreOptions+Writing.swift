import Store

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension StoreOptions {
  /// Opens the store for writing; makes it where there is none.
  func create() throws -> Database {
    let isThere = try !Schema.isToBeMade(at: path)
    if isThere, access(path, W_OK) != 0 { throw refusal(String(cString: strerror(errno))) }
    do {
      return try Schema.open(creating: path)
    } catch let error as StoreError {
      switch error {
      case .missing(let path): throw CommandFailure(.failure, "there is no store at \(path)")
      case .notAStore(let path):
        throw CommandFailure(.failure, "\(path) is a database, but no huntdb store")
      case .newer(let path, let version, let known):
        throw CommandFailure(
          .damaged,
          "\(path) has schema version \(version); this program knows up to \(known): update it")
      }
    } catch let error as SQLiteError where isThere && error.isRefusedFile {
      throw refusal(error.message)
    } catch let error as SQLiteError where error.isDamaged {
      throw StoreReaderError.unreadable(path: path, error)
    }
  }

  /// Opens a store that is there for writing.
  func update() throws -> Database {
    _ = try open()
    return try create()
  }

  private func refusal(_ reason: String) -> CommandFailure {
    CommandFailure(
      .failure,
      "the store \(path) can be read at most, and this writes to it: \(reason); "
        + "name another with --db, or write to a copy")
  }
}

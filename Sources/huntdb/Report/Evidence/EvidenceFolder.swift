internal import Store

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A folder that proves a report: whoever gets it can check that nothing in it was changed, and
/// what each number rests on. It appears only when complete.
struct EvidenceFolder {
  let path: String

  /// Writes the folder, which must not be there yet, or be empty.
  func write(_ writer: ReportWriter) throws {
    let slashless = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
    rmdir(slashless)
    guard access(slashless, F_OK) != 0 else {
      throw CommandFailure(
        .failure, "\(path) is there already and not empty; evidence is never added to")
    }
    var template = Array((slashless + ".XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw OutputError.system(target: path, code: errno) }
    let unfinished = template.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { String(cString: $0) } ?? slashless
    }
    var files = EvidenceFiles(folder: unfinished)
    do {
      try files.addAll(writer)
      guard rename(unfinished, slashless) == 0 else {
        throw OutputError.system(target: path, code: errno)
      }
    } catch {
      files.removeAll()
      throw error
    }
  }
}

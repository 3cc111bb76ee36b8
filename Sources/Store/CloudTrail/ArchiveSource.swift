internal import CArchive

/// The regular files of an archive, or the contents of a compressed stream, one after the other:
/// zip, tar, zstd, xz and what else libarchive tells by content. Nothing is ever written out, so
/// it does not matter where an entry's path leads.
final class ArchiveSource: ByteSource {
  private let handle: OpaquePointer
  private let feed: ArchiveFeed
  /// The path of the entry that is open, as the archive has it; nil for a compressed stream.
  private(set) var entryPath: String?
  /// Whether nothing more can be read of the archive, not even its other entries.
  private(set) var isBroken = false

  init(_ upstream: any ByteSource) throws(SourceError) {
    guard let handle = archive_read_new() else { throw SourceError("there is no memory for it") }
    self.handle = handle
    feed = ArchiveFeed(upstream)
    // By name: among all that libarchive knows are some that run a program of the system's.
    archive_read_support_filter_gzip(handle)
    archive_read_support_filter_bzip2(handle)
    archive_read_support_filter_xz(handle)
    archive_read_support_filter_zstd(handle)
    archive_read_support_format_zip(handle)
    archive_read_support_format_tar(handle)
    archive_read_support_format_raw(handle)
    let code = archive_read_open(
      handle, Unmanaged.passUnretained(feed).toOpaque(), nil,
      { _, context, output in
        guard let context else { return -1 }
        return Unmanaged<ArchiveFeed>.fromOpaque(context).takeUnretainedValue().next(output)
      }, nil)
    guard code == ARCHIVE_OK else { throw failure() }
  }

  deinit { archive_read_free(handle) }

  /// Goes to the next regular file; false when there is none left. Hidden ones are passed over, as
  /// they are in a folder, and so is what macOS keeps of a file beside it.
  func openNextEntry() throws(SourceError) -> Bool {
    while true {
      var entry: OpaquePointer?
      switch archive_read_next_header(handle, &entry) {
      case ARCHIVE_EOF: return false
      case ARCHIVE_OK, ARCHIVE_WARN:
        // S_IFREG; a raw stream's only entry has it too.
        guard archive_entry_filetype(entry) & 0o170000 == 0o100000 else { continue }
        let isRaw = archive_format(handle) == ARCHIVE_FORMAT_RAW
        entryPath = isRaw ? nil : archive_entry_pathname(entry).map { String(cString: $0) }
        if !Self.isHidden(entryPath ?? "") { return true }
      default:
        isBroken = true
        throw failure()
      }
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    let count = archive_read_data(handle, buffer.baseAddress, buffer.count)
    guard count >= 0 else {
      if count == Int(ARCHIVE_FATAL) { isBroken = true }
      throw failure()
    }
    return count
  }

  private static func isHidden(_ path: String) -> Bool {
    path.split(separator: "/").contains { name in
      name == "__MACOSX" || (name.hasPrefix(".") && name != "." && !name.hasPrefix(".."))
    }
  }

  private func failure() -> SourceError {
    if let reason = feed.failure { return reason }
    let reason = archive_error_string(handle).map { String(cString: $0) } ?? "unknown error"
    return SourceError("the archive is damaged or encrypted: \(reason)")
  }
}

/// Hands a source's bytes to libarchive, a buffer at a time.
private final class ArchiveFeed {
  private let upstream: any ByteSource
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)
  private(set) var failure: SourceError?

  init(_ upstream: any ByteSource) { self.upstream = upstream }

  deinit { buffer.deallocate() }

  func next(_ output: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
    do throws(SourceError) {
      let count = try upstream.read(into: buffer)
      output?.pointee = UnsafeRawPointer(buffer.baseAddress)
      return count
    } catch {
      failure = error
      return -1
    }
  }
}

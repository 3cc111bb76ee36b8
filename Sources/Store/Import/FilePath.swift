#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The path of a file. A file system knows bytes; where these are no UTF-8 the text escapes them, and
/// the bytes themselves open the file.
struct FilePath: Sendable {
  /// What the path is called everywhere: as it is, or with `\xNN` for each byte that is no UTF-8,
  /// and two backslashes for one.
  let text: String
  /// The bytes with a NUL at their end, where the text is not the path itself.
  private let bytes: [CChar]?

  init(_ text: String) {
    self.text = text
    bytes = nil
  }

  /// A path or name as the system gives it.
  init(system: UnsafePointer<CChar>) {
    if let text = String(validatingCString: system) {
      self.init(text)
    } else {
      self.init(bytes: Array(UnsafeBufferPointer(start: system, count: strlen(system) + 1)))
    }
  }

  private init(bytes: [CChar]) {
    self.bytes = bytes
    text = Self.escaped(bytes.dropLast().map { UInt8(bitPattern: $0) })
  }

  /// Whether the text is not the path itself.
  var isEscaped: Bool { bytes != nil }

  /// A text that no other path has, whatever it is called.
  var identity: String { isEscaped ? "\0" + text : text }

  /// The path of an entry of this directory.
  func entry(_ name: FilePath) -> FilePath {
    if !isEscaped, !name.isEscaped {
      return FilePath(text.hasSuffix("/") ? text + name.text : text + "/" + name.text)
    }
    return FilePath(
      bytes: withSystem { Self.bytes($0) } + [CChar(47)] + name.withSystem { Self.bytes($0) } + [0])
  }

  /// Gives the path as the system takes it.
  func withSystem<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    if let bytes {
      return bytes.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map(body) ?? text.withCString(body)
      }
    }
    return text.withCString(body)
  }

  /// The bytes before the NUL.
  private static func bytes(_ path: UnsafePointer<CChar>) -> [CChar] {
    Array(UnsafeBufferPointer(start: path, count: strlen(path)))
  }

  private static func escaped(_ bytes: [UInt8]) -> String {
    var text = ""
    var rest = bytes[...]
    while let first = rest.first {
      // The shortest beginning that is a letter: UTF-8 has one to four bytes for it.
      let letter = (1...4).lazy.compactMap { count in
        rest.count < count ? nil : String(validating: rest.prefix(count), as: UTF8.self)
      }.first
      guard let letter else {
        text += "\\x" + (first < 16 ? "0" : "") + String(first, radix: 16)
        rest = rest.dropFirst()
        continue
      }
      text += letter == "\\" ? "\\\\" : letter
      rest = rest.dropFirst(letter.utf8.count)
    }
    return text
  }
}

internal import Crypto

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// SHA-256 of bytes and of files, for those who hand out evidence.
public enum SHA256Sum {
  /// The 32 bytes of the hash.
  public static func bytes(of text: String) -> [UInt8] {
    Array(SHA256.hash(data: Array(text.utf8)))
  }

  /// The hash of a file's content in lower-case hex; nil when it cannot be read.
  public static func hexadecimal(ofFile path: String) -> String? {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var hash = SHA256()
    var block = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = read(descriptor, &block, block.count)
      if count == 0 { return hexadecimal(hash.finalize()) }
      if count < 0 {
        guard errno == EINTR else { return nil }
        continue
      }
      hash.update(data: block[..<count])
    }
  }

  static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

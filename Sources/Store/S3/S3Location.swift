/// A place in S3 as it is written on the command line: `s3://BUCKET/KEY-OR-PREFIX`.
public struct S3Location: Sendable, Equatable {
  /// The bucket's name.
  public var bucket: String
  /// A key, or what keys begin with; empty for the whole bucket.
  public var key: String

  init(bucket: String, key: String) {
    self.bucket = bucket
    self.key = key
  }

  /// Nil when `path` is no `s3://` path, or names no bucket.
  public init?(path: String) {
    guard Self.isS3(path) else { return nil }
    let rest = path.dropFirst(Self.scheme.count)
    guard let slash = rest.firstIndex(of: "/") else {
      guard !rest.isEmpty else { return nil }
      self.init(bucket: String(rest), key: "")
      return
    }
    guard slash > rest.startIndex else { return nil }
    self.init(bucket: String(rest[..<slash]), key: String(rest[rest.index(after: slash)...]))
  }

  /// Whether `path` means S3 and no file.
  public static func isS3(_ path: String) -> Bool { path.hasPrefix(scheme) }

  /// As the ledger and the views show it.
  var path: String { Self.scheme + bucket + "/" + key }

  private static let scheme = "s3://"
}

/// Percent-encoding as S3 signs it: everything but letters, digits, `-`, `.`, `_` and `~`.
enum S3Encoding {
  /// A key in a URL's path: its slashes stay.
  static func path(_ text: String) -> String { encode(text, keepingSlash: true) }

  /// A name or value in a URL's query.
  static func query(_ text: String) -> String { encode(text, keepingSlash: false) }

  /// The query of a URL, sorted as it is signed.
  static func query(_ parameters: [(name: String, value: String)]) -> String {
    let pairs: [(name: String, value: String)] = parameters.map {
      (name: query($0.name), value: query($0.value))
    }
    return pairs.sorted { $0.name < $1.name }.map { $0.name + "=" + $0.value }
      .joined(separator: "&")
  }

  /// Text that was encoded so, as bytes read as UTF-8; `+` is a space, as S3 writes its listings.
  static func decoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Substring(text).utf8
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func encode(_ text: String, keepingSlash: Bool) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "/") where keepingSlash: result += "/"
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += (byte < 16 ? "%0" : "%") + digits
      }
    }
    return result
  }
}

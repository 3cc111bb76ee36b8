#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The settings of one profile in the AWS tools' shared config and credentials files.
struct AWSProfile: Sendable {
  /// The profile's name; nil when none was asked for and the default one is meant.
  let name: String?
  private var settings: [String: String] = [:]

  /// Reads both files; a profile that was asked for and is in neither is an error.
  init(_ options: S3Options) throws(SourceError) {
    let environment = options.environment
    name = options.profile ?? environment["AWS_PROFILE"]
    let home = environment["HOME"] ?? ""
    let config = environment["AWS_CONFIG_FILE"] ?? home + "/.aws/config"
    let credentials = environment["AWS_SHARED_CREDENTIALS_FILE"] ?? home + "/.aws/credentials"
    let wanted = name ?? "default"
    let found = [
      Self.section(wanted == "default" ? "default" : "profile " + wanted, of: config),
      Self.section(wanted, of: credentials),
    ]
    for section in found { settings.merge(section ?? [:]) { $1 } }
    if let name = options.profile, found.allSatisfy({ $0 == nil }) {
      throw SourceError("there is no profile \(name) in \(config) or \(credentials)")
    }
  }

  /// A setting of the profile; an empty one is none.
  subscript(setting: String) -> String? {
    settings[setting].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Whether its credentials come from elsewhere: a role, a single sign-on, a program.
  var isDelegating: Bool {
    settings.keys.contains {
      $0.hasPrefix("sso_") || $0 == "role_arn" || $0 == "credential_process"
        || $0 == "login_session"
    }
  }

  /// The settings in one section of a file; nil when there is no such file or section.
  private static func section(_ name: String, of path: String) -> [String: String]? {
    guard let text = contents(of: path) else { return nil }
    var result: [String: String]?
    var isInside = false
    for line in text.split(whereSeparator: \.isNewline) {
      let trimmed = trim(line)
      if trimmed.hasPrefix("#") || trimmed.hasPrefix(";") { continue }
      if trimmed.hasPrefix("["), let end = trimmed.firstIndex(of: "]") {
        let words = trimmed[trimmed.index(after: trimmed.startIndex)..<end]
          .split(whereSeparator: \.isWhitespace)
        isInside = words.joined(separator: " ") == name
        if isInside, result == nil { result = [:] }
      } else if isInside, let first = line.first, !first.isWhitespace,
        let equals = trimmed.firstIndex(of: "=")
      {
        // Indented lines belong to a setting of several lines, none of which we need.
        let value = trim(trimmed[trimmed.index(after: equals)...])
        result?[String(trim(trimmed[..<equals]))] = String(value)
      }
    }
    return result
  }

  private static func trim(_ text: Substring) -> Substring {
    var text = text
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return text
  }

  private static func contents(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    return String(decoding: readAll(file), as: UTF8.self)
  }
}

/// Reads a stream to its end.
func readAll(_ file: UnsafeMutablePointer<FILE>) -> [UInt8] {
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 14)
  while true {
    let count = fread(&chunk, 1, chunk.count, file)
    if count == 0 { return bytes }
    bytes += chunk[..<count]
  }
}

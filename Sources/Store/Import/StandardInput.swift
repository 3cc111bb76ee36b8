/// What standard input is called in the ledger. It has no versions: whatever comes next is another file,
/// named after its bytes. While they are read, or when nothing of them could be, it is only "-".
enum StandardInput {
  /// Its path on the command line, and in the ledger before its bytes are known.
  static let path = "-"
  /// What the paths of those that were read begin with, before SHA-256 in lower-case hex.
  static let prefix = "stdin:"

  /// The paths under which the ledger may have a file's bytes: its own, and its name after them.
  static func paths(_ path: String, sha256: String) -> (own: String, named: String) {
    (path, path == Self.path ? prefix + sha256 : path)
  }
}

/// A word of a POSIX shell's command line.
enum ShellWord {
  /// The text as one word that the shell takes as it is.
  static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case 48...57, 65...90, 97...122, 45, 46, 47, 58, 61, 95, 44: true
      default: false
      }
    }
    if isPlain, !text.isEmpty, !text.hasPrefix("-") { return text }
    // Double quotes around single ones are easier to read, where nothing in them is special.
    let isSpecial = text.contains { "\"$`\\!".contains($0) }
    if text.contains("'"), !isSpecial { return "\"\(text)\"" }
    return "'"
      + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}

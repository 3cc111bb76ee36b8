/// Text as a Markdown document shows it on GitHub: no markup, no HTML, no link, and nobody is
/// mentioned.
enum MarkdownText {
  static func escaped(_ text: String) -> String {
    let safe = MarkdownRenderer.escaped(DisplayText.escaped(text))
    guard safe.utf8.contains(UInt8(ascii: "@")) || safe.contains("://") || safe.contains("www.")
    else {
      return safe
    }
    var result = ""
    var previous: Character = " "
    for (index, character) in zip(safe.indices, safe) {
      switch character {
      case "@" where !previous.isLetter && !previous.isNumber: result += "@<!-- -->"
      case ":" where safe[index...].hasPrefix("://"): result += "&#58;"
      case "." where result.hasSuffix("www"): result += "&#46;"
      default: result.append(character)
      }
      previous = character
    }
    return result
  }

  /// A fence that no line of `text` can close.
  static func fence(for text: String) -> String {
    var longest = 0
    var run = 0
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    return String(repeating: "`", count: max(3, longest + 1))
  }

  /// Lines for a fenced block: control characters escaped, line breaks kept.
  static func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { DisplayText.escaped(String($0)) }.joined(separator: "\n")
  }
}

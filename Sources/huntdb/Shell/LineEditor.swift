internal import CEditLine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Lines from a terminal, edited with libedit: emacs or vi keys, history, completion.
final class LineEditor {
  /// What came of asking for a line.
  enum Answer {
    case line(String)
    /// Ctrl-C: the line is dropped.
    case interrupted
    /// Ctrl-D, or the terminal is gone.
    case end
  }

  /// Finds what may follow: takes the line up to the cursor, gives the word's possible spellings.
  typealias Completion = (_ line: String) -> (word: String, candidates: [String])

  private let editor: OpaquePointer
  private let history: OpaquePointer
  private let historyFile: String?
  private let complete: Completion
  private var prompt: UnsafeMutablePointer<CChar>?

  init?(historyFile: String?, complete: @escaping Completion) {
    // libedit converts lines by the locale.
    let locale = setlocale(LC_CTYPE, "").map { String(cString: $0) } ?? "C"
    if !locale.uppercased().contains("UTF") { setlocale(LC_CTYPE, "C.UTF-8") }
    guard let editor = ceditline_init("huntdb"), let history = history_init() else {
      return nil
    }
    self.editor = editor
    self.history = history
    self.historyFile = historyFile
    self.complete = complete
    ceditline_set_client(editor, Unmanaged.passUnretained(self).toOpaque())
    ceditline_set_defaults(editor)
    ceditline_set_reader(editor)
    ceditline_history_limit(history, 2000)
    ceditline_set_history(editor, history)
    ceditline_set_prompt(editor) { editor in LineEditor.of(editor)?.prompt }
    ceditline_bind(editor, "huntdb-complete", "Complete a name", "\t") { editor, _ in
      LineEditor.of(editor)?.completeWord() ?? UInt8(CC_ERROR)
    }
    // The user's own ~/.editrc.
    el_source(editor, nil)
    if let historyFile { ceditline_history_load(history, historyFile) }
  }

  deinit {
    el_end(editor)
    history_end(history)
    free(prompt)
  }

  /// Asks for one line; a line that holds something is kept in the history and its file.
  func line(prompt text: String) -> Answer {
    free(prompt)
    prompt = strdup(text)
    var count: Int32 = 0
    let start = el_gets(editor, &count)
    // After Ctrl-C libedit gives back what had been typed.
    if Interrupt.isRequested {
      Interrupt.clear()
      el_reset(editor)
      return .interrupted
    }
    guard let start, count > 0 else { return .end }
    var line = String(cString: start)
    if line.last == "\n" { line.removeLast() }
    if line.contains(where: { !$0.isWhitespace }) {
      ceditline_history_enter(history, line)
      if let historyFile, ceditline_history_save(history, historyFile) >= 0 {
        chmod(historyFile, 0o600)
      }
    }
    return .line(line)
  }

  private static func of(_ editor: OpaquePointer?) -> LineEditor? {
    ceditline_client(editor).map { Unmanaged<LineEditor>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Inserts what all candidates share; when that adds nothing, lists them.
  private func completeWord() -> UInt8 {
    guard let line = el_line(editor)?.pointee, let start = line.buffer, let cursor = line.cursor
    else { return UInt8(CC_ERROR) }
    let bytes = UnsafeRawBufferPointer(start: start, count: cursor - start)
    let (word, candidates) = complete(String(decoding: bytes, as: UTF8.self))
    guard let first = candidates.first else { return UInt8(CC_REFRESH_BEEP) }
    let shared = candidates.dropFirst().reduce(first) { commonStart($0, $1) }
    let addition = shared.dropFirst(word.count) + (candidates.count == 1 ? " " : "")
    if !addition.isEmpty {
      el_insertstr(editor, String(addition))
      return UInt8(CC_REFRESH)
    }
    Narration.write("\n" + candidates.joined(separator: "  ") + "\n")
    return UInt8(CC_REDISPLAY)
  }

  private func commonStart(_ first: String, _ second: String) -> String {
    String(zip(first, second).prefix { $0.lowercased() == $1.lowercased() }.map(\.0))
  }
}

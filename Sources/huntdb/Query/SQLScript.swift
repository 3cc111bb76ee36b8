/// SQL as somebody gave it, cut into its statements.
struct SQLScript {
  /// One statement without its semicolon, and where it begins in the script.
  struct Piece: Equatable {
    let sql: String
    let offset: Int
  }

  let text: String
  let pieces: [Piece]
  /// Whether the text ends after a semicolon, comments aside, or holds no statement at all.
  let isComplete: Bool

  init(_ text: String) {
    self.text = text
    let bytes = Array(text.utf8)
    var pieces: [Piece] = []
    func piece(from start: Int, to end: Int) -> Piece {
      Piece(sql: String(decoding: bytes[start..<end], as: UTF8.self), offset: start)
    }
    var start: Int?
    var end = 0
    var isOpen = false
    for token in SQLTokens(bytes) {
      if !token.isClosed { isOpen = true }
      switch token.kind {
      case .comment: continue
      case .semicolon:
        if let from = start {
          pieces.append(piece(from: from, to: end))
        }
        start = nil
      case .word, .quotedName, .string, .other:
        if start == nil { start = token.range.lowerBound }
        end = token.range.upperBound
      }
    }
    isComplete = start == nil && !isOpen
    if let from = start {
      pieces.append(piece(from: from, to: end))
    }
    self.pieces = pieces
  }
}

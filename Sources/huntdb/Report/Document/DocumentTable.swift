/// A table of the report.
struct DocumentTable {
  var caption: String
  var columns: [Column]
  var rows: [[Cell]]
  /// What stands there instead of a table without rows.
  var whenEmpty = "None."
  /// Whether a format that can fold shows the caption alone at first.
  var isFolded = false

  init(_ caption: String, _ columns: [Column], whenEmpty: String = "None.", rows: [[Cell]]) {
    self.caption = caption
    self.columns = columns
    self.rows = rows
    self.whenEmpty = whenEmpty
  }

  /// A column: its heading, and whether it holds numbers.
  struct Column {
    var name: String
    var isNumber = false

    static func text(_ name: String) -> Column { Column(name: name) }
    static func number(_ name: String) -> Column { Column(name: name, isNumber: true) }
  }

  /// One cell, ready to be shown.
  struct Cell {
    var text: String
    var tone: Tone?
    /// Anchor of the card it leads to.
    var link: String?
    /// Length of a bar beside the number, 0 to 1.
    var share: Double?

    static func text(_ text: String?, tone: Tone? = nil, link: String? = nil) -> Cell {
      Cell(text: text.map { Words.shortened($0) } ?? Words.unknown, tone: tone, link: link)
    }

    static func number(_ number: Int?, share: Double? = nil) -> Cell {
      Cell(text: number.map(Words.number) ?? Words.unknown, share: share)
    }
  }
}

/// A report put into words: what text, Markdown and HTML say alike and in the same order.
struct ReportDocument {
  var title: String
  /// The window, for people.
  var subtitle: String
  /// The one line that says it all.
  var verdict: String
  var tone: Tone
  /// The line's numbers, for a reader who only glances.
  var tiles: [Tile]
  var sections: [DocumentSection]
}

/// A chapter of the report.
struct DocumentSection {
  /// Its anchor.
  var id: String
  var title: String
  var blocks: [DocumentBlock]
}

/// What a chapter or a card is made of.
enum DocumentBlock {
  case paragraph(String)
  case list([String])
  case facts([DocumentFact])
  case table(DocumentTable)
  case picture(DocumentPicture)
  case commands([DocumentCommand])
  case code(DocumentCode)
  case heading(String)
  case card(DocumentCard)
}

/// How a value should strike the reader, beside what it says.
enum Tone: String {
  case critical, high, medium, low, info, good, muted
}

/// A number with a label.
struct Tile {
  var value: String
  var label: String
  var tone: Tone
}

/// A label and what is known about it.
struct DocumentFact {
  var label: String
  var value: String

  init(_ label: String, _ value: String) {
    self.label = label
    self.value = value
  }
}

/// A command that can be copied, and what it does.
struct DocumentCommand {
  var purpose: String
  var command: String
}

/// Text to be shown letter by letter, such as SQL; folded away where a format can do that.
struct DocumentCode {
  var title: String
  var language: String
  var text: String
  /// Where it is found instead, for a terminal, which it would flood; nil where it would not.
  var reference: String?
}

/// One finding's part of the report.
struct DocumentCard {
  var id: String
  var title: String
  var badges: [(text: String, tone: Tone)]
  var blocks: [DocumentBlock]
}

/// A picture, with the same numbers as a table.
struct DocumentPicture {
  var id: String
  var title: String
  /// What it shows, for somebody who does not see it.
  var description: String
  var legend: [(text: String, style: String)] = []
  var drawing: any Drawing
  var table: DocumentTable
  /// The picture in characters, for formats without pictures; else the table stands for it.
  var characters: [String]?
}

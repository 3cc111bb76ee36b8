import ArgumentParser

/// The forms in which rows can be shown.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
  case table
  case vertical
  case markdown
  case csv
  case tsv
  case json
  case jsonl

  /// A renderer of this form that writes to `sink`.
  func renderer(to sink: ByteSink, style: RenderStyle) -> any RowRenderer {
    switch self {
    case .table: TableRenderer(sink, style)
    case .vertical: VerticalRenderer(sink, style)
    case .markdown: MarkdownRenderer(sink)
    case .csv: CSVRenderer(sink, style)
    case .tsv: TSVRenderer(sink, style)
    case .json: JSONRenderer(sink, layout: .array)
    case .jsonl: JSONRenderer(sink, layout: .lines)
    }
  }

  /// Whether one output can hold the results of several statements.
  var holdsSeveralResults: Bool {
    switch self {
    case .table, .vertical, .markdown, .jsonl: true
    case .csv, .tsv, .json: false
    }
  }

  /// Whether a blank line goes between two results.
  var separatesResults: Bool { self != .jsonl }
}

/// What a renderer may know besides the rows.
struct RenderStyle: Sendable {
  /// Leave CSV and TSV cells alone that a spreadsheet would run as a formula.
  var raw = false
  /// Columns that a table must fit; nil for as many as it takes.
  var width: Int?
  /// Bold headings and dim NULLs.
  var color = false
  /// Somebody watches: a slow table shows what it has before it has a screenful.
  var isLive = false
}

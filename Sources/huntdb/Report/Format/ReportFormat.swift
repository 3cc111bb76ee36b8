import ArgumentParser
internal import Store

/// The forms of the report.
enum ReportFormat: String, CaseIterable, ExpressibleByArgument {
  case text
  case markdown
  case html
  case json
  case csv

  /// The form's file in a folder of evidence.
  var fileName: String {
    switch self {
    case .text: "report.txt"
    case .markdown: "report.md"
    case .html: "report.html"
    case .json: "report.json"
    case .csv: "findings.csv"
    }
  }
}

/// Writes one report in any of its forms.
struct ReportWriter {
  let report: Report
  let database: Database
  /// Leave CSV cells alone that a spreadsheet would run as a formula.
  let raw: Bool

  func write(_ format: ReportFormat, to sink: ByteSink, color: Bool = false) throws {
    switch format {
    case .text: try sink.write(TextReport.text(report, color: color))
    case .markdown: try sink.write(try MarkdownReport.text(report))
    case .html: try sink.write(try HTMLReport.text(report))
    case .json: try sink.write(try JSONReport.text(report))
    case .csv: try CSVReport.write(database, to: sink, raw: raw)
    }
  }
}

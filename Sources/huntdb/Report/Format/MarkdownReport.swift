/// The report as Markdown that GitHub renders.
enum MarkdownReport {
  static func text(_ report: Report) throws -> String {
    let page = DocumentNodes(form: .markdown).page(
      ReportDocument(report), ["generator": report.method.program])
    return try ReportTemplates.render(page, as: .markdown)
  }
}

/// The report as Markdown that GitHub renders.
enum MarkdownReport {
  static func text(_ report: Report) throws -> String {
    let templates = try ReportTemplates(.markdown)
    let page = try DocumentNodes(templates).page(
      ReportDocument(report), ["generator": report.method.program])
    return try templates.render(page, with: "page")
  }
}

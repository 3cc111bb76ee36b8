internal import CReportTemplates
internal import Dispatch
internal import Mustache

/// The templates of the report's HTML and Markdown forms, which escape whatever they are given.
struct ReportTemplates {
  /// The forms that come from templates.
  enum Form: String {
    case html
    case markdown = "md"
  }

  let form: Form
  private let library: MustacheLibrary

  /// Reads the templates; they are part of the program.
  init(_ form: Form) throws {
    MustacheContentTypes.register(HTMLContent(), named: "REPORT_HTML")
    MustacheContentTypes.register(MarkdownContent(), named: "REPORT_MARKDOWN")
    var library = MustacheLibrary()
    for index in 0..<huntdb_report_template_count {
      guard let name = huntdb_report_template_name(index),
        let text = huntdb_report_template_text(index)
      else { continue }
      let isHTML = String(cString: name).hasPrefix("html")
      // Every partial says for itself what it escapes for; without this it would be plain HTML.
      let content =
        isHTML ? "{{% CONTENT_TYPE:REPORT_HTML}}\n" : "{{% CONTENT_TYPE:REPORT_MARKDOWN}}\n"
      try library.register(content + String(cString: text), named: String(cString: name))
    }
    self.form = form
    self.library = library
  }

  /// The text of a template that has what it needs in `node`.
  func render(_ node: TemplateNode, with template: String) throws -> String {
    guard let text = library.render(node, withTemplate: "\(form.rawValue)-\(template)") else {
      throw CommandFailure(
        .failure, "the program lacks the template \(form.rawValue)-\(template)")
    }
    return text
  }

  /// The texts of many nodes with one template, in their order; all processors make and render them.
  func render(
    _ count: Int, with template: String, _ node: @escaping (Int) -> TemplateNode
  ) throws -> [String] {
    var results = [Result<String, any Error>](repeating: .success(""), count: count)
    results.withUnsafeMutableBufferPointer { results in
      // Each writes its own places of the buffer; what the nodes are made of stays as it is.
      nonisolated(unsafe) let results = results
      nonisolated(unsafe) let node = node
      DispatchQueue.concurrentPerform(iterations: count) { index in
        results[index] = Result { try render(node(index), with: template) }
      }
    }
    return try results.map { try $0.get() }
  }

  /// The HTML form's style sheet.
  static var style: String { String(cString: huntdb_report_style()) }
}

/// Named values for a template.
///
/// A class of our own, because the engine asks every value for its protocols, and the answer for a
/// generic dictionary takes much longer.
final class TemplateNode: MustacheParent {
  private let values: [String: Any]

  init(_ values: [String: Any]) { self.values = values }

  func child(named name: String) -> Any? { values[name] }
}

private struct HTMLContent: MustacheContentType {
  func escapeText(_ text: String) -> String { HTMLText.escapedLines(text) }
}

private struct MarkdownContent: MustacheContentType {
  func escapeText(_ text: String) -> String { MarkdownText.escaped(text) }
}

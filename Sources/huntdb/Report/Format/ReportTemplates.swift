internal import CReportTemplates
internal import Mustache

/// The templates of the report's HTML and Markdown forms, which escape whatever they are given.
enum ReportTemplates {
  /// The forms that come from templates.
  enum Form: String {
    case html
    case markdown = "md"
  }

  /// Renders a form's page.
  static func render(_ page: TemplateNode, as form: Form) throws -> String {
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
    guard let text = library.render(page, withTemplate: "\(form.rawValue)-page") else {
      throw CommandFailure(.failure, "the program lacks the template \(form.rawValue)-page")
    }
    return text
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

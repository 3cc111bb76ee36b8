internal import Store

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The report as one HTML file: nothing to load, no script, and a policy that would forbid both.
enum HTMLReport {
  static func text(_ report: Report) throws -> String {
    let style = ReportTemplates.style
    let hash = "sha256-" + Data(SHA256Sum.bytes(of: style)).base64EncodedString()
    let templates = try ReportTemplates(.html)
    let page = try DocumentNodes(templates).page(
      ReportDocument(report),
      ["style": style, "styleHash": hash, "generator": report.method.program])
    return try templates.render(page, with: "page")
  }
}

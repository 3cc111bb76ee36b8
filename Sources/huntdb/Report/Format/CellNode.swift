internal import Mustache

/// A cell for a template: its text, which the template escapes, between two pieces of markup.
///
/// Cells are most of a page, and the engine takes about a microsecond to look up a name. So a cell has
/// no names for its class, label, link and bar, which took a third of the time of the page.
final class CellNode: MustacheParent {
  private let start: String
  private let text: String
  private let end: String

  private init(start: String, text: String, end: String) {
    (self.start, self.text, self.end) = (start, text, end)
  }

  func child(named name: String) -> Any? {
    switch name {
    case "start": start
    case "text": text
    case "end": end
    default: nil
    }
  }

  /// Up to this many letters stay on one line where there is room.
  static let shortest = 24

  static func html(
    _ cell: DocumentTable.Cell, in column: DocumentTable.Column, isTight: Bool
  ) -> CellNode {
    let isShort = !isTight && cell.text.utf8.count <= shortest
    var kind = column.isNumber ? "number" : isShort ? "short" : "text"
    if let tone = cell.tone { kind += " \(tone.rawValue)" }
    let tag = "<td class=\"\(kind)\" data-label=\"\(HTMLText.escaped(column.name))\">"
    let bar = cell.share.map(bar) ?? ""
    guard let link = cell.link else {
      return CellNode(start: tag, text: cell.text, end: "\(bar)</td>")
    }
    let anchor = "<a href=\"#\(HTMLText.escaped(link))\">"
    return CellNode(start: tag + anchor, text: cell.text, end: "</a>\(bar)</td>")
  }

  static func markdown(_ cell: DocumentTable.Cell) -> CellNode {
    guard let link = cell.link else { return CellNode(start: " ", text: cell.text, end: " |") }
    return CellNode(start: " [", text: cell.text, end: "](#\(MarkdownText.escaped(link))) |")
  }

  /// A bar beside a number, which says the same and needs no name.
  private static func bar(_ share: Double) -> String {
    let length = SVG.number(max(0, min(1, share)) * 100)
    return """
      <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">\
      <rect width="100" height="10" class="track"/>\
      <rect width="\(length)" height="10" class="launched"/></svg>
      """
  }
}

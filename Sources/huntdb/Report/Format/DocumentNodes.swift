internal import Mustache

/// Makes what the templates read out of a document.
struct DocumentNodes {
  let templates: ReportTemplates
  private var form: ReportTemplates.Form { templates.form }

  init(_ templates: ReportTemplates) { self.templates = templates }

  func page(_ document: ReportDocument, _ more: [String: Any]) throws -> TemplateNode {
    let own: [String: Any] = [
      "title": document.title, "subtitle": document.subtitle, "verdict": document.verdict,
      "tone": document.tone.rawValue,
      "tiles": document.tiles.map { tile in
        TemplateNode(["value": tile.value, "label": tile.label, "tone": tile.tone.rawValue])
      },
      "sections": try document.sections.map { section in
        TemplateNode([
          "id": section.id, "title": section.title, "blocks": try blocks(section.blocks),
        ])
      },
    ]
    return TemplateNode(own.merging(more) { $1 })
  }

  /// The blocks of a section. There may be hundreds of cards, which are the most of a page.
  private func blocks(_ blocks: [DocumentBlock]) throws -> [TemplateNode] {
    let cards = blocks.compactMap { block in
      if case .card(let card) = block { card } else { nil }
    }
    var texts = try templates.render(cards.count, with: "card") { TemplateNode(values(cards[$0])) }
      .makeIterator()
    return blocks.map { block in
      if case .card = block { return node("raw", ["text": texts.next() ?? ""]) }
      return self.block(block)
    }
  }

  private func block(_ block: DocumentBlock) -> TemplateNode {
    switch block {
    case .paragraph(let text): node("paragraph", ["text": text])
    case .heading(let text): node("heading", ["text": text])
    case .list(let items): node("list", ["items": items])
    case .facts(let facts):
      node("facts", ["facts": facts.map { TemplateNode(["label": $0.label, "value": $0.value]) }])
    case .table(let table): node("table", values(table))
    case .picture(let picture): node("picture", values(picture))
    case .commands(let commands): node("commands", values(commands))
    case .code(let code): node("code", values(code))
    case .card(let card): node("card", values(card))
    }
  }

  private func node(_ kind: String, _ values: [String: Any]) -> TemplateNode {
    TemplateNode(values.merging(["kind": "\(form.rawValue)-\(kind)"]) { $1 })
  }

  private func values(_ card: DocumentCard) -> [String: Any] {
    [
      "id": card.id, "title": card.title, "blocks": card.blocks.map(block),
      "badges": card.badges.map { TemplateNode(["text": $0.text, "tone": $0.tone.rawValue]) },
    ]
  }

  private func values(_ commands: [DocumentCommand]) -> [String: Any] {
    let nodes = commands.map { item in
      TemplateNode([
        "purpose": item.purpose,
        "command": form == .html ? item.command : MarkdownText.lines(item.command),
      ])
    }
    return ["commands": nodes, "fence": MarkdownText.fence(for: commands.map(\.command).joined())]
  }

  private func values(_ code: DocumentCode) -> [String: Any] {
    let text = form == .html ? code.text : MarkdownText.lines(code.text)
    return [
      "title": code.title, "language": code.language, "text": text,
      "fence": MarkdownText.fence(for: text),
    ]
  }

  private func values(_ picture: DocumentPicture) -> [String: Any] {
    var values: [String: Any] = ["title": picture.title]
    values["table"] = TemplateNode(self.values(picture.table))
    switch form {
    case .html:
      values["svg"] = SVG.picture(
        picture.drawing, id: picture.id, title: picture.title, description: picture.description)
      values["legend"] = picture.legend.map { TemplateNode(["text": $0.text, "style": $0.style]) }
    case .markdown:
      if let characters = picture.characters {
        values["characters"] = characters.joined(separator: "\n")
      }
    }
    return values
  }

  private func values(_ table: DocumentTable) -> [String: Any] {
    let columns = table.columns.map { column in
      TemplateNode([
        "name": column.name, "class": column.isNumber ? "number" : "text",
        "rule": column.isNumber ? "---:" : "---",
      ])
    }
    let isTight = Self.isTight(table)
    return [
      "caption": table.caption, "columns": columns, "hasRows": !table.rows.isEmpty,
      "whenEmpty": table.whenEmpty,
      "folded": table.isFolded && !table.rows.isEmpty,
      "count": Words.count(table.rows.count, "row"),
      "rows": table.rows.map { row in
        TemplateNode([
          "cells": zip(table.columns, row).map { column, cell in
            switch form {
            case .html: CellNode.html(cell, in: column, isTight: isTight)
            case .markdown: CellNode.markdown(cell)
            }
          }
        ])
      },
    ]
  }

  /// Whether the numbers and short words of a table leave no room to keep each on its line.
  private static func isTight(_ table: DocumentTable) -> Bool {
    let widths = table.columns.indices.map { index in
      table.rows.reduce(0) { max($0, $1[index].text.utf8.count) }
    }
    return widths.reduce(0) { $0 + min($1, CellNode.shortest) } > 100
  }
}

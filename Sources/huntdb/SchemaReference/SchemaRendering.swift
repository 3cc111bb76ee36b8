/// The schema reference in the forms that `huntdb schema` shows.
extension SchemaReference {
  /// Plain text, one paragraph per table or view.
  var text: String {
    relations.map { relation in
      let width = relation.columns.map(\.name.count).max() ?? 0
      let columns = relation.columns.map { column in
        let padding = String(repeating: " ", count: width - column.name.count)
        let type = column.type.isEmpty ? "" : " (\(column.type))"
        return "  \(column.name)\(padding)  \(column.comment)\(type)\n"
      }
      let kind = relation.isView ? "view" : "table"
      return "\(relation.name) (\(kind))\n  \(relation.grain)\n\n" + columns.joined()
    }.joined(separator: "\n")
  }

  /// A reference page: the views first, since they are what people query.
  var markdown: String {
    var page = """
      # Tables and views

      Made from the comments in `schema.sql` by `huntdb schema --format markdown`. Views show \
      times as ISO 8601 text in UTC; tables hold them as milliseconds since 1970 (`_ms`).

      """
    for (title, isView) in [("Views", true), ("Tables", false)] {
      page += "\n## \(title)\n"
      for relation in relations where relation.isView == isView {
        page += "\n### \(relation.name)\n\n\(MarkdownRenderer.escaped(relation.grain))\n\n"
        page += isView ? "| column | meaning |\n" : "| column | type | meaning |\n"
        page += isView ? "|---|---|\n" : "|---|---|---|\n"
        for column in relation.columns {
          let type = isView ? "" : " \(column.type) |"
          page += "| `\(column.name)` |\(type) \(MarkdownRenderer.escaped(column.comment)) |\n"
        }
      }
    }
    return page
  }

  /// An array of objects: name, kind, grain, columns.
  var json: String {
    let relations = relations.map { relation in
      let columns = relation.columns.map { column in
        let type = column.type.isEmpty ? "null" : Self.quoted(column.type)
        return "      {\"name\": \(Self.quoted(column.name)), \"type\": \(type), "
          + "\"comment\": \(Self.quoted(column.comment))}"
      }
      return """
          {
            "name": \(Self.quoted(relation.name)),
            "kind": "\(relation.isView ? "view" : "table")",
            "grain": \(Self.quoted(relation.grain)),
            "columns": [
        \(columns.joined(separator: ",\n"))
            ]
          }
        """
    }
    return "[\n" + relations.joined(separator: ",\n") + "\n]\n"
  }

  private static func quoted(_ text: String) -> String { "\"" + JSONText.escaped(text) + "\"" }
}

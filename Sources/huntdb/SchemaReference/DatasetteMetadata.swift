/// Datasette's metadata.yml for a store called hunt.db: what each table, view and column means,
/// and the saved hunts as canned queries.
struct DatasetteMetadata {
  let reference: SchemaReference
  let hunts: [SavedHunt]

  /// YAML; every text is a double-quoted JSON string, which YAML reads the same way.
  var yaml: String {
    var page = """
      # Made by: huntdb schema --format datasette
      title: "huntdb: EC2 launches from CloudTrail"
      databases:
        hunt:
          description: "One row per RunInstances event, and the hunt in views. Times are UTC."
          tables:

      """
    for relation in reference.relations {
      page += "      \(relation.name):\n"
      page += "        description: \(Self.quoted(relation.grain))\n"
      page += "        columns:\n"
      for column in relation.columns {
        page += "          \(column.name): \(Self.quoted(column.comment))\n"
      }
      let sizes = relation.columns.map(\.name).filter { $0.contains("bytes") }
      if !sizes.isEmpty {
        page += "        units:\n" + sizes.map { "          \($0): B\n" }.joined()
      }
    }
    page += "    queries:\n"
    for hunt in hunts {
      page += "      \(hunt.name):\n"
      page += "        title: \(Self.quoted(hunt.title))\n"
      page += "        sql: \(Self.quoted(Self.filled(hunt)))\n"
    }
    return page
  }

  /// The hunt's SQL with its defaults in place: Datasette has no defaults, and asks for the rest.
  private static func filled(_ hunt: SavedHunt) -> String {
    hunt.parameters.reduce(hunt.sql) { sql, parameter in
      guard let standard = parameter.standard else { return sql }
      let parts = sql.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.hasPrefix("--") ? String(line) : replaced(line, ":" + parameter.name, standard)
      }
      return parts.joined(separator: "\n")
    }
  }

  private static func replaced(_ line: Substring, _ name: String, _ value: String) -> String {
    var result = ""
    var rest = line
    while let first = rest.first {
      if rest.hasPrefix(name), rest.dropFirst(name.count).first.map(isNamePart) != true {
        result += value
        rest = rest.dropFirst(name.count)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private static func isNamePart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  private static func quoted(_ text: String) -> String { "\"" + JSONText.escaped(text) + "\"" }
}

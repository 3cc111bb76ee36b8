import ArgumentParser
internal import CSchema

/// `huntdb schema`: what the tables and views hold, in the words of schema.sql.
struct SchemaCommand: ParsableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text
    case markdown
    case json
    /// A metadata.yml for Datasette, with the shipped hunts as canned queries.
    case datasette
  }

  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Show the tables and views, with what their columns mean.")

  @Option(help: "How the reference is shown.")
  var format: Format = .text

  @OptionGroup var output: OutputFile

  @Argument(help: "Only these tables and views.")
  var names: [String] = []

  func run() throws {
    let reference = try SchemaReference.embedded.only(names)
    let sink = try ByteSink(path: output.path)
    switch format {
    case .text: try sink.write(reference.text)
    case .markdown: try sink.write(reference.markdown)
    case .json: try sink.write(reference.json)
    case .datasette:
      try sink.write(DatasetteMetadata(reference: reference, hunts: SavedHunts.shipped).yaml)
    }
    try sink.finish()
  }
}

extension SchemaReference {
  /// The reference of the schema that this program carries.
  static var embedded: SchemaReference { SchemaReference(String(cString: huntdb_schema_text())) }

  /// Only the named tables and views; all when no name is given.
  func only(_ names: [String]) throws(CommandFailure) -> SchemaReference {
    if names.isEmpty { return self }
    var chosen: [Relation] = []
    for name in names {
      guard let relation = relations.first(where: { $0.name == name }) else {
        let near = NearMatches.of(name, among: relations.map(\.name))
        let hint = near.isEmpty ? "" : "\nhint: did you mean \(near.joined(separator: ", or "))?"
        throw CommandFailure(.failure, "there is no table or view '\(name)'" + hint)
      }
      chosen.append(relation)
    }
    return SchemaReference(relations: chosen)
  }
}

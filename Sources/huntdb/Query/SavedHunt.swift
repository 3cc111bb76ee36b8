/// A query kept in a file: its first comment line is its title, and comment lines that begin with
/// `:name` say its parameters, each with a default and a meaning.
struct SavedHunt {
  struct Parameter {
    let name: String
    /// Nil when the parameter must be given.
    let standard: String?
    let meaning: String
  }

  let name: String
  let title: String
  let parameters: [Parameter]
  let sql: String

  init(name: String, sql: String) {
    self.name = name
    self.sql = sql
    var title = ""
    var parameters: [Parameter] = []
    for line in sql.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("--") else { break }
      let text = line.dropFirst(2).drop { $0 == " " }
      if text.hasPrefix(":") {
        let words = text.dropFirst().split(separator: " ", maxSplits: 2)
        guard let name = words.first else { continue }
        let standard = words.dropFirst().first ?? "required"
        parameters.append(
          Parameter(
            name: String(name), standard: standard == "required" ? nil : String(standard),
            meaning: words.count == 3 ? String(words[2]) : ""))
      } else if title.isEmpty {
        title = String(text)
      }
    }
    self.title = title
    self.parameters = parameters
  }

  /// The given values, with defaults for those that are missing.
  func completed(_ given: QueryParameters) throws(CommandFailure) -> QueryParameters {
    var result = given
    for parameter in parameters where result[parameter.name] == nil {
      guard let standard = parameter.standard else {
        throw CommandFailure(
          .usage, "\(name) needs -p \(parameter.name)=VALUE: \(parameter.meaning)")
      }
      result[parameter.name] = QueryParameters.inferred(standard)
    }
    return result
  }
}

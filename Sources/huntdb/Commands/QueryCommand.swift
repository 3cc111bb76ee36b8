import ArgumentParser
import Store

/// `huntdb query`: SQL over the store, which nothing in it can change.
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Ask the store in SQL.",
    discussion: """
      SQL comes from the argument, from -f FILE, from standard input with '-', or from a saved \
      hunt with --saved NAME; --saved alone lists the hunts. On a terminal, without any of these, \
      a shell opens. Several statements may follow one another: all are checked before the first \
      one runs. json, csv and tsv hold the rows of one statement.
      """)

  @OptionGroup var store: StoreOptions
  @OptionGroup var hunt: HuntOptions
  @OptionGroup var output: OutputOptions

  @Argument(
    help: "The SQL, '-' for standard input, or with --saved the name of a hunt.",
    completion: .custom { words, _, _ in words.contains("--saved") ? SavedHunts.names : [] })
  var sql: String?

  @Option(
    name: [.customShort("f"), .customLong("file")],
    help: ArgumentHelp("Read the SQL from a file.", valueName: "file"), completion: .file())
  var file: String?

  @Flag(help: "Run the saved hunt of the given name; without a name, list them.")
  var saved = false

  @Option(
    name: [.customShort("p"), .customLong("parameter")],
    help: ArgumentHelp(
      "A value for :name in the SQL; name:text=value forces a type.", valueName: "name=value"))
  var parameters: [String] = []

  @Option(help: ArgumentHelp("Show at most this many rows of each result.", valueName: "rows"))
  var limit: Int?

  @Option(help: ArgumentHelp("Stop each statement after this time.", valueName: "seconds"))
  var timeout: Double?

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit takes a number that is not negative") }
    if let timeout, !(timeout > 0 && timeout <= 1_000_000) {
      throw ValidationError("--timeout takes a number of seconds above 0")
    }
    if file != nil, sql != nil || saved {
      throw ValidationError("give SQL once: as an argument, with -f, or with --saved")
    }
  }

  func run() throws {
    if saved, sql == nil {
      return try listHunts()
    }
    var given = try QueryParameters(parameters)
    guard let text = try text(&given) else { return try openShell() }
    let database = try store.open(hunt.settings())
    let run = QueryRun(
      database: database, format: output.format, style: output.style, rowLimit: limit,
      seconds: timeout)
    let sink = try output.sink()
    try run.run(SQLScript(text), given, to: sink)
    try sink.finish()
  }

  /// The SQL, with a saved hunt's defaults added to the parameters; nil when there is none.
  private func text(_ parameters: inout QueryParameters) throws(CommandFailure) -> String? {
    if saved, let sql {
      let hunt = try SavedHunts().named(sql)
      parameters = try hunt.completed(parameters)
      return hunt.sql
    }
    if let file { return try TextFile.read(file) }
    return sql == "-" ? try TextFile.read("-") : sql
  }

  /// Lists the saved hunts: for people, or as rows in the other formats.
  private func listHunts() throws {
    let hunts = try SavedHunts()
    let sink = try output.sink()
    if output.format == .table {
      try sink.write(hunts.listing)
    } else {
      var parameters = QueryParameters()
      parameters["hunts"] = .text(try hunts.json())
      let run = QueryRun(
        database: try Database(path: ":memory:", mode: .memory), format: output.format,
        style: output.style, rowLimit: limit, seconds: timeout)
      try run.run(SQLScript(SavedHunts.rowsSQL), parameters, to: sink)
    }
    try sink.finish()
  }

  private func openShell() throws {
    guard Terminal.inputIsTerminal, Terminal.outputIsTerminal, output.file == nil else {
      throw CommandFailure(
        .usage, "give SQL as an argument, with -f FILE, or '-' for standard input")
    }
    let shell = try Shell(
      store: store, settings: hunt.settings(), format: output.format, rowLimit: limit,
      seconds: timeout)
    try shell.run()
  }
}

import Store

/// The interactive shell: SQL and a few commands of its own, on a terminal.
final class Shell {
  private let store: StoreOptions
  private var settings: HuntSettings
  private var query: QueryRun
  private var showsTime = false

  init(
    store: StoreOptions, settings: HuntSettings, format: OutputFormat, rowLimit: Int?,
    seconds: Double?
  ) throws {
    self.store = store
    self.settings = settings
    query = QueryRun(
      database: try store.open(settings), format: format, style: OutputOptions.terminalStyle,
      rowLimit: rowLimit, seconds: seconds)
  }

  /// Reads and runs until `.quit` or Ctrl-D.
  func run() throws {
    let completion = ShellCompletion(query.database)
    let editor = LineEditor(historyFile: ShellHistory.file) { completion($0) }
    guard let editor else { throw CommandFailure(.failure, "the terminal cannot be used") }
    Narration.write("huntdb: \(store.path), read-only; .help lists the commands\n")
    var pending = ""
    while true {
      switch editor.line(prompt: pending.isEmpty ? "huntdb> " : "   ...> ") {
      case .end: return Narration.write("\n")
      case .interrupted:
        pending = ""
        Narration.write("\n")
      case .line(let line) where pending.isEmpty && line.hasPrefix("."):
        if !perform(line) { return }
      case .line(let line):
        pending += pending.isEmpty ? line : "\n" + line
        let script = SQLScript(pending)
        guard script.isComplete else { continue }
        pending = ""
        if !script.pieces.isEmpty { attempt { try show(script, QueryParameters()) } }
      }
    }
  }

  /// Does what a command asks; false when it is time to go.
  private func perform(_ line: String) -> Bool {
    var stays = true
    attempt {
      let command = try ShellCommand(line)
      switch command.name {
      case .quit: stays = false
      case .help: Narration.write(ShellCommand.help)
      case .tables: try list(isView: false)
      case .views: try list(isView: true)
      case .schema: try print(SchemaReference.embedded.only(command.arguments).text)
      case .saved: try saved(command.arguments)
      case .format: try setFormat(command.arguments)
      case .timer: try setTimer(command.arguments)
      case .asOf: try setAsOf(command.arguments)
      }
    }
    return stays
  }

  /// Runs `body`; whatever goes wrong is said, and the shell goes on.
  private func attempt(_ body: () throws -> Void) {
    do {
      try body()
    } catch {
      Narration.fail("\(error)")
    }
    Interrupt.clear()
  }

  private func show(_ script: SQLScript, _ parameters: QueryParameters) throws {
    query.style = OutputOptions.terminalStyle
    let clock = ContinuousClock()
    let start = clock.now
    let sink = try ByteSink()
    defer { if showsTime { Narration.say("took \(clock.now - start)") } }
    try query.run(script, parameters, to: sink)
    try sink.finish()
  }

  private func print(_ text: String) throws(OutputError) {
    let sink = try ByteSink()
    try sink.write(text)
    try sink.finish()
  }

  private func list(isView: Bool) throws {
    let names = try StoreNames(query.database).relations.filter { $0.isView == isView }.map(\.name)
    try print(names.map { DisplayText.escaped($0) + "\n" }.joined())
  }

  private func saved(_ arguments: [String]) throws {
    let hunts = try SavedHunts()
    guard let name = arguments.first else { return try print(hunts.listing) }
    let hunt = try hunts.named(name)
    let given = try QueryParameters(Array(arguments.dropFirst()))
    try show(SQLScript(hunt.sql), hunt.completed(given))
  }

  private func setFormat(_ arguments: [String]) throws {
    guard let format = arguments.first.flatMap({ OutputFormat(rawValue: $0) }) else {
      let names = OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw CommandFailure(.usage, ".format takes one of \(names)")
    }
    query.format = format
  }

  private func setTimer(_ arguments: [String]) throws {
    guard let word = arguments.first, word == "on" || word == "off" else {
      throw CommandFailure(.usage, ".timer takes on or off")
    }
    showsTime = word == "on"
  }

  private func setAsOf(_ arguments: [String]) throws {
    var changed = settings
    changed.asOf = nil
    if let text = arguments.first {
      guard let moment = Moment(argument: text) else {
        throw CommandFailure(.usage, ".as-of takes 2026-11-20, an RFC 3339 time, or 7d or 36h")
      }
      changed.asOf = moment.milliseconds(before: Moment.now)
    }
    query.database = try store.open(changed)
    settings = changed
  }
}

import Store

/// Runs statements on an open store and shows their rows as they come.
struct QueryRun {
  var database: Database
  var format: OutputFormat
  var style: RenderStyle
  var rowLimit: Int?
  var seconds: Double?

  /// Prepares everything before anything runs, then shows each result in turn.
  func run(_ script: SQLScript, _ parameters: QueryParameters, to sink: ByteSink) throws {
    let returning = try check(script, parameters)
    if returning > 1, !format.holdsSeveralResults {
      throw CommandFailure(
        .usage,
        "\(format.rawValue) holds one result, and \(returning) statements return rows; "
          + "give one statement, or use jsonl, table, vertical or markdown")
    }
    var isFirst = true
    for piece in script.pieces {
      let statement = try prepare(piece, in: script)
      _ = try parameters.bind(to: statement)
      if !isFirst, format.separatesResults { try sink.write("\n") }
      try show(statement, to: sink)
      isFirst = false
    }
  }

  /// Compiles every statement and binds its parameters; gives how many return rows.
  private func check(_ script: SQLScript, _ parameters: QueryParameters) throws -> Int {
    guard !script.pieces.isEmpty else {
      throw CommandFailure(.usage, "there is no statement in the SQL")
    }
    guard !script.text.utf8.contains(0) else {
      throw CommandFailure(.usage, "the SQL holds a NUL byte")
    }
    var returning = 0
    var used: Set<String> = []
    for piece in script.pieces {
      let statement = try prepare(piece, in: script)
      if statement.columnCount > 0 { returning += 1 }
      used.formUnion(try parameters.bind(to: statement))
    }
    if let stray = parameters.names.subtracting(used).min() {
      let known = used.isEmpty ? "it has none" : "it has \(used.sorted().joined(separator: ", "))"
      throw CommandFailure(.usage, "the SQL has no parameter '\(stray)'; \(known)")
    }
    return returning
  }

  private func prepare(_ piece: SQLScript.Piece, in script: SQLScript) throws -> Statement {
    do {
      return try database.prepare(piece.sql)
    } catch {
      throw QueryErrorText(database).failure(error, at: piece.offset, in: script)
    }
  }

  private func show(_ statement: borrowing Statement, to sink: ByteSink) throws {
    let renderer = format.renderer(to: sink, style: style)
    var trouble: OutputError?
    let limit = TimeLimit(seconds: seconds) {
      do throws(OutputError) {
        try renderer.breathe()
        if sink.hasPending { try sink.flush() }
      } catch {
        trouble = error
      }
    }
    database.setProgressHandler { limit.check() || trouble != nil }
    let watchdog = Watchdog(seconds: seconds, unfinished: sink.unfinished)
    defer {
      watchdog.stop()
      database.setProgressHandler(nil)
    }
    var rows = 0
    do {
      try renderer.begin((0..<statement.columnCount).map { statement.columnName($0) })
      while try statement.step() {
        if rows == rowLimit {
          try renderer.end()
          Narration.say("the row limit of \(rows) struck: there are more rows")
          return tell(renderer)
        }
        try renderer.row(statement)
        rows += 1
        if rows == 1 { try sink.flush() }
        if rows % 256 == 0, limit.check() {
          throw SQLiteError(code: 9, message: "interrupted")
        }
      }
      try renderer.end()
      tell(renderer)
    } catch let error as SQLiteError {
      if let trouble { throw trouble }
      try renderer.cut()
      try sink.flush()
      throw ended(error, after: rows, limit)
    }
  }

  private func tell(_ renderer: any RowRenderer) {
    for note in renderer.notes { Narration.say(note) }
  }

  /// What to say of a statement that did not come to its end.
  private func ended(_ error: SQLiteError, after rows: Int, _ limit: TimeLimit) -> any Error {
    let shown = rows == 1 ? "1 row" : "\(rows) rows"
    if limit.struck, let seconds {
      return CommandFailure(
        .timeLimit, "the time limit of \(seconds) s struck after \(shown); the result is incomplete"
      )
    }
    if error.isInterrupt {
      return CommandFailure(.interrupted, "interrupted after \(shown)")
    }
    return error.isBusy || error.isDamaged
      ? error : CommandFailure(.failure, "\(error.message) (after \(shown))")
  }
}

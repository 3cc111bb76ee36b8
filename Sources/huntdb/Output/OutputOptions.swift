import ArgumentParser

/// `--format`, `-o` and what else decides how rows are shown and where they go.
struct OutputOptions: ParsableArguments {
  @Option(help: "How rows are shown.")
  var format: OutputFormat = .table

  @OptionGroup var target: OutputFile

  @Flag(help: "In CSV and TSV, leave cells alone that a spreadsheet would run as a formula.")
  var raw = false

  @Option(
    help: ArgumentHelp("Fit tables to this width (default: the terminal's).", valueName: "columns"))
  var width: Int?

  /// The file that rows go to; nil for standard output.
  var file: String? { target.path }

  /// Where the rows go.
  func sink() throws(OutputError) -> ByteSink { try ByteSink(path: file) }

  /// How they look.
  var style: RenderStyle {
    guard file == nil else { return RenderStyle(raw: raw, width: width) }
    var style = Self.terminalStyle
    style.raw = raw
    style.width = width ?? style.width
    return style
  }

  /// How rows look on standard output when no option says otherwise.
  static var terminalStyle: RenderStyle {
    RenderStyle(
      width: Terminal.width, color: Terminal.allowsColor, isLive: Terminal.outputIsTerminal)
  }

  func validate() throws {
    if let width, width < 1 { throw ValidationError("--width must be 1 or more") }
  }
}

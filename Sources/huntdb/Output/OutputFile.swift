import ArgumentParser

/// `-o`: where results go.
struct OutputFile: ParsableArguments {
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp(
      "Write to a file, which appears only when complete; - is standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  /// The file's path; nil for standard output.
  var path: String? { output == "-" ? nil : output }
}

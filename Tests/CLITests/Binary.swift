import Foundation
import Testing

/// What a run of the program gave.
struct Run {
  var status: Int32
  var output: [UInt8]
  var errors: [UInt8]

  /// Standard output as text.
  var text: String { String(decoding: output, as: UTF8.self) }
  /// Standard error as text.
  var errorText: String { String(decoding: errors, as: UTF8.self) }
}

/// Runs the real program, which lies beside the test bundle, as a script would.
///
/// The environment is the test's own without huntdb's variables and NO_COLOR, then `environment`.
func huntdb(
  _ arguments: String..., stdin: [UInt8] = [], environment: [String: String] = [:],
  directory: String? = nil
) throws -> Run {
  try run(Binary.path, arguments, stdin: stdin, environment: environment, directory: directory)
}

/// Runs any program, feeding standard input and draining both outputs at the same time; one that
/// does not end in five minutes is an error.
func run(
  _ program: String, _ arguments: [String], stdin: [UInt8] = [],
  environment: [String: String] = [:], directory: String? = nil
) throws -> Run {
  // A program that does not read its input must not end the tests with SIGPIPE.
  signal(SIGPIPE, SIG_IGN)
  return try runChild(
    program, arguments, stdin: stdin,
    environment: Binary.environment.merging(environment) { $1 }, directory: directory, limit: 300)
}

/// Where the program is, and what it runs in.
enum Binary {
  static let path: String = {
    let folder = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
      .deletingLastPathComponent()
    let program = URL(fileURLWithPath: CommandLine.arguments[0])
    return (folder ?? program.deletingLastPathComponent()).appendingPathComponent("huntdb").path
  }()

  static let environment: [String: String] = {
    ProcessInfo.processInfo.environment.filter { name, _ in
      !name.hasPrefix("HUNTDB_") && name != "NO_COLOR" && name != "COLUMNS"
    }
  }()
}

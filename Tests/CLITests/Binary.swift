import Dispatch
import Foundation
import Synchronization
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

/// Runs any program, feeding standard input and draining both outputs at the same time.
func run(
  _ program: String, _ arguments: [String], stdin: [UInt8] = [],
  environment: [String: String] = [:], directory: String? = nil
) throws -> Run {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  process.environment = Binary.environment.merging(environment) { $1 }
  if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
  let input = Pipe()
  let output = Pipe()
  let errors = Pipe()
  process.standardInput = input
  process.standardOutput = output
  process.standardError = errors
  // A program that does not read its input must not end the tests with SIGPIPE.
  signal(SIGPIPE, SIG_IGN)
  try process.run()
  let drained = Drain(output)
  let complained = Drain(errors)
  try? input.fileHandleForWriting.write(contentsOf: stdin)
  try? input.fileHandleForWriting.close()
  let result = (drained.wait(), complained.wait())
  process.waitUntilExit()
  return Run(status: process.terminationStatus, output: result.0, errors: result.1)
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

/// Reads a pipe to its end on a queue of its own.
private struct Drain {
  private let group = DispatchGroup()
  private let box = Box()

  init(_ pipe: Pipe) {
    let handle = pipe.fileHandleForReading
    let box = box
    DispatchQueue.global().async(group: group) {
      box.bytes.withLock { $0 = Array(handle.readDataToEndOfFile()) }
    }
  }

  func wait() -> [UInt8] {
    group.wait()
    return box.bytes.withLock { $0 }
  }
}

private final class Box: Sendable {
  let bytes = Mutex<[UInt8]>([])
}

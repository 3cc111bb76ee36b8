import ArgumentParser

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Parses the command line, runs the command it names, and ends the program with the exit code
/// that belongs to the outcome.
///
/// It stays on the main thread, which is the one that Ctrl-C wakes from a read or a write; commands
/// that wait for a terminal or a pipe are therefore plain `ParsableCommand`s.
@MainActor
func runCommandLine<Root: AsyncParsableCommand>(_ root: Root.Type) async -> Never {
  Interrupt.install()
  do {
    var command = try root.parseAsRoot()
    if var command = command as? any AsyncParsableCommand {
      try await command.run()
    } else {
      try command.run()
    }
    exit(ExitStatus.success.rawValue)
  } catch {
    exit(report(error, root))
  }
}

/// Says what went wrong and gives the exit code.
private func report<Root: ParsableCommand>(_ error: any Error, _ root: Root.Type) -> Int32 {
  if let status = ExitStatus(for: error) {
    if status != .success { Narration.fail("\(error)") }
    return status.rawValue
  }
  let code = root.exitCode(for: error)
  let message = root.fullMessage(for: error)
  if code.isSuccess {
    if !message.isEmpty { print(message) }
  } else if !message.isEmpty {
    Narration.write(message + "\n")
  }
  return code == .validationFailure ? ExitStatus.usage.rawValue : code.rawValue
}

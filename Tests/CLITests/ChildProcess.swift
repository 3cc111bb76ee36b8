import Foundation

/// Why a child process could not be run to its end.
struct ChildProcessError: Error, CustomStringConvertible {
  var description: String
}

/// Runs a program to its end on the calling thread: feeds its standard input and drains both of its
/// outputs with one `poll` loop, then reaps it.
///
/// Foundation's `Process` waits in a run loop and reads on queues of a limited number of threads,
/// and many of them at once can stand still. Nothing here needs another thread.
/// - Parameter limit: Seconds after which the program is killed and an error thrown.
func runChild(
  _ program: String, _ arguments: [String], stdin: [UInt8], environment: [String: String],
  directory: String?, limit: Double
) throws -> Run {
  var (input, output, errors) = (try ChildPipe(), try ChildPipe(), try ChildPipe())
  defer {
    input.close()
    output.close()
    errors.close()
  }
  let child = try spawn(
    program, arguments, environment, directory,
    [(input.reading, 0), (output.writing, 1), (errors.writing, 2)])
  input.closeReading()
  output.closeWriting()
  errors.closeWriting()
  _ = fcntl(input.writing, F_SETFL, O_NONBLOCK)

  let deadline = Date(timeIntervalSinceNow: limit)
  var fed = 0
  var (said, complained): ([UInt8], [UInt8]) = ([], [])
  if stdin.isEmpty { input.closeWriting() }
  while output.reading >= 0 || errors.reading >= 0 || input.writing >= 0 {
    // A negative descriptor is passed over by poll.
    var polled = [
      pollfd(fd: input.writing, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: output.reading, events: Int16(POLLIN), revents: 0),
      pollfd(fd: errors.reading, events: Int16(POLLIN), revents: 0),
    ]
    let ready = poll(&polled, 3, 1000)
    if ready == 0 || (ready < 0 && errno == EINTR) {
      guard Date() < deadline else {
        kill(child, SIGKILL)
        _ = reap(child)
        throw ChildProcessError(
          description: "\(program) \(arguments) did not end in \(limit) s; it said: "
            + String(decoding: said + complained, as: UTF8.self).suffix(2000))
      }
      continue
    }
    if polled[0].revents != 0 {
      let written = stdin[fed...].withUnsafeBytes { write(input.writing, $0.baseAddress, $0.count) }
      if written > 0 { fed += written }
      if fed == stdin.count || (written < 0 && errno != EAGAIN) { input.closeWriting() }
    }
    if polled[1].revents != 0, !drain(output.reading, &said) { output.closeReading() }
    if polled[2].revents != 0, !drain(errors.reading, &complained) { errors.closeReading() }
  }
  return Run(status: reap(child), output: said, errors: complained)
}

/// Both ends of a pipe that children do not inherit; -1 once closed.
private struct ChildPipe {
  private(set) var reading: Int32
  private(set) var writing: Int32

  init() throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw ChildProcessError(description: "no pipe: \(errno)") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (reading, writing) = (ends[0], ends[1])
  }

  mutating func closeReading() {
    if reading >= 0 { _ = Foundation.close(reading) }
    reading = -1
  }

  mutating func closeWriting() {
    if writing >= 0 { _ = Foundation.close(writing) }
    writing = -1
  }

  mutating func close() {
    closeReading()
    closeWriting()
  }
}

/// Reads what lies ready; gives false at the end.
private func drain(_ descriptor: Int32, _ bytes: inout [UInt8]) -> Bool {
  var block = [UInt8](repeating: 0, count: 1 << 16)
  let count = read(descriptor, &block, block.count)
  if count > 0 { bytes += block[..<count] }
  return count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN))
}

/// Starts a program with the given descriptors as its own, and no other.
private func spawn(
  _ program: String, _ arguments: [String], _ environment: [String: String], _ directory: String?,
  _ descriptors: [(Int32, Int32)]
) throws -> pid_t {
  #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    var attributes: posix_spawnattr_t?
  #else
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
  #endif
  posix_spawn_file_actions_init(&actions)
  posix_spawnattr_init(&attributes)
  defer {
    posix_spawn_file_actions_destroy(&actions)
    posix_spawnattr_destroy(&attributes)
  }
  for (own, its) in descriptors { posix_spawn_file_actions_adddup2(&actions, own, its) }
  // The tests ignore SIGPIPE; what they run has the usual signals.
  var signals = sigset_t()
  sigemptyset(&signals)
  posix_spawnattr_setsigmask(&attributes, &signals)
  sigaddset(&signals, SIGPIPE)
  sigaddset(&signals, SIGINT)
  posix_spawnattr_setsigdefault(&attributes, &signals)
  posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

  // Not every C library can change the folder of what it spawns; a shell can.
  let command =
    directory.map { ["/bin/sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", $0, program] }
    ?? [program]
  let words = (command + arguments).map { strdup($0) } + [nil]
  let settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
  defer { for text in words + settings { free(text) } }
  var child = pid_t()
  let failure = posix_spawn(&child, command[0], &actions, &attributes, words, settings)
  guard failure == 0 else {
    throw ChildProcessError(description: "\(program): \(String(cString: strerror(failure)))")
  }
  return child
}

/// Waits for the end of a child; gives its exit status, or 128 + the signal that ended it.
private func reap(_ child: pid_t) -> Int32 {
  var status: Int32 = 0
  while waitpid(child, &status, 0) < 0 && errno == EINTR {}
  let signal = status & 0x7f
  return signal == 0 ? (status >> 8) & 0xff : 128 + signal
}

import Store

/// The program's exit codes; scripts rely on them.
enum ExitStatus: Int32 {
  /// Done; findings included.
  case success = 0
  /// A runtime or SQL error.
  case failure = 1
  /// The command line asks for something that does not exist or makes no sense.
  case usage = 2
  /// There are findings, and `--fail-on-findings` was given.
  case findings = 3
  /// Under `--strict`, a file or a record could not be read.
  case dataQuality = 4
  /// Another program holds the store; try again.
  case busy = 5
  /// The store is damaged, or newer than this program.
  case damaged = 6
  /// The time limit struck.
  case timeLimit = 124
  /// Ctrl-C.
  case interrupted = 130
}

/// A failure that a command reports in its own words and with its own exit code.
struct CommandFailure: Error, Equatable, CustomStringConvertible {
  var status: ExitStatus
  /// One or more lines for stderr.
  var description: String

  init(_ status: ExitStatus, _ description: String) {
    self.status = status
    self.description = description
  }
}

extension ExitStatus {
  /// The code for an error that ended the program; nil when it is not one of ours.
  init?(for error: any Error) {
    switch error {
    case let error as CommandFailure: self = error.status
    case let error as OutputError:
      switch error {
      case .closedPipe: self = .success
      case .interrupted: self = .interrupted
      case .database: self = .usage
      case .system: self = .failure
      }
    case let error as SQLiteError: self.init(for: error)
    case let error as StoreReaderError:
      switch error {
      case .newer: self = .damaged
      case .unreadable(_, let error): self.init(for: error)
      case .missing, .notAStore, .older, .unmergedLog: self = .failure
      }
    default: return nil
    }
  }

  private init(for error: SQLiteError) {
    if error.isBusy {
      self = .busy
    } else if error.isDamaged {
      self = .damaged
    } else if error.isInterrupt {
      self = Interrupt.isRequested ? .interrupted : .timeLimit
    } else {
      self = .failure
    }
  }
}

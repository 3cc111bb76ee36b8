import ArgumentParser
import Store

/// `huntdb check`: is the store what the files said?
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Prove the store: SQLite's integrity, schema, references, every value derived again.",
    discussion: "Exits with 6 when something is wrong. Nothing is written.")

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let check = try StoreCheck(path: store.path)
    let sink = try ByteSink()
    for fault in check.faults {
      try sink.write("\(fault.check): \(DisplayText.escaped(fault.text))\n")
    }
    let rest = check.faultCount - check.faults.count
    if rest > 0 { try sink.write("and \(rest) faults more\n") }
    if check.faultCount == 0 {
      try sink.write("ok: \(check.eventsChecked) events follow from their JSON\n")
    }
    try sink.finish()
    guard check.faultCount == 0 else {
      throw CommandFailure(.damaged, "\(store.path) has \(check.faultCount) faults")
    }
  }
}

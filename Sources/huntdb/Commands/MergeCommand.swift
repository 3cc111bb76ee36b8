import ArgumentParser
import Store

/// `huntdb merge`: several stores into one.
struct MergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Take over all that is in other stores, each file and event exactly once.",
    discussion: """
      The order of the stores does not matter, and merging one again changes nothing; they are only \
      read. A store that is there takes over each in one transaction, while others may read it. \
      Where there is none, one is made of a copy of the largest, which is much faster, and appears \
      when it is whole.
      """)

  @OptionGroup var store: StoreOptions

  @Flag(help: "Print the summary as one JSON object.")
  var json = false

  @Argument(
    help: ArgumentHelp("Stores to take over.", valueName: "store"), completion: .file())
  var stores: [String]

  func run() async throws {
    // Says what is wrong with the store that is there, before the others are looked at.
    if try !Schema.isToBeMade(at: store.path) { _ = try store.update() }
    do {
      let summary = try await StoreMerge.run(stores, into: store.path) { Interrupt.isRequested }
      let sink = try ByteSink()
      try sink.write(json ? Self.json(summary) : Self.text(summary))
      try sink.finish()
    } catch let same as StoreMerge.SameStore {
      throw CommandFailure(.failure, "\(same.path) is the store that is merged into")
    }
  }

  private static func numbers(_ summary: StoreMerge.Summary) -> [(String, Int64)] {
    [
      ("stores", Int64(summary.stores)), ("files_new", summary.filesNew),
      ("files_known", summary.filesKnown), ("events_new", summary.eventsNew),
      ("events_known", summary.eventsKnown), ("events_conflicting", summary.eventsConflicting),
    ]
  }

  private static func text(_ summary: StoreMerge.Summary) -> String {
    numbers(summary).map { name, value in
      name + String(repeating: " ", count: 20 - name.utf8.count) + "\(value)\n"
    }.joined()
  }

  private static func json(_ summary: StoreMerge.Summary) -> String {
    "{" + numbers(summary).map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}\n"
  }
}

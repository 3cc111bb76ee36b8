import ArgumentParser
import Store

/// `huntdb merge`: several stores into one.
struct MergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Take over all that is in other stores, each file and event exactly once.",
    discussion: """
      The order of the stores does not matter, and merging one again changes nothing. Each is taken \
      over in one transaction; it is only read itself.
      """)

  @OptionGroup var store: StoreOptions

  @Flag(help: "Print the summary as one JSON object.")
  var json = false

  @Argument(
    help: ArgumentHelp("Stores to take over.", valueName: "store"), completion: .file())
  var stores: [String]

  func run() async throws {
    for path in stores { _ = try StoreReader.open(path, isCurrent: true) }
    _ = try store.create()
    do {
      var merge = try StoreMerge(into: store.path)
      for path in stores {
        if Interrupt.isRequested { throw CommandFailure(.interrupted, "stopped by Ctrl-C") }
        try merge.add(path)
      }
      let sink = try ByteSink()
      try sink.write(json ? Self.json(merge.summary) : Self.text(merge.summary))
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

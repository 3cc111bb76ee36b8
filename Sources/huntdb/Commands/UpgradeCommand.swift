import ArgumentParser
import Store

/// `huntdb upgrade`: a store of an earlier version, brought up to date.
struct UpgradeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upgrade",
    abstract: "Bring a store that an earlier version wrote up to this version's schema.",
    discussion: """
      Whatever writes to a store does this by itself; commands that only read ask for it. It is one \
      transaction: the store is upgraded as a whole, or as it was.
      """)

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let before = try StoreReader.version(store.path)
    _ = try store.update()
    let sink = try ByteSink()
    try sink.write(
      before == Schema.version
        ? "\(store.path) has version \(before) already\n"
        : "\(store.path) was brought from version \(before) to \(Schema.version)\n")
    try sink.finish()
  }
}

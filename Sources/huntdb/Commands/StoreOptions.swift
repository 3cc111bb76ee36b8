import ArgumentParser
import Store

/// `--db`: which store.
struct StoreOptions: ParsableArguments {
  @Option(
    name: .customLong("db"),
    help: ArgumentHelp(
      "The store (default: $HUNTDB_DB, else ./hunt.db).", valueName: "file"),
    completion: .file(extensions: ["db"]))
  var file: String?

  /// The store's path.
  var path: String { named ?? "hunt.db" }

  /// The store's path where an option or the environment names it.
  var named: String? {
    if let file { return file }
    let variable = Terminal.environment("HUNTDB_DB") ?? ""
    return variable.isEmpty ? nil : variable
  }

  /// Opens the store for reading, with the hunt's settings in force; `isCurrent` refuses a store
  /// that lacks this version's views.
  func open(
    _ settings: HuntSettings = HuntSettings(), isCurrent: Bool = false,
    keeping views: [String]? = nil
  ) throws(StoreReaderError) -> Database {
    try StoreReader.open(path, settings: settings, isCurrent: isCurrent, keeping: views)
  }
}

internal import CSavedHunts

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The saved hunts: those that ship with the program, and the user's own folder, whose files win
/// over shipped ones of the same name.
struct SavedHunts {
  let hunts: [SavedHunt]

  init() throws(CommandFailure) {
    var found: [String: SavedHunt] = [:]
    for hunt in Self.shipped { found[hunt.name] = hunt }
    for hunt in try Self.ownHunts() { found[hunt.name] = hunt }
    hunts = found.values.sorted { $0.name < $1.name }
  }

  /// Those that ship with the program.
  static var shipped: [SavedHunt] {
    (0..<huntdb_saved_hunt_count).compactMap { index in
      guard let name = huntdb_saved_hunt_name(index), let text = huntdb_saved_hunt_text(index)
      else { return nil }
      return SavedHunt(name: String(cString: name), sql: String(cString: text))
    }
  }

  /// The hunt of this name; the failure names its neighbours.
  func named(_ name: String) throws(CommandFailure) -> SavedHunt {
    if let hunt = hunts.first(where: { $0.name == name }) { return hunt }
    let near = NearMatches.of(name, among: hunts.map(\.name))
    let hint = near.isEmpty ? "" : "\nhint: did you mean \(near.joined(separator: ", or "))?"
    throw CommandFailure(
      .usage, "there is no saved hunt '\(name)'; 'huntdb query --saved' lists them" + hint)
  }

  /// Every hunt's name, for completion; none when the folder cannot be read.
  static var names: [String] { ((try? SavedHunts())?.hunts ?? []).map(\.name) }

  /// Names, titles and parameters, for people.
  var listing: String {
    var lines: [String] = []
    for hunt in hunts {
      lines.append("\(hunt.name): \(hunt.title)")
      for parameter in hunt.parameters {
        let standard = parameter.standard.map { " (\($0))" } ?? " (required)"
        lines.append("    -p \(parameter.name)=…\(standard) \(parameter.meaning)")
      }
    }
    return lines.map { DisplayText.escaped($0) + "\n" }.joined()
  }

  /// The same as a JSON array, from which `rowsSQL` makes rows.
  func json() throws -> String {
    let rows = hunts.map { hunt in
      [
        "name": hunt.name, "title": hunt.title,
        "parameters": hunt.parameters.map { parameter in
          "\(parameter.name) (\(parameter.standard ?? "required")) \(parameter.meaning)"
        }.joined(separator: "; "),
      ]
    }
    return String(decoding: try JSONEncoder().encode(rows), as: UTF8.self)
  }

  /// One row per hunt of `:hunts`.
  static let rowsSQL = """
    SELECT value ->> 'name' AS name, value ->> 'title' AS title,
      value ->> 'parameters' AS parameters
    FROM json_each(:hunts)
    """

  /// `$HUNTDB_HUNTS`, else `huntdb/hunts` in the user's configuration folder.
  static var folder: String? {
    if let folder = Terminal.environment("HUNTDB_HUNTS") { return folder }
    if let base = Terminal.environment("XDG_CONFIG_HOME"), !base.isEmpty {
      return base + "/huntdb/hunts"
    }
    return Terminal.environment("HOME").map { $0 + "/.config/huntdb/hunts" }
  }

  private static func ownHunts() throws(CommandFailure) -> [SavedHunt] {
    guard let folder, let listing = opendir(folder) else { return [] }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { characters in
        characters.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".sql"), !name.hasPrefix(".") { names.append(name) }
    }
    var hunts: [SavedHunt] = []
    for name in names.sorted() {
      let sql = try TextFile.read(folder + "/" + name)
      hunts.append(SavedHunt(name: String(name.dropLast(4)), sql: sql))
    }
    return hunts
  }
}

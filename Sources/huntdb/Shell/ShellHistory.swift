#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the shell keeps what was typed.
enum ShellHistory {
  /// `huntdb/history` in the user's state folder, which is made when it is missing; nil when it
  /// cannot be.
  static var file: String? {
    let base = Terminal.environment("XDG_STATE_HOME").flatMap { $0.isEmpty ? nil : $0 }
    let home = Terminal.environment("HOME").map { $0 + "/.local/state" }
    guard let folder = (base ?? home).map({ $0 + "/huntdb" }) else { return nil }
    var made = ""
    for part in folder.split(separator: "/") {
      made += "/" + part
      mkdir(made, 0o700)
    }
    return access(folder, W_OK) == 0 ? folder + "/history" : nil
  }
}

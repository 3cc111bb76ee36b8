internal import ArgumentParser
internal import Store

/// How the report came to its numbers, so that somebody else can come to them again.
struct Method: Codable {
  var hunt: String
  var attack: [String]
  var commandLine: String
  var program: String
  var schemaVersion: Int
  var reportVersion: Int
  var storeFingerprint: String
  /// The statements that the report read, in order.
  var statements: [String]
  /// Definitions of the views that decide what a finding is.
  var definitions: [Definition]
  var blindSpots: [String]

  enum CodingKeys: String, CodingKey {
    case hunt, attack
    case commandLine = "command_line"
    case program
    case schemaVersion = "schema_version"
    case reportVersion = "report_version"
    case storeFingerprint = "store_fingerprint"
    case statements, definitions
    case blindSpots = "blind_spots"
  }

  struct Definition: Codable {
    var view: String
    var sql: String
  }

  init(_ database: Database, commandLine: String) throws {
    hunt = "c3d24ae8-655d-11ef-a990-f661ea17fbcc"
    attack = ["T1578.002", "T1496"]
    self.commandLine = commandLine
    program = "huntdb \(Huntdb.configuration.version)"
    schemaVersion = Int(try database.integer("SELECT max(version) FROM schema_versions") ?? 0)
    reportVersion = Report.version
    storeFingerprint = try StoreFingerprint.of(database)
    statements = Report.statements
    definitions = try Self.deciding.compactMap { view in
      try database.text("SELECT sql FROM main.sqlite_schema WHERE name = ?", .text(view))
        .map { Definition(view: view, sql: $0) }
    }
    blindSpots = Self.unseen
  }

  /// From the window to what is high in it.
  private static let deciding = [
    "hunt_window_ms", "instance_deployments", "high_instance_deployments", "principal_deployments",
  ]

  private static let unseen = [
    "CreateFleet launches instances and logs RunInstances under the service's name at most.",
    "RequestSpotInstances and RequestSpotFleet launch on their own; no RunInstances of the caller is logged.",
    "StartInstances brings stopped instances back without any RunInstances.",
    "A trail that does not cover a region, or was stopped, logs nothing there: see the coverage.",
  ]
}

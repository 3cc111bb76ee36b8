// swift-tools-version: 6.1
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .unsafeFlags(["-warnings-as-errors"]),
]

// Each check of exclusive access costs a call, and the import makes several a record.
let storeSettings =
  swiftSettings + [
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
  ]

let package = Package(
  name: "huntdb",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "huntdb", targets: ["huntdb"]),
    .library(name: "Store", targets: ["Store"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.0.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    .systemLibrary(
      name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"]), .brew(["isa-l"])]),
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive",
      providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]),
    .target(
      name: "CJSON", cxxSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror", "-O2"])],
      linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "CDigest", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror", "-O3"])]),
    .target(
      name: "CInflate", dependencies: ["CISAL"],
      cSettings: [
        .unsafeFlags(["-Wall", "-Wextra", "-Werror", "-O3", "-momit-leaf-frame-pointer"])
      ]),
    .target(name: "CScan", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror", "-O3"])]),
    .target(
      name: "CCurl", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror", "-O2"])],
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(
      name: "CLanes", dependencies: ["CSQLite"],
      cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror", "-O2"])]),
    .target(name: "CSchema"),
    .target(name: "CSavedHunts"),
    .target(name: "CReportTemplates"),
    .systemLibrary(
      name: "CEditLine", pkgConfig: "libedit",
      providers: [.apt(["libedit-dev"]), .brew(["libedit"])]),
    .target(
      name: "Store",
      dependencies: [
        "CSQLite", "CLanes", "CISAL", "CArchive", "CCurl", "CDigest", "CInflate", "CJSON", "CScan",
        "CSchema",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      exclude: ["schema.sql"],
      swiftSettings: storeSettings),
    .executableTarget(
      name: "huntdb",
      dependencies: [
        "Store", "CSchema", "CSavedHunts", "CReportTemplates", "CEditLine",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      exclude: ["SavedHunts", "Report/Templates"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "StoreTests", dependencies: ["Store", "CScan"], swiftSettings: swiftSettings),
    .testTarget(
      name: "CLITests", dependencies: ["huntdb", "Store"], exclude: ["Golden"],
      swiftSettings: swiftSettings),
  ],
  cLanguageStandard: .c2x,
  cxxLanguageStandard: .cxx17
)

// swift-tools-version: 6.1
import PackageDescription

// libFuzzer's harnesses, in a package of their own since each target is built with its coverage.
// fuzz.sh builds and runs them.
let package = Package(
  name: "Fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "huntdb", path: "..")],
  targets: [
    .target(name: "CFuzzer"),
    .executableTarget(
      name: "fuzz", dependencies: ["CFuzzer", .product(name: "Store", package: "huntdb")]),
  ],
  cLanguageStandard: .c2x
)

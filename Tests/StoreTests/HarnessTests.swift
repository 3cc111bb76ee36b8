import Foundation
import Testing

/// The fuzzing harnesses over their seeds and seeded mutations of them, and over every input that
/// fuzzing ever found; `make fuzz` runs the same ones for long, led by coverage.
@Suite struct HarnessTests {
  private static let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  private static func files(in folder: String) throws -> [[UInt8]] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
      Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0)))
    }
  }

  /// Runs the harness over one input; a finding is shown with the bytes that made it.
  private func run(_ harness: any Harness, _ input: [UInt8]) {
    do {
      try input.withUnsafeBufferPointer { try harness.run($0) }
    } catch {
      Issue.record("\(error): \(Data(input).base64EncodedString())")
    }
  }

  @Test(arguments: [("time", 20_000), ("printer", 4000), ("records", 1500), ("import", 1000)])
  func whatMustHoldHoldsForMutatedShapes(name: String, count: Int) throws {
    let folder = NSTemporaryDirectory() + "huntdb-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let made = try seeds(folder)
    #expect(made == 0)
    let shapes = try Self.files(in: folder + "/" + name)
    let harness = try #require(try harness(name))
    for shape in shapes { run(harness, shape) }
    var mutator = Mutator(shapes: shapes)
    for _ in 0..<count { run(harness, mutator.next()) }
  }

  @Test(arguments: ["time", "printer", "records", "import"])
  func whatFuzzingFoundIsMended(name: String) throws {
    let found = try Self.files(in: Self.project + "/Fuzz/Found/" + name)
    let harness = try #require(try harness(name))
    for input in found { run(harness, input) }
  }

  private func seeds(_ folder: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", Self.project + "/Fuzz/seeds.py", folder]
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}

/// Changes shapes at random, the same way every time.
private struct Mutator {
  private let shapes: [[UInt8]]
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  init(shapes: [[UInt8]]) { self.shapes = shapes }

  private mutating func random(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(max(limit, 1)))
  }

  mutating func next() -> [UInt8] {
    var bytes = shapes[random(shapes.count)]
    for _ in 0...random(3) where !bytes.isEmpty {
      let at = random(bytes.count)
      switch random(6) {
      case 0: bytes[at] = UInt8(random(256))
      case 1: bytes.remove(at: at)
      case 2: bytes.insert(Array("{}[]\",:\\\n 0-.eR".utf8)[random(15)], at: at)
      case 3: bytes.removeSubrange(at..<min(bytes.count, at + 1 + random(40)))
      case 4: bytes.removeSubrange(at...)
      default:
        let other = shapes[random(shapes.count)]
        let start = random(other.count)
        bytes.insert(contentsOf: other[start..<min(other.count, start + 60)], at: at)
      }
    }
    return bytes
  }
}

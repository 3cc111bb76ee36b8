/// Takes any bytes, and throws what does not hold of what becomes of them.
protocol Harness {
  func run(_ bytes: UnsafeBufferPointer<UInt8>) throws
}

/// Something that must hold for every input and did not.
struct Finding: Error, CustomStringConvertible {
  var description: String
}

func require(_ holds: Bool, _ what: @autoclosure () -> String, line: Int = #line) throws(Finding) {
  if !holds { throw Finding(description: "line \(line): \(what())") }
}

/// The harnesses by name.
func harness(_ name: String) throws -> (any Harness)? {
  switch name {
  case "time": TimeHarness()
  case "printer": try PrinterHarness()
  case "records": try RecordsHarness()
  case "import": try ImportHarness()
  default: nil
  }
}

import Testing

@testable import Store

@Suite struct NormalizationTests {
  @Test(arguments: [
    ("Client.DryRunOperation", ErrorClass.dryRun), ("Client.UnauthorizedOperation", .authorization),
    ("AccessDenied", .authorization), ("Client.VcpuLimitExceeded", .quota),
    ("Client.MaxSpotInstanceCountExceeded", .quota),
    ("Server.InsufficientInstanceCapacity", .capacity),
    ("Client.RequestLimitExceeded", .throttling), ("Client.InvalidAMIID.NotFound", .invalidRequest),
    ("Client.MissingParameter", .invalidRequest), ("Client.Unsupported", .invalidRequest),
    ("Server.InternalError", .other),
  ])
  func errorCodesHaveAClass(code: String, expected: ErrorClass) {
    #expect(ErrorClass(code: code) == expected)
  }

  @Test(arguments: [
    (1.0, "1.0"), (0.5, "0.5"), (0.001, "0.001"), (0.0001, "1.0E-4"), (1234567.0, "1234567.0"),
    (12345678.0, "1.2345678E7"), (1e21, "1.0E21"), (-2.5e-10, "-2.5E-10"), (0.0, "0.0"),
  ])
  func doublesPrintAsJavaPrintsThem(value: Double, text: String) {
    #expect(RequestParametersPrinter.javaText(value) == text)
  }

  @Test func hashesStringsAsJavaDoes() {
    func hash(_ text: String) -> UInt32 {
      Array(text.utf8).withUnsafeBufferPointer(RequestParametersPrinter.javaHash)
    }
    // The values that String.hashCode documents by its formula.
    #expect(hash("") == 0)
    #expect(hash("Aa") == hash("BB"))
    #expect(hash("é") == 233)
    #expect(hash("😀") == 0xD83D &* 31 &+ 0xDE00)
  }
}

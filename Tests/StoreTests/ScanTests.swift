import CScan
import Testing

@Suite struct ScanTests {
  /// Scans a value in two pieces; gives the state after it.
  private func scan(_ value: [UInt8], cutAt cut: Int) -> (consumed: Int, state: cscan_state) {
    var state = cscan_state()
    var consumed = value[..<cut].withUnsafeBufferPointer {
      $0.isEmpty ? 0 : cscan_value($0.baseAddress, $0.count, &state)
    }
    if state.depth > 0 || cut == 0 {
      consumed += value[cut...].withUnsafeBufferPointer {
        cscan_value($0.baseAddress, $0.count, &state)
      }
    }
    return (consumed, state)
  }

  @Test(arguments: ["RunInstances", "\\u0052unInstances"])
  func aLaunchIsNeverTakenForAPlainRecord(word: String) {
    for padding in 0..<140 {
      let text = "{\"a\":\"" + String(repeating: "x", count: padding) + word + "\",\"b\":[1]}"
      let value = Array(text.utf8)
      for cut in stride(from: 0, to: value.count, by: padding % 7 == 0 ? 1 : 13) {
        let (consumed, state) = scan(value, cutAt: cut)
        #expect(consumed == value.count && state.depth == 0)
        #expect(state.candidate != 0, "padding \(padding), cut at \(cut)")
      }
    }
  }

  @Test func plainRecordsAreToldFromLaunches() {
    let value = Array("{\"eventName\":\"DescribeInstances\",\"ids\":[\"i-1\"],\"n\":12345678}".utf8)
    #expect(scan(value + [UInt8](repeating: 0x20, count: 64), cutAt: 0).state.candidate == 0)
  }
}

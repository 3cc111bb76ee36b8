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

  private func plain(
    _ text: String, stop: Int = .max, limit: Int = 1 << 20, isInList: Bool = true
  ) -> cscan_records {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBufferPointer {
      cscan_plain_records($0.baseAddress, $0.count, min(stop, $0.count), limit, isInList ? 1 : 0)
    }
  }

  @Test func recordsThatOnlyCountArePassedOverUpToWhatIsNone() {
    func record(_ number: Int) -> String {
      "{\"eventVersion\":\"1.09\",\"n\":{\"}\":[\(String(repeating: "1,", count: number))1]}}"
    }
    let launch = "{\"eventVersion\":\"1.09\",\"eventName\":\"RunInstances\"}"
    for count in 1..<90 {
      let records = (0..<count).map { record($0) + [",", ", ", "\r\n,\t"][$0 % 3] }.joined()
      for next in ["]}", "[1]", "{\"eventName\":1}", "{}", ""] {
        let run = plain(records + next + String(repeating: " ", count: 20))
        #expect(run.records == count && run.scanned == 0)
        #expect(run.at == records.utf8.count + (next.isEmpty ? 20 : 0))
      }
      // A launch was looked at to its end, and what is cut off as far as it goes. A word may be taken for
      // the last one of the record before it, where it stands close behind.
      let space = String(repeating: " ", count: 64)
      var run = plain(records + space + launch + ",")
      #expect(run.records == count && run.scanned == launch.utf8.count)
      #expect(run.state.depth == 0 && run.state.candidate != 0)
      let part = record(90).prefix(60)
      run = plain(records + part)
      #expect(run.records == count && run.at == records.utf8.count)
      #expect(run.scanned == 60 && run.state.depth > 0)
      run = plain(records + record(90) + ",", limit: 200)
      #expect(run.records <= count && run.scanned == 200 && run.state.depth > 0)
      // The next one would begin where reading stops.
      run = plain(records + record(1), stop: records.utf8.count)
      #expect(run.records == count && run.at == records.utf8.count && run.scanned == 0)
      // Outside a list there are no commas.
      run = plain(records + record(1), isInList: false)
      #expect(run.records == 1)
    }
    let broken = plain(record(1) + ",{\"eventVersion\":\"1.0\n9\"}")
    #expect(broken.records == 1 && broken.state.raw_newline != 0)
  }
}

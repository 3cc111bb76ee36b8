import Testing

@testable import Store

@Suite struct UTCTimeTests {
  @Test(arguments: [
    ("1970-01-01", 0), ("1970-01-01T00:00:00Z", 0), ("2026-11-20T08:00:00Z", 1_795_161_600_000),
    ("2026-11-20 08:00:00.5", 1_795_161_600_500), ("2026-11-20T10:00:00+02:00", 1_795_161_600_000),
    ("2024-02-29T00:00:00Z", 1_709_164_800_000), ("9999-12-31T23:59:59Z", 253_402_300_799_000),
    ("2016-12-31T23:59:60Z", 1_483_228_800_000),
  ])
  func readsTimes(text: String, milliseconds: Int64) {
    #expect(UTCTime.milliseconds(text) == milliseconds)
  }

  @Test(arguments: [
    "", "2026", "2026-13-01", "2026-02-29", "2026-11-20T24:00:00Z", "2026-11-20T08:00Z",
    "1969-12-31",
    "2026-11-20T08:00:00X", "2026-11-20T08:00:00Z ", "10000-01-01", "yesterday",
  ])
  func refusesWhatIsNoTime(text: String) {
    #expect(UTCTime.milliseconds(text) == nil)
  }

  @Test func writesWhatItReads() {
    for time in stride(from: Int64(0), to: 253_402_300_799_000, by: 86_399_123_457) {
      #expect(UTCTime.milliseconds(UTCTime.text(time)) == time)
    }
  }

  @Test func isoWeeksBeginOnMonday() {
    #expect(UTCTime.isoWeekStart("2026-W47").map(UTCTime.dayText) == "2026-11-16")
    #expect(UTCTime.isoWeekStart("2026-W53").map(UTCTime.dayText) == "2026-12-28")
    #expect(UTCTime.isoWeekStart("2027-W01").map(UTCTime.dayText) == "2027-01-04")
    #expect(UTCTime.isoWeekStart("2025-W53") == nil)
  }
}

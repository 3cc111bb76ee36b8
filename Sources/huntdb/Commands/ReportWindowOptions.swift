import ArgumentParser
import Store

/// Which window the report is about: `--week`, `--last`, or `--since` and `--until`.
struct ReportWindowOptions: ParsableArguments {
  @Option(help: ArgumentHelp("An ISO week, Monday to Sunday UTC: 2026-W47.", valueName: "week"))
  var week: String?

  @Option(help: ArgumentHelp("A span of whole days back from --as-of: 7d.", valueName: "span"))
  var last: String?

  @Option(help: ArgumentHelp("First moment of the window.", valueName: "time"))
  var since: String?

  @Option(help: ArgumentHelp("End of the window, excluded.", valueName: "time"))
  var until: String?

  @Option(help: ArgumentHelp("End of the window, included (default: now).", valueName: "time"))
  var asOf: String?

  @Option(help: ArgumentHelp("Instances that make a group high.", valueName: "instances"))
  var threshold: Int?

  func validate() throws {
    for (name, text) in [("last", last), ("since", since), ("until", until), ("as-of", asOf)] {
      guard let text, Moment(argument: text) == nil else { continue }
      throw ValidationError(
        "--\(name) takes 2026-11-20, RFC 3339 such as 2026-11-20T08:00:00Z, or 7d or 36h, not '\(text)'"
      )
    }
    if let threshold, threshold < 0 {
      throw ValidationError("--threshold takes a number that is not negative")
    }
  }

  /// What the report is called, where it has a name.
  var period: String? { week }

  /// The options that decide what the report says, as they were given; not where the store lies,
  /// nor where the report goes.
  var commandLine: String {
    let given: [(String, String?)] = [
      ("week", week), ("last", last), ("since", since), ("until", until), ("as-of", asOf),
      ("threshold", threshold.map(String.init)),
    ]
    return given.reduce("huntdb report") { line, option in
      option.1.map { "\(line) --\(option.0) \(ShellWord.quoted($0))" } ?? line
    }
  }

  /// What an option that decides nothing is answered with; nil when each of them decides.
  func remark(on settings: HuntSettings, now: Int64) -> String? {
    guard let week, let asOf, let end = settings.asOf,
      let time = Moment(argument: asOf)?.milliseconds(before: now), time + 1000 <= end
    else { return nil }
    return "the window is the whole of \(week); --as-of \(asOf) does not end it earlier"
  }

  /// The end of the window that `--since` begins, a number of whole days after it.
  private func end(after start: Int64, _ end: Int64?, _ now: Int64) throws(CommandFailure) -> Int64
  {
    guard let end else {
      let days = max(1, (now - start + UTCTime.day - 1) / UTCTime.day)
      throw CommandFailure(
        .usage,
        "--since needs --until, the end of the window, a number of whole days later; up to now: "
          + "--until \(Self.shortest(start + days * UTCTime.day))")
    }
    guard end > start, (end - start) % UTCTime.day == 0 else {
      throw CommandFailure(
        .usage,
        "a window is a number of whole days, and --since \(Self.shortest(start)) with "
          + "--until \(Self.shortest(end)) makes none")
    }
    return end
  }

  /// A time, as a day where it is one's beginning.
  private static func shortest(_ time: Int64) -> String {
    time % UTCTime.day == 0 ? UTCTime.dayText(time) : UTCTime.text(time)
  }

  /// The window that the options name. The views' window excludes its start and includes its end;
  /// days and weeks are the other way round, hence the millisecond.
  func settings(now: Int64) throws(CommandFailure) -> HuntSettings {
    if [week != nil, last != nil, since != nil || until != nil].count(where: { $0 }) > 1 {
      throw CommandFailure(.usage, "give one of --week, --last, or --since and --until")
    }
    func time(_ text: String?, before end: Int64) -> Int64? {
      text.flatMap { Moment(argument: $0) }?.milliseconds(before: end)
    }
    var settings = HuntSettings(threshold: threshold)
    settings.asOf = time(asOf, before: now)
    if let week {
      guard let start = UTCTime.isoWeekStart(week), start + 7 * UTCTime.day - 1 <= UTCTime.last
      else {
        throw CommandFailure(.usage, "--week takes an ISO week such as 2026-W47, not \(week)")
      }
      settings.asOf = start + 7 * UTCTime.day - 1
      settings.windowDays = 7
    } else if let last {
      guard case .back(let span)? = Moment(argument: last), span >= UTCTime.day,
        span % UTCTime.day == 0
      else { throw CommandFailure(.usage, "--last takes a number of days such as 7d") }
      settings.asOf = settings.asOf ?? now
      settings.windowDays = Int(span / UTCTime.day)
    } else if let start = time(since, before: settings.asOf ?? now) {
      let end = try end(after: start, time(until, before: settings.asOf ?? now), now)
      settings.asOf = end - 1
      settings.windowDays = Int((end - start) / UTCTime.day)
    } else if until != nil {
      throw CommandFailure(.usage, "--until needs --since")
    }
    if let days = settings.windowDays, days > HuntSettings.longestWindow {
      throw CommandFailure(.usage, "the window is longer than \(HuntSettings.longestWindow) days")
    }
    return settings
  }
}

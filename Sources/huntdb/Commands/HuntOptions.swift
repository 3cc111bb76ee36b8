import ArgumentParser
import Store

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `--as-of`, `--window` and `--threshold`: what decides the hunt's views, for this run only.
struct HuntOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "End of the window: 2026-11-20, RFC 3339, or 7d or 36h back from now (default: the store's).",
      valueName: "time"), transform: Moment.init(given:))
  var asOf: Moment?

  @Option(help: ArgumentHelp("Length of the window (default: the store's, 7).", valueName: "days"))
  var window: Int?

  @Option(
    help: ArgumentHelp(
      "Instances asked for that make a group high (default: the store's, 10).",
      valueName: "instances"))
  var threshold: Int?

  func validate() throws {
    if let window, !(1...HuntSettings.longestWindow).contains(window) {
      throw ValidationError(
        "--window takes a number of days from 1 to \(HuntSettings.longestWindow)")
    }
    if let threshold, threshold < 0 {
      throw ValidationError("--threshold takes a number that is not negative")
    }
  }

  /// What was given, with relative times counted back from `now`.
  func settings(now: Int64 = Moment.now) -> HuntSettings {
    HuntSettings(
      asOf: asOf?.milliseconds(before: now), windowDays: window, threshold: threshold)
  }
}

/// A time on the command line: a day, a moment with its zone, or a span back from another time.
enum Moment: Equatable, Sendable {
  /// Milliseconds since 1970 UTC.
  case absolute(Int64)
  /// Milliseconds back.
  case back(Int64)

  init?(argument: String) {
    if let unit = argument.last, unit == "d" || unit == "h" {
      let digits = argument.dropLast()
      guard !digits.isEmpty, digits.allSatisfy({ ("0"..."9").contains($0) }),
        let count = Int64(digits), count <= 1_000_000
      else { return nil }
      self = .back(count * (unit == "d" ? UTCTime.day : UTCTime.day / 24))
    } else if Self.isDayOrHasZone(argument), let time = UTCTime.milliseconds(argument) {
      self = .absolute(time)
    } else {
      return nil
    }
  }

  /// Reads an option's value; the error says what it takes.
  init(given text: String) throws {
    guard let moment = Moment(argument: text) else {
      throw ValidationError(
        "it takes 2026-11-20, RFC 3339 such as 2026-11-20T08:00:00Z, or 7d or 36h")
    }
    self = moment
  }

  /// Whether the text ends as RFC 3339 wants a time to end, in `Z` or `+hh:mm`, or is a day.
  private static func isDayOrHasZone(_ text: String) -> Bool {
    let text = Array(text.utf8)
    guard text.count > 10 else { return true }
    guard !text.contains(UInt8(ascii: ",")) else { return false }
    let zone = text.suffix(6)
    return text.last == UInt8(ascii: "Z") || text.last == UInt8(ascii: "z")
      || (zone.first.map { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") } ?? false)
        && zone.dropFirst(3).first == UInt8(ascii: ":")
  }

  /// The time as milliseconds since 1970 UTC; a span is counted back from `now`.
  func milliseconds(before now: Int64) -> Int64 {
    switch self {
    case .absolute(let time): time
    case .back(let span): max(0, now - span)
    }
  }

  /// The current time, in milliseconds since 1970 UTC.
  static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}

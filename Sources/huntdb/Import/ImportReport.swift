import Store

/// An import's summary as text and as JSON.
enum ImportReport {
  private static func numbers(_ summary: ImportSummary) -> [(String, Int64)] {
    [
      ("files_seen", Int64(summary.filesSeen)), ("files_imported", Int64(summary.filesImported)),
      ("files_unchanged", Int64(summary.filesUnchanged)),
      ("files_skipped", Int64(summary.filesSkipped)), ("files_failed", Int64(summary.filesFailed)),
      ("bytes_read", summary.bytesRead), ("bytes_decompressed", summary.bytesDecompressed),
      ("records", Int64(summary.records)), ("run_instances", Int64(summary.runInstances)),
      ("events_new", Int64(summary.eventsNew)), ("events_known", Int64(summary.eventsKnown)),
      ("events_conflicting", Int64(summary.eventsConflicting)),
      ("records_rejected", Int64(summary.recordsRejected)),
      ("launches_left_out", Int64(summary.launchesLeftOut)),
    ]
  }

  /// One number a line.
  static func text(_ summary: ImportSummary) -> String {
    var lines = numbers(summary).map { name, value in
      name + String(repeating: " ", count: 20 - name.utf8.count) + "\(value)"
    }
    lines.append("elapsed_seconds     \(rounded(summary.elapsedSeconds))")
    return lines.joined(separator: "\n") + "\n"
  }

  /// One JSON object.
  static func json(_ summary: ImportSummary) -> String {
    var members = numbers(summary).map { "\"\($0)\":\($1)" }
    members.append("\"elapsed_seconds\":\(rounded(summary.elapsedSeconds))")
    let problems = summary.problems.map { problem in
      let record = problem.record.map(String.init) ?? "null"
      return "{\"file\":\(quoted(problem.file)),\"record\":\(record),"
        + "\"reason\":\(quoted(problem.reason))}"
    }
    members.append("\"problems\":[\(problems.joined(separator: ","))]")
    members.append("\"notes\":[\(summary.notes.map(quoted).joined(separator: ","))]")
    return "{\(members.joined(separator: ","))}\n"
  }

  private static func rounded(_ seconds: Double) -> Double {
    (seconds * 1000).rounded() / 1000
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case let control where control.value < 0x20:
        let digits = String(control.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

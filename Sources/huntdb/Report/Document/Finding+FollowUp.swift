extension Finding {
  /// Commands that lead from the finding to its evidence, ready to be copied.
  func followUps(_ window: ReportWindow) -> [DocumentCommand] {
    let scope = "--as-of \(window.asOf) --window \(window.windowDays)"
    var commands = [
      DocumentCommand(
        purpose: "The finding with all its signals",
        command: "huntdb findings show \(findingID) --as-of \(window.asOf)"),
      DocumentCommand(
        purpose: "Every call, in order",
        command:
          "huntdb query \(scope) \"SELECT event_time, aws_region, instance_type, outcome, error_code, "
          + "requested_max, launched_count, source_ip_address, event_id FROM finding_events "
          + "WHERE finding_id = '\(findingID)' ORDER BY event_time, event_id\""),
    ]
    if let event = eventIDs.first {
      commands.append(
        DocumentCommand(
          purpose: "The first call, as CloudTrail logged it",
          command: "huntdb event \(ShellWord.quoted(event))"))
    }
    if let key = accessKeyIDs.first {
      commands.append(
        DocumentCommand(
          purpose: "What else the access key did",
          command: "aws cloudtrail lookup-events --lookup-attributes "
            + ShellWord.quoted("AttributeKey=AccessKeyId,AttributeValue=\(key)")))
    }
    if !isSuppressed {
      commands.append(
        DocumentCommand(
          purpose: "Once it is explained",
          command: "huntdb findings suppress \(findingID) --reason 'WHY' --until DATE"))
    }
    return commands
  }
}

/// A word of a POSIX shell's command line.
enum ShellWord {
  /// The text as one word that the shell takes as it is.
  static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case 48...57, 65...90, 97...122, 45, 46, 47, 58, 61, 95, 44: true
      default: false
      }
    }
    if isPlain, !text.isEmpty, !text.hasPrefix("-") { return text }
    return "'"
      + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}

extension Finding {
  /// Commands that lead from the finding to its evidence, ready to be copied.
  func followUps(_ options: CopiedOptions) -> [DocumentCommand] {
    var commands = [
      DocumentCommand(
        purpose: "The finding with all its signals",
        command: "huntdb findings show \(findingID)\(options.all)"),
      DocumentCommand(
        purpose: "Every call, in order",
        command:
          "huntdb query\(options.all) \"SELECT event_time, aws_region, instance_type, outcome, error_code, "
          + "requested_max, launched_count, source_ip_address, event_id FROM finding_events "
          + "WHERE finding_id = '\(findingID)' ORDER BY event_time, event_id\""),
    ]
    if let event = eventIDs.first {
      commands.append(
        DocumentCommand(
          purpose: "The first call, as CloudTrail logged it",
          command: "huntdb event\(options.store) \(ShellWord.quoted(event))"))
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
          command:
            "huntdb findings suppress \(findingID)\(options.all) --reason 'WHY' --until DATE"))
    }
    return commands
  }
}

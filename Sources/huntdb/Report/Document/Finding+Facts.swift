extension Finding {
  /// Its numbers and names, each with a label.
  var facts: [DocumentFact] {
    var facts = [
      DocumentFact(
        "Asked for",
        "\(Words.count(requestedMax, "instance")) in \(Words.count(attempts, "call")); "
          + "\(Words.number(launched)) launched, \(Words.count(failures, "call")) failed"),
      DocumentFact(
        "Seen",
        "\(Words.time(firstSeen)) to \(Words.time(lastSeen)), on \(Words.count(days, "day"))"),
      DocumentFact("Story began", storyStart ?? Words.unknown),
      DocumentFact("Week before", before),
      DocumentFact("Size", size),
      DocumentFact("Regions", Words.list(awsRegions, of: regionCount)),
      DocumentFact("Instance types", Words.list(instanceTypes, of: instanceTypeCount)),
      DocumentFact("Subnets", Words.list(subnetIDs, of: subnetCount, showing: 4)),
      DocumentFact("Images", Words.list(imageIDs, of: imageCount, showing: 4)),
      DocumentFact("Key pairs", Words.list(keyNames, showing: 4)),
      DocumentFact("MFA", mfa), DocumentFact("Principal", Words.shortened(principal)),
    ]
    if let serviceName { facts.append(DocumentFact("Service", Words.shortened(serviceName))) }
    return facts
  }

  private var before: String {
    guard let previousRequestedMax, previousRequestedMax > 0 else { return "nothing asked for" }
    return "\(Words.count(previousRequestedMax, "instance")) asked for, "
      + "\(previousLaunched.map(Words.number) ?? Words.unknown) launched"
  }

  private var size: String {
    var parts: [String] = []
    if let vcpusRequested, !isOfUnknownSize {
      parts.append("\(Words.number(vcpusRequested)) vCPUs asked for")
    }
    if let acceleratorsRequested, acceleratorsRequested > 0 {
      parts.append(Words.count(acceleratorsRequested, "accelerator"))
    }
    if let instancesOfUnknownSize, instancesOfUnknownSize > 0 {
      parts.append("\(Words.count(instancesOfUnknownSize, "instance")) of unknown size")
    }
    return parts.isEmpty ? Words.unknown : parts.joined(separator: ", ")
  }
}

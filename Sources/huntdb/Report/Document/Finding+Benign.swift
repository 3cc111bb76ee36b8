extension Finding {
  /// What would make the finding harmless, as things to check; the likeliest first.
  var benignExplanations: [String] {
    var checks: [String] = []
    if let service = Self.services.first(where: { names($0.mark) }) { checks.append(service.check) }
    let isAutomated = actor == "service" || automation != nil
    if isAutomated, checks.isEmpty {
      checks.append(
        "The AWS service acts on somebody's order: who changed its configuration before the first call?"
      )
    }
    if basis == "sum", !isAutomated {
      checks.append("Many small launches add up: is this the usual pace of the person or the job?")
    }
    if failedCapacity + failedQuota + failedThrottling > 0 {
      checks.append(
        "A script tried again after a quota, capacity or throttling error: what was asked for counts every try, what was launched does not."
      )
    }
    if !isAutomated {
      checks.append(
        "A planned load test, migration or recovery exercise: is there a change request for these days?"
      )
      checks.append(
        "A deployment or build system uses the credentials: do the times match its jobs, the addresses its runners?"
      )
    }
    if trend != "new" {
      checks.append(
        "It was so the week before: has somebody explained it already, and can it be suppressed until a date?"
      )
    }
    return checks
  }

  private func names(_ mark: String) -> Bool {
    (automation ?? "").lowercased().contains(mark)
      || (serviceName ?? "").lowercased().contains(mark)
      || principal.lowercased().contains(mark)
  }

  /// Services that launch for their customers, by a word in their name or in the role they use.
  private static let services: [(mark: String, check: String)] = [
    (
      "autoscaling",
      "Auto Scaling replaced or added instances: does the group's activity history show these times?"
    ),
    (
      "elasticmapreduce",
      "A cluster of EMR started: does its list of clusters show one for each burst?"
    ),
    ("emr", "A cluster of EMR started: does its list of clusters show one for each burst?"),
    ("eks", "A node group of EKS grew: do its scaling events or the autoscaler's log agree?"),
    ("karpenter", "Karpenter added nodes: does its log name pods that waited?"),
    ("batch", "AWS Batch filled a compute environment: were jobs queued?"),
    ("ecs", "A capacity provider of ECS grew: were tasks waiting?"),
    ("spotfleet", "A Spot fleet keeps its size: is the fleet request known?"),
    ("ec2fleet", "An EC2 fleet keeps its size: is the fleet known?"),
    ("beanstalk", "Elastic Beanstalk deployed: does the environment's event log agree?"),
    ("cloudformation", "A stack was made or changed: does CloudFormation list it?"),
  ]
}

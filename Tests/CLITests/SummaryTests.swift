import Foundation
import Testing

/// What an import counts is what the trigger of schema.sql counts.
@Suite struct SummaryTests {
  /// Writes files of launches: ordinary ones that share much, and ones with every value that a rule looks at,
  /// in days and hours of their own so that groups meet old ones.
  private static let script = """
    import itertools, json, random, sys
    random.seed(int(sys.argv[1]))
    nul = chr(0)
    addresses = ['198.51.100.7', '198.51.100.8', '203.0.113.9', '2001:DB8:a::1', '2001:db8::2', '::1', '...',
      '1.2.3', '1.2.3.4.5', '....', ':', '::', 'fe80::1%eth0', '1.2.3.4:5', 'ec2.amazonaws.com',
      'AWS Internal', '1.2.3.4' + nul + 'x', nul + '1.2.3.4', 'a:b:c' + nul, '\\u0661.2.3.4', None]
    types = ['t3.micro', 't3.large', 'p5.48xlarge', '.x', 'x', 'a.b.c', nul + '.x', 'a' + nul + '.b', 'é.x', None]
    agents = ['aws-cli/2', 'ü' * 1500, 'x' * 1023 + 'é' + 'y', 'a' + nul + 'b', nul, '\\U0001F600' * 1025, None]
    services = ['EC2.Amazonaws.com', 'autoscaling.amazonaws.com', '.amazonaws.com', 'amazonaws.com',
      'x.amazonaws.com' + nul, 'x.amazonaws.com.cn', None, None, None]
    errors = [None, None, None, 'Client.DryRunOperation', 'Client.UnauthorizedOperation',
      'Client.InstanceLimitExceeded', 'Server.InsufficientInstanceCapacity', 'Client.RequestLimitExceeded',
      'Client.InvalidParameterValue', 'Client.Strange' + nul]
    accounts = ['111111111111', '222222222222', '1' + nul + '2', None]
    serial = 0
    def record(hostile):
        global serial
        serial += 1
        def any_of(values): return random.choice(values if hostile else values[:3])
        identity = {'type': random.choice(['IAMUser', 'AssumedRole', 'AWSService', 'Root'])}
        account = any_of(accounts)
        if account: identity['accountId'] = account
        name = random.choice(['u', 'v', 'w' + nul + 'x', 'é' * 600, 'z' * 1100] if hostile else ['u', 'v'])
        if random.random() < .8: identity['arn'] = f'arn:aws:sts::{account}:{name}/s{random.randrange(3)}'
        if random.random() < .5: identity['userName'] = name
        service = any_of(services)
        if service and random.random() < .4: identity['invokedBy'] = service
        if random.random() < .6: identity['accessKeyId'] = random.choice(['AKIA1', 'AKIA2', 'ASIA' + nul])
        if random.random() < .6:
            identity['sessionContext'] = {'attributes': {'mfaAuthenticated': random.choice(['true', 'false'])},
              'sessionIssuer': {'userName': name, 'arn': f'arn:aws:iam::{account}:role/{name}'}}
        request = {'instancesSet': {'items': [{'imageId': random.choice(['ami-1', 'ami-2']),
          'minCount': 1, 'maxCount': random.randrange(1, 30)} for _ in range(random.randrange(3))]}}
        kind = any_of(types)
        if kind: request['instanceType'] = kind
        if random.random() < .5: request['subnetId'] = random.choice(['subnet-1', 'subnet-2'])
        if random.random() < .3: request['keyName'] = random.choice(['k', 'k' + nul + 'l'])
        if random.random() < .3: request['instanceMarketOptions'] = {'marketType': 'spot'}
        result = {'eventVersion': '1.09', 'eventSource': 'ec2.amazonaws.com', 'eventName': 'RunInstances',
          'eventTime': f'2026-11-{random.randrange(18, 21)}T{random.randrange(24):02}:{random.randrange(60):02}:05Z',
          'eventID': f'{sys.argv[1]}-{serial}', 'userIdentity': identity, 'requestParameters': request}
        if account: result['recipientAccountId'] = account
        if random.random() < .9: result['awsRegion'] = random.choice(['us-east-1', 'eu-west-1'])
        for field, value in [('sourceIPAddress', any_of(addresses)), ('userAgent', any_of(agents)),
                             ('errorCode', any_of(errors))]:
            if value is not None: result[field] = value
        return result
    for n in range(int(sys.argv[2])):
        rows = [record(random.random() < .5) for _ in range(int(sys.argv[3]))]
        with open(f'{sys.argv[1]}-{n}.json', 'w') as f: json.dump({'Records': rows}, f)
    """

  private func write(_ scratch: Scratch, seed: Int, files: Int, records: Int) throws -> String {
    let folder = scratch.folder + "/logs-\(seed)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let made = try run(
      "/usr/bin/env", ["python3", "-c", Self.script, "\(seed)", "\(files)", "\(records)"],
      directory: folder)
    #expect(made.status == 0, "\(made.errorText)")
    return folder
  }

  /// The summaries are made anew by the trigger in a copy; both are the same to the last row number.
  private func expectWhatTheTriggerCounts(_ scratch: Scratch) throws {
    let check = try huntdb("check", "--db", scratch.store)
    #expect(check.status == 0, "\(check.text)")
    let tables = [
      "principals", "launch_groups", "launch_group_values", "elastic_shares",
      "elastic_group_readings", "principal_day_values", "principal_hours", "account_values",
    ]
    let rows = tables.map { "SELECT * FROM \($0);" }.joined(separator: "\n")
    let groups = "SELECT launch_id, group_id FROM launch_events ORDER BY 1;"
    let imported = try run("/usr/bin/env", ["sqlite3", scratch.store, rows + groups])
    #expect(imported.status == 0, "\(imported.errorText)")
    let again = """
      PRAGMA foreign_keys = OFF;
      BEGIN;
      UPDATE launch_events SET group_id = NULL;
      \(tables.map { "DELETE FROM \($0);" }.joined(separator: "\n"))
      UPDATE summaries_due SET launches = 0;
      \(rows)\(groups)
      ROLLBACK;
      """
    let counted = try run("/usr/bin/env", ["sqlite3", scratch.store, again])
    #expect(counted.status == 0, "\(counted.errorText)")
    #expect(imported.text.count > 1000)
    #expect(imported.text == counted.text)
  }

  @Test(arguments: [1, 2, 3]) func everyRuleIsCountedAsTheTriggerCountsIt(_ seed: Int) throws {
    let scratch = try Scratch()
    let summary = try scratch.importing(try write(scratch, seed: seed, files: 4, records: 250))
    #expect(summary["events_new"] as? Int == 1000)
    try expectWhatTheTriggerCounts(scratch)
  }

  @Test func launchesThatComeLaterJoinWhatIsThere() throws {
    let scratch = try Scratch()
    for seed in 11...13 {
      try scratch.importing(try write(scratch, seed: seed, files: 2, records: 150))
    }
    // Once more, and what is known counts once.
    try scratch.importing(scratch.folder + "/logs-11", scratch.folder + "/logs-12")
    try expectWhatTheTriggerCounts(scratch)
    let calls = "SELECT sum(attempts) AS n FROM launch_groups"
    #expect(try scratch.rows(calls).first?["n"] as? Int == 900)
  }

  @Test func moreValuesThanAreHeldAreWrittenInParts() throws {
    let scratch = try Scratch()
    let lines = (0..<4000).map { number in
      launchRecord(id: "event-\(number)", time: "2026-11-20T0\(number % 8):00:00Z")
        .replacingOccurrences(
          of: "\"eventID\"",
          with: "\"userAgent\":\"\(number) \(String(repeating: "a", count: 900))\",\"eventID\"")
    }
    let path = try scratch.file("many.json", lines.joined(separator: "\n"))
    let summary = try scratch.importing(path)
    #expect(summary["events_new"] as? Int == 4000)
    try expectWhatTheTriggerCounts(scratch)
  }

  /// Somebody may put events into a store and leave them uncounted.
  @Test func whatOthersLeftUncountedIsCountedByTheNextImport() throws {
    let scratch = try Scratch()
    try scratch.importing(try write(scratch, seed: 21, files: 1, records: 100))
    let left = try run(
      "/usr/bin/env",
      [
        "sqlite3", scratch.store,
        """
        INSERT INTO launch_events (
          event_id, event_id_is_synthetic, content_sha256, event_time_ms, event_outcome, error_class,
          launched_count, subnet_source, has_user_data)
        VALUES ('by hand', 0, zeroblob(32), 1795132800000, 'success', 'none', 1, 'none', 0)
        """,
      ])
    #expect(left.status == 0, "\(left.errorText)")
    #expect(try scratch.rows("SELECT launches AS n FROM summaries_due").first?["n"] as? Int == 1)
    try scratch.importing(try write(scratch, seed: 22, files: 1, records: 100))
    #expect(try scratch.rows("SELECT launches AS n FROM summaries_due").first?["n"] as? Int == 0)
    let calls = "SELECT sum(attempts) AS n FROM launch_groups"
    #expect(try scratch.rows(calls).first?["n"] as? Int == 201)
  }
}

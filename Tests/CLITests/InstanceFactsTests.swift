import Foundation
import Testing

/// What the store knows of instance types: from its table, from the size, or not at all.
@Suite struct InstanceFactsTests {
  /// Launches of `types`, one each; nothing else about them matters here.
  private func store(_ types: [String?]) throws -> SampleStore {
    let rows = types.enumerated().map { index, type in
      let text = type.map { "'\($0)'" } ?? "NULL"
      return "('e\(index)', 0, zeroblob(32), 1, 'success', 'none', 0, 'none', \(text), 0)"
    }
    return try SampleStore(
      """
      INSERT INTO launch_events (event_id, event_id_is_synthetic, content_sha256, event_time_ms,
        event_outcome, error_class, launched_count, subnet_source, instance_type, has_user_data)
      VALUES \(rows.joined(separator: ", "));
      UPDATE summaries_due SET launches = 0;
      """)
  }

  private func rows(_ store: SampleStore, _ sql: String) throws -> [String] {
    let result = try huntdb("query", "--db", store.path, "--format", "tsv", sql)
    #expect(result.status == 0, "\(result.errorText)")
    return result.text.split(separator: "\n").dropFirst().map {
      $0.replacingOccurrences(of: "\\N", with: "-").replacingOccurrences(of: "\t", with: " ")
    }
  }

  private let columns = """
    vcpus, memory_mib, accelerator_kind, accelerator_count, basis, is_very_large, is_accelerated
    """

  @Test(arguments: [
    // Facts that anybody can look up.
    ("m5.large", "m5 2 8192 - - table 0 0"),
    ("c4.8xlarge", "c4 36 61440 - - table 0 0"),
    ("p4d.24xlarge", "p4d 96 1179648 gpu 8 table 1 1"),
    ("inf1.6xlarge", "inf1 24 49152 inference 4 table 0 1"),
    ("trn1.32xlarge", "trn1 128 524288 training 16 table 1 1"),
    ("f2.6xlarge", "f2 24 262144 fpga 1 table 0 1"),
    ("c5.metal", "c5 96 196608 - - table 1 0"),
    // A whole machine, though a small one.
    ("a1.metal", "a1 16 32768 - - table 1 0"),
    // No longer offered, and still in old logs.
    ("p3.16xlarge", "p3 64 499712 gpu 8 table 0 1"),
    ("dl1.24xlarge", "dl1 96 786432 training 8 table 1 1"),
    // A share of a GPU counts as one; a type whose accelerators no source counts.
    ("g6f.large", "g6f 2 8192 gpu 1 table 0 1"),
    ("trn2u.48xlarge", "trn2u 192 2097152 training - table 1 1"),
    // Types that no source knows: the size tells the CPUs, the series the kind of accelerator.
    ("m99x.large", "m99x 2 - - - size suffix 0 0"),
    ("m99x.xlarge", "m99x 4 - - - size suffix 0 0"),
    ("c99.12xlarge", "c99 48 - - - size suffix 0 0"),
    ("c99.24xlarge", "c99 96 - - - size suffix 1 0"),
    ("r99g.metal-48xl", "r99g 192 - - - size suffix 1 0"),
    ("p99-b9.48xlarge", "p99-b9 192 - gpu - size suffix 1 1"),
    ("trn9.2xlarge", "trn9 8 - training - size suffix 0 1"),
    ("dl9.xlarge", "dl9 4 - other - size suffix 0 1"),
    ("qq1.xlarge", "qq1 4 - - - size suffix 0 -"),
    // The size says nothing of the CPUs.
    ("g99.metal", "g99 - - gpu - unknown 1 1"),
    ("t99.nano", "t99 - - - - unknown - 0"),
    ("m99.0xlarge", "m99 - - - - unknown - 0"),
    ("m99.1000000xlarge", "m99 - - - - unknown - 0"),
    ("m5.large ", "m5 - - - - unknown - 0"),
    ("xlarge", "- - - - - unknown - -"),
    (".large", "- - - - - unknown - -"),
    ("large.", "large - - - - unknown - -"),
    ("", "- - - - - unknown - -"),
  ])
  func aTypeHasItsFacts(_ type: String, _ expected: String) throws {
    let store = try store([type])
    let sql = "SELECT instance_family, \(columns) FROM instance_facts WHERE instance_type = "
    #expect(try rows(store, sql + "'\(type)'") == [expected])
  }

  @Test func eachTypeHasOneRowHoweverOftenItIsLaunched() throws {
    let store = try store(["m5.large", "m5.large", "qq1.xlarge", "qq1.xlarge", nil])
    #expect(
      try rows(
        store,
        """
        SELECT count(*) = count(DISTINCT instance_type),
          count(*) - (SELECT count(*) FROM instance_types)
        FROM instance_facts
        """) == ["1 1"])
    #expect(
      try rows(
        store,
        """
        SELECT e.event_id, f.vcpus FROM launch_events AS e
        LEFT JOIN instance_facts AS f USING (instance_type) ORDER BY 1
        """) == ["e0 2", "e1 2", "e2 4", "e3 4", "e4 -"])
  }

  @Test func aTypeThatIsAddedByHandReplacesTheGuess() throws {
    let store = try store(["m99.xlarge"])
    let added = try run(
      "/usr/bin/env",
      [
        "sqlite3", store.path,
        """
        INSERT INTO instance_type_sources VALUES (9, 'our own notes', '2026-11-24');
        INSERT INTO instance_types VALUES ('m99.xlarge', 6, 1024, NULL, NULL, NULL, 9)
        """,
      ])
    #expect(added.status == 0, "\(added.errorText)")
    #expect(
      try rows(store, "SELECT vcpus, basis FROM instance_facts WHERE instance_type = 'm99.xlarge'")
        == ["6 table"])
  }

  @Test func theSizeTellsTheCPUsOfNearlyEveryKnownType() throws {
    let store = try SampleStore("")
    let counts = try rows(
      store,
      """
      SELECT count(*) > 1200, 100 * sum(z.vcpus = t.vcpus) / count(*) >= 98
      FROM instance_types AS t
      INNER JOIN instance_sizes AS z
        ON z.size = substr(t.instance_type, instr(t.instance_type, '.') + 1)
      """)
    #expect(counts == ["1 1"])
  }

  @Test func everyTypeSaysWhereItsFactsAreFrom() throws {
    let store = try SampleStore("")
    #expect(
      try rows(
        store,
        """
        SELECT count(*) FROM instance_types
        WHERE source_id NOT IN (SELECT source_id FROM instance_type_sources WHERE dated > '2023')
        """) == ["0"])
  }
}

import Testing

@testable import Store

/// What S3 is told and what is read from its answers, without a server.
@Suite struct S3Tests {
  @Test(arguments: [
    ("s3://b", "b", ""), ("s3://b/", "b", ""), ("s3://b/a/c.gz", "b", "a/c.gz"),
    ("s3://b//x", "b", "/x"), ("s3://b/ü x", "b", "ü x"),
  ])
  func placesAreReadFromPaths(path: String, bucket: String, key: String) {
    #expect(S3Location(path: path) == S3Location(bucket: bucket, key: key))
  }

  @Test(arguments: ["s3://", "s3:///key", "S3://b", "/s3://b", "b/key"])
  func otherPathsAreNoPlaces(path: String) { #expect(S3Location(path: path) == nil) }

  @Test func keysAndQueriesAreEncodedAsTheyAreSigned() {
    #expect(S3Encoding.path("a b+c/é~*'()%.json") == "a%20b%2Bc/%C3%A9~%2A%27%28%29%25.json")
    #expect(S3Encoding.query("a/b=c&d") == "a%2Fb%3Dc%26d")
    #expect(
      S3Encoding.query([("prefix", "a/"), ("list-type", "2"), ("delimiter", "")])
        == "delimiter=&list-type=2&prefix=a%2F")
    for text in ["a b", "a+b", "日本/%41", "100%", "%zz", "\u{1}"] {
      #expect(S3Encoding.decoded(S3Encoding.query(text)) == text)
    }
    #expect(S3Encoding.decoded("a+b%2Bc") == "a b+c")
  }

  @Test func listingsAreRead() throws {
    let xml = """
      <?xml version="1.0" encoding="UTF-8"?>
      <!-- a page -->
      <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>
        <Prefix/><IsTruncated>true</IsTruncated>
        <NextContinuationToken>1/x&amp;&#x3D;&#61;</NextContinuationToken>
        <Contents><Key>a+b%2B%C3%A9</Key><LastModified>2026-11-20T08:00:00.000Z</LastModified>
          <ETag>&quot;abc-2&quot;</ETag><Size>12</Size><StorageClass>STANDARD</StorageClass></Contents>
        <Contents><Key>c</Key><Size>3</Size></Contents>
        <CommonPrefixes><Prefix>d/</Prefix></CommonPrefixes>
      </ListBucketResult>
      """
    let page = try #require(S3Listing(Array(xml.utf8)))
    #expect(page.objects.map(\.key) == ["a b+é", "c"])
    #expect(page.objects.first?.etag == "\"abc-2\"")
    #expect(page.objects.first?.modified == UTCTime.milliseconds("2026-11-20T08:00:00Z"))
    #expect(page.objects.map(\.size) == [12, 3])
    #expect(page.prefixes == ["d/"])
    #expect(page.continuation == "1/x&==")
    // Cut anywhere, it is no page.
    for count in stride(from: 0, to: xml.utf8.count - 2, by: 7) {
      #expect(S3Listing(Array(xml.utf8.prefix(count))) == nil)
    }
  }

  @Test(arguments: [
    ("", TrailPrefix.Level.above, ""), ("x/", .above, ""), ("AWSLogs/", .logs, ""),
    ("x/AWSLogs/o-1/", .organization, ""), ("AWSLogs/111111111111/", .account, ""),
    ("AWSLogs/o-1/111111111111/", .account, ""), ("AWSLogs/111111111111/Config/", .foreign, ""),
    ("AWSLogs/111111111111/CloudTrail/", .trail, ""),
    (
      "AWSLogs/111111111111/CloudTrail/us-east-1/", .region,
      "AWSLogs/111111111111/CloudTrail/us-east-1/"
    ),
    (
      "p/AWSLogs/o-1/111111111111/CloudTrail/us-east-1/2026/11/", .region,
      "p/AWSLogs/o-1/111111111111/CloudTrail/us-east-1/"
    ),
    ("AWSLogs/1234/", .foreign, ""),
  ])
  func prefixesHaveAPlaceInTheLayout(text: String, level: TrailPrefix.Level, region: String) {
    let prefix = TrailPrefix(text)
    #expect(prefix.level == level)
    #expect(prefix.regionText == region)
  }

  @Test(arguments: [
    ("AWSLogs/111111111111/Config/", true), ("p/AWSLogs/1/vpcflowlogs/x", false),
    ("p/AWSLogs/o-1/111111111111/vpcflowlogs/us-east-1/x.gz", true),
    ("AWSLogs/111111111111/CloudTrail-Digest/x", true), ("AWSLogs/aws-account-id=1/x", true),
    ("AWSLogs/111111111111/CloudTrail/Config/x", false), ("Config/x", false),
    ("AWSLogs/111111111111/copies/x", false), ("AWSLogs/111111111111/Config", false),
  ])
  func foldersOfOtherServicesAreKnown(text: String, isOther: Bool) {
    #expect(TrailPrefix(text).isOfOtherService == isOther)
  }

  @Test func aKeyTellsAccountAndRegion() {
    let prefix = TrailPrefix("p/AWSLogs/o-1/111111111111/CloudTrail/us-east-1/2026/11/20/x.gz")
    #expect(prefix.account == "111111111111")
    #expect(prefix.region == "us-east-1")
    #expect(TrailPrefix("AWSLogs/111111111111/CloudTrail/x.gz").region == nil)
    #expect(TrailPrefix("AWSLogs/111111111111").account == nil)
  }

  @Test func aSearchForTrailsGoesAFewLevelsDeep() throws {
    let seeker = TrailSeeker("")
    var folder = seeker.root
    for (name, other) in [("a/", "1/"), ("a/b/", "a/1/"), ("a/b/c/", "a/b/1/")] {
      folder = try #require(seeker.take(page(prefixes: [name, other]), of: folder).first)
    }
    let deepest = try page(prefixes: ["a/b/c/d/"])
    #expect(seeker.take(deepest, of: folder).isEmpty)
    #expect(seeker.passedOver == ["a/", "1/"])
    _ = seeker.take(try page(prefixes: ["a/b/c/AWSLogs/"]), of: folder)
    #expect(seeker.root.hasTrail)
    #expect(seeker.passedOver == ["1/", "a/1/", "a/b/1/", "a/b/c/d/"])
  }

  private func page(prefixes: [String]) throws -> S3Listing {
    let folders = prefixes.map { "<CommonPrefixes><Prefix>\($0)</Prefix></CommonPrefixes>" }
    let xml = "<ListBucketResult>\(folders.joined())</ListBucketResult>"
    return try #require(S3Listing(Array(xml.utf8)))
  }

  @Test func logsAreChosenByNameAndDay() throws {
    let start = try #require(UTCTime.milliseconds("2026-11-10"))
    let end = try #require(UTCTime.milliseconds("2026-11-12"))
    let selection = TrailSelection(
      accounts: ["111111111111"], regions: ["us-east-1"], times: start...end - 1)
    #expect(selection.firstDay == "2026/11/10")
    #expect(selection.lastDay == "2026/11/12")
    func key(_ account: String, _ region: String, _ day: Int) -> String {
      "logs/\(account)_CloudTrail_\(region)_202611\(day)T0800Z_x.json.gz"
    }
    #expect(selection.wants(key: key("111111111111", "us-east-1", 10)))
    #expect(selection.wants(key: key("111111111111", "us-east-1", 12)))
    #expect(!selection.wants(key: key("111111111111", "us-east-1", 13)))
    #expect(!selection.wants(key: key("222222222222", "us-east-1", 11)))
    #expect(!selection.wants(key: key("111111111111", "eu-west-1", 11)))
    #expect(selection.wants(key: "logs/export.json.gz"))
    #expect(TrailSelection().wants(key: key("222222222222", "eu-west-1", 30)))
  }

  @Test func credentialsOfTheCommandLineToolAreRead() {
    let json = """
      {"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "S", "SessionToken": "T",
       "Expiration": "2026-11-20T08:00:00+00:00"}
      """
    #expect(
      S3CredentialProvider.read(Array(json.utf8))
        == S3Credentials(
          accessKeyID: "A", secretAccessKey: "S", sessionToken: "T",
          expires: UTCTime.milliseconds("2026-11-20T08:00:00Z")))
    #expect(S3CredentialProvider.read(Array("{}".utf8)) == nil)
    #expect(S3CredentialProvider.read([]) == nil)
  }
}

/// A RunInstances call as a row of `launch_events`, for tests of views: what is not said is ordinary.
struct LaunchRow {
  /// Day before the end of the window, which is 2026-11-21; 0 is its last day.
  var daysBack = 1
  var hour = 10
  var minute = 0
  var account = "111111111111"
  var user = "alice"
  /// The principal's ARN; of the user when nil.
  var role: String?
  var invokedBy: String?
  var requested = 1
  /// none, dry_run, authorization, quota, capacity, invalid_request, ...
  var errorClass = "none"
  var region = "us-east-1"
  var type: String? = "t3.micro"
  var subnet: String? = "subnet-1"
  var image: String? = "ami-1"
  var key: String?
  var address = "198.51.100.7"
  var agent = "aws-cli/2"
  var accessKey = "AKIA1"
  var isSpot = false

  /// The end of the window that every row is counted from.
  static let asOf = "2026-11-21T00:00:00Z"
  private static let end: Int64 = 1_795_219_200_000

  /// Inserts the rows, and brings the summaries up to date.
  static func sql(_ rows: [LaunchRow]) -> String {
    let values = rows.enumerated().map { $1.values("event-\($0)") }
    return """
      INSERT INTO launch_events (
        event_id, event_id_is_synthetic, recipient_account_id, content_sha256, event_time_ms,
        aws_region, account_id, identity_type, principal_arn, session_issuer_arn, invoked_by,
        service_name, user_name, event_outcome, error_class, requested_min, requested_max,
        launched_count, subnet_id, subnet_source, instance_type, image_id, key_name,
        source_ip_address, user_agent, access_key_id, market_type, has_user_data)
      VALUES \(values.joined(separator: ",\n"));
      UPDATE summaries_due SET launches = 0;
      """
  }

  private func values(_ id: String) -> String {
    let time = Self.end - Int64(daysBack) * 86_400_000 + Int64(hour * 60 + minute) * 60_000
    func text(_ value: String?) -> String { value.map { "'\($0)'" } ?? "NULL" }
    let isRole = role != nil
    return """
      ('\(id)', 0, '\(account)', zeroblob(32), \(time), '\(region)', '\(account)', \
      '\(isRole ? "AssumedRole" : "IAMUser")', \
      '\(role ?? "arn:aws:iam::\(account):user/\(user)")', \(text(role)), \(text(invokedBy)), \
      \(text(invokedBy)), '\(user)', '\(errorClass == "none" ? "success" : "failure")', \
      '\(errorClass)', \(requested), \(requested), \(errorClass == "none" ? requested : 0), \
      \(text(subnet)), 'request', \(text(type)), \(text(image)), \(text(key)), '\(address)', \
      '\(agent)', \
      '\(accessKey)', \(isSpot ? "'spot'" : "NULL"), 0)
      """
  }
}

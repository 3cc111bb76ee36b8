/// What is known of the objects that wrap CloudTrail records: where in them the records are.
enum RecordWrappers {
  /// Whether the object is an answer or a file that has no records.
  static func isEmptyList(_ value: JSONValue) -> Bool {
    func isEmpty(_ list: JSONValue?) -> Bool { list.map { $0.isArray && $0.count == 0 } ?? false }
    return isEmpty(value["Records"]) || isEmpty(value["Events"]) || isEmpty(value["logEvents"])
      || isEmpty(value["events"]) || isEmpty(value["hits"]) || isEmpty(value["results"])
      || isEmpty(value["QueryResults"]) || isEmpty(value["records"])
  }

  /// The field that holds the original record as text: in lookup-events output, Splunk, CloudWatch
  /// Logs, Elasticsearch, and Athena and CloudTrail Lake results. It is a string, or what Elasticsearch
  /// gives for any field that is asked for: a list of values.
  static func embeddedRecord(_ value: JSONValue) -> JSONValue? {
    func json(_ candidate: JSONValue?) -> JSONValue? {
      candidate.flatMap {
        isJSON($0) || ($0.isArray && $0.children.contains(where: isJSON)) ? $0 : nil
      }
    }
    return json(value["CloudTrailEvent"]) ?? json(value["_raw"]) ?? json(value["event.original"])
      ?? json(value["event"]["original"]) ?? json(value["@message"]) ?? json(value["eventJson"])
  }

  /// The members of a document found by Elasticsearch that may hold its record, the best first; nil
  /// for everything else. They say the same, and what else there is repeats parts of it.
  static func documentMembers(_ value: JSONValue) -> [JSONValue]? {
    let (source, fields) = (value["_source"], value["fields"])
    guard source?.isObject ?? false || (value["_index"] != nil && fields?.isObject ?? false)
    else { return nil }
    return [source, fields].compactMap(\.self)
  }

  /// A string of base64, and whether it can be nothing else: what CloudWatch Logs gives a Lambda
  /// function, and records of Kinesis and Firehose.
  static func embeddedData(_ value: JSONValue) -> (text: JSONValue, isCertain: Bool)? {
    func string(_ candidate: JSONValue?) -> JSONValue? {
      candidate.flatMap { $0.isString && !$0.bytes.isEmpty ? $0 : nil }
    }
    if let text = string(value["awslogs"]["data"]) ?? string(value["kinesis"]["data"]) {
      return (text, true)
    }
    guard let text = string(value["data"]) ?? string(value["Data"]), !isJSON(text) else {
      return nil
    }
    let isRecord = value["recordId"] != nil || value["PartitionKey"] != nil
    return (text, isRecord || text.bytes.starts(with: "H4sI".utf8))
  }

  /// Whether the object is what CloudWatch Logs sends to see whether it is heard.
  static func isControlMessage(_ value: JSONValue) -> Bool {
    value["messageType"]?.equals("CONTROL_MESSAGE") ?? false
  }

  /// Whether the value is a string that begins as JSON does.
  static func isJSON(_ value: JSONValue) -> Bool {
    guard value.isString else { return false }
    let first = value.bytes.first { $0 > 0x20 }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }
}

/// The distinct values of calls, by the keys of their tables.
struct SummaryValues {
  /// Kinds of values, in the order of their names.
  enum Kind: UInt8 {
    case accessKeyID, accessKeyNetwork, awsRegion, errorClass, imageID, instanceFamily, instanceType
    case invokedBy, keyName, sessionName, sourceIPAddress, sourceNetwork, userAgent

    /// What the tables call it.
    var name: StaticString {
      switch self {
      case .accessKeyID: "access_key_id"
      case .accessKeyNetwork: "access_key_network"
      case .awsRegion: "aws_region"
      case .errorClass: "error_class"
      case .imageID: "image_id"
      case .instanceFamily: "instance_family"
      case .instanceType: "instance_type"
      case .invokedBy: "invoked_by"
      case .keyName: "key_name"
      case .sessionName: "session_name"
      case .sourceIPAddress: "source_ip_address"
      case .sourceNetwork: "source_network"
      case .userAgent: "user_agent"
      }
    }

    /// Whether it is one of `principal_day_values`.
    var isOfDays: Bool { self != .instanceType }

    /// Whether it is one of `launch_group_values`.
    var isOfGroups: Bool { Self.ofGroups.contains(self) }

    /// The kinds in `launch_group_values`, as `launch_groups` has the counts of distinct ones.
    static let ofGroups: [Kind] = [.sourceIPAddress, .accessKeyID, .sessionName, .imageID]

    /// What it is in `account_values`, which says who called where the others say how each call ended.
    var nameOfAccounts: StaticString? {
      switch self {
      case .errorClass: "principal"
      case .awsRegion, .instanceType, .instanceFamily, .imageID, .keyName, .sourceNetwork,
        .userAgent:
        name
      case .accessKeyID, .accessKeyNetwork, .invokedBy, .sessionName, .sourceIPAddress: nil
      }
    }
  }

  /// By number of the group, kind and value.
  private(set) var ofGroups: [ByteString: SummaryCounts.Span] = [:]
  /// By kind, day, principal and value.
  private(set) var ofDays: [ByteString: SummaryCounts.Span] = [:]
  /// By account, the word for the kind, and value.
  private(set) var ofAccounts: [ByteString: SummaryCounts.Span] = [:]
  private var key = ByteString()

  init(_ counts: borrowing SummaryCounts) {
    for (key, span) in counts.alike {
      key.withFields { fields in
        let number = fields.number(UInt32.self)
        add(fields, Calls(span: span, groupNumber: number, group: counts.groups[Int(number)]))
      }
    }
  }

  /// Calls that are alike in everything.
  private struct Calls {
    let span: SummaryCounts.Span
    let groupNumber: UInt32
    let group: SummaryCounts.Group
  }

  private mutating func add(_ values: ByteString.Fields, _ calls: Calls) {
    calls.group.key.withFields { group in
      let day = group.number(Int64.self)
      _ = group.number(Int64.self)
      _ = group.text()
      let region = group.text()
      _ = group.text()
      let type = group.text()
      add(.awsRegion, region, day, calls)
      add(.instanceType, type, day, calls)
      add(.instanceFamily, type?.instanceFamily, day, calls)

      var values = values
      var accessKey: UnsafeRawBufferPointer?
      for column in SummaryCounts.valueColumns {
        let value = values.text()
        switch column {
        case .errorClass: add(.errorClass, value, day, calls)
        case .accessKeyID:
          accessKey = value
          add(.accessKeyID, value, day, calls)
        case .imageID: add(.imageID, value, day, calls)
        case .invokedBy: add(.invokedBy, value, day, calls)
        case .keyName: add(.keyName, value, day, calls)
        case .sessionName: add(.sessionName, value, day, calls)
        case .sourceIPAddress:
          add(.sourceIPAddress, value, day, calls)
          value?.network.withUnsafeBytes { network in
            add(.sourceNetwork, network, day, calls)
            add(.accessKeyNetwork, accessKey, and: network, day, calls)
          }
        case .userAgent: add(.userAgent, value, day, calls)
        default: break
        }
      }
    }
  }

  /// Adds calls under a value, or under two with a blank between them.
  private mutating func add(
    _ kind: Kind, _ value: UnsafeRawBufferPointer?, and second: UnsafeRawBufferPointer? = nil,
    _ day: Int64, _ calls: Calls
  ) {
    guard let value else { return }
    if kind.isOfDays {
      key.removeAll()
      key.append(kind.rawValue)
      key.append(day)
      key.append(calls.group.principal.number)
      key.append(value)
      if let second {
        key.append(UInt8(ascii: " "))
        key.append(second)
      }
      ofDays[key, default: .init()].add(calls.span)
    }
    if kind.isOfGroups {
      key.removeAll()
      key.append(calls.groupNumber)
      key.append(kind.rawValue)
      key.append(value)
      ofGroups[key, default: .init()].add(calls.span)
    }
    if let word = kind.nameOfAccounts {
      key.removeAll()
      calls.group.principal.account.withUnsafeBytes { key.append(field: $0) }
      key.append(field: word.bytes)
      if kind == .errorClass { key.append(calls.group.principal.name) } else { key.append(value) }
      ofAccounts[key, default: .init()].add(calls.span)
    }
  }
}

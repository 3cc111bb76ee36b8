/// A file or record that could not be read; the file by its name alone, so that the report is the
/// same wherever the logs lie.
struct ImportProblem: ViewRow {
  var fileName: String
  var recordNumber: Int?
  var byteOffset: Int?
  var reason: String

  enum CodingKeys: String, CodingKey, CaseIterable {
    case fileName = "file_name"
    case recordNumber = "record_number"
    case byteOffset = "byte_offset"
    case reason
  }
  typealias Column = CodingKeys
  static let view = "report_problems"
  static let order = "file_name, record_number, byte_offset, reason"
}

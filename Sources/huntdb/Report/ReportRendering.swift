extension ReportModel {
  /// For a terminal: a line for each value, which no width cuts.
  var text: String {
    var lines = [title, String(repeating: "=", count: title.count), "", verdict, ""]
    for section in sections {
      lines += [section.title, String(repeating: "-", count: section.title.count), section.text]
      if let table = section.table {
        for row in table.rows {
          lines.append("")
          for (column, value) in zip(table.columns, row) {
            let label = column + String(repeating: " ", count: max(0, 18 - column.count))
            lines.append("  \(label)\(DisplayText.escaped(value))")
          }
        }
        if table.rows.isEmpty { lines.append("  (none)") }
      }
      lines.append("")
    }
    return lines.joined(separator: "\n")
  }

  /// For GitHub and the like.
  var markdown: String {
    var lines = ["# \(title)", "", "**\(Self.cell(verdict))**", ""]
    for section in sections {
      lines += ["## \(section.title)", "", section.text, ""]
      guard let table = section.table else { continue }
      if table.rows.isEmpty {
        lines += ["None.", ""]
        continue
      }
      lines.append("| " + table.columns.map(Self.cell).joined(separator: " | ") + " |")
      lines.append("|" + String(repeating: " --- |", count: table.columns.count))
      for row in table.rows {
        lines.append("| " + row.map(Self.cell).joined(separator: " | ") + " |")
      }
      lines.append("")
    }
    return lines.joined(separator: "\n")
  }

  /// A value that Markdown shows as it is: nothing in it is markup, and it stays on its line.
  private static func cell(_ value: String) -> String {
    var result = ""
    for character in DisplayText.escaped(value) {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "|", "`", "*", "_", "[", "]", "\\", "~", "#": result += "\\\(character)"
      default: result.append(character)
      }
    }
    return result
  }
}

/// A picture that can be drawn as SVG.
protocol Drawing {
  /// Draws everything that lies inside the root element; `height` is set to what it took.
  func draw(_ canvas: inout SVG)
}

/// An SVG document being written, 640 units wide. Colours and type come from the page's style sheet
/// by class, so that one drawing is legible on light and on dark paper.
struct SVG {
  static let width = 640
  var height = 0
  private var body = ""

  /// The whole element, with a title and a description for those who do not see it.
  static func picture(_ drawing: any Drawing, id: String, title: String, description: String)
    -> String
  {
    var canvas = SVG()
    drawing.draw(&canvas)
    return "<svg class=\"picture\" viewBox=\"0 0 \(width) \(canvas.height)\" role=\"img\" "
      + "aria-labelledby=\"\(id)-title \(id)-desc\"><title id=\"\(id)-title\">\(HTMLText.escaped(title))</title>"
      + "<desc id=\"\(id)-desc\">\(HTMLText.escaped(description))</desc>\(canvas.body)</svg>"
  }

  /// A rectangle; `title` is shown by a pointer that rests on it.
  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String,
    title: String? = nil, round: Int = 0
  ) {
    guard width > 0, height > 0 else { return }
    body +=
      "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\" "
      + "height=\"\(Self.number(height))\"" + (round > 0 ? " rx=\"\(round)\"" : "")
      + " class=\"\(style)\""
    if let title {
      body += "><title>\(HTMLText.escaped(title))</title></rect>"
    } else {
      body += "/>"
    }
  }

  /// Many bars of one kind as one shape: each a position, a width and a height above `base`.
  mutating func bars(
    _ bars: [(x: Double, width: Double, height: Double)], base: Double, _ style: String
  ) {
    let shapes = bars.filter { $0.height > 0 }.map { bar in
      "M\(Self.number(bar.x)) \(Self.number(base))v\(Self.number(-bar.height))h\(Self.number(bar.width))v\(Self.number(bar.height))z"
    }
    if !shapes.isEmpty { body += "<path class=\"\(style)\" d=\"\(shapes.joined())\"/>" }
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
    body +=
      "<path class=\"\(style)\" d=\"M\(Self.number(x1)) \(Self.number(y1))L\(Self.number(x2)) \(Self.number(y2))\"/>"
  }

  /// Text at a baseline; the anchor is `start`, `middle` or `end`.
  mutating func text(
    _ x: Double, _ y: Double, _ text: String, _ style: String = "label", anchor: String = "start"
  ) {
    body +=
      "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" class=\"\(style)\" text-anchor=\"\(anchor)\">"
      + "\(HTMLText.escaped(text))</text>"
  }

  /// At most one digit after the point, without a locale.
  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let rest = tenths.magnitude % 10
    return sign + "\(tenths.magnitude / 10)" + (rest == 0 ? "" : ".\(rest)")
  }
}

/// The scale of a picture's numbers: from nothing to a round number above the greatest.
struct Scale {
  let top: Int
  let length: Double

  init(greatest: Int, length: Double) {
    var step = 1
    while step * 10 < greatest { step *= 10 }
    let factor = [1, 2, 5, 10].first { step * $0 >= greatest } ?? 10
    top = max(1, step * factor)
    self.length = length
  }

  func callAsFunction(_ value: Int) -> Double { Double(value) / Double(top) * length }

  /// The values that get a line: none, half and all, or none and all where half is no whole number.
  var ticks: [Int] { top % 2 == 0 ? [0, top / 2, top] : [0, top] }
}

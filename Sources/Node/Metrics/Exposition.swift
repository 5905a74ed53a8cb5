/// Figures for a monitor, written in Prometheus' text format 0.0.4.
public struct Exposition: Sendable {
    /// The media type of `text`.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    public enum Kind: String, Sendable { case counter, gauge, histogram }

    /// One line: a value under labels.
    struct Sample: Sendable {
        /// What follows the family's name: `_bucket`, `_sum`, `_count`; mostly nothing.
        var suffix = ""
        var labels: [(name: String, value: String)] = []
        let value: Double
    }

    private struct Family: Sendable {
        let name: String
        let kind: Kind
        let help: String
        let samples: [Sample]
    }

    private static let prefix = "yizhan_"

    private var families: [Family] = []

    init() {}

    /// - Parameter samples: a family without any is left out: what is not known has no figure.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
        guard !samples.isEmpty else { return }
        families.append(
            Family(name: Self.prefix + name, kind: kind, help: help, samples: samples))
    }

    /// One figure without labels.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Double?) {
        add(name, kind, help, value.map { [Sample(value: $0)] } ?? [])
    }

    mutating func add(
        _ name: String, _ help: String, _ histograms: [(labels: [(String, String)], Histogram)]
    ) {
        add(name, .histogram, help, histograms.flatMap { $1.samples(labels: $0) })
    }

    public var text: String { families.map(Self.text(of:)).joined() }

    private static func text(of family: Family) -> String {
        let help = escaped(family.help, quotes: false)
        let lines = family.samples.map { sample in
            "\(family.name)\(sample.suffix)\(labels(sample.labels)) \(number(sample.value))\n"
        }
        return "# HELP \(family.name) \(help)\n# TYPE \(family.name) \(family.kind.rawValue)\n"
            + lines.joined()
    }

    private static func labels(_ labels: [(name: String, value: String)]) -> String {
        guard !labels.isEmpty else { return "" }
        let pairs = labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }
        return "{\(pairs.joined(separator: ","))}"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        let text = text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        return quotes ? text.replacing("\"", with: "\\\"") : text
    }

    /// Whole numbers without a point, as far as a double is exact.
    static func number(_ value: Double) -> String {
        if value == .infinity { return "+Inf" }
        if value == -.infinity { return "-Inf" }
        if value.isNaN { return "NaN" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }
}

/// How often something took how long: counts under growing bounds, and the sum, in seconds.
struct Histogram: Sendable {
    /// Upper bounds, growing.
    let bounds: [Double]
    /// One more than bounds: the last is for everything above.
    private var counts: [UInt64]
    private var sum = 0.0

    init(bounds: [Double]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    mutating func observe(_ seconds: Double) {
        let seconds = max(seconds, 0)
        counts[bounds.firstIndex { seconds <= $0 } ?? bounds.count] += 1
        sum += seconds
    }

    /// A bucket holds everything below its bound, the smaller ones included.
    fileprivate func samples(labels: [(String, String)]) -> [Exposition.Sample] {
        let labels = labels.map { (name: $0.0, value: $0.1) }
        var total: UInt64 = 0
        var samples = zip(bounds + [.infinity], counts).map { bound, count in
            total += count
            return Exposition.Sample(
                suffix: "_bucket", labels: labels + [("le", Exposition.number(bound))],
                value: Double(total))
        }
        samples.append(.init(suffix: "_sum", labels: labels, value: sum))
        samples.append(.init(suffix: "_count", labels: labels, value: Double(total)))
        return samples
    }
}

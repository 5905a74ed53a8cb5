import Foundation

/// A reader of Prometheus' text format 0.0.4 that forgives nothing, written from the format's
/// description and not from our writer.
struct StrictExposition {
    struct Sample: Hashable {
        let name: String
        let labels: [String: String]
    }

    struct Fault: Error, CustomStringConvertible {
        let line: Int
        let description: String
    }

    private(set) var types: [String: String] = [:]
    private(set) var values: [Sample: Double] = [:]

    /// The value of a series; nil where there is none.
    subscript(name: String, labels: [String: String]) -> Double? {
        values[Sample(name: name, labels: labels)]
    }

    subscript(name: String) -> Double? { self[name, [:]] }

    init(_ text: String) throws {
        guard text.isEmpty || text.hasSuffix("\n") else {
            throw Fault(line: 0, description: "the last line has no end")
        }
        var family: String?
        var helped: String?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast()
            .enumerated()
        {
            let number = index + 1
            if line.hasPrefix("# HELP ") {
                helped = try Self.help(line, number)
            } else if line.hasPrefix("# TYPE ") {
                family = try type(line, after: helped, number)
            } else {
                try sample(line, of: family, number)
            }
        }
        try checkHistograms()
    }

    private static func help(_ line: Substring, _ number: Int) throws -> String {
        let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard words.count == 4, isName(words[2]), !words[3].isEmpty,
            words[3].wholeMatch(of: /(?:[^\\]|\\[\\n])*/) != nil
        else { throw Fault(line: number, description: "bad HELP") }
        return String(words[2])
    }

    private mutating func type(
        _ line: Substring, after helped: String?, _ number: Int
    ) throws -> String {
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 4, words[2] == helped, types[words[2]] == nil,
            ["counter", "gauge", "histogram"].contains(words[3])
        else { throw Fault(line: number, description: "bad TYPE") }
        guard (words[3] == "counter") == words[2].hasSuffix("_total") else {
            throw Fault(line: number, description: "a counter's name ends with _total")
        }
        types[words[2]] = words[3]
        return words[2]
    }

    private mutating func sample(_ line: Substring, of family: String?, _ number: Int) throws {
        let form = /([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(.*)\})? (\S+)/
        guard let match = line.wholeMatch(of: form), let family,
            let value = Self.value(match.4)
        else { throw Fault(line: number, description: "no sample: \(line)") }
        let name = String(match.1)
        let suffixes = types[family] == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
        guard suffixes.contains(where: { name == family + $0 }) else {
            throw Fault(line: number, description: "\(name) stands in \(family)")
        }
        let sample = Sample(
            name: name, labels: try match.3.map { try Self.labels($0, number) } ?? [:])
        guard values.updateValue(value, forKey: sample) == nil else {
            throw Fault(line: number, description: "a series stands twice")
        }
    }

    private static func value(_ text: Substring) -> Double? {
        if text == "+Inf" { return .infinity }
        return text.wholeMatch(of: /-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?/).flatMap { Double($0.0) }
    }

    private static func labels(_ text: Substring, _ number: Int) throws -> [String: String] {
        var rest = text
        var labels: [String: String] = [:]
        while let match = rest.prefixMatch(
            of: /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\["\\n])*)"(,|$)/)
        {
            guard labels.updateValue(String(match.2), forKey: String(match.1)) == nil else { break }
            rest = rest[match.range.upperBound...]
            if rest.isEmpty && match.3.isEmpty { return labels }
        }
        throw Fault(line: number, description: "bad labels: \(text)")
    }

    private static func isName(_ text: Substring) -> Bool {
        text.wholeMatch(of: /[a-zA-Z_:][a-zA-Z0-9_:]*/) != nil
    }

    /// Buckets grow, and the last has everything that was counted.
    private func checkHistograms() throws {
        for name in types.filter({ $0.value == "histogram" }).keys {
            let buckets = values.filter { $0.key.name == name + "_bucket" }
            let series = Dictionary(grouping: buckets) { bucket in
                bucket.key.labels.filter { $0.key != "le" }
            }
            for (labels, buckets) in series {
                let sorted = buckets.map {
                    (Self.value(Substring($0.key.labels["le"] ?? "")) ?? .nan, $0.value)
                }
                .sorted { $0.0 < $1.0 }
                guard sorted.last?.0 == .infinity, self[name + "_sum", labels] != nil,
                    sorted.last?.1 == self[name + "_count", labels],
                    zip(sorted, sorted.dropFirst()).allSatisfy({ $0.1 <= $1.1 })
                else { throw Fault(line: 0, description: "histogram \(name)") }
            }
        }
    }
}

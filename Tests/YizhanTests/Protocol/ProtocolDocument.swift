import Foundation
import SyncCore
import Testing

/// docs/PROTOCOL.md as somebody reads it who writes another implementation: what its examples say.
struct ProtocolDocument {
    private let lines: [String]

    init() throws {
        let file = Outsider.repository.appendingPathComponent("docs/PROTOCOL.md")
        lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
    }

    /// The lines of the example that is fenced with these words, "hex change" say.
    func example(_ words: String) throws -> [String] {
        let start = try #require(lines.firstIndex(of: "```\(words)"), "no example \(words)")
        return Array(lines[(start + 1)...].prefix { $0 != "```" })
    }

    func text(_ words: String) throws -> String {
        try example(words).map { $0 + "\n" }.joined()
    }

    /// The bytes of an example in hexadecimal; white space is for the eye.
    func bytes(_ name: String) throws -> [UInt8] {
        try #require(Hex.decode(try example("hex \(name)").joined().filter { $0 != " " }))
    }

    /// A value of the table that the examples begin with.
    func value(_ name: String) throws -> [UInt8] {
        let table = lines.drop { $0 != "## Worked examples" }
        let row = try #require(table.first { $0.hasPrefix("| \(name) | `") })
        return try #require(Hex.decode(row.components(separatedBy: "`")[1]))
    }

    /// The names of all examples that there are.
    var examples: Set<String> {
        Set(lines.filter { $0.hasPrefix("```") && $0 != "```" }.map { String($0.dropFirst(3)) })
    }
}

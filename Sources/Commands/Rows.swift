import Foundation

/// A report as rows of a table, for `-o csv` and `-o jsonl`: the elements of its list, or the report
/// itself as a single row. Nested members are named `outer.inner`.
public struct Rows: Sendable {
    public let columns: [String]
    public let cells: [[String]]
    /// Each row as one line of JSON.
    public let lines: [String]

    public init(_ report: some Report) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let whole = try JSONSerialization.jsonObject(with: encoder.encode(report))
        let members = whole as? [String: Any] ?? [:]
        let list = type(of: report).list.flatMap { members[$0] as? [[String: Any]] }
        let rows = list ?? [members]
        let flat = rows.map { Self.flatten($0) }
        let columns = Set(flat.flatMap(\.keys)).sorted()
        self.columns = columns
        cells = flat.map { row in columns.map { row[$0] ?? "" } }
        lines = try rows.map { row in
            let data = try JSONSerialization.data(
                withJSONObject: row, options: [.sortedKeys, .withoutEscapingSlashes])
            return String(decoding: data, as: UTF8.self)
        }
    }

    private static func flatten(_ object: [String: Any], under prefix: String = "") -> [String:
        String]
    {
        var flat: [String: String] = [:]
        for (name, value) in object {
            switch value {
            case let inner as [String: Any]:
                flat.merge(flatten(inner, under: prefix + name + ".")) { $1 }
            case is NSNull: flat[prefix + name] = ""
            case let texts as [String]: flat[prefix + name] = texts.joined(separator: " ")
            case let text as String: flat[prefix + name] = text
            default: flat[prefix + name] = fragment(value)
            }
        }
        return flat
    }

    /// Anything else, spelled as JSON spells it.
    private static func fragment(_ value: Any) -> String {
        let data = try? JSONSerialization.data(
            withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys])
        return String(decoding: data ?? Data(), as: UTF8.self)
    }
}

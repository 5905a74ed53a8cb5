import Commands
import Foundation
import Texts

/// What an operation was told, checked against its fields: nothing else stands in it, and nothing that is
/// required is missing.
struct OperationInput: Sendable {
    private let values: [String: JSONValue]

    /// - Parameter body: one JSON object.
    /// - Throws: `Problem` 64.
    init(body: [UInt8], fields: [InputField]) throws(Problem) {
        guard case .object(let members)? = JSONValue(body),
            JSONMembers.count(in: body) == members.count
        else { throw Problem("bad-body", .usage, .api(.notAnObject)) }
        values = try Self.checked(members, fields)
    }

    /// - Parameter query: `NAME=VALUE&…`, as forms write it (URL Standard §5.1); nil for none.
    /// - Throws: `Problem` 64.
    init(query: String?, fields: [InputField]) throws(Problem) {
        var texts: [String: [String]] = [:]
        for piece in (query ?? "").split(separator: "&") {
            let parts = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let name = Self.decoded(parts[0]),
                let text = Self.decoded(parts[1])
            else { throw Problem("bad-query", .usage, .api(.badQuery)) }
            texts[name, default: []].append(text)
        }
        var members: [String: JSONValue] = [:]
        for (name, texts) in texts.sorted(by: { $0.key < $1.key }) {
            let field = try Self.field(name, of: fields)
            members[name] = try field.value(of: texts)
        }
        values = try Self.checked(members, fields)
    }

    /// nil where it was not said.
    subscript(name: String) -> String? {
        guard case .text(let text)? = values[name] else { return nil }
        return text
    }

    func texts(_ name: String) -> [String] {
        guard case .array(let values)? = values[name] else { return [] }
        return values.compactMap { value in
            guard case .text(let text) = value else { return nil }
            return text
        }
    }

    func flag(_ name: String) -> Bool { values[name] == .flag(true) }

    private static func checked(
        _ members: [String: JSONValue], _ fields: [InputField]
    ) throws(Problem) -> [String: JSONValue] {
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            try field(name, of: fields).check(value)
        }
        if let missing = fields.first(where: { $0.isRequired && members[$0.name] == nil }) {
            throw Problem(
                "missing-field", .usage, .api(.missingField(missing.name)),
                remedy: .api(.lookAtDescription))
        }
        return members
    }

    private static func field(
        _ name: String, of fields: [InputField]
    ) throws(Problem) -> InputField {
        guard let field = fields.first(where: { $0.name == name }) else {
            throw Problem(
                "unknown-field", .usage,
                .api(.unknownField(String(name.prefix(40)), known: fields.map(\.name))))
        }
        return field
    }

    private static func decoded(_ text: Substring) -> String? {
        text.replacingOccurrences(of: "+", with: " ").removingPercentEncoding
    }
}

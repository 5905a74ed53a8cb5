import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// How a person names a change: `ORIGIN:SEQUENCE`, six or more digits of the log's origin and the place
/// in it, as the list of changes that do not count shows it.
struct ChangeReference {
    let dot: Dot
    let scope: Scope

    /// - Parameter code: the station, where an origin writes for several.
    /// - Throws: `Problem`.
    init(_ text: String, code: String?, at place: Workplace) throws {
        let bad = Problem(
            "unknown-change", .inputNotFound, .conflict(.badReference(String(text.prefix(64)))),
            remedy: .conflict(.badReferenceRemedy))
        let parts = PlainText.compact(text).lowercased().split(separator: ":")
        guard parts.count == 2, parts[0].utf8.count >= 6, let sequence = UInt64(parts[1]),
            (1...Limits.logLength).contains(sequence)
        else { throw bad }
        let scope = try place.scopeToRead(code: code)
        let logs = try place.store.view { try $0.logs() }.filter {
            (scope == nil || $0.scope == scope) && sequence <= $0.length
                && $0.origin.description.hasPrefix(parts[0])
        }
        guard let log = logs.first else { throw bad }
        guard logs.count == 1 else {
            throw Problem(
                "ambiguous", .badInput,
                .record(.ambiguous(text, logs.map { "\($0.code ?? "")/\($0.origin)" })),
                remedy: .conflict(.badReferenceRemedy))
        }
        dot = Dot(origin: log.origin, sequence: sequence)
        self.scope = log.scope
    }

    static func text(_ dot: Dot) -> String {
        "\(dot.origin.description.prefix(12)):\(dot.sequence)"
    }

    var text: String { Self.text(dot) }
}

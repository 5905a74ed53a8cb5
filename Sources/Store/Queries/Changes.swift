import Foundation
import GRDB
public import SyncCore

/// One change as it is held, without what its personal part says.
public struct ChangeCard: Sendable, Hashable {
    public enum Personal: String, Sendable, Hashable { case none, held, withheld }

    public let canonical: CanonicalChange
    public let leaf: Hash
    public let commitment: Hash
    public let personal: Personal
    /// Why it does not count; nil when it does.
    public let exclusion: String?
}

extension StoreView {
    package func setting(_ name: String) throws -> String? { try Store.setting(name, in: db) }

    /// The canonical bytes of all changes of a log, in order; none where it is not held.
    package func canonicalBytes(of origin: Origin, in scope: Scope) throws -> [[UInt8]] {
        guard let scopeRow = try log.scope(scope), let row = try log.log(origin, in: scopeRow.id)
        else { return [] }
        let length = try log.length(row.id)
        guard length > 0 else { return [] }
        return try (1...length).map { sequence in
            let stored = try log.stored(at: LocalDot(log: row.id, sequence: sequence))
            guard let stored else { throw StoreError.damaged("gap in a log") }
            return stored.canonical.bytes
        }
    }

    /// The change at a dot; nil where the log does not reach it or is not held.
    public func change(_ dot: Dot, in scope: Scope) throws -> ChangeCard? {
        guard (1...Limits.logLength).contains(dot.sequence), let scopeRow = try log.scope(scope),
            let row = try log.log(dot.origin, in: scopeRow.id)
        else { return nil }
        let local = LocalDot(log: row.id, sequence: dot.sequence)
        guard let canonical = try log.canonical(at: local), let leaf = try log.leaf(at: local)
        else {
            return nil
        }
        let part = try Row.fetchOne(
            db, sql: "SELECT commitment, sealed IS NULL FROM personal WHERE dot = ?",
            arguments: [local])
        return ChangeCard(
            canonical: canonical, leaf: leaf,
            commitment: part.flatMap { Hash(bytes: $0.bytes(0)) } ?? .zero,
            personal: try part.map { try $0.cell(1) as Bool ? .withheld : .held } ?? .none,
            exclusion: try String.fetchOne(
                db, sql: "SELECT reason FROM excluded WHERE dot = ?", arguments: [local]))
    }
}

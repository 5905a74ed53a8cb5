import GRDB
public import SyncCore

/// One change as an auditor reads it: who, when, what; nothing of what it says of a person.
public struct AuditCard: Sendable {
    public let canonical: CanonicalChange
    /// The record that is written, or the id of the change itself.
    public let entity: Entity
    /// The first writer; nil for a node itself.
    public let actor: Entity?
    /// Why it does not count; nil where it does.
    public let exclusion: String?

    /// Of whoever wrote it first.
    public var header: Header { canonical.original.header }
}

extension StoreView {
    /// Every change of a scope, log by log.
    /// - Parameter damaged: called with the place of a change that can be read no more, in its stead.
    public func forEachAudited(
        in scope: Scope, damaged: (Dot) -> Void, _ body: (AuditCard) throws -> Void
    ) throws {
        guard let row = try log.scope(scope) else { return }
        for held in try log.logs(in: row.id) {
            let length = try log.length(held.id)
            guard length > 0 else { continue }
            for sequence in 1...length {
                let dot = LocalDot(log: held.id, sequence: sequence)
                let card: AuditCard
                do { card = try audited(at: dot) } catch let error as StoreError
                    where error.isOfContent
                {
                    damaged(Dot(origin: held.origin, sequence: sequence))
                    continue
                }
                try body(card)
            }
        }
    }

    private func audited(at dot: LocalDot) throws -> AuditCard {
        guard let (leaf, canonical) = try log.stored(at: dot) else {
            throw StoreError.damaged("gap in a log")
        }
        let original = canonical.isWrapper ? try log.placed(at: dot).originalLeaf : leaf
        let header = canonical.original.header
        return AuditCard(
            canonical: canonical, entity: header.entity ?? Entity(creatingLeaf: original),
            actor: header.actor,
            exclusion: try String.fetchOne(
                db.cachedStatement(sql: "SELECT reason FROM excluded WHERE dot = ?"),
                arguments: [dot]))
    }
}

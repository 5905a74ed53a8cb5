import Foundation
import GRDB
package import SyncCore

/// Words of the authority that no log of it carries any more: said under a former origin, on a branch that
/// was not kept, and perhaps copied by a station since. A copy of them governs nothing there, so the
/// authority says them again, as copies in the log that it writes now (docs/PROTOCOL.md, Reinstatement;
/// decision 0039).
///
/// Only what a former origin's key has signed comes back: what stood on a branch that was proved here, or
/// what an `Attestation` shows to have stood on one. Of an origin that is revoked nothing does.
struct Reinstatement {
    let store: Store
    let log: LogTable
    let scope: ScopeRow
    let standing: Standing
    /// The origin that the node writes under.
    let own: Origin

    private var db: Database { log.db }
    private var table: StandingTable { StandingTable(log: log, scope: scope) }

    /// Whether the node speaks for the scope's authority.
    var isAuthority: Bool { standing.authorities.contains(own) }

    /// Writes a copy of every word that is lost. Nothing where none is, or this node has no authority here.
    func run(at time: Int64) throws {
        guard isAuthority, !PlantedBug.wordUnheard.isPlanted else { return }
        var seen: Set<Hash> = []
        let lost = try (setAside() + copied()).filter { seen.insert($0.originalLeaf).inserted }
        guard !lost.isEmpty else { return }
        let held = try log.vector(of: scope.id)
        let count = try store.commit(to: scope.scope, at: time, in: db) { door in
            try lost.count { word in
                try door.copy(word, context: context(of: word, held, door.ownLength)) != nil
            }
        }
        guard count > 0 else { return }
        try IncidentTable(db: db).note(.rescued, at: time, scope: scope.id, count: count)
    }

    /// Whether a change, as it stands in a log of the authority, is a word that no log of the authority
    /// carries.
    func isLost(_ change: Change) throws -> Bool {
        try isAuthority && isSaid(change) && !isBarred(change) && !isInForce(change)
    }

    /// Whether the change is a word of an origin that is revoked: whoever has its key could have signed it
    /// yesterday.
    func isBarred(_ change: Change) -> Bool {
        change.canonical.isWordOfAuthority
            && change.canonical.levels.contains { level in
                standing.authorities.contains(level.header.origin)
                    && standing.isRevoked(level.header.origin)
            }
    }

    /// Whether it is the authority's to say, as it stands, and of this scope.
    private func isSaid(_ change: Change) -> Bool {
        change.canonical.isWordOfAuthority && !change.carriesForeignWrite
            && standing.authorities.contains(change.header.origin)
            && standing.authorities.contains(change.canonical.original.header.origin)
    }

    private func isInForce(_ change: Change) throws -> Bool {
        let header = change.canonical.original.header
        if let home = try log.log(header.origin, in: scope.id),
            try log.leaf(at: LocalDot(log: home.id, sequence: header.sequence))
                == change.originalLeaf
        {
            return true
        }
        return try log.carriers(of: change.originalLeaf).contains { dot in
            standing.authorities.contains(try log.log(dot.log).origin)
        }
    }

    /// Words on branches of the authority's logs that were set aside here.
    private func setAside() throws -> [Change] {
        try EvidenceTable(log: log).words(in: scope.id, vault: store.vault).map(\.change)
            .filter(isLost)
    }

    /// Words that others have copied, and shown to be the authority's.
    private func copied() throws -> [Change] {
        let shown = Dictionary(grouping: try table.attestations()) { Place($0.dot, $0.leaf) }
        guard !shown.isEmpty else { return [] }
        return try table.copiedWords(outside: standing.authorities).compactMap { dot in
            guard let canonical = try log.canonical(at: dot), canonical.isWordOfAuthority,
                !canonical.carriesForeignLevel
            else { return nil }
            let personal = try store.vault.content(at: dot, in: db)
            for level in canonical.levels.dropFirst() {
                let word = Change(level, personal: personal)
                guard try isLost(word),
                    let origin = try log.log(word.header.origin, in: scope.id),
                    shown[Place(word.dot, word.leaf), default: []].contains(where: {
                        $0.isProved(by: origin.key, in: scope.scope)
                    })
                else { continue }
                return word
            }
            return nil
        }
    }

    private struct Place: Hashable {
        let dot: Dot
        let leaf: Hash

        init(_ dot: Dot, _ leaf: Hash) {
            self.dot = dot
            self.leaf = leaf
        }
    }

    /// What its author had seen of logs that have parted since counts up to where they part.
    private func context(of word: Change, _ held: VersionVector, _ ownLength: UInt64) -> Context {
        var context = word.header.context
        for entry in context.entries {
            let point = standing.retirements(of: entry.origin).compactMap { $0.fork?.point }.min()
            context[entry.origin] = min(
                entry.length, held[entry.origin], point ?? .max)
        }
        return context.held(own, to: ownLength)
    }
}

extension CanonicalChange {
    /// Whether any of what it carries is of another scope.
    fileprivate var carriesForeignLevel: Bool {
        levels.contains { $0.header.scope != header.scope }
    }
}

extension LogTable {
    /// Where copies of a write stand.
    func carriers(of original: Hash) throws -> [LocalDot] {
        try LocalDot.fetchAll(
            db.cachedStatement(sql: "SELECT dot FROM carried WHERE leaf = ?"),
            arguments: [Data(original.bytes)])
    }
}

extension CommitDoor {
    /// Shows that a word which was copied had stood in its author's log.
    package func write(_ attestation: Attestation) throws {
        try append(
            kind: SystemKind.attest, entity: nil, open: attestation.open, content: .none,
            context: context)
    }
}

import Foundation
import GRDB
import SyncCore

/// All places in which a copied write stands. Only wrapped writes have rows: a node that never saw a
/// repair pays nothing for it.
struct AliasTable {
    let log: LogTable
    private let copies = Copies()
    private var db: Database { log.db }

    private final class Copies {
        @exclusivity(unchecked) var exist: Bool?
    }

    init(log: LogTable) { self.log = log }

    /// Every dot of a write, the one it is read by included.
    func dots(of stored: RegisterTable.Stored) throws -> Set<Dot> {
        try dots(of: stored.change.originalLeaf).union([stored.change.header.dot])
    }

    func dots(of original: Hash) throws -> Set<Dot> {
        Set(
            try rows(original).map { dot in
                Dot(origin: try log.log(dot.log).origin, sequence: dot.sequence)
            })
    }

    /// Where a copied write stands; none where it was never copied.
    func places(of original: Hash) throws -> [LocalDot] { try rows(original) }

    private func rows(_ original: Hash) throws -> [LocalDot] {
        guard try hasCopies() else { return [] }
        return try LocalDot.fetchAll(
            db.cachedStatement(sql: "SELECT dot FROM alias WHERE leaf = ?"),
            arguments: [Data(original.bytes)])
    }

    /// Whether any write is held in more than one place. Asked once: within a transaction only this
    /// table adds copies.
    func hasCopies() throws -> Bool {
        if let known = copies.exist { return known }
        let exist =
            try Bool.fetchOne(db.cachedStatement(sql: "SELECT EXISTS(SELECT 1 FROM alias)"))
            ?? false
        copies.exist = exist
        return exist
    }

    /// Notes that the change at `dot` is a copy, or is the original of copies that came before it.
    ///
    /// Called for changes that count only: a dot that does not count was seen by nobody.
    func note(
        _ change: Change, at dot: LocalDot, scope: Int64, counts: (LocalDot) throws -> Bool
    ) throws {
        let original = change.originalLeaf
        if change.canonical.isWrapper {
            try insert(original, dot)
            let inner = change.canonical.original.header
            if let home = try log.log(inner.origin, in: scope) {
                let there = LocalDot(log: home.id, sequence: inner.sequence)
                if try log.leaf(at: there) == original, try counts(there) {
                    try insert(original, there)
                }
            }
        } else if try !rows(original).isEmpty {
            try insert(original, dot)
        }
    }

    private func insert(_ original: Hash, _ dot: LocalDot) throws {
        copies.exist = true
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO alias(leaf, dot) VALUES(?, ?)")
            .execute(arguments: [Data(original.bytes), dot])
    }
}

import Foundation
import GRDB
import SyncCore

/// The nonce chains with other origins, one for each pair. What is written here is on stable storage
/// before a message that names it leaves the machine.
struct ChainTable {
    let db: Database
    let own: Origin
    let randomness: any Randomness

    static let schema = """
        CREATE TABLE chain(
            own BLOB NOT NULL, peer BLOB NOT NULL, previous INTEGER NOT NULL,
            next INTEGER NOT NULL, seen INTEGER NOT NULL, PRIMARY KEY(own, peer)) WITHOUT ROWID;
        """

    /// nil before the first message to that origin.
    func chain(with peer: Origin) throws -> NonceChain? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT previous, next, seen FROM chain WHERE own = ? AND peer = ?"),
            arguments: [own.databaseBytes, peer.databaseBytes]
        ).map { row in
            try NonceChain(
                previous: UInt64(bitPattern: row.cell(0)), next: UInt64(bitPattern: row.cell(1)),
                seen: UInt64(bitPattern: row.cell(2)))
        }
    }

    /// The chain with that origin, begun if need be.
    func begin(with peer: Origin) throws -> NonceChain {
        if let chain = try chain(with: peer) { return chain }
        let chain = NonceChain(next: fresh())
        try save(chain, with: peer)
        return chain
    }

    /// Takes the word of a message; false, and nothing is written, where the chain does not hold.
    func accept(_ word: NonceChain.Word, from peer: Origin) throws -> Bool {
        let before = try begin(with: peer)
        var chain = before
        guard chain.accept(word, fresh: fresh()) else { return false }
        if chain != before { try save(chain, with: peer) }
        return true
    }

    private func save(_ chain: NonceChain, with peer: Origin) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO chain(own, peer, previous, next, seen)
                VALUES(?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            own.databaseBytes, peer.databaseBytes, Int64(bitPattern: chain.previous),
            Int64(bitPattern: chain.next), Int64(bitPattern: chain.seen),
        ])
    }

    private func fresh() -> NonceChain.Nonce { max(randomness.number(), 1) }
}

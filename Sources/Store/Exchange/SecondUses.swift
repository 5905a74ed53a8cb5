import Foundation
import GRDB
public import SyncCore

/// Keys that have shown a join file which another key had used. One of the two is not who the file was for,
/// and nobody here can tell which: such a node delivers what it has, which counts nowhere, and hears of
/// nothing else, until the authority's word lets it write.
struct SecondUses {
    let log: LogTable
    private var db: Database { log.db }

    static let schema = """
        CREATE TABLE second_use(
            secret BLOB NOT NULL, origin BLOB NOT NULL, key BLOB NOT NULL,
            scope INTEGER NOT NULL, PRIMARY KEY(secret, origin)) WITHOUT ROWID;
        CREATE INDEX second_use_by_origin ON second_use(origin);
        """

    /// So many are taken of one file; who comes later is refused.
    static let limit = 3

    /// Keeps a key, if the file is still good and matters in its scope stand so that it may be asked about.
    /// - Parameter time: wall clock, milliseconds.
    func note(key: [UInt8], secretHash: Hash, in scope: ScopeRow, at time: Int64) throws {
        let origin = Origin(publicKey: key)
        let standing = try StandingTable(log: log, scope: scope).standing()
        guard try isGood(secretHash, at: time), !standing.isBarred([origin]),
            !standing.isRetired(origin), try count(of: secretHash) < Self.limit
        else { return }
        try db.execute(
            sql: "INSERT OR IGNORE INTO second_use(secret, origin, key, scope) VALUES(?, ?, ?, ?)",
            arguments: [
                Data(secretHash.bytes), origin.databaseBytes, Data(key), scope.id,
            ])
    }

    private func isGood(_ secretHash: Hash, at time: Int64) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT expires > ? FROM invitation WHERE secret = ?",
            arguments: [time, Data(secretHash.bytes)]) ?? false
    }

    private func count(of secretHash: Hash) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT count(*) FROM second_use WHERE secret = ?",
            arguments: [Data(secretHash.bytes)]) ?? 0
    }

    func isKnown(_ origin: Origin) throws -> Bool {
        try !scopes(of: origin).isEmpty
    }

    private func scopes(of origin: Origin) throws -> Set<Int64> {
        try Set(
            Int64.fetchAll(
                db.cachedStatement(sql: "SELECT scope FROM second_use WHERE origin = ?"),
                arguments: [origin.databaseBytes]))
    }

    /// In which scopes a node is not heard that speaks under this name.
    func unheard(_ origin: Origin) throws -> Set<Scope> {
        let known = try scopes(of: origin)
        guard !known.isEmpty else { return [] }
        let names = try PeerTable(db: db).names(upTo: origin)
        return try Set(
            log.scopes().filter { known.contains($0.id) }.filter { scope in
                let standing = try StandingTable(log: log, scope: scope).standing()
                return !standing.withEarlierNames(names).contains(where: standing.isAnswered)
            }.map(\.scope))
    }

    /// The neighbour that such a key belongs to, with the scopes of its files.
    func takeUp(_ origin: Origin) throws -> Peer? {
        let rows = try Row.fetchAll(
            db, sql: "SELECT key, id FROM second_use JOIN scope USING(scope) WHERE origin = ?",
            arguments: [origin.databaseBytes])
        guard let key = try rows.first?.blob(0) as [UInt8]? else { return nil }
        let scopes = try rows.compactMap { Scope(bytes: try $0.blob(1)) }
        let peers = PeerTable(db: db)
        try peers.add(Peer(key: key, standpoint: .below, scopes: Set(scopes)))
        return try peers.peer(origin)
    }

    /// The keys of a scope that are not heard there, by origin.
    func keys(in scope: ScopeRow) throws -> [(origin: Origin, key: [UInt8])] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT key FROM second_use WHERE scope = ? GROUP BY origin ORDER BY origin"),
            arguments: [scope.id]
        ).compactMap { row in
            let key: [UInt8] = try row.blob(0)
            let origin = Origin(publicKey: key)
            return try unheard(origin).contains(scope.scope) ? (origin, key) : nil
        }
    }
}

extension Store {
    /// In which scopes a neighbour is not heard: it came by a join file that another key had used, and no word
    /// has admitted it. What it brings is kept; of what others wrote it hears nothing.
    public func unheard(_ peer: Peer) throws -> Set<Scope> {
        guard peer.standpoint == .below else { return [] }
        return try read { db in try SecondUses(log: LogTable(db: db)).unheard(peer.origin) }
    }

    /// Keeps the key that has shown a join file which another one had used.
    /// - Returns: whether it may deliver what it has.
    func noteSecondUse(
        key: [UInt8], secretHash: Hash, of scope: Scope, at time: Int64
    ) throws -> Bool {
        try write { db in
            let log = LogTable(db: db)
            guard let row = try log.scope(scope),
                try StoreView(log: log, vault: vault).stationStanding(of: scope).closing == nil
            else { return false }
            let uses = SecondUses(log: log)
            try uses.note(key: key, secretHash: secretHash, in: row, at: time)
            return try uses.isKnown(Origin(publicKey: key))
        }
    }
}

extension StoreView {
    /// Scopes one of whose join files so many keys have shown that no more are taken, by code.
    public func sharedFiles(at now: Int64) throws -> [ScopeCard] {
        let crowded = try Set(
            Int64.fetchAll(
                db,
                sql: """
                    SELECT invitation.scope FROM second_use JOIN invitation USING(secret)
                    WHERE expires > ? GROUP BY secret HAVING count(*) >= \(SecondUses.limit)
                    """, arguments: [now]))
        guard !crowded.isEmpty else { return [] }
        return try (scopes() + scopes(.desk)).filter { card in
            try log.scope(card.scope).map { crowded.contains($0.id) } ?? false
        }
    }
}

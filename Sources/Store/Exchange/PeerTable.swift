import Foundation
import GRDB
public import SyncCore

/// A neighbour with whom this node exchanges.
public struct Peer: Sendable, Hashable {
    public let origin: Origin
    public let key: [UInt8]
    /// Where the peer stands: `above` is the aggregator of this node.
    public let standpoint: Standpoint
    public let scopes: Set<Scope>

    public init(key: [UInt8], standpoint: Standpoint, scopes: Set<Scope>) {
        origin = Origin(publicKey: key)
        self.key = key
        self.standpoint = standpoint
        self.scopes = scopes
    }
}

extension Store {
    public func peer(_ origin: Origin) throws -> Peer? {
        try read { db in try PeerTable(db: db).peer(origin) }
    }

    /// The same neighbour with the scopes that are shared with it by now: an exchange brings some.
    public func present(_ peer: Peer) throws -> Peer {
        try self.peer(peer.origin) ?? peer
    }

    /// Whether the authority of some scope, by its log as it is held here, has admitted `origin`.
    public func isAdmitted(_ origin: Origin) throws -> Bool {
        try read { db in
            let log = LogTable(db: db)
            let shared = try PeerTable(db: db).upstream()?.scopes
            return try log.scopes().contains { scope in
                // An aggregator is admitted to what it opened itself; that says nothing of those above.
                if let shared, !shared.contains(scope.scope) { return false }
                let authority = try log.log(scope.authority, in: scope.id)
                guard let authority, try log.length(authority.id) > 0 else { return false }
                return try StandingTable(log: log, scope: scope).standing().isAdmitted(origin)
            }
        }
    }

    /// The level above, if there is one.
    public func upstream() throws -> Peer? {
        try read { db in try PeerTable(db: db).upstream() }
    }

    public func add(_ peer: Peer) throws {
        try write { db in try PeerTable(db: db).add(peer) }
    }

    /// The level above goes on under this name, on the word of a join file.
    public func followUpstream(to peer: Peer) throws {
        try write { db in
            let peers = PeerTable(db: db)
            try peers.add(peer)
            try peers.noteAbove(peer.origin)
        }
    }

    /// What `peer` was last known to hold of the shared scopes.
    public func memory(of peer: Origin) throws -> PeerMemory {
        try read { db in try PeerTable(db: db).memory(of: peer) }
    }

    public func remember(_ memory: PeerMemory, of peer: Origin, at time: Int64) throws {
        try write { db in try PeerTable(db: db).remember(memory, of: peer, at: time) }
    }
}

struct PeerTable {
    let db: Database

    func peer(_ origin: Origin) throws -> Peer? {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT key, standpoint FROM peer WHERE origin = ?"),
            arguments: [origin.databaseBytes])
        guard let row else { return nil }
        let scopes = try Data.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id FROM peer_scope JOIN scope USING(scope) WHERE peer = ?
                    """), arguments: [origin.databaseBytes])
        return try Peer(
            key: row.blob(0), standpoint: row.cell(1) == "above" ? .above : .below,
            scopes: Set(scopes.compactMap { Scope(bytes: $0) }))
    }

    func upstream() throws -> Peer? {
        try Data.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT origin FROM peer
                    WHERE standpoint = 'above' AND succeeded_by IS NULL
                    """)
        ).flatMap { Origin(bytes: $0) }.flatMap(peer)
    }

    func add(_ peer: Peer) throws {
        try db.execute(
            sql: "INSERT OR IGNORE INTO peer(origin, key, standpoint) VALUES(?, ?, ?)",
            arguments: [
                peer.origin.databaseBytes, Data(peer.key),
                peer.standpoint == .above ? "above" : "below",
            ])
        for scope in peer.scopes {
            try db.execute(
                sql: """
                    INSERT OR IGNORE INTO peer_scope(peer, scope)
                    SELECT ?, scope FROM scope WHERE id = ?
                    """, arguments: [peer.origin.databaseBytes, scope.databaseBytes])
        }
    }

    /// Whether somebody with whom one scope is shared shares the other, too.
    func isShared(_ scope: Int64, with other: Int64) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS(
                        SELECT 1 FROM peer_scope AS one JOIN peer_scope AS other USING(peer)
                        WHERE one.scope = ? AND other.scope = ?)
                    """), arguments: [scope, other]) ?? false
    }

    func memory(of peer: Origin) throws -> PeerMemory {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT scope.id, log.origin, peer_log.length FROM peer_log
                    JOIN log USING(log) JOIN scope USING(scope) WHERE peer = ?
                    """), arguments: [peer.databaseBytes])
        var memory = PeerMemory()
        for row in rows {
            guard let scope = Scope(bytes: row.bytes(0)),
                let origin = Origin(bytes: row.bytes(1))
            else { throw StoreError.damaged("peer") }
            // A length that is none says nothing, and is written anew.
            memory[scope, default: VersionVector()][origin] = UInt64(
                clamping: Int64.fromDatabaseValue(row[2]) ?? 0)
        }
        return memory
    }

    func remember(_ memory: PeerMemory, of peer: Origin, at time: Int64) throws {
        let log = LogTable(db: db)
        for (scope, vector) in memory.vectors {
            guard let row = try log.scope(scope) else { continue }
            for held in try log.logs(in: row.id) {
                try remember(vector[held.origin], of: held.id, by: peer)
            }
        }
        try noteContact(with: peer, at: time)
    }

    func noteContact(with peer: Origin, at time: Int64) throws {
        try Prepared(db, "UPDATE peer SET last_contact = ? WHERE origin = ?").run {
            $0.int(1, time)
            $0.identifier(2, peer)
        }
    }

    private func remember(_ length: UInt64, of log: Int64, by peer: Origin) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO peer_log(peer, log, length) VALUES(?, ?, ?)
                ON CONFLICT DO UPDATE SET length = excluded.length
                WHERE excluded.length <> peer_log.length
                """
        ).execute(arguments: [peer.databaseBytes, log, Int64(clamping: length)])
    }

    /// Of a log of which something is remembered; what is less than that changes nothing.
    func raise(_ length: UInt64, of log: Int64, at peer: Origin) throws {
        try db.cachedStatement(
            sql: "UPDATE peer_log SET length = max(length, ?) WHERE peer = ? AND log = ?"
        ).execute(arguments: [Int64(clamping: length), peer.databaseBytes, log])
    }

    func length(of log: Int64, at peer: Origin) throws -> UInt64? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT length FROM peer_log WHERE peer = ? AND log = ?"),
            arguments: [peer.databaseBytes, log]
        ).flatMap { UInt64(exactly: $0) }
    }
}

import Foundation
import GRDB
public import SyncCore

/// A node below, as the people of an aggregator see it.
public struct PeerCard: Sendable, Hashable {
    public let origin: Origin
    /// `HOST:PORT` where it listens; nil where nobody has said.
    public let address: String?
    /// Milliseconds, when it last spoke with us; nil before the first time.
    public let lastContact: Int64?
}

extension Migrations {
    /// Where nodes below listen, as the operator has said; an aggregator may call them there.
    static let peerAddresses = """
        CREATE TABLE peer_address(
            peer BLOB PRIMARY KEY, address TEXT NOT NULL) WITHOUT ROWID;
        """
}

extension Store {
    /// Where a node below is to be called; nil takes the address back.
    public func setAddress(_ address: String?, of peer: Origin) throws {
        try write { db in
            guard let address else {
                return try db.execute(
                    sql: "DELETE FROM peer_address WHERE peer = ?",
                    arguments: [peer.databaseBytes])
            }
            try db.execute(
                sql: "INSERT OR REPLACE INTO peer_address(peer, address) VALUES(?, ?)",
                arguments: [peer.databaseBytes, address])
        }
    }

    public func address(of peer: Origin) throws -> String? {
        try read { db in
            try String.fetchOne(
                db, sql: "SELECT address FROM peer_address WHERE peer = ?",
                arguments: [peer.databaseBytes])
        }
    }

    /// A visit has come to its end; what it brought may have been nothing.
    public func noteContact(with peer: Origin, at time: Int64) throws {
        try write { db in try PeerTable(db: db).noteContact(with: peer, at: time) }
    }

    /// The nodes below that have an address, ascending.
    public func callableStations() throws -> [Origin] {
        try read { db in
            try Data.fetchAll(
                db,
                sql: """
                    SELECT origin FROM peer JOIN peer_address ON peer = origin
                    WHERE standpoint = 'below' AND succeeded_by IS NULL ORDER BY origin
                    """
            ).compactMap { Origin(bytes: $0) }
        }
    }
}

extension StoreView {
    /// The nodes that were taken up in a scope, the last to have spoken with us first; none that is not heard.
    public func peers(below scope: Scope) throws -> [PeerCard] {
        let uses = SecondUses(log: log)
        return try Row.fetchAll(
            db,
            sql: """
                SELECT origin, address, last_contact FROM peer
                JOIN peer_scope ON peer_scope.peer = origin
                JOIN scope ON scope.scope = peer_scope.scope
                LEFT JOIN peer_address ON peer_address.peer = origin
                WHERE scope.id = ? AND standpoint = 'below' AND succeeded_by IS NULL
                ORDER BY last_contact DESC, origin
                """, arguments: [scope.databaseBytes]
        ).compactMap { row in
            guard let origin = Origin(bytes: row.bytes("origin")),
                try !uses.unheard(origin).contains(scope)
            else { return nil }
            return try PeerCard(
                origin: origin, address: row.cell("address"), lastContact: row.cell("last_contact"))
        }
    }

    /// The code of the scope that a node below writes in; nil for anybody else.
    public func code(ofPeer origin: Origin) throws -> String? {
        try String.fetchOne(
            db,
            sql: """
                SELECT code FROM scope JOIN peer_scope USING(scope) JOIN peer ON origin = peer
                WHERE peer = ? AND standpoint = 'below' AND code IS NOT NULL ORDER BY code LIMIT 1
                """, arguments: [origin.databaseBytes])
    }
}

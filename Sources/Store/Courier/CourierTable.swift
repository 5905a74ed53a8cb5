import Foundation
import GRDB
public import SyncCore

/// What is known of bundles that are on their way: how far own logs went into one, and what the last one
/// of a neighbour said to hold. A bundle may be old, so this only chooses where the next one begins, and
/// words; nothing that is delivered follows from it.
struct CourierTable {
    let db: Database

    static let schema = """
        CREATE TABLE bundle_sent(
            log INTEGER PRIMARY KEY, length INTEGER NOT NULL, time INTEGER NOT NULL);
        CREATE TABLE bundle_stated(
            peer BLOB NOT NULL, log INTEGER NOT NULL, length INTEGER NOT NULL,
            differs INTEGER NOT NULL, PRIMARY KEY(peer, log)) WITHOUT ROWID;
        """

    /// What a neighbour's last bundle said of one log.
    struct Statement {
        let length: UInt64
        /// Its log and the one here are two branches.
        let differs: Bool
    }

    func statement(of peer: Origin, on log: Int64) throws -> Statement? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT length, differs FROM bundle_stated WHERE peer = ? AND log = ?"),
            arguments: [peer.databaseBytes, log]
        ).map { try Statement(length: UInt64(clamping: $0.cell(0) as Int64), differs: $0.cell(1)) }
    }

    func note(_ statement: Statement, of peer: Origin, on log: Int64) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO bundle_stated(peer, log, length, differs)
                VALUES(?, ?, ?, ?)
                """,
            arguments: [
                peer.databaseBytes, log, Int64(clamping: statement.length), statement.differs,
            ])
    }

    func noteSent(_ log: Int64, through length: UInt64, at time: Int64) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO bundle_sent(log, length, time) VALUES(?, ?, ?)",
            arguments: [log, Int64(clamping: length), time])
    }

    /// Length and time (milliseconds) of the bundle that a log went into last.
    func sent(_ log: Int64) throws -> (length: UInt64, time: Int64)? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT length, time FROM bundle_sent WHERE log = ?"),
            arguments: [log]
        ).map { try (UInt64(clamping: $0.cell(0) as Int64), $0.cell(1)) }
    }
}

extension Store {
    /// Writes down what a neighbour's bundle says to hold, for the next one that goes to it.
    /// - Parameter divergence: of the logs that the message speaks of.
    public func noteCarried(
        _ vectors: [StatedScope], of peer: Peer, divergence: DivergenceReport
    ) throws {
        try write { db in
            let (log, table) = (LogTable(db: db), CourierTable(db: db))
            for stated in vectors where peer.scopes.contains(stated.scope) {
                guard let scope = try log.scope(stated.scope) else { continue }
                for row in try log.logs(in: scope.id) {
                    let length = stated.logs.first { $0.origin == row.origin }?.length ?? 0
                    let differs = divergence.logs.contains { $0.isAbout(scope.scope, row.origin) }
                    try table.note(
                        .init(length: length, differs: differs), of: peer.origin, on: row.id)
                }
            }
        }
    }

    /// Writes down that a bundle stands whole in its place.
    public func noteSent(_ bundle: CarriedBundle, at time: Int64) throws {
        try write { db in
            let (log, table) = (LogTable(db: db), CourierTable(db: db))
            guard let scope = try log.scope(bundle.scope) else { return }
            for (origin, length) in bundle.heads {
                guard let row = try log.log(origin, in: scope.id) else { continue }
                try table.noteSent(row.id, through: length, at: time)
            }
        }
    }
}

extension Store {
    /// The nodes of one level with which a scope is shared, as they are named now.
    public func peers(_ standpoint: Standpoint, in scope: Scope) throws -> [Peer] {
        try read { db in
            let peers = PeerTable(db: db)
            return try Data.fetchAll(
                db,
                sql: """
                    SELECT peer.origin FROM peer JOIN peer_scope ON peer_scope.peer = peer.origin
                    JOIN scope USING(scope)
                    WHERE scope.id = ? AND standpoint = ? AND succeeded_by IS NULL
                    ORDER BY peer.origin
                    """,
                arguments: [scope.databaseBytes, standpoint == .above ? "above" : "below"]
            ).compactMap { Origin(bytes: $0) }.compactMap(peers.peer)
        }
    }
}

import Foundation
import GRDB
import SyncCore

/// The level above, told by what else is here: whoever governs the scope by which the two met. Without its row a
/// node would take itself for the highest level, where everything counts as delivered.
struct LostUpstream {
    let log: LogTable
    /// Of the scope by which the two met.
    let kind: ScopeKind

    private var db: Database { log.db }
    private var peers: PeerTable { PeerTable(db: db) }

    /// The scope by which the two met: of several the one in which this node writes.
    func meeting() throws -> ScopeRow? {
        let own = try OwnOrigins(db: db).all()
        let rows = try foreignScopes(kind)
        guard rows.count > 1 else { return rows.first }
        return try rows.first { row in try own.contains { try log.log($0, in: row.id) != nil } }
    }

    /// The level above as it stands here; nil where no row is it, or not by its own key.
    func present() throws -> Peer? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT origin, key FROM peer
                    WHERE standpoint = 'above' AND succeeded_by IS NULL
                    """))
        guard let row, let origin = Data.fromDatabaseValue(row[0]).flatMap({ Origin(bytes: $0) }),
            let key = Data.fromDatabaseValue(row[1]), Origin(publicKey: [UInt8](key)) == origin
        else { return nil }
        return try peers.peer(origin)
    }

    /// What is to be shared with the level above and is not: the scope by which the two met, and those that
    /// were announced there.
    func unshared(with peer: Peer, _ meeting: ScopeRow) throws -> Set<Scope> {
        let directories = Set(try foreignScopes(.shared).map(\.scope)).subtracting(peer.scopes)
        var unshared = Set([meeting.scope]).subtracting(peer.scopes)
        guard !directories.isEmpty else { return unshared }
        let names = try Set(peers.names(upTo: peer.origin))
        let standing = try StandingTable(log: log, scope: meeting).standing()
        for (line, origin) in try TransferTable(log: log, scope: meeting)
            .announcements([.shared], by: standing) where names.contains(origin)
        {
            unshared.formUnion(directories.intersection([line.scope]))
        }
        return unshared
    }

    /// Writes the row anew.
    func restore(_ meeting: ScopeRow) throws -> Peer? {
        guard let key = try key(governing: meeting) else { return nil }
        let peer = Peer(key: key, standpoint: .above, scopes: [])
        try peers.add(peer)
        try db.execute(
            sql: """
                UPDATE peer SET key = ?, standpoint = 'above', succeeded_by = NULL WHERE origin = ?
                """, arguments: [Data(key), peer.origin.databaseBytes])
        try peers.noteAbove(peer.origin)
        return try peers.peer(peer.origin)
    }

    /// The key of whoever governs a scope now, as far as that is known.
    private func key(governing scope: ScopeRow) throws -> [UInt8]? {
        let standing = try StandingTable(log: log, scope: scope).standing()
        let steps = standing.successions.filter { standing.authorities.contains($0.predecessor) }
        var origin = scope.authority
        var key = try log.log(origin, in: scope.id)?.key
        for _ in 0..<Limits.lineageCount {
            let told = try peers.successions(after: origin).last
            guard let next = told ?? steps.last(where: { $0.predecessor == origin }) else { break }
            (origin, key) = (next.origin, next.publicKey)
        }
        return key.flatMap { Origin(publicKey: $0) == origin ? $0 : nil }
    }

    private func foreignScopes(_ kind: ScopeKind) throws -> [ScopeRow] {
        try Data.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id FROM scope WHERE scope_kind = ?
                    AND authority NOT IN (SELECT origin FROM own_origin) ORDER BY scope
                    """), arguments: [kind.rawValue]
        ).compactMap { try Scope(bytes: $0).flatMap(log.scope) }
    }
}

extension Store {
    /// Brings back whom this node has above it, and what is shared with them, where a row of that was lost or
    /// altered. To be called where something else says that there is a level above.
    /// - Parameter kind: of the scope by which the two met.
    /// - Throws: `StoreError`; the store is as it was.
    public func restoreUpstream(metBy kind: ScopeKind) throws {
        let isWhole = try read { db in
            let lost = LostUpstream(log: LogTable(db: db), kind: kind)
            guard let meeting = try lost.meeting() else { return true }
            return try lost.present().map { try lost.unshared(with: $0, meeting).isEmpty } ?? false
        }
        guard !isWhole else { return }
        try write { db in
            let log = writer.log(db)
            if try LogKeys(log: log).mend(LogKeys(log: log).altered()).isEmpty { writer.forget() }
            let lost = LostUpstream(log: log, kind: kind)
            guard let meeting = try lost.meeting(),
                let peer = try lost.present() ?? lost.restore(meeting)
            else { return }
            try PeerTable(db: db).add(
                Peer(
                    key: peer.key, standpoint: .above,
                    scopes: lost.unshared(with: peer, meeting)))
        }
    }
}

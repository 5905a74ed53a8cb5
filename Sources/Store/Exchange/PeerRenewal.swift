import Foundation
import GRDB
public import SyncCore

extension Store {
    /// The neighbour that speaks: one that is known by its origin, or by an earlier one whose key names
    /// the present one. The latter takes the place of the earlier, with its scopes and its address.
    ///
    /// That is about whom to speak with only; whether its changes count is for the scope's authority.
    /// - Returns: nil for a stranger, and for one more of a neighbour that had too many names.
    public func peer(_ origin: Origin, lineage: [Succession], at time: Int64) throws -> Peer? {
        if let known = try peer(origin) { return known }
        let isNamed =
            lineage.contains { $0.origin == origin } && !PlantedBug.heirIsStranger.isPlanted
        let hasShownFile = try read { db in
            try SecondUses(log: LogTable(db: db)).isKnown(origin)
        }
        guard isNamed || hasShownFile else { return nil }
        return try write { db in
            let renewed =
                isNamed ? try PeerTable(db: db).renew(origin, by: lineage, at: time) : nil
            return try renewed ?? SecondUses(log: LogTable(db: db)).takeUp(origin)
        }
    }
}

extension Store {
    /// Whether both are names of one neighbour.
    public func areOne(_ one: Origin, _ other: Origin) throws -> Bool {
        guard one != other else { return true }
        return try read { db in
            let peers = PeerTable(db: db)
            let names = try Set(peers.names(upTo: one))
            return try !names.isDisjoint(with: peers.names(upTo: other))
        }
    }
}

extension Store {
    /// Whether a neighbour's own key has named who came after it: who speaks under that name was put back.
    public func hasHeir(_ origin: Origin) throws -> Bool {
        try read { db in try !PeerTable(db: db).successions(after: origin).isEmpty }
    }
}

extension Store {
    /// Every name that a neighbour has borne, as far as it is known: the given one first.
    public func names(ofNeighbour origin: Origin) throws -> [Origin] {
        try read { db in try PeerTable(db: db).names(upTo: origin) }
    }

    /// The keys by which a neighbour may answer: that of the given origin, then of those that it was
    /// before, since it may have been put back to one of them; not one that was revoked.
    public func keys(ofNeighbour origin: Origin) throws -> [[UInt8]] {
        try read { db in
            let peers = PeerTable(db: db)
            let known = try peers.names(upTo: origin).compactMap(peers.peer)
            let words = try Self.standings(of: known, log: LogTable(db: db))
            return known.filter { known in
                known.origin == origin || !words.contains { $0.isRevoked(known.origin) }
            }.map(\.key)
        }
    }
}

extension Store {
    /// Whether the authority of one of its scopes has revoked a neighbour, or what it was before, and has not
    /// let it speak since.
    public func isRevoked(_ peer: Peer) throws -> Bool {
        try read { db in
            let peers = PeerTable(db: db)
            let names = try peers.names(upTo: peer.origin)
            let known = try names.compactMap(peers.peer)
            return try Self.standings(of: known, log: LogTable(db: db))
                .contains { $0.isBarred(names) }
        }
    }

    /// How matters stand in the scopes that these neighbours share with this node.
    private static func standings(of peers: [Peer], log: LogTable) throws -> [Standing] {
        try Set(peers.flatMap(\.scopes)).compactMap { scope in
            guard let row = try log.scope(scope) else { return nil }
            return try StandingTable(log: log, scope: row).standing()
        }
    }
}

extension PeerTable {
    fileprivate func renew(
        _ origin: Origin, by lineage: [Succession], at time: Int64
    ) throws -> Peer? {
        guard let path = Self.path(to: origin, through: lineage) else { return nil }
        for (index, succession) in path.enumerated().reversed() {
            guard let known = try peer(succession.predecessor) else { continue }
            guard try names(upTo: succession.predecessor).count < Limits.lineageCount else {
                return nil
            }
            for step in path[index...] { try replace(step, standpoint: known.standpoint, at: time) }
            return try peer(origin)
        }
        return nil
    }

    /// The successions that lead to an origin, oldest first, each signed by the one before.
    private static func path(
        to origin: Origin, through lineage: [Succession]
    ) -> [Succession]? {
        var path: [Succession] = []
        var present = origin
        while path.count < lineage.count,
            let step = lineage.first(where: { $0.origin == present })
        {
            path.insert(step, at: 0)
            present = step.predecessor
        }
        return path.isEmpty ? nil : path
    }

    /// Every name that a neighbour has borne before the given one, and that one.
    func names(upTo origin: Origin) throws -> [Origin] {
        var names = [origin]
        while let last = names.last, names.count <= Limits.lineageCount,
            let earlier = try predecessor(of: last), !names.contains(earlier)
        {
            names.append(earlier)
        }
        return names
    }

    private func predecessor(of origin: Origin) throws -> Origin? {
        try Data.fetchOne(
            db.cachedStatement(sql: "SELECT predecessor FROM peer_succession WHERE origin = ?"),
            arguments: [origin.databaseBytes]
        ).flatMap { Origin(bytes: $0) }
    }

    /// What a neighbour's own key has said of who came after it.
    func successions(after origin: Origin) throws -> [Succession] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT predecessor_key, key, signature FROM peer_succession
                    WHERE predecessor = ? ORDER BY origin
                    """), arguments: [origin.databaseBytes]
        ).compactMap { row in
            try Succession(
                predecessor: row.blob(0), successor: row.blob(1),
                signature: row.blob(2))
        }
    }

    /// The name under which a neighbour goes on, as far as that is known.
    func latestName(of origin: Origin) throws -> Origin {
        var name = origin
        for _ in 0..<Limits.lineageCount {
            let next = try Data.fetchOne(
                db.cachedStatement(sql: "SELECT succeeded_by FROM peer WHERE origin = ?"),
                arguments: [name.databaseBytes]
            ).flatMap { Origin(bytes: $0) }
            guard let next else { break }
            name = next
        }
        return name
    }

    func copyAddress(of origin: Origin, to successor: Origin) throws {
        try copy("peer_address", "address", of: origin, to: successor)
    }

    private func copy(
        _ table: String, _ column: String, of origin: Origin, to successor: Origin
    ) throws {
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO \(table)(peer, \(column))
                SELECT ?, \(column) FROM \(table) WHERE peer = ?
                """, arguments: [successor.databaseBytes, origin.databaseBytes])
    }

    /// Of several heirs of one level above that are all in use, the one whose word has continued an exchange
    /// is *the* level above. That it is another one again is told once of each.
    func heed(_ sender: Peer, at time: Int64) throws {
        guard sender.standpoint == .above, let present = try upstream(),
            present.origin != sender.origin, try successions(after: sender.origin).isEmpty,
            try !Set(names(upTo: sender.origin)).isDisjoint(with: names(upTo: present.origin))
        else { return }
        try noteAbove(sender.origin)
        let incidents = IncidentTable(db: db)
        guard try !incidents.has(.peerTwice, successor: sender.origin) else { return }
        try incidents.note(
            .peerTwice, at: time, origin: present.origin, successor: sender.origin)
    }

    /// There is one level above; whoever has spoken last is it.
    func noteAbove(_ origin: Origin) throws {
        try db.execute(
            sql: """
                UPDATE peer SET succeeded_by = ?1
                WHERE standpoint = 'above' AND origin <> ?1 AND succeeded_by IS NULL
                """, arguments: [origin.databaseBytes])
        try db.execute(
            sql:
                "UPDATE peer SET succeeded_by = NULL WHERE origin = ? AND succeeded_by IS NOT NULL",
            arguments: [origin.databaseBytes])
    }

    /// It is called no more, and still heard.
    func note(_ origin: Origin, succeededBy successor: Origin) throws {
        try db.execute(
            sql: "UPDATE peer SET succeeded_by = ? WHERE origin = ?",
            arguments: [successor.databaseBytes, origin.databaseBytes])
    }

    private func replace(
        _ step: Succession, standpoint: Standpoint, at time: Int64
    ) throws {
        let (old, new) = (step.predecessor.databaseBytes, step.origin.databaseBytes)
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO peer_succession(
                    origin, key, predecessor, predecessor_key, signature) VALUES(?, ?, ?, ?, ?)
                """,
            arguments: [
                new, Data(step.publicKey), old, Data(step.predecessorKey), Data(step.signature),
            ])
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO peer(origin, key, standpoint, name, last_contact)
                SELECT ?, ?, standpoint, name, last_contact FROM peer WHERE origin = ?
                """, arguments: [new, Data(step.publicKey), old])
        try copy("peer_scope", "scope", of: step.predecessor, to: step.origin)
        try copyAddress(of: step.predecessor, to: step.origin)
        try note(step.predecessor, succeededBy: step.origin)
        if standpoint == .above { try noteAbove(step.origin) }
        try IncidentTable(db: db).note(
            .peerRenewed, at: time, origin: step.predecessor, successor: step.origin)
    }
}

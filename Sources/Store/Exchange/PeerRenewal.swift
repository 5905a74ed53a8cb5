import Foundation
import GRDB
public import SyncCore

extension Store {
    /// The neighbour that speaks: one that is known by its origin, or by an earlier one whose key names
    /// the present one. The latter takes the place of the earlier, with its scopes and its address.
    ///
    /// That is about whom to speak with only; whether its changes count is for the scope's authority.
    /// - Returns: nil for a stranger.
    public func peer(_ origin: Origin, lineage: [Succession], at time: Int64) throws -> Peer? {
        if let known = try peer(origin) { return known }
        guard lineage.contains(where: { $0.origin == origin }) else { return nil }
        return try write { db in
            try PeerTable(db: db).renew(origin, by: lineage, at: time)
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

    private func replace(
        _ step: Succession, standpoint: Standpoint, at time: Int64
    ) throws {
        let (old, new) = (step.predecessor.databaseBytes, step.origin.databaseBytes)
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO peer(origin, key, standpoint, name, last_contact)
                SELECT ?, ?, standpoint, name, last_contact FROM peer WHERE origin = ?
                """, arguments: [new, Data(step.publicKey), old])
        for (table, column) in [("peer_scope", "scope"), ("peer_address", "address")] {
            try db.execute(
                sql: """
                    INSERT OR IGNORE INTO \(table)(peer, \(column))
                    SELECT ?, \(column) FROM \(table) WHERE peer = ?
                    """, arguments: [new, old])
        }
        try db.execute(
            sql: "UPDATE peer SET succeeded_by = ? WHERE origin = ?", arguments: [new, old])
        // There is one level above; whoever has spoken last is it.
        if standpoint == .above {
            try db.execute(
                sql: """
                    UPDATE peer SET succeeded_by = ?1
                    WHERE standpoint = 'above' AND origin <> ?1 AND succeeded_by IS NULL
                    """, arguments: [new])
        }
        try IncidentTable(db: db).note(
            .peerRenewed, at: time, origin: step.predecessor, successor: step.origin)
    }
}

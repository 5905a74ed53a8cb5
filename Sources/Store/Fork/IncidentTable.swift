import Foundation
import GRDB
public import SyncCore

/// Something that befell this node's memory or a log, and what was done: for `node doctor` and `status`.
/// Nothing in a merge depends on it.
public struct Incident: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        /// The database held less than had left the machine.
        case sidecar
        /// A peer showed more of this node's own log than was held.
        case ownLogLonger = "own-log-longer"
        /// A message did not continue the last exchange: restored or living twice.
        case apart
        /// The private key of the present origin was gone, and a new join file came.
        case keyLost = "key-lost"
        /// The county has revoked the present origin's key, and a new join file came.
        case keyRevoked = "key-revoked"
        /// Somebody here wanted another key.
        case keyChanged = "key-changed"
        /// The county has closed this node's origin.
        case retired
        /// A log has two branches.
        case fork
        /// A branch of one's own was put aside and its changes were written again as copies.
        case repaired
        /// A branch was put aside for the one that the county keeps.
        case setAside = "set-aside"
        /// Changes of a branch that no log carried were written again.
        case rescued
        /// A station that was forgotten has shown the signature by which it was admitted.
        case takenBack = "taken-back"
        /// A run of a bundle that waited does not open any more: the disk has altered it.
        case parkedLost = "parked-lost"
        /// Changes of an own log went bad on the disk, and nobody has them: what lies behind them was written
        /// again.
        case unreadable
        /// Somebody names itself an heir of this node's, and is none of its own origins.
        case otherHeir = "other-heir"
        /// A neighbour goes on under a new origin.
        case peerRenewed = "peer-renewed"
        /// A neighbour has another key because somebody there wanted it so.
        case peerKeyChanged = "peer-key-changed"
        /// The level above answers by turns under names that it has at the same time: there are copies of it.
        case peerTwice = "peer-twice"

        /// It was done on purpose, and nothing was lost by it.
        public var isPlanned: Bool { self == .keyChanged || self == .peerKeyChanged }
    }

    public let kind: Kind
    /// Milliseconds, wall clock.
    public let time: Int64
    /// Code of the scope, where it has one.
    public let scope: String?
    /// The origin that it is about.
    public let origin: Origin?
    /// The origin that is there now.
    public let successor: Origin?
    /// The length up to which two branches agree.
    public let point: UInt64?
    /// Changes that were touched.
    public let count: Int
    /// The successor is the level above, or was.
    public let isAbove: Bool
}

struct IncidentTable {
    let db: Database

    static let schema = """
        CREATE TABLE incident(
            id INTEGER PRIMARY KEY, time INTEGER NOT NULL, kind TEXT NOT NULL, scope INTEGER,
            origin BLOB, successor BLOB, point INTEGER, count INTEGER NOT NULL);
        """

    func note(
        _ kind: Incident.Kind, at time: Int64, scope: Int64? = nil, origin: Origin? = nil,
        successor: Origin? = nil, point: UInt64? = nil, count: Int = 0
    ) throws {
        try db.execute(
            sql: """
                INSERT INTO incident(time, kind, scope, origin, successor, point, count)
                VALUES(?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                time, kind.rawValue, scope, origin?.databaseBytes, successor?.databaseBytes,
                point.map { Int64($0) }, count,
            ])
    }

    /// Whether something of this kind was noted of a successor.
    func has(_ kind: Incident.Kind, successor: Origin) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: "SELECT EXISTS(SELECT 1 FROM incident WHERE kind = ? AND successor = ?)"),
            arguments: [kind.rawValue, successor.databaseBytes]) ?? false
    }
}

extension StoreView {
    /// Changes that stand in no log, but in a branch that was set aside.
    public func setAsideCount() throws -> Int {
        try EvidenceTable(log: log).count()
    }

    /// What befell this node, the latest first.
    /// - Parameters:
    ///   - time: milliseconds; only what was noted then or later, by this machine's clock.
    ///   - mark: only what was noted since `lastIncident` said this.
    public func incidents(
        since time: Int64 = .min, after mark: Int64 = 0, limit: Int
    ) throws -> [Incident] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT kind, time, code, origin, successor, point, count,
                    (SELECT standpoint FROM peer WHERE peer.origin = incident.successor)
                FROM incident LEFT JOIN scope USING(scope)
                WHERE time >= ? AND incident.id > ? ORDER BY incident.id DESC LIMIT ?
                """, arguments: [time, mark, limit]
        ).compactMap { row in
            guard var kind = try Incident.Kind(rawValue: row.cell(0)) else { return nil }
            let origin = Origin(bytes: row.bytes(3))
            let successor = Origin(bytes: row.bytes(4))
            // Noted before its log was here, which alone can tell.
            if kind == .peerRenewed, let origin, let successor,
                try isPlanned(origin, succeededBy: successor)
            {
                kind = .peerKeyChanged
            }
            return try Incident(
                kind: kind, time: row.cell(1), scope: row.cell(2), origin: origin,
                successor: successor,
                point: (row.cell(5) as Int64?).flatMap { UInt64(exactly: $0) },
                count: Int(UInt32(clamping: row.cell(6) as Int64)),
                isAbove: (row.cell(7) as String?) == "above")
        }
    }

    /// Whether the successor says in its logs that somebody wanted another key, and nothing that is held
    /// here says otherwise: it had before it all of its predecessor's logs, and all that this one had
    /// given receipts for.
    private func isPlanned(_ origin: Origin, succeededBy successor: Origin) throws -> Bool {
        let beginnings = try log.scopes().compactMap { scope in
            try log.log(successor, in: scope.id).flatMap { row in
                try log.canonical(at: LocalDot(log: row.id, sequence: 1)).map { (scope, $0) }
            }
        }
        return try !beginnings.isEmpty
            && beginnings.allSatisfy { scope, first in
                guard
                    case .succeed(let succession, true) = LineageChange(first, isProven: true),
                    succession.predecessor == origin
                else { return false }
                let seen = first.header.context
                let held =
                    try log.log(origin, in: scope.id).map { try log.length($0.id) } ?? 0
                return try seen[origin] >= held
                    && receipts(by: origin, in: scope).allSatisfy { author, size in
                        seen[author] == 0 || seen[author] >= size
                    }
            }
    }

    private func receipts(
        by origin: Origin, in scope: ScopeRow
    ) throws -> [(author: Origin, size: UInt64)] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT origin, size FROM log JOIN receipt USING(log)
                    WHERE scope = ? AND cosigner = ?
                    """), arguments: [scope.id, origin.databaseBytes]
        ).compactMap { row in
            guard let author = Origin(bytes: row.bytes(0)),
                let size = try UInt64(exactly: row.cell(1) as Int64)
            else { return nil }
            return (author, size)
        }
    }

    /// A mark that grows with each incident; zero before the first.
    public func lastIncident() throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT max(id) FROM incident") ?? 0
    }
}

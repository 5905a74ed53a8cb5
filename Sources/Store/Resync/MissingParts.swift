import Foundation
import GRDB
public import SyncCore

/// Personal parts that ought to be here and are not, though nobody has erased them. A county that was put back
/// may have had its station's log again from the level above first, which holds commitments alone; then both
/// ends count the same changes, and no exchange would ever bring the parts.
///
/// So they are asked for again: of whoever stands on the other side of the station's scope, and ever more
/// seldom, for that one may hold no more than this node.
struct MissingParts {
    /// `part_asked`: who was asked for what in vain, how often, and when they are to be asked again.
    static let schema = """
        CREATE INDEX personal_withheld ON personal(dot) WHERE sealed IS NULL;
        CREATE TABLE part_asked(
            dot INTEGER NOT NULL, peer BLOB NOT NULL, times INTEGER NOT NULL, next INTEGER NOT NULL,
            PRIMARY KEY(dot, peer)) WITHOUT ROWID;
        """

    /// Milliseconds until somebody is asked for the second time; twice as long each time after.
    private static let pause: Int64 = 3_600_000
    private static let longestPause: Int64 = 30 * 86_400_000
    /// More at once than that wait for the next exchange.
    private static let limit = 4_096

    let log: LogTable
    private var db: Database { log.db }

    /// A part of which the commitment alone is here.
    struct Missing {
        let dot: LocalDot
        let commitment: Hash
    }

    /// Whether a neighbour holds the parts of a scope where this node ought to: a station's PC has them of its
    /// county, and the county of the PCs.
    func isHeld(by peer: Peer, in scope: ScopeRow) throws -> Bool {
        guard scope.kind == .station, peer.scopes.contains(scope.scope) else { return false }
        if peer.standpoint == .below { return try OwnOrigins(db: db).contains(scope.authority) }
        if scope.authority == peer.origin { return true }
        let peers = PeerTable(db: db)
        return try Set(peers.names(upTo: scope.authority))
            .intersection(peers.names(upTo: peer.origin)).isEmpty == false
    }

    /// In the order of the logs. What was carried here from another scope is among them only where its own place
    /// on this node lacks it, too: where else it is needed it is carried again.
    func all(in scope: ScopeRow) throws -> [Missing] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT dot, commitment FROM log JOIN personal INDEXED BY personal_withheld
                    ON dot BETWEEN log << 40 AND (log << 40) + 1099511627775
                    WHERE scope = ? AND sealed IS NULL ORDER BY dot
                    """), arguments: [scope.id])
        guard !rows.isEmpty else { return [] }
        let standing = try StandingTable(log: log, scope: scope).standing()
        let erased = try ErasureTable(log: log, scope: scope).erasures(by: standing).commitments
        return try rows.compactMap { row in
            guard let commitment = Hash(bytes: row.bytes(1)) else {
                throw StoreError.damaged("commitment")
            }
            let missing = try Missing(dot: row.cell(0), commitment: commitment)
            guard !erased.contains(commitment),
                let canonical = try log.legible(at: missing.dot),
                try canonical.header.kind != SystemKind.hop || isLost(canonical.original.header)
            else { return nil }
            return missing
        }
    }

    /// Whether the part of a change is missing in a scope that this node governs.
    private func isLost(_ original: Header) throws -> Bool {
        guard let scope = try log.scope(original.scope),
            try OwnOrigins(db: db).contains(scope.authority),
            let row = try log.log(original.origin, in: scope.id)
        else { return false }
        return try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT sealed IS NULL FROM personal WHERE dot = ?"),
            arguments: [LocalDot(log: row.id, sequence: original.sequence)]) ?? false
    }

    /// Those for which a neighbour may be asked now.
    func due(in scope: ScopeRow, from peer: Peer, at time: Int64) throws -> [Missing] {
        let waiting = Set(
            try LocalDot.fetchAll(
                db.cachedStatement(sql: "SELECT dot FROM part_asked WHERE peer = ? AND next > ?"),
                arguments: [peer.origin.databaseBytes, time]))
        return try all(in: scope).filter { !waiting.contains($0.dot) }.prefix(Self.limit).map(
            \.self)
    }

    func noteAsked(_ dot: LocalDot, of peer: Peer, at time: Int64) throws {
        let known = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT times FROM part_asked WHERE dot = ? AND peer = ?"),
            arguments: [dot, peer.origin.databaseBytes])
        let times = min(max(known ?? 0, 0), 16)
        let pause = min(Self.pause << times, Self.longestPause)
        try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO part_asked(dot, peer, times, next) VALUES(?, ?, ?, ?)"
        ).execute(arguments: [dot, peer.origin.databaseBytes, times + 1, time &+ pause])
    }

    private func forgetAsked(_ dot: LocalDot) throws {
        try db.cachedStatement(sql: "DELETE FROM part_asked WHERE dot = ?")
            .execute(arguments: [dot])
    }

    /// Keeps a part that was missing; what is found by it follows.
    func keep(_ sealed: Data, at dot: LocalDot, _ projector: Projector) throws {
        try db.cachedStatement(
            sql: "UPDATE personal SET sealed = ? WHERE dot = ? AND sealed IS NULL"
        ).execute(arguments: [sealed, dot])
        try forgetAsked(dot)
        try projector.takePart(at: dot)
    }
}

extension Store {
    /// What of personal parts is missing here and may be asked for of a neighbour now.
    /// - Parameter time: milliseconds, wall clock.
    /// - Throws: `StoreError`.
    public func missingParts(from peer: Peer, at time: Int64) throws -> [Want] {
        try read { db in
            let log = LogTable(db: db)
            let parts = MissingParts(log: log)
            return try log.scopes().filter { try parts.isHeld(by: peer, in: $0) }
                .flatMap { scope in
                    try parts.due(in: scope, from: peer, at: time).map { missing in
                        Damage(
                            scope: scope.scope, origin: try log.log(missing.dot.log).origin,
                            sequence: missing.dot.sequence, isPersonal: true)
                    }
                }.wants
        }
    }

    /// Takes in what a neighbour has given again, as far as it is missing here and is what the leaf says.
    /// Whatever was given without it is not asked for of this neighbour for a while.
    /// - Returns: the number of parts taken.
    /// - Throws: `StoreError`; the store is as it was.
    public func takeParts(_ runs: [Run], from peer: Peer, at time: Int64) throws -> Int {
        guard !runs.isEmpty else { return 0 }
        return try append(at: time) { db in
            let log = writer.log(db)
            let parts = MissingParts(log: log)
            var taken = 0
            var touched: Set<Scope> = []
            for run in runs where !run.isPacked {
                guard let projector = try writer.projector(of: run.scope, in: db),
                    try parts.isHeld(by: peer, in: projector.scope),
                    let row = try projector.log(of: run.origin)
                else { continue }
                let missing = Dictionary(
                    try parts.all(in: projector.scope).filter { $0.dot.log == row.id }
                        .map { ($0.dot, $0.commitment) }, uniquingKeysWith: { $1 })
                for (index, given) in run.rows.enumerated() {
                    let dot = LocalDot(log: row.id, sequence: run.first + UInt64(index))
                    guard let commitment = missing[dot] else { continue }
                    guard given.personal.part != nil, given.personal.commitment == commitment,
                        let sealed = try vault.sealed(given.personal)?.sealed
                    else {
                        try parts.noteAsked(dot, of: peer, at: time)
                        continue
                    }
                    try parts.keep(Data(sealed), at: dot, projector)
                    touched.insert(run.scope)
                    taken += 1
                }
            }
            if taken > 0 {
                try TransferDuties(store: self, log: log, time: time).run(touched: touched)
            }
            return taken
        }
    }

    /// How many personal parts are missing here that were not erased, and that somebody else ought to hold.
    package func missingPartCount() throws -> Int {
        try read { db in
            let log = LogTable(db: db)
            let parts = MissingParts(log: log)
            let (own, above) = (OwnOrigins(db: db), try PeerTable(db: db).upstream())
            return try log.scopes().filter { scope in
                guard scope.kind == .station else { return false }
                return try own.contains(scope.authority)
                    || above.map { try parts.isHeld(by: $0, in: scope) } ?? false
            }.reduce(0) { try $0 + parts.all(in: $1).count }
        }
    }
}

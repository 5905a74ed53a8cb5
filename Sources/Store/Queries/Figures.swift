import Foundation
import GRDB
import SyncCore

extension Store {
    /// What a monitor asks of a store beside `Delivery`: counts and times, nothing of a record.
    public struct Figures: Sendable, Hashable {
        /// Bytes of own changes that no receipt of the level above covers, personal parts included;
        /// of very many, about.
        public var pendingBytes: Int64 = 0
        /// Milliseconds, when the last exchange with the level above began in which it answered; nil
        /// before the first, and where there is no level above.
        public var lastContact: Int64?
        public var conflicts = 0
        /// Changes that do not count, for every reason there is.
        public var excluded: [Excluded] = []
        /// Of these, those that wait for somebody at this node.
        public var unsettled = 0
        /// The stations that were ever heard of, are not closed and have not ended, by code.
        public var stations: [Station] = []

        public struct Excluded: Sendable, Hashable {
            public let reason: String
            public let count: Int
        }

        public struct Station: Sendable, Hashable {
            public let code: String
            /// Milliseconds.
            public let lastContact: Int64
        }
    }
}

extension StoreView {
    /// - Parameters:
    ///   - answered: the results of exchanges in which the other side answered.
    ///   - sample: so many pending changes of a log are looked at, at least one; of more, what
    ///     these weigh on average: a station that was without a line for a year is asked as quickly as any other.
    public func figures(
        answered: [String], sample: UInt64 = 4_096
    ) throws -> Store.Figures {
        var figures = Store.Figures()
        figures.conflicts = try conflictCount()
        figures.excluded = try excludedCounts()
        figures.unsettled = try unsettledCount()
        figures.stations = try stationContacts()
        guard let upstream = try PeerTable(db: db).upstream() else { return figures }
        figures.lastContact = try lastExchange(with: upstream, ending: answered)
        for own in try ownLogs(upstream: upstream) where own.covered < own.length {
            figures.pendingBytes += try bytes(
                of: own.row.id, after: own.covered, through: own.length, sample)
        }
        return figures
    }

    /// All of them up to `sample`; of more, windows spread over the whole: people come before their
    /// hours, and weigh otherwise.
    private func bytes(
        of log: Int64, after covered: UInt64, through length: UInt64, _ sample: UInt64
    ) throws -> Int64 {
        let pending = length - covered
        let windows = pending <= sample ? 1 : min(16, sample)
        let width = min(pending, sample) / windows
        var bytes: Int64 = 0
        for window in 0..<windows {
            let start = covered + pending / windows * window
            bytes += try self.bytes(of: log, from: start + 1, through: start + width)
        }
        return Int64(Double(bytes) * Double(pending) / Double(windows * width))
    }

    private func bytes(of log: Int64, from first: UInt64, through last: UInt64) throws -> Int64 {
        guard first <= last else { return 0 }
        var open = 0
        try self.log.forEachChange(of: log, first...last) { open += $0.bytes?.count ?? 0 }
        let personal = try Int64.fetchOne(
            db.cachedStatement(
                sql: "SELECT sum(length(sealed)) FROM personal WHERE dot BETWEEN ? AND ?"),
            arguments: [LocalDot(log: log, sequence: first), LocalDot(log: log, sequence: last)])
        return Int64(open) + (personal ?? 0)
    }

    private func lastExchange(with peer: Peer, ending results: [String]) throws -> Int64? {
        let words = databaseQuestionMarks(count: results.count)
        return try Int64.fetchOne(
            db,
            sql: "SELECT max(began) FROM exchange WHERE peer = ? AND result IN (\(words))",
            arguments: StatementArguments([peer.origin.databaseBytes])
                + StatementArguments(results))
    }

    private func excludedCounts() throws -> [Store.Figures.Excluded] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT reason, count(*) FROM excluded GROUP BY reason")
        let counts = try Dictionary(rows.map { try ($0.cell(0) as String, $0.cell(1) as Int) }) {
            $0 + $1
        }
        return Standing.Exclusion.reasons.map { .init(reason: $0, count: counts[$0] ?? 0) }
    }

    private func stationContacts() throws -> [Store.Figures.Station] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT code, max(last_contact), scope.id FROM scope
                JOIN peer_scope USING(scope) JOIN peer ON peer.origin = peer_scope.peer
                WHERE standpoint = 'below' AND code IS NOT NULL AND last_contact IS NOT NULL
                AND scope.scope NOT IN (SELECT scope FROM dissolved)
                GROUP BY code ORDER BY code
                """
        ).compactMap { row in
            // Nobody waits for a station that was closed.
            guard let scope = Scope(bytes: row.bytes(2)),
                try stationStanding(of: scope).closing == nil
            else { return nil }
            return try .init(code: row.cell(0), lastContact: row.cell(1))
        }
    }
}

import Foundation
import GRDB
public import SyncCore

/// One talk with a peer, for people to read. Nothing is derived from it.
public struct ExchangeRow: Sendable, Hashable {
    /// Milliseconds, wall clock.
    public let began: Int64
    public let peer: Origin?
    /// "line", later "bundle", "pull".
    public let via: String
    /// A fixed word: "agreed", "partly", "differs", "busy", "unreachable", …
    public let result: String
    /// A fixed word more: which failure of the line, which refusal; may be empty.
    public let detail: String
    public let roundTrips: Int
    /// Bytes of bodies.
    public let sent: Int
    public let received: Int
    public let milliseconds: Int64

    public init(
        began: Int64, peer: Origin?, via: String, result: String, detail: String = "",
        roundTrips: Int, sent: Int,
        received: Int, milliseconds: Int64
    ) {
        self.began = began
        self.peer = peer
        self.via = via
        self.result = result
        self.detail = detail
        self.roundTrips = roundTrips
        self.sent = sent
        self.received = received
        self.milliseconds = milliseconds
    }
}

extension Store {
    /// Kept for the last thousand exchanges.
    public func note(_ exchange: ExchangeRow) throws {
        try write { db in
            try db.execute(
                sql: """
                    INSERT INTO exchange(began, peer, via, result, detail, round_trips, sent,
                        received, milliseconds) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    exchange.began, exchange.peer?.databaseBytes, exchange.via, exchange.result,
                    exchange.detail, exchange.roundTrips, exchange.sent, exchange.received,
                    exchange.milliseconds,
                ])
            try db.execute(
                sql: "DELETE FROM exchange WHERE id <= ?",
                arguments: [db.lastInsertedRowID - 1_000])
        }
    }
}

extension StoreView {
    /// The latest first.
    public func exchanges(limit: Int) throws -> [ExchangeRow] {
        try Row.fetchAll(
            db, sql: "SELECT * FROM exchange ORDER BY id DESC LIMIT ?", arguments: [limit]
        ).map { row in
            ExchangeRow(
                began: row["began"], peer: (row["peer"] as Data?).flatMap { Origin(bytes: $0) },
                via: row["via"], result: row["result"], detail: row["detail"],
                roundTrips: row["round_trips"],
                sent: row["sent"], received: row["received"], milliseconds: row["milliseconds"])
        }
    }
}

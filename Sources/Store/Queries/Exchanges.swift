import Foundation
import GRDB
public import SyncCore

/// One talk with a peer, for people to read. Nothing is derived from it.
public struct ExchangeRow: Sendable, Hashable {
    /// Who began: this node with its level above, or this node with a station below; or nobody, where a
    /// bundle was imported.
    public enum Via: String, Sendable {
        case line, pull, bundle
    }

    /// Milliseconds, wall clock.
    public let began: Int64
    public let peer: Origin?
    public let via: Via
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
        began: Int64, peer: Origin?, via: Via, result: String, detail: String = "",
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
    /// Kept for the last thousand exchanges of each kind: a county's many visits do not push out what is
    /// known of its own line.
    public func note(_ exchange: ExchangeRow) throws {
        try write { db in
            try db.cachedStatement(
                sql: """
                    INSERT INTO exchange(began, peer, via, result, detail, round_trips, sent,
                        received, milliseconds) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(
                arguments: [
                    exchange.began, exchange.peer?.databaseBytes, exchange.via.rawValue,
                    exchange.result,
                    exchange.detail, exchange.roundTrips, exchange.sent, exchange.received,
                    exchange.milliseconds,
                ])
            try db.cachedStatement(
                sql: """
                    DELETE FROM exchange WHERE via = ?1 AND id <= (SELECT id FROM exchange
                        WHERE via = ?1 ORDER BY id DESC LIMIT 1 OFFSET 1000)
                    """
            ).execute(arguments: [exchange.via.rawValue])
        }
    }
}

extension StoreView {
    /// The latest first; of every kind, unless one is named. Rows that a newer program wrote in a way
    /// that this one does not know are left out.
    public func exchanges(limit: Int, via: ExchangeRow.Via? = nil) throws -> [ExchangeRow] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM exchange WHERE ?1 IS NULL OR via = ?1 ORDER BY id DESC LIMIT ?2
                """, arguments: [via?.rawValue, limit]
        ).compactMap { row in
            guard let via = try ExchangeRow.Via(rawValue: row.cell("via")) else { return nil }
            return try ExchangeRow(
                began: row.cell("began"), peer: Origin(bytes: row.bytes("peer")),
                via: via, result: row.cell("result"), detail: row.cell("detail"),
                roundTrips: row.cell("round_trips"),
                sent: row.cell("sent"), received: row.cell("received"),
                milliseconds: row.cell("milliseconds"))
        }
    }
}

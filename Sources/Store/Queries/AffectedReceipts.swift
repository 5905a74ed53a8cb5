import Foundation
import GRDB
public import SyncCore

/// A receipt that does not prove any more that what it covers was delivered.
public struct AffectedReceipt: Sendable, Hashable {
    public enum Reason: String, Sendable {
        /// The county that gave it lost a part of its past, and goes on under another origin.
        case countyRenewed = "county-renewed"
        /// It covers a branch that was set aside.
        case setAside = "set-aside"
    }

    public let reason: Reason
    /// Code of the scope, where it has one.
    public let code: String?
    /// Of the log.
    public let origin: Origin
    public let size: UInt64
    /// Seconds since 1970, in the receipt.
    public let time: Int64
    /// Changes that it does not prove any more: until the present county signs for them they are pending;
    /// those of a branch were written again elsewhere, and are covered by other receipts.
    public let changes: Int
}

extension StoreView {
    /// Of the logs that this node has written those receipts of an earlier county that no receipt of the
    /// present one replaces yet; of all logs those over branches. The latest first.
    public func affectedReceipts() throws -> [AffectedReceipt] {
        let renewed = try PeerTable(db: db).upstream().map(receiptsOfEarlierCounties) ?? []
        return (renewed + (try receiptsOverBranches())).sorted { $0.time > $1.time }
    }

    private func receiptsOfEarlierCounties(_ upstream: Peer) throws -> [AffectedReceipt] {
        try ownLogs(upstream: upstream).compactMap { own in
            let row = try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT size, \(ReceiptTable.time()), code FROM receipt
                        JOIN peer ON peer.origin = cosigner
                        JOIN log USING(log) JOIN scope USING(scope)
                        WHERE log = ? AND standpoint = 'above' AND succeeded_by IS NOT NULL
                        ORDER BY size DESC
                        """), arguments: [own.row.id])
            guard let row else { return nil }
            let size = try row.length(0)
            guard own.covered < min(size, own.length) else { return nil }
            return try AffectedReceipt(
                reason: .countyRenewed, code: row.cell(2), origin: own.row.origin, size: size,
                time: row.cell(1), changes: Int(clamping: min(size, own.length) - own.covered))
        }
    }

    private func receiptsOverBranches() throws -> [AffectedReceipt] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT code, origin, size, \(ReceiptTable.time("void_receipt")), size - point
                FROM void_receipt
                JOIN log USING(log) JOIN scope USING(scope) ORDER BY log, size
                """
        ).compactMap { row in
            guard let origin = Origin(bytes: row.bytes(1)) else { return nil }
            return try AffectedReceipt(
                reason: .setAside, code: row.cell(0), origin: origin, size: row.length(2),
                time: row.cell(3), changes: row.cell(4))
        }
    }
}

import Foundation
import GRDB
import SyncCore

/// How far the county has signed for what was written here: derived from logs and receipts alone,
/// never from the result of an attempt (I6).
///
/// Counted are entries of all logs that this node has written, under every origin that it has been. One
/// that stands in two of them, as itself and as a repair's copy, is one entry; it is delivered when one
/// receipt covers it. What an origin says of where it comes from is no entry.
public struct Delivery: Sendable, Hashable {
    /// Entries in this node's own logs.
    public var head = 0
    /// Of these, covered by a receipt of the level above's present incarnation, and not refused.
    public var delivered = 0
    /// Own changes that do not count, each visible with its reason.
    public var refused = 0
    /// What waits for a decision: registers with siblings that do not agree, records both voided and
    /// edited.
    public var conflicts = 0
    /// Changes of anybody that do not count here.
    public var quarantined = 0
    /// Of these, those that wait for somebody at this node (`ExcludedChange.needsYou`).
    public var unsettled = 0
    /// Requests to erase what identifies somebody that wait for an answer from here.
    public var erasures = 0
    /// Seconds since 1970 of the latest receipt; nil before the first.
    public var receiptTime: Int64?
    /// With no level above, what is durable here is delivered.
    public var isHighestLevel = false

    /// What waits for somebody here: as many as the lists of conflicts, of changes that do not count
    /// and of erasures show with a mark.
    public var needsYou: Int { conflicts + unsettled + erasures }

    /// Not covered yet; what was refused is neither delivered nor pending.
    public var pending: Int { max(0, head - delivered - refused) }
}

extension StoreView {
    public func delivery() throws -> Delivery {
        var delivery = Delivery()
        let upstream = try PeerTable(db: db).upstream()
        delivery.isHighestLevel = upstream == nil
        let logs = try ownLogs(upstream: upstream)
        let entries = try entries(of: logs)
        delivery.head = entries.written
        delivery.delivered = entries.delivered
        delivery.refused = entries.refused
        delivery.receiptTime = logs.compactMap(\.receiptTime).max()
        delivery.conflicts = try conflictCount()
        delivery.quarantined =
            try Int.fetchOne(db, sql: "SELECT count(*) FROM excluded") ?? 0
        delivery.unsettled = try unsettledCount()
        delivery.erasures = try erasuresToAnswer()
        return delivery
    }

    /// The receipt counts as far as my log has its root, and no further than the level above has
    /// said to hold since: one that lost data makes the rest pending again at once.
    func covered(
        _ row: LogRow, length: UInt64, by upstream: Peer?
    ) throws -> (size: UInt64, time: Int64?) {
        guard let upstream else { return (length, nil) }
        guard let receipt = try ReceiptTable(log: log).covered(row.id, by: upstream.origin),
            receipt.size <= length
        else { return (0, nil) }
        let held = try PeerTable(db: db).length(of: row.id, at: upstream.origin)
        return (min(receipt.size, held ?? receipt.size), receipt.time)
    }

    /// A change that waits for its origin's admission is not refused: it is kept, and signed for.
    func refusals(in log: Int64, through length: UInt64) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT count(*) FROM excluded
                    WHERE dot BETWEEN ? AND ? AND reason <> 'not-admitted'
                    """),
            arguments: [
                LocalDot(log: log, sequence: 1), LocalDot(log: log, sequence: length),
            ]) ?? 0
    }
}

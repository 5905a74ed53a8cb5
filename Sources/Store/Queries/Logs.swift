import Foundation
import GRDB
public import SyncCore

/// One log as this node holds it, and what is signed of it.
public struct LogCard: Sendable, Hashable {
    public let scope: Scope
    public let code: String?
    public let name: String?
    public let origin: Origin
    /// The log of this node itself, under the origin that it is or one that it was.
    public let isOwn: Bool
    /// Of an origin that this node was before it lost a part of its past.
    public let isFormer: Bool
    /// The log of the scope's authority: of the county.
    public let isAuthority: Bool
    public let isAdmitted: Bool
    public let length: UInt64
    /// Size of the author's latest checkpoint; nil for the own log, which is signed when it is sent.
    public let checkpoint: UInt64?
    /// Size of the latest receipt of the level above, and its time in seconds since 1970.
    public let receipt: UInt64?
    public let receiptTime: Int64?
    /// Changes that are delivered; nil for the log of the level above itself.
    public let delivered: Int?
}

extension StoreView {
    /// Logs that are held, by code of their scope, the county's own first.
    public func logs() throws -> [LogCard] {
        let own = try ownOrigins()
        let upstream = try PeerTable(db: db).upstream()
        return try scopes().flatMap { card in
            guard let scope = try log.scope(card.scope) else { return [LogCard]() }
            let standing = try StandingTable(log: log, scope: scope).standing()
            let logs = try log.logs(in: scope.id)
            return try
                (logs.filter { $0.origin == scope.authority }
                + logs.filter { $0.origin != scope.authority }).map {
                    try logCard($0, card, standing, own: own, upstream: upstream)
                }
        }
    }

    private func logCard(
        _ row: LogRow, _ scope: ScopeCard, _ standing: Standing, own: [Origin], upstream: Peer?
    ) throws -> LogCard {
        let length = try log.length(row.id)
        let isAbove = row.origin == upstream?.origin
        let receipt = try upstream.flatMap {
            try ReceiptTable(log: log).covered(row.id, by: $0.origin)
        }
        return LogCard(
            scope: scope.scope, code: scope.code, name: scope.name, origin: row.origin,
            isOwn: own.contains(row.origin),
            isFormer: own.dropLast().contains(row.origin),
            isAuthority: standing.authorities.contains(row.origin),
            isAdmitted: standing.isAdmitted(row.origin), length: length,
            checkpoint: try CheckpointTable(db: db).latest(of: row.id)?.checkpoint.checkpoint.size,
            receipt: receipt?.size, receiptTime: receipt?.time,
            delivered: isAbove ? nil : try delivered(row, length: length, upstream))
    }

    private func delivered(
        _ row: LogRow, length: UInt64, _ upstream: Peer?
    ) throws -> Int {
        let covered = try covered(row, length: length, by: upstream).size
        return Int(clamping: covered) - (try refusals(in: row.id, through: covered))
    }
}

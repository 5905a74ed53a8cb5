import GRDB

/// What a courier carries, as far as this node can know: written into a bundle, and not signed for yet.
public struct UnderWay: Sendable, Hashable {
    /// Entries of own logs; a part of those that are pending.
    public var entries = 0
    /// Milliseconds, when the last bundle with any of them was written.
    public var since: Int64?
}

extension StoreView {
    public func underWay() throws -> UnderWay {
        let courier = CourierTable(db: db)
        var underWay = UnderWay()
        for own in try ownLogs(upstream: PeerTable(db: db).upstream()) {
            guard let sent = try courier.sent(own.row.id) else { continue }
            let length = min(sent.length, own.length)
            guard length > own.covered else { continue }
            underWay.entries += Int(clamping: length - own.covered)
            underWay.since = max(underWay.since ?? 0, sent.time)
        }
        return underWay
    }
}

import Store
import SyncCore

extension NodeHome {
    /// Writes an instruction to this node itself: what heals it is carried out by the next exchange, or where
    /// none can be had, as if a person had asked for it.
    /// - Throws: `StoreError`.
    func askItself(_ level: ResyncLevel) throws {
        let scope = try stationScope() ?? store.openOwnScope()
        let now = clock.now
        try store.goOnPastLostTails(at: now)
        _ = try store.commit(to: scope, by: author, at: now) { door in
            try door.write(
                .instruct(.init(level, expires: now + 30 * 86_400_000, targets: [origin])))
        }
    }
}

import Store
import SyncCore

/// What a level is about to do, in the figures in which it says afterwards what it did.
extension Resync {
    /// - Throws: `StoreError`.
    func planned(_ card: InstructionCard) throws -> [ResyncChange.Report.Figure] {
        switch card.instruction.level {
        case .retry: [.init("pending", Int64(try store.view { try $0.delivery().pending }))]
        case .verify, .rebuild:
            [
                .init(
                    "changes",
                    Int64(try store.view { try $0.scopes() }.reduce(0) { $0 + $1.changes }))
            ]
        case .repair:
            [
                .init(
                    "damaged",
                    Int64(
                        try store.parted(store.damages(), by: Narrowing(card.instruction)).meant
                            .count))
            ]
        case .refetch:
            if let peer = try store.upstream() {
                try store.view { view in
                    let (known, alone) = try view.changes(knownAt: peer)
                    return [.init("appended", Int64(alone)), .init("fetched", Int64(known))]
                }
            } else {
                []
            }
        case .replace, .resolveAll: []
        }
    }
}

import SyncCore
import Synchronization

/// What warrants show: each time the same from the same bytes, and up to four signatures have to be checked for
/// it. In memory only.
final class WarrantMemo: Sendable {
    /// What a warrant shows to somebody who believes that its key opened its scope.
    struct Shown: Sendable {
        let scope: Scope
        let founderKey: [UInt8]
        let change: Change
        let statement: TransferStatement

        /// nil where it shows nothing.
        init?(_ bytes: [UInt8]) {
            guard let warrant = try? Warrant(bytes: bytes), let scope = warrant.scope,
                let statement = try? warrant.statement(founder: warrant.founderKey),
                let change = warrant.change.changes.first?.change
            else { return nil }
            self.scope = scope
            founderKey = warrant.founderKey
            self.change = change
            self.statement = statement
        }
    }

    private struct Known {
        var shown: [Hash: Shown?] = [:]
        /// Of all warrants in it.
        var bytes = 0
    }

    private static let capacity = 8 << 20
    private let known = Mutex(Known())

    func shown(by bytes: [UInt8]) -> Shown? {
        let name = Hash.sha256(bytes)
        if let known = known.withLock({ $0.shown[name] }) { return known }
        let shown = Shown(bytes)
        known.withLock {
            if $0.bytes + bytes.count > Self.capacity { $0 = Known() }
            $0.shown[name] = .some(shown)
            $0.bytes += bytes.count
        }
        return shown
    }
}

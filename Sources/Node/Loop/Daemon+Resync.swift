import Logging
import Store

/// Instructions are carried out between exchanges.
extension Daemon {
    /// Exchanges that one instruction may take where a process was to make one.
    static let resyncExchanges = 256

    func resync(after outcome: SyncOutcome) {
        guard outcome.result != .stopped else { return }
        do {
            isExchangeOwed = try Resync(home).step(after: outcome) == .exchange
            // Without contact the schedule knows best when to try again.
            if isExchangeOwed, isServing, outcome.isContact { mailbox.changed() }
        } catch {
            isExchangeOwed = false
            log.warning(
                "instruction not carried out", metadata: ["error": "\(ErrorWord.of(error))"])
        }
    }
}

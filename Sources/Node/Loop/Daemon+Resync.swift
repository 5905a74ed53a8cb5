import Logging
import Store
import SyncCore
import Transport

/// Instructions are carried out between exchanges.
extension Daemon {
    /// Exchanges that one instruction may take where a process was to make one.
    static let resyncExchanges = 256
    /// Milliseconds between two looks.
    private static let lookPause: Int64 = 1_000

    func resync(after outcome: SyncOutcome) {
        guard outcome.result != .stopped else { return }
        do {
            let resync = Resync(home, pulse: heartbeat)
            isExchangeOwed = try resync.step(after: outcome) == .exchange
            // Without contact the schedule knows best when to try again; unless it was what is put right now.
            let isMended = try outcome.result == .storeFailed && resync.job() == nil
            if isExchangeOwed, isServing, outcome.isContact || isMended { mailbox.changed() }
        } catch {
            isExchangeOwed = false
            log.warning(
                "instruction not carried out", metadata: ["error": "\(ErrorWord.of(error))"])
        }
    }

    /// At the highest level no exchange ends after which an instruction would be looked for.
    func lookForInstructions() {
        guard isServing, isLookOwed, transport.now >= nextLook else { return }
        nextLook = transport.now + Self.lookPause
        isLookOwed = false
        guard (try? home.store.upstream()) == nil else { return }
        resync(after: SyncOutcome(.noUpstream))
        // There may be another one.
        isLookOwed = isExchangeOwed
    }
}

import Logging
import Store
import SyncCore

extension Daemon {
    /// What an exchange came to, for metrics, the log, and the table that people are shown.
    func note(
        _ outcome: SyncOutcome, _ tally: Tally, with peer: Origin?, via: ExchangeRow.Via
    ) {
        metrics.exchangeEnded(outcome, via: via.rawValue)
        log.info(
            "exchange ended",
            metadata: [
                "via": "\(via.rawValue)", "result": "\(outcome.result.rawValue)",
                "detail": "\(outcome.detail)", "roundTrips": "\(outcome.roundTrips)",
                "sent": "\(outcome.sent)", "received": "\(outcome.received)",
            ])
        do {
            try home.store.note(
                ExchangeRow(
                    began: tally.wallClock, peer: peer, via: via, result: outcome.result.rawValue,
                    detail: outcome.detail, roundTrips: outcome.roundTrips, sent: outcome.sent,
                    received: outcome.received, milliseconds: outcome.milliseconds))
        } catch {
            log.error("exchange not written down", metadata: ["error": "\(ErrorWord.of(error))"])
        }
    }
}

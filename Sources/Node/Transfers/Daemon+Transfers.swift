import Logging

extension Daemon {
    /// To be called after something came, or another process has written.
    func tendTransfers() {
        do { try home.tendTransfers() } catch {
            log.error("transfers not tended", metadata: ["error": "\(ErrorWord.of(error))"])
        }
    }

    /// Once a day.
    func settleDelayed() {
        do { try home.settleDelayed() } catch {
            log.error("transfers not settled", metadata: ["error": "\(ErrorWord.of(error))"])
        }
    }
}

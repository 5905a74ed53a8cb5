import Logging
import Store
import SyncCore

/// What of transfers takes more than the store: opening what is sealed to this station, and telling
/// neighbours of scopes by keys that lie beside it.
extension Daemon {
    /// To be called after something came, or another process has written.
    func tendTransfers() {
        do {
            try home.lookAtName()
            try tendWords()
            let count = try home.store.announcementCount()
            guard count != announcements else { return }
            try home.publishScopes()
            announcements = try home.store.announcementCount()
        } catch {
            log.error("transfers not tended", metadata: ["error": "\(ErrorWord.of(error))"])
        }
    }

    /// Nothing is owed anew before a word comes, or what words are judged by; but once a day all is looked at
    /// after a contact, for what a part that was missing may have brought.
    private func tendWords() throws {
        let portrait = try home.store.transferPortrait()
        guard portrait != transfers else { return }
        try home.tendTransfers()
        transfers = portrait
    }

    /// Once a day: what was put off until the next one waits for nothing that could come (`ClaimSearch.due`).
    func settleDelayed() {
        transfers = nil
        guard home.role != .station else { return }
        do { try home.store.settleTransfers(in: [], at: home.clock.now) } catch {
            log.error("transfers not settled", metadata: ["error": "\(ErrorWord.of(error))"])
        }
    }
}

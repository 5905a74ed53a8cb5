import Store
import SyncCore
import Synchronization

/// How a store stood when transfers were last looked after in this process.
final class TransferMemo: Sendable {
    private struct Standing {
        /// All that decides about words; nil where they are to be looked at again whatever it is.
        var words: [Int64]?
        /// The announcements by which scopes were told of last.
        var announcements: Int?
    }

    private let standing = Mutex(Standing())

    /// Nothing is owed anew before a word comes, or what words are judged by.
    /// - Parameter tend: what a throw leaves to be done the next time.
    func afterWords(_ store: Store, _ tend: () throws -> Void) throws {
        let portrait = try store.transferPortrait()
        guard standing.withLock({ $0.words != portrait }) else { return }
        try tend()
        standing.withLock { $0.words = portrait }
    }

    func afterAnnouncements(_ store: Store, _ publish: () throws -> Void) throws {
        let count = try store.announcementCount()
        guard standing.withLock({ $0.announcements != count }) else { return }
        try publish()
        let published = try store.announcementCount()
        standing.withLock { $0.announcements = published }
    }

    func forgetWords() { standing.withLock { $0.words = nil } }
}

extension NodeHome {
    /// What of transfers takes more than the store: opening what is sealed to this station, sealing for another
    /// county, and telling neighbours of scopes by keys that lie beside it. To be called after something came,
    /// or another process has written.
    package func tendTransfers() throws {
        try lookAtName()
        try transfers.afterWords(store) {
            if let scope = try stationScope() { return try openDossiers(in: scope) }
            try releaseLeaving()
            try acceptArriving()
        }
        try transfers.afterAnnouncements(store) { try publishScopes() }
    }

    /// What was put off until the next day waits for nothing that could come (`ClaimSearch.due`), and a part
    /// that was missing may have come by itself.
    func settleDelayed() throws {
        transfers.forgetWords()
        guard role != .station else { return }
        try store.settleTransfers(in: [], at: clock.now)
    }
}

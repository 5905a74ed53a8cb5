import Logging
import Store
import SyncCore
import Transport

/// The file itself: what is derived and what is said alike can only be read while SQLite finds its pages.
extension Daemon {
    /// Looks through the pages before a round through the logs, and puts a broken file right by itself: whoever
    /// sits at the PC has nobody to call.
    func lookAtFile() {
        isFileLookOwed = false
        nextFileLook = transport.now + Self.fileRest
        do {
            guard let words = try home.store.fileFinding() else {
                if try home.store.setting(NodeHome.brokenFileSetting) ?? "" != "" {
                    try home.store.set(NodeHome.brokenFileSetting, "")
                }
                return
            }
            log.error("database file broken", metadata: ["sqlite": "\(words)"])
            // As long as it is not put right, people are to see it.
            try? home.store.set(NodeHome.brokenFileSetting, words)
            guard let report = try home.safety.salvage(home) else { return }
            try home.noteSalvage(report)
            log.warning(
                "database file put right",
                metadata: [
                    "changes": "\(report.changes)",
                    "tables": "\(report.holes.keys.sorted().joined(separator: " "))",
                ])
            mailbox.changed()
        } catch {
            log.error(
                "database file not put right", metadata: ["error": "\(ErrorWord.of(error))"])
        }
    }

    /// Whoever trips over a page, or a hole in a log, does not wait for the next round.
    func lookSoon() {
        guard transport.now >= nextFileLook else { return }
        isFileLookOwed = true
        nextPatrol = min(nextPatrol, transport.now)
    }

    /// From one look to the next, if there is a reason for it before the next round. Milliseconds.
    private static let fileRest: Int64 = 3_600_000
}

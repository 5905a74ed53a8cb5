import Logging
import Store
import SyncCore
import Transport

/// A quiet look through logs and tables, a little at a time, so that what went bad is found before anybody
/// asks for it.
extension Daemon {
    /// What went wrong last, for people: origin and sequence of a change, or a table and a record; empty for
    /// nothing.
    public static let patrolSetting = "patrol-found"
    /// A PC that is switched on for an hour a day has to get there, too. Milliseconds.
    static let firstPatrol: Int64 = 120_000
    /// From the end of one round to the next.
    private static let rest: Int64 = 86_400_000
    private static let changes: UInt64 = 256
    /// So many times as long as a look took is waited before the next: a hundredth of the time at most.
    private static let share: Int64 = 99
    private static let shortestPause: Int64 = 1_000

    func patrol() {
        guard transport.now >= nextPatrol else { return }
        let began = transport.now
        if patrolPlace == nil {
            home.safety.sweep(home)
            settleDelayed()
        }
        if patrolPlace == nil || isFileLookOwed { lookAtFile() }
        do {
            if patrolPlace == nil {
                _ = try home.store.mendKeys()
                try home.restoreUpstream()
            }
            let (found, next) = try home.store.patrol(from: patrolPlace, count: Self.changes)
            patrolPlace = next
            if try alarm(found) { mailbox.changed() }
            let took = transport.now - began
            nextPatrol =
                transport.now
                + (next == nil ? Self.rest : max(Self.shortestPause, took * Self.share))
        } catch {
            nextPatrol = transport.now + Self.rest
            log.warning("patrol failed", metadata: ["error": "\(ErrorWord.of(error))"])
        }
    }

    /// The first time it is said aloud, and the node asks itself for what heals it: a repair fetches what a
    /// neighbour holds whole, of whichever scope, and a rebuild derives what was edited.
    /// - Returns: whether something was asked for.
    private func alarm(_ found: PatrolFindings) throws -> Bool {
        let known = try home.store.setting(Self.patrolSetting) ?? ""
        // A change that went bad is the graver word: no table can be derived from it.
        if let first = found.damages.first, known.isEmpty || Self.isTable(known) {
            log.error(
                "damaged change found",
                metadata: ["origin": "\(first.origin)", "sequence": "\(first.sequence)"])
            return try ask(.repair, because: "\(first.origin):\(first.sequence)")
        }
        guard known.isEmpty, let (table, record) = found.tables.first else { return false }
        log.error(
            "edited table found",
            metadata: [
                "table": "\(table)", "record": "\(record?.description ?? "")",
                "remedy": "resync rebuild",
            ])
        return try ask(.rebuild, because: "\(table):\(record?.description ?? "")")
    }

    private func ask(_ level: ResyncLevel, because place: String) throws -> Bool {
        try home.askItself(level)
        // Last: what could not be asked for is asked for when it is found again.
        try home.store.set(Self.patrolSetting, place)
        return true
    }
}

extension Daemon {
    /// Whether a table was found, and not a change: an origin is told by its digits.
    public static func isTable(_ place: String) -> Bool {
        !place.isEmpty && Origin(hex: place.prefix { $0 != ":" }) == nil
    }
}

extension Resync {
    /// What a patrol has found, of the one sort or the other, is known no more.
    func forgetFound(isTable: Bool) throws {
        let place = try store.setting(Daemon.patrolSetting) ?? ""
        if !place.isEmpty, Daemon.isTable(place) == isTable {
            try store.set(Daemon.patrolSetting, "")
        }
    }
}

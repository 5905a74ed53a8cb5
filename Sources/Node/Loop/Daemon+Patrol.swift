import Logging
import Store
import SyncCore
import Transport

/// A quiet look through logs, tables and files of attachments, a little at a time, so that what went bad is found
/// before anybody asks for it.
extension Daemon {
    /// What went wrong last, for people: origin and sequence of a change, or a table and a record; empty for
    /// nothing.
    public static let patrolSetting = "patrol-found"
    /// A PC that is switched on for an hour a day has to get there, too. Milliseconds.
    static let firstPatrol: Int64 = 120_000
    /// From the end of one round to the next.
    private static let rest: Int64 = 86_400_000
    private static let changes: UInt64 = 256
    /// Of files of attachments: a mebibyte.
    private static let blocks = 64
    /// So many times as long as a look took is waited before the next: a hundredth of the time at most.
    private static let share: Int64 = 99
    private static let shortestPause: Int64 = 1_000

    func patrol() {
        guard transport.now >= nextPatrol else { return }
        let began = transport.now
        if patrolFiles != nil { return patrolFiles(since: began) }
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
            if next == nil { patrolFiles = try AttachmentRound(of: home) }
            pause(since: began)
        } catch { patrolFailed(error) }
    }

    private func pause(since began: Int64) {
        if patrolFiles?.isOver == true { patrolFiles = nil }
        let isOver = patrolPlace == nil && patrolFiles == nil
        let took = transport.now - began
        nextPatrol =
            transport.now + (isOver ? Self.rest : max(Self.shortestPause, took * Self.share))
    }

    private func patrolFailed(_ error: any Error) {
        patrolFiles = nil
        nextPatrol = transport.now + Self.rest
        log.warning("patrol failed", metadata: ["error": "\(ErrorWord.of(error))"])
    }

    /// Notes what is here, says aloud what is not as it was, and makes way for what comes again.
    private func patrolFiles(since began: Int64) {
        do {
            let seen = try patrolFiles?.goOn(at: home, blocks: Self.blocks) ?? []
            let new = seen.filter { $0.flaw == nil && !$0.isKnown }.map(\.key)
            for (scope, keys) in Dictionary(grouping: new, by: \.scope) {
                try home.store.noteAttachments(
                    of: home.origin, in: scope, there: keys.map(\.name), lacking: [])
            }
            for file in seen {
                if let flaw = file.flaw { try alarm(flaw, of: file.key) }
            }
            pause(since: began)
        } catch { patrolFailed(error) }
    }

    private func alarm(_ flaw: AttachmentFlaw, of key: AttachmentKey) throws {
        // It was read over several looks, and may have been put right between two of them.
        guard try AttachmentRound.flaw(of: key, at: home) == flaw else { return }
        log.error(
            "attachment not as it was",
            metadata: [
                "scope": "\(key.scope)", "file": "\(key.name.hex.prefix(16))",
                "flaw": "\(flaw.rawValue)",
            ])
        if flaw.isSpoiled { home.setAside(key) }
        mailbox.changed()
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

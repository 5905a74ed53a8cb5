import Logging
import Store
import SyncCore
import Transport

/// A quiet look through the logs, a few changes at a time, so that bad bytes are found before anybody asks
/// for them.
extension Daemon {
    /// What went wrong last, for people: origin and sequence; empty for nothing.
    public static let patrolSetting = "patrol-found"
    /// A PC that is switched on for an hour a day has to get there, too. Milliseconds.
    static let firstPatrol: Int64 = 120_000
    /// From the end of one round to the next.
    private static let rest: Int64 = 86_400_000
    private static let changes: UInt64 = 512
    /// So many times as long as a look took is waited before the next: a hundredth of the time at most.
    private static let share: Int64 = 99
    private static let shortestPause: Int64 = 1_000

    func patrol() {
        guard transport.now >= nextPatrol else { return }
        let began = transport.now
        if patrolPlace == nil { home.safety.sweep(home) }
        do {
            let (damages, next) = try home.store.patrol(from: patrolPlace, count: Self.changes)
            patrolPlace = next
            if !damages.isEmpty { try alarm(damages) }
            let took = transport.now - began
            nextPatrol =
                transport.now
                + (next == nil ? Self.rest : max(Self.shortestPause, took * Self.share))
        } catch {
            nextPatrol = transport.now + Self.rest
            log.warning("patrol failed", metadata: ["error": "\(ErrorWord.of(error))"])
        }
    }

    /// The first time it is said aloud, and a station asks itself for a repair: what a neighbour holds whole
    /// is fetched back, of whichever scope. Nobody else has a log to say it in.
    private func alarm(_ damages: [Damage]) throws {
        guard let first = damages.first else { return }
        let place = "\(first.origin):\(first.sequence)"
        let known = try home.store.setting(Self.patrolSetting) ?? ""
        guard known.isEmpty else { return }
        log.error(
            "damaged change found",
            metadata: ["origin": "\(first.origin)", "sequence": "\(first.sequence)"])
        if let scope = try home.stationScope() {
            let now = home.clock.now
            _ = try home.store.commit(to: scope, by: home.author, at: now) { door in
                try door.write(
                    .instruct(
                        .init(.repair, expires: now + 30 * 86_400_000, targets: [home.origin])))
            }
            mailbox.changed()
        }
        // Last: what could not be asked for is asked for when it is found again.
        try home.store.set(Self.patrolSetting, place)
    }
}

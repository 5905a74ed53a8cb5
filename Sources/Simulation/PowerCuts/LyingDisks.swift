internal import Store
internal import SyncCore

/// Disks that say they have synced and have not (S7). Nothing can keep a promise on these; what can be
/// asked is that a loss is no silent one.
///
/// - After a loss in order, a store opens, is sound, and its logs are beginnings of what was written.
/// - After any other loss it is that, or it cannot be read, or its check finds something.
/// - Another node that holds more of the log takes nothing of what is written in the lost places.
package struct LyingDisks: Sendable {
    package struct Report: Sendable {
        package var seeds = 0
        /// Everything was still there.
        package var whole = 0
        /// A sound store with shorter logs.
        package var shortened = 0
        /// SQLite, or the store, could not read the file.
        package var unreadable = 0
        /// It was read, and the check found the damage.
        package var found = 0
        /// New changes in the places of lost ones that another node turned away.
        package var turnedAway = 0
        package var findings: [(seed: UInt64, violation: Violation)] = []
    }

    private let station: PreparedStation

    package init() throws { station = try PreparedStation.shared.get() }

    /// - Parameter isInOrder: whether the disk loses the last of what was written, or any of it.
    package func run(seeds: Range<UInt64>, inOrder isInOrder: Bool) -> Report {
        var report = Report()
        for seed in seeds {
            report.seeds += 1
            do { try play(seed, inOrder: isInOrder, &report) } catch {
                let violation = error as? Violation ?? .failed("\(error)")
                report.findings.append((seed, violation))
            }
        }
        return report
    }

    private func play(_ seed: UInt64, inOrder isInOrder: Bool, _ report: inout Report) throws {
        var dice = Dice(seed)
        let disk = VirtualDisk(seed: seed, image: station.image)
        let cache = UInt64(dice.below(200_000))
        disk.set(isInOrder ? .liesInOrder(cache: cache) : .lies(cache: cache))
        var workload = Workload(at: station, seed: seed)
        let otherDisk = VirtualDisk(seed: seed, image: station.image)
        let witness = try open(otherDisk, seed)
        do {
            let store = try open(disk, seed)
            for _ in 0..<(4 + dice.below(30)) {
                try workload.perform(workload.choose(), on: store)
            }
            try send(store, to: witness)
            disk.cut()
        }
        disk.start()
        guard try look(disk, seed, workload.ledger, isInOrder, &report) else { return }
        disk.set(.honest)
        try withExtendedLifetime(otherDisk) { try goOn(open(disk, seed), witness, &report) }
    }

    private func open(_ disk: VirtualDisk, _ seed: UInt64) throws -> Store {
        try Store(
            on: disk, vaultKey: PreparedStation.vaultKey, randomness: SeededRandomness(seed))
    }

    /// Whether there is a sound store; that it then holds a beginning of what was written.
    private func look(
        _ disk: VirtualDisk, _ seed: UInt64, _ ledger: Ledger, _ isInOrder: Bool,
        _ report: inout Report
    ) throws -> Bool {
        var isBeginning = false
        var length = 0
        do {
            let check = try open(disk, seed).checkInPlace(comparingTables: true) {
                isBeginning = try ledger.begins(with: $0)
                length = try $0.canonicalBytes(of: station.origin, in: PreparedStation.scope).count
            }
            guard check.isSound else {
                if isInOrder { throw Violation.unsound(check) }
                report.found += 1
                return false
            }
        } catch let error as StoreError {
            if isInOrder { throw Violation.failed("\(error)") }
            report.unreadable += 1
            return false
        }
        guard isBeginning else { throw Violation.altered }
        let isWhole = length >= ledger.length(of: station.origin)
        if isWhole { report.whole += 1 } else { report.shortened += 1 }
        return !isWhole
    }

    /// The whole own log, as often as it is sent; whether it was taken.
    @discardableResult
    private func send(_ store: Store, to witness: Store) throws -> Bool {
        let length = try log(of: store).count
        guard length > 0 else { return true }
        let message = try store.message(of: station.signer, from: 1, through: length)
        let intake = Intake(
            message, scopes: [PreparedStation.scope], receiptKey: nil,
            receiver: Origin(publicKey: station.county.publicKey), time: 0)
        return try witness.apply([intake])[0].get().turnedAway.isEmpty
    }

    /// New changes in the lost places, up to and beyond what the other node holds.
    private func goOn(
        _ store: Store, _ witness: Store, _ report: inout Report
    ) throws {
        let held = try log(of: witness)
        var others = Workload(at: station, seed: 99)
        while try log(of: store).count <= held.count { try others.perform(.commit, on: store) }
        let isTaken = try send(store, to: witness)
        guard !isTaken, try log(of: witness) == held else { throw Violation.overwritten }
        report.turnedAway += 1
    }

    private func log(of store: Store) throws -> [[UInt8]] {
        try store.view { try $0.canonicalBytes(of: station.origin, in: PreparedStation.scope) }
    }
}

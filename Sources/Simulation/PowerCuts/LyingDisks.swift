internal import ServiceRecords
internal import Store
internal import SyncCore

/// Disks that say they have synced and have not (S7). Nothing can keep a promise on these; what can be
/// asked is that a loss is no silent one. The county holds all that the station has written.
///
/// - After a loss in order, a store opens, is sound, and its logs are beginnings of what was written.
/// - After any other loss it is that, or it cannot be read, or its check finds something.
/// - A node that has lost the end of its own log finds that out before its first write, from the
///   sidecar: it goes on as a new origin, and nothing is ever written again under the old one. The
///   county keeps the old log as it was and takes the new origin's as another; what it gives back
///   fills the old log up again, byte for byte.
/// - A node that has lost nothing of its own log goes on as it was.
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
        /// Nodes that went on as a new origin, and were given back what they had lost.
        package var succeeded = 0
        /// Of the last seed's disk.
        package var counters = VirtualDisk.Counters()
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
        defer { report.counters = disk.counters }
        let cache = UInt64(dice.below(200_000))
        disk.set(isInOrder ? .liesInOrder(cache: cache) : .lies(cache: cache))
        var workload = Workload(at: station, seed: seed)
        let countyDisk = VirtualDisk(seed: seed, image: station.countyImage)
        let county = try open(countyDisk, seed)
        do {
            let store = try open(disk, seed)
            for _ in 0..<(4 + dice.below(30)) {
                try workload.perform(workload.choose(), on: store)
            }
            guard try send(station.origin, from: store, to: county) else {
                throw Violation.failed("turned away")
            }
            disk.cut()
        }
        disk.start()
        let length = workload.ledger.length(of: station.origin)
        guard let kept = try look(disk, seed, workload.ledger, isInOrder, &report) else { return }
        if kept < length { report.shortened += 1 } else { report.whole += 1 }
        disk.set(.honest)
        try withExtendedLifetime(countyDisk) {
            let store = try open(disk, ~seed)
            if kept < length {
                try goOn(store, county)
                report.succeeded += 1
            } else {
                try write(to: store)
                guard try store.ownOrigins() == [station.origin] else {
                    throw Violation.otherOrigin
                }
            }
        }
    }

    private func open(_ disk: VirtualDisk, _ seed: UInt64) throws -> Store {
        try Store(
            on: disk, vaultKey: PreparedStation.vaultKey, randomness: SeededRandomness(seed))
    }

    /// How much of the own log there is in a sound store, which then holds beginnings of what was
    /// written; nil where there is none.
    private func look(
        _ disk: VirtualDisk, _ seed: UInt64, _ ledger: Ledger, _ isInOrder: Bool,
        _ report: inout Report
    ) throws -> Int? {
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
                return nil
            }
        } catch let error as StoreError {
            if isInOrder { throw Violation.failed("\(error)") }
            report.unreadable += 1
            return nil
        }
        guard isBeginning else { throw Violation.altered }
        return length
    }

    /// A node that has lost the end of its log writes, sends, and is given back what it lost.
    private func goOn(_ store: Store, _ county: Store) throws {
        let kept = try log(station.origin, of: store)
        let held = try log(station.origin, of: county)
        for _ in kept.count...held.count { try write(to: store) }
        let origins = try store.ownOrigins()
        guard origins.count == 2, origins[0] == station.origin, let key = store.presentKey else {
            throw Violation.otherOrigin
        }
        guard try log(station.origin, of: store) == kept else { throw Violation.overwritten }
        guard try send(origins[1], from: store, to: county) else {
            throw Violation.failed("the new origin's log was turned away")
        }
        guard try log(station.origin, of: county) == held,
            try log(origins[1], of: county) == log(origins[1], of: store)
        else { throw Violation.overwritten }
        let back = try county.message(
            of: station.origin, from: 1, through: held.count, to: station.peer(below: key))
        let report = try store.apply([Intake(back, from: station.upstream, at: 0)])[0].get()
        let refilled = try log(station.origin, of: store)
        guard report.turnedAway.isEmpty, refilled == held else {
            throw Violation.lost(found: refilled.count, promised: held.count)
        }
        guard try store.ownOrigins() == origins else { throw Violation.otherOrigin }
    }

    private func write(to store: Store) throws {
        try store.commit(to: PreparedStation.scope, by: Store.Author(), at: 0) { door in
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.name] = .text("后来")
            try door.write(draft)
        }
    }

    /// A whole log, under the key that the node has by now; whether it was taken.
    private func send(_ origin: Origin, from store: Store, to county: Store) throws -> Bool {
        let length = try log(origin, of: store).count
        guard length > 0 else { return true }
        let message = try store.message(
            of: origin, from: 1, through: length, to: station.upstream)
        let sender = station.peer(below: store.presentKey)
        let intake = Intake(message, from: sender, at: 0)
        return try county.apply([intake])[0].get().turnedAway.isEmpty
    }

    private func log(_ origin: Origin, of store: Store) throws -> [[UInt8]] {
        try store.view { try $0.canonicalBytes(of: origin, in: PreparedStation.scope) }
    }
}

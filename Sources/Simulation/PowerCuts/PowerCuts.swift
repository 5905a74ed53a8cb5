internal import Store
internal import SyncCore

/// Power cuts and killed processes at any I/O call of the real store (I2; S6, S12).
///
/// A seed is a machine of several lives. In each the store is opened, compared byte for byte with all
/// that was ever acknowledged, its file and the proofs of its logs are checked, and it is worked with
/// until the power goes in the middle of some call. At the end everything derived is compared with what
/// the logs give, which takes three times as long as a life.
package struct PowerCuts: Sendable {
    private let lives: Int
    private let station: PreparedStation

    /// - Parameter lives: that a machine has; each ends with a cut or a kill.
    package init(lives: Int = 12) throws {
        self.lives = lives
        station = try PreparedStation.shared.get()
    }

    /// - Parameter stopsAtFinding: whether the first broken promise is enough.
    package func run(seeds: Range<UInt64>) -> PowerCutReport {
        var report = PowerCutReport()
        for seed in seeds {
            var machine = CutMachine(seed: seed, station: station)
            machine.run(lives: lives, report: &report)
            report.seeds += 1
        }
        return report
    }
}

/// One machine with a disk, and what its store has promised.
private struct CutMachine {
    private let seed: UInt64
    private let disk: VirtualDisk
    private var workload: Workload
    private var dice: Dice
    /// In the middle of what the life ended.
    private var step = "open"

    init(seed: UInt64, station: PreparedStation) {
        self.seed = seed
        disk = VirtualDisk(seed: seed, image: station.image)
        workload = Workload(at: station, seed: seed &* 3)
        dice = Dice(seed &* 5)
    }

    mutating func run(lives: Int, report: inout PowerCutReport) {
        var life = 1
        do {
            while life <= lives {
                try live(&report)
                life += 1
            }
            disk.start()
            try look(at: open(), comparingTables: true, &report)
        } catch {
            let violation = error as? Violation ?? .failed("\(step): \(error)")
            report.findings.append(.init(seed: seed, life: life, violation: violation))
        }
        report.add(disk.counters)
    }

    private mutating func live(_ report: inout PowerCutReport) throws {
        disk.start()
        step = "open"
        do {
            // Recovery is cut, too, now and then.
            if dice.chance(percent: 20) { plan(within: 30) }
            let store = try open()
            disk.planNothing()
            try look(at: store, comparingTables: false, &report)
            plan(within: 40)
            for _ in 0..<(4 + dice.below(20)) {
                let next = workload.choose()
                step = next.rawValue
                try workload.perform(next, on: store)
            }
            step = "idle"
        } catch let violation as Violation {
            throw violation
        } catch {
            guard !disk.isOn else { throw error }
        }
        report.interrupted[step, default: 0] += 1
        if disk.isOn { dice.chance(percent: 80) ? disk.cut() : disk.kill() }
    }

    private mutating func plan(within calls: Int) {
        disk.plan(
            dice.chance(percent: 75) ? .powerCut : .kill, at: UInt64(1 + dice.below(calls)),
            of: .changing)
    }

    private func open() throws -> Store {
        try Store(
            on: disk, vaultKey: PreparedStation.vaultKey,
            randomness: SeededRandomness(
                seed ^ disk.counters.cuts << 32 ^ disk.counters.kills << 40))
    }

    private mutating func look(
        at store: Store, comparingTables comparesTables: Bool, _ report: inout PowerCutReport
    ) throws {
        let check = try store.checkInPlace(comparingTables: comparesTables) {
            try workload.ledger.compare(with: $0, isReopened: true)
            // An honest disk never makes a node believe that it was put back.
            guard try $0.ownOrigins() == [workload.station.origin] else {
                throw Violation.otherOrigin
            }
        }
        guard check.isSound else { throw Violation.unsound(check) }
        if let digest = check.digests[PreparedStation.scope] {
            try workload.ledger.compare(digest: digest.hex)
        }
        report.comparisons += 1
        report.changes += workload.ledger.changeCount
    }
}

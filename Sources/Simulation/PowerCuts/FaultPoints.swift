internal import Store
internal import SyncCore

/// Every I/O call of a small workload failing, one after the other, from the opening of the store to its
/// closing: once, or from then on until the disk is well again.
///
/// After each: an error of the store's own, nothing of the failed transaction in the process that lives
/// on, work that goes on when the fault is gone (after a reopening at the latest), and after a power
/// cut everything that was acknowledged.
package struct FaultPoints: Sendable {
    package struct Report: Sendable {
        /// Calls that failed first, which is all that there were.
        package var points = 0
        /// Steps that failed, of those that were tried.
        package var failedSteps = 0
        package var steps = 0
        /// Points after which a process had to open the store anew to go on.
        package var reopened = 0
        package var counters = VirtualDisk.Counters()
        package var findings: [(point: UInt64, violation: Violation)] = []
    }

    /// What is done; nil closes the store, for the next step to open it again.
    private let steps: [Workload.Step?]
    private let isShort: Bool
    private let station: PreparedStation

    /// - Parameter isShort: only a commit, a checkpoint and an opening, and no tables derived anew.
    package init(short isShort: Bool = false) throws {
        station = try PreparedStation.shared.get()
        self.isShort = isShort
        steps =
            isShort
            ? [.commit, .checkpoint, nil, .commit]
            : [
                .commit, .group, .intake, .edit, .setting, .checkpoint, .commit, nil, .intake,
                .pack, .send, .edit,
            ]
    }

    /// Plays the workload once for each of its calls.
    /// - Parameter isOnward: whether every later call fails, too.
    package func run(_ fault: VirtualDisk.Fault, onward isOnward: Bool) -> Report {
        var report = Report()
        var isPast = false
        while !isPast {
            isPast = !play(fault, onward: isOnward, at: UInt64(report.points + 1), &report)
            if !isPast { report.points += 1 }
        }
        return report
    }

    /// Plays the workload once, with a fault at one of its calls, if it has so many.
    package func run(
        _ fault: VirtualDisk.Fault, onward isOnward: Bool, at point: UInt64
    ) -> Report {
        var report = Report()
        if play(fault, onward: isOnward, at: point, &report) { report.points = 1 }
        return report
    }

    /// Whether the workload has that many calls.
    private func play(
        _ fault: VirtualDisk.Fault, onward isOnward: Bool, at point: UInt64,
        _ report: inout Report
    ) -> Bool {
        var attempt = FaultPoint(station: station, point: point, isThorough: !isShort)
        defer { report.counters = attempt.counters }
        do { return try attempt.run(fault, onward: isOnward, steps, &report) } catch {
            let violation = error as? Violation ?? .failed("\(error)")
            report.findings.append((point, violation))
            return true
        }
    }
}

private struct FaultPoint {
    private let point: UInt64
    private let isThorough: Bool
    private let disk: VirtualDisk
    private var workload: Workload
    private var store: Store?

    init(station: PreparedStation, point: UInt64, isThorough: Bool) {
        self.point = point
        self.isThorough = isThorough
        disk = VirtualDisk(seed: point, image: station.image)
        workload = Workload(at: station, seed: 1)
    }

    /// Whether the workload has that many calls.
    mutating func run(
        _ fault: VirtualDisk.Fault, onward isOnward: Bool, _ steps: [Workload.Step?],
        _ report: inout FaultPoints.Report
    ) throws -> Bool {
        // Reading needs no space.
        let calls: VirtualDisk.Calls = fault == .ioError ? .all : [.changing, .mapping]
        disk.plan(fault, at: point, of: calls, onward: isOnward)
        for step in steps {
            guard let step else {
                store = nil
                continue
            }
            report.steps += 1
            let hadFailed = hasFailed
            guard try !attempt(step) else { continue }
            report.failedSteps += 1
            // A disk that has failed once and is well again must be of use, if need be to a new process.
            if !isOnward, hadFailed { try goOn(step, &report) }
        }
        let isReached = hasFailed
        disk.planNothing()
        if try !attempt(.commit) { try goOn(.commit, &report) }
        store = nil
        try lookAfterCut()
        return isReached
    }

    var counters: VirtualDisk.Counters { disk.counters }

    private var hasFailed: Bool { !disk.counters.faults.isEmpty }

    /// Whether a step succeeded. If not, nothing of it may be seen in this process.
    private mutating func attempt(_ step: Workload.Step) throws -> Bool {
        do {
            let store = try store ?? open()
            self.store = store
            try workload.perform(step, on: store)
            return true
        } catch let violation as Violation { throw violation } catch {
            guard error is StoreError else { throw Violation.failed("\(step): \(error)") }
        }
        do {
            try store?.view { try workload.ledger.compare(with: $0, isReopened: false) }
        } catch let violation as Violation { throw violation } catch {
            // The disk cannot be read: another process has to find out.
            store = nil
        }
        return false
    }

    private mutating func goOn(
        _ step: Workload.Step, _ report: inout FaultPoints.Report
    ) throws {
        report.reopened += 1
        store = nil
        guard try attempt(step) else { throw Violation.failed("\(step) after a reopening") }
    }

    private mutating func open() throws -> Store {
        let store = try Store(
            on: disk, vaultKey: PreparedStation.vaultKey, randomness: SeededRandomness(point))
        try store.view { try workload.ledger.compare(with: $0, isReopened: true) }
        return store
    }

    private mutating func lookAfterCut() throws {
        point.isMultiple(of: 2) ? disk.cut() : disk.kill()
        disk.start()
        let store = try open()
        let check = try store.checkInPlace(comparingTables: isThorough) { _ in }
        guard check.isSound else { throw Violation.unsound(check) }
        guard try store.ownOrigins() == [workload.station.origin] else {
            throw Violation.otherOrigin
        }
    }
}

extension Violation {
    static func unsound(_ report: CheckReport) -> Violation {
        .unsound(report.findings.map { "\($0.what) \($0.place)" })
    }
}

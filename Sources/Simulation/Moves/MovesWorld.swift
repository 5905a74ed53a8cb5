import Authority
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Transport

/// A tree of nodes on virtual disks between which volunteers move, and what has happened so far.
final class MovesWorld {
    let tree: MovesTree
    private let images: MovesImages
    private(set) var machines: [Machine] = []
    /// The place of each machine: several PCs may be at one.
    private(set) var place: [Int] = []
    private(set) var truth = Truth()
    private(set) var trace = Trace()
    var figures = Figures()
    var dice: Dice
    let loss: UInt64
    private var backups: [(machine: Int, image: DiskImage)] = []
    /// By machine the moment until which it has no line.
    private var silences: [Int: Int64] = [:]
    private(set) var disasters = 0
    /// Whether an aggregator was put back: what it takes for a contest.
    private(set) var hasForgotten = false

    // What people did, beside what the oracles of a county know.
    var people: [MovesPerson] = []
    var passports: [MovesPassport] = []
    var records: [Entity: MovesRecord] = [:]
    var claims = 0
    var moves = 0
    var contests = 0
    /// What was seen to be wrong before the end.
    var complaints: [String] = []
    /// Two nodes have answered each other's writing with more writing, without end.
    private var isRestless = false
    /// What two have to say to each other here takes a dozen.
    private static let mostRoundTrips = 200
    /// Where somebody was registered, or is expected.
    var haunts: [Scope] = []
    /// Whether at the end a line is left alone while neither end of it has heard anything new since both had
    /// nothing to say to each other; before it is over every line is asked once more.
    private let sparesLines: Bool
    /// By machine what it holds, while the end is waited for and until it exchanges or somebody acts.
    private var holdings: [Int: MovesHolding] = [:]

    init(_ tree: MovesTree, seed: UInt64, sparesLines: Bool = false) throws {
        self.tree = tree
        self.sparesLines = sparesLines
        images = try MovesImages.of(tree)
        VirtualMachine.seedSQLite(seed)
        dice = Dice(seed ^ 0x30_7E5)
        loss = dice.chance(percent: 40) ? 0 : UInt64(dice.below(30))
        for index in tree.places.indices {
            try add(index, VirtualDisk(seed: dice.next(), image: images.disks[index]))
        }
    }

    private func add(_ index: Int, _ disk: VirtualDisk) throws {
        let isStation = tree.places[index].role == .station
        machines.append(
            Machine(
                index: machines.count, isCounty: !isStation,
                scopes: isStation ? [images.scopes[index]] : governed(index), disk: disk))
        place.append(index)
        try machines[machines.count - 1].start(seed: dice.next())
    }

    /// Scopes of stations that a place governs.
    private func governed(_ index: Int) -> [Scope] {
        tree.places.indices.filter {
            tree.places[$0].above == index && tree.places[$0].role == .station
        }.map { images.scopes[$0] }
    }

    func note(_ line: String) { trace.add(line) }

    var stationScopes: [Scope] { tree.stations.map { images.scopes[$0] } }

    /// By its two digits.
    func province(of scope: Scope) -> Substring? {
        images.scopes.firstIndex(of: scope).map { tree.places[$0].code.prefix(2) }
    }

    /// The first origin of whoever governs a station's scope.
    func founder(of scope: Scope) -> Origin? {
        images.scopes.firstIndex(of: scope).flatMap { tree.places[$0].above }
            .map { images.origins[$0] }
    }

    /// The PCs of the station of a scope.
    func computers(of scope: Scope) -> [Machine] {
        machines.filter { !$0.isCounty && $0.scopes == [scope] }
    }

    func county(of scope: Scope) -> Machine? {
        machines.first { $0.isCounty && $0.scopes.contains(scope) }
    }

    var aggregators: [Machine] { machines.filter(\.isCounty) }

    func above(_ machine: Machine) -> Machine? {
        tree.places[place[machine.index]].above.flatMap { place.firstIndex(of: $0) }
            .map { machines[$0] }
    }

    /// Switches a machine on again if it went off.
    func rest(_ machine: Machine) {
        while !machine.disk.isOn || machine.life == nil {
            figures.restarts += 1
            do { try machine.start(seed: dice.next()) } catch { note("start: \(error)") }
        }
    }

    /// Days go by for everybody.
    func wait(milliseconds: Int64) {
        for machine in machines { machine.clock.now += milliseconds }
    }
}

/// What is written.
extension MovesWorld {
    /// Somebody writes; what was acknowledged must not be lost.
    func commit<T>(
        at machine: Machine, in scope: Scope, by author: Store.Author = Store.Author(),
        _ body: (CommitDoor) throws -> T
    ) throws -> T {
        rest(machine)
        defer { rest(machine) }
        guard let store = machine.life?.store else { throw StoreError.busy }
        let visible = try store.countedOriginals(in: scope)
        let (result, written) = try store.commit(to: scope, by: author, at: machine.clock.now) {
            (try body($0), $0.written)
        }
        truth.note(written, in: scope, seen: visible)
        figures.writes += written.count
        try store.settleTransfers(in: [scope], at: machine.clock.now)
        return result
    }
}

/// What lines do.
extension MovesWorld {
    func fallSilent(_ machine: Machine, days: Int) {
        silences[machine.index] = machine.clock.now + Int64(days) * 86_400_000
        note("no line \(machine.index) for \(days) days")
    }

    /// A machine talks with the level above, if there is a line.
    func exchange(_ machine: Machine) {
        guard silences[machine.index, default: 0] <= machine.clock.now else { return }
        var quality = VirtualLine.Quality(
            requestLoss: loss, answerLoss: loss, duplication: loss / 2)
        if dice.chance(percent: 10) { quality.budget = dice.below(4) }
        exchange(machine, quality)
    }

    func exchange(_ machine: Machine, _ quality: VirtualLine.Quality) {
        guard let other = above(machine) else { return }
        for one in [machine, other] { rest(one) }
        defer {
            for one in [machine, other] {
                rest(one)
                holdings[one.index] = nil
            }
        }
        do {
            for one in [machine, other] { try one.tend() }
            let (outcome, faults) = try machine.talk(with: other, quality, seed: dice.next())
            figures.exchanges += 1
            figures.lineFaults += faults
            note(
                "exchange \(machine.index) \(outcome.result) \(outcome.detail) "
                    + "\(outcome.roundTrips)")
            if outcome.roundTrips > Self.mostRoundTrips {
                isRestless = true
                complaints.append("an exchange took \(outcome.roundTrips) round trips")
            }
            for one in [machine, other] { try one.tend() }
        } catch { note("exchange \(machine.index) broken") }
    }
}

extension MovesWorld {
    /// What is known at one station goes up its whole way, and down to another.
    func carryNews() {
        let scopes = haunts + [stationScopes[dice.below(stationScopes.count)]]
        let ways = [0, 1].map { _ in way(from: scopes[dice.below(scopes.count)]) }
        for machine in ways[0] + ways[1].reversed() { exchange(machine) }
    }

    /// Whom it takes from a station's PC up.
    func way(from scope: Scope) -> [Machine] {
        let begun = computers(of: scope)
        return Array(
            sequence(first: begun[dice.below(begun.count)]) { self.above($0) })
    }
}

/// What befalls disks.
extension MovesWorld {
    func backup(_ machine: Machine) {
        guard machine.disk.isOn else { return }
        backups.append((machine.index, machine.disk.snapshot()))
    }

    /// Somebody of whom there is a backup.
    var prudent: Machine? {
        backups.isEmpty ? nil : machines[backups[dice.below(backups.count)].machine]
    }

    func restore(_ machine: Machine, withKeys: Bool) {
        let own = backups.filter { $0.machine == machine.index }
        guard !own.isEmpty else { return }
        truth.overwriting(machine, among: machines, rest: rest)
        for other in machines { rest(other) }
        let parts = machine.parts
        let names = machine.disk.isOn ? machine.disk.files.filter { $0.hasPrefix("keys-") } : []
        let keys = names.map { ($0, machine.disk.read($0) ?? []) }
        machine.stop()
        machine.disk.restore(own[dice.below(own.count)].image)
        if !withKeys {
            let files = DiskFiles(machine.disk)
            for (name, bytes) in keys { try? files.replace(String(name.dropFirst(5)), with: bytes) }
        }
        disasters += 1
        if machine.isCounty { hasForgotten = true }
        figures.restores += 1
        rest(machine)
        truth.overwrote(parts, on: machine, among: machines)
        note("put back \(machine.index)\(withKeys ? " with its keys" : "")")
    }

    func clone(_ machine: Machine) throws {
        guard machine.disk.isOn, !machine.isCounty else { return }
        try add(
            place[machine.index], VirtualDisk(seed: dice.next(), image: machine.disk.snapshot()))
        machines[machines.count - 1].clock.now = machine.clock.now
        disasters += 1
        figures.clones += 1
        note("\(machines.count - 1) is a copy of \(machine.index)")
    }
}

/// The end: faults stop, and everybody talks until nobody has anything new.
extension MovesWorld {
    /// - Parameter act: what people do once everything that is known has been told; whether anybody did
    ///   anything.
    /// - Returns: whether it came to rest.
    func settle(within limit: Int, act: () -> Bool) -> Bool {
        for machine in machines {
            machine.disk.planNothing()
            rest(machine)
        }
        silences = [:]
        holdings = [:]
        var lines = QuietLines(isSparing: sparesLines)
        var before = machines.map(holding)
        var waits = Self.partsPatience
        for _ in 0..<limit where !isRestless {
            let isWhole = lines.isEmpty
            // Up, then down.
            let order = machines.indices.sorted { (place[$0], $0) > (place[$1], $1) }
            for index in order + order.reversed() { exchange(machines[index], over: &lines) }
            let after = machines.map(holding)
            if after == before {
                wait(milliseconds: 60_000)
                if !act() {
                    if isWhole {
                        guard lacksParts, waits > 0 else { return true }
                        // Whoever asked in vain asks again, after a while.
                        waits -= 1
                        wait(milliseconds: 2 * 86_400_000)
                    }
                    lines.removeAll()
                }
                holdings = [:]
            }
            before = machines.map(holding)
        }
        return false
    }

    private func exchange(_ machine: Machine, over lines: inout QuietLines) {
        guard lines.isSparing, let other = above(machine) else {
            return exchange(machine, VirtualLine.Quality())
        }
        let ends = [machine, other]
        let before = ends.map(holding)
        guard !lines.isQuiet(machine.index, before) else { return }
        exchange(machine, VirtualLine.Quality())
        lines.note(machine.index, before, ends.map(holding))
    }

    /// How many times, two days each, a part may have to be asked for again on its way down a tree.
    private static let partsPatience = 4

    private var lacksParts: Bool {
        machines.contains { (try? $0.life?.store.missingPartCount()) ?? 0 > 0 }
    }

    private func holding(of machine: Machine) -> MovesHolding {
        if let known = holdings[machine.index] { return known }
        var held: MovesHolding = [:]
        if let store = machine.life?.store {
            for scope in (try? store.heldScopes()) ?? [] {
                held[scope] = try? store.summary(of: scope)
            }
        }
        holdings[machine.index] = held
        return held
    }
}

extension Store {
    /// All scopes that are held, of every kind.
    func heldScopes() throws -> [Scope] {
        try view { view in
            try [ScopeKind.station, .desk, .own, .shared].flatMap(view.heldScopes)
        }
    }
}

extension Machine {
    /// One exchange with the level above, begun here; and faults of the line.
    func talk(
        with above: Machine, _ quality: VirtualLine.Quality, seed: UInt64
    ) throws -> (outcome: SyncOutcome, faults: Int) {
        guard let life else { return (SyncOutcome(.stopped), 0) }
        let line = VirtualLine(quality, seed: seed) { body in above.answer(body) }
        let outcome = try Daemon(
            home: life.home, transport: line, desk: life.desk, protection: .insecure,
            watchesStore: false, log: Machine.silent
        ).exchangeOnce()
        return (outcome, line.faults)
    }
}

import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Synchronization

/// A county with its stations on virtual disks, lines and clocks, and what has happened to it so far.
final class CountyWorld {
    private(set) var machines: [Machine] = []
    private(set) var truth = Truth()
    private(set) var trace = Trace()
    var figures = Figures()
    private let plan: Plan
    let scopes: [Scope]
    private let authority: Origin
    private var dice: Dice
    private var backups: [(machine: Int, image: DiskImage)] = []
    private var forms: [Form] = []
    /// Requests that will arrive once more, with the machine that sent them.
    private var underWay: [[UInt8]] = []
    private var memories = Memories()
    /// What was seen on the way that must never be.
    private var seen: [String] = []
    /// Has its way with every body that is carried, and with the machines meanwhile; with an answer's it is
    /// given that of the request.
    var interference: ((inout [UInt8], _ request: [UInt8]?) -> Void)?

    struct Form {
        let machine: Int
        let scope: Scope
        let rendering: Rendering
        let visible: Set<Hash>
    }

    private static let images = Mutex<[Int: CountyImages]>([:])

    init(_ plan: Plan) throws {
        self.plan = plan
        dice = Dice(plan.seed ^ 0x5EED)
        let images = try Self.images(stations: plan.stations, computers: plan.computers)
        scopes = images.scopes
        authority = images.authority
        machines.append(
            Machine(
                index: 0, isCounty: true, scopes: scopes,
                disk: VirtualDisk(seed: dice.next(), image: images.county)))
        for (station, computers) in images.stations.enumerated() {
            for image in computers {
                machines.append(
                    Machine(
                        index: machines.count, isCounty: false, scopes: [scopes[station]],
                        disk: VirtualDisk(seed: dice.next(), image: image)))
            }
        }
        for machine in machines { try machine.start(seed: dice.next()) }
    }

    private static func images(stations: Int, computers: Int) throws -> CountyImages {
        let key = stations * 16 + computers
        if let known = images.withLock({ $0[key] }) { return known }
        let made = try CountyImages(stations: stations, computers: computers)
        images.withLock { $0[key] = made }
        return made
    }

    func note(_ line: String) { trace.add(line) }

    var county: Machine { machines[0] }
    /// The county's server, and the copies of it that are in use beside it.
    var counties: [Machine] { machines.filter(\.isCounty) }
    private var stations: [Machine] { machines.filter { !$0.isCounty } }
}

/// What happens.
extension CountyWorld {
    /// Whether any node goes on under another origin than it had at first.
    var hasNewOrigins: Bool {
        machines.contains { (try? $0.life?.store.ownOrigins().count) ?? 1 > 1 }
    }

    func perform(_ step: Step) {
        trace.add("\(step)")
        switch step {
        case .write(let index, let what, let pick):
            let machine = machine(index)
            let scope = machine.scopes[Int(pick % UInt64(machine.scopes.count))]
            write(at: machine, in: scope, what: what, pick: pick, form: nil)
        case .open(let index): open(at: machine(index))
        case .save(let index, let form, let what, let pick):
            let machine = machine(index)
            let own = forms.indices.filter { forms[$0].machine == machine.index }
            guard !own.isEmpty else { return }
            let saved = forms.remove(at: own[form % own.count])
            write(at: machine, in: saved.scope, what: what, pick: pick, form: saved)
        case .exchange(let index, let seed):
            exchange(station(index), seed: seed)
            for machine in [station(index), county] { packLogs(of: machine) }
        case .refuse(let pick):
            refuse(pick)
            erase(pick / 3)
            decideAboutPeople(pick / 5)
        case .redeliver(let pick):
            guard !underWay.isEmpty else { return }
            _ = county.answer(underWay.remove(at: Int(pick % UInt64(underWay.count))))
            rest(county)
        case .fail(let index, let isPower, let call):
            machine(index).disk.plan(isPower ? .powerCut : .kill, at: call, of: .changing)
        case .restart(let index):
            let machine = machine(index)
            machine.stop()
            machine.disk.kill()
            rest(machine)
        case .backup(let index):
            let machine = machine(index)
            guard machine.disk.isOn else { return }
            backups.append((machine.index, machine.disk.snapshot()))
        case .restore(let index, let backup, let withKeys):
            restore(machine(index), backup: backup, withKeys: withKeys)
        case .clone(let index): clone(station(index))
        case .instruct(let index, let pick): instruct(machine(index), pick)
        case .clock(let index, let time): machine(index).clock.now = time
        }
        for machine in machines { machine.clock.now += Int64(dice.below(600_000)) }
    }

    /// As a daemon does when there is nothing else to do, in pieces as small as these logs.
    private func packLogs(of machine: Machine) {
        var packing = Store.Packing()
        packing.changes = 3
        packing.kept = 2
        while let count = try? machine.life?.store.pack(packing), count > 0 {}
        rest(machine)
    }

    private func machine(_ index: Int) -> Machine { machines[index % machines.count] }

    private func station(_ index: Int) -> Machine { stations[index % stations.count] }

    /// Switches a machine on again if it went off.
    private func rest(_ machine: Machine) {
        while !machine.disk.isOn || machine.life == nil {
            figures.restarts += 1
            do { try machine.start(seed: dice.next()) } catch { trace.add("start: \(error)") }
        }
    }
}

/// What people do.
extension CountyWorld {
    private func write(
        at machine: Machine, in scope: Scope, what: Int, pick: UInt64, form: Form?
    ) {
        do {
            let author = author(at: machine, in: scope, pick)
            try commit(at: machine, in: scope, by: author, form: form) { door in
                try Clerk(what: what, pick: pick).write(to: door, in: scope)
            }
        } catch {
            figures.failedWrites += 1
            trace.add("not written")
        }
    }

    /// Somebody writes; what was acknowledged must never be lost.
    func commit<T>(
        at machine: Machine, in scope: Scope, by author: Store.Author = Store.Author(),
        form: Form? = nil, _ body: (CommitDoor) throws -> T
    ) throws -> T {
        rest(machine)
        defer { rest(machine) }
        guard let store = machine.life?.store else { throw StoreError.busy }
        let visible = try form?.visible ?? visible(at: store, in: scope)
        let (result, written) = try store.commit(
            to: scope, by: author, at: machine.clock.now, rendering: form?.rendering
        ) { door in (try body(door), door.written) }
        truth.note(written, in: scope, seen: visible)
        figures.writes += written.count
        trace.add("wrote \(written.map(\.originalLeaf.hex.prefix8))")
        return result
    }

    /// What somebody at this store has before their eyes: what is held and counts.
    private func visible(at store: Store, in scope: Scope) throws -> Set<Hash> {
        try store.countedOriginals(in: scope)
    }

    private func open(at machine: Machine) {
        rest(machine)
        let scope = machine.scopes[dice.below(machine.scopes.count)]
        guard let form = form(at: machine, in: scope) else { return rest(machine) }
        forms.append(form)
    }

    /// What somebody has in front of them now.
    func form(at machine: Machine, in scope: Scope) -> Form? {
        guard let store = machine.life?.store, let rendering = try? store.render(scope),
            let visible = try? visible(at: store, in: scope)
        else { return nil }
        return Form(
            machine: machine.index, scope: scope, rendering: rendering, visible: visible)
    }

    private func refuse(_ pick: UInt64) {
        rest(county)
        defer { rest(county) }
        let scope = scopes[Int(pick % UInt64(scopes.count))]
        guard let store = county.life?.store, let changes = try? store.changes(in: scope) else {
            return
        }
        let candidates = changes.filter {
            !SystemKind.range.contains($0.kind) && !$0.canonical.isWrapper
        }
        guard !candidates.isEmpty else { return }
        let change = candidates[Int(pick / 7 % UInt64(candidates.count))]
        try? commit(at: county, in: scope) { door in
            try door.write(
                AuthorityChange.refuse(dot: change.dot, leaf: change.leaf, reason: "重复"))
        }
        figures.refusals += 1
    }
}

/// Who somebody is is asked to be erased, and erased.
extension CountyWorld {
    /// Two people of a county, each with a name of their own.
    private static let people = [
        Entity(raw: RawIdentifier(high: 1, low: 1)), Entity(raw: RawIdentifier(high: 1, low: 2)),
    ]

    /// Somebody asks, here or there; the county answers what it has heard of, now or another time; once
    /// in a while somebody takes a request back.
    private func erase(_ pick: UInt64) {
        let scope = scopes[Int(pick % UInt64(scopes.count))]
        let holders = machines.filter { $0.scopes.contains(scope) }
        let asking = holders[Int(pick / 5 % UInt64(holders.count))]
        let asker = asking === county ? Self.people[0] : nil
        do {
            if pick % 4 != 0 {
                try commit(at: asking, in: scope, by: .init(actor: asker)) { door in
                    let people = try door.view.entities(of: Volunteer.kind.number, in: scope)
                    guard !people.isEmpty else { return }
                    let person = people[Int(pick / 17 % UInt64(people.count))]
                    if pick % 11 == 0 {
                        try door.withdrawErasure(of: person, reason: "\(pick)")
                    } else {
                        try door.askErasure(of: person, reason: "\(pick)")
                    }
                }
            }
            if pick % 3 != 0 {
                try commit(at: county, in: scope, by: .init(actor: Self.people[1])) { door in
                    for request in try door.view.erasures(in: scope).requests {
                        // Of several people some may be refused: the rest goes on.
                        figures.erased += (try? door.erase(request.record)) ?? 0
                    }
                }
            }
        } catch { trace.add("nothing erased") }
    }
}

/// What the line does.
extension CountyWorld {
    private func exchange(_ machine: Machine, seed: UInt64) {
        var dice = Dice(seed)
        var quality = VirtualLine.Quality(
            requestLoss: plan.loss, answerLoss: plan.loss, duplication: plan.duplication)
        if dice.chance(percent: 15) { quality.budget = dice.below(4) }
        let seed = dice.next()
        if plan.loss > 0, dice.chance(percent: 8) {
            quality.corruption = 1 + UInt64(dice.below(30))
        }
        let outcome = exchange(machine, over: quality, seed: seed)
        trace.add("exchange \(outcome)")
    }

    @discardableResult
    func exchange(
        _ machine: Machine, with answering: Machine? = nil, over quality: VirtualLine.Quality,
        seed: UInt64
    ) -> String {
        let county = answering ?? self.county
        rest(machine)
        rest(county)
        defer {
            rest(machine)
            rest(county)
        }
        guard let life = machine.life else { return "off" }
        let line = VirtualLine(quality, seed: seed) { [self] request in
            if underWay.count < 16 { underWay.append(request) }
        } to: { [self] body in
            if !county.disk.isOn || county.life == nil { return nil }
            guard let interference else { return county.answer(body) }
            var request = body
            interference(&request, nil)
            guard county.disk.isOn, var answer = county.answer(request) else { return nil }
            interference(&answer.body, request)
            return answer
        }
        figures.exchanges += 1
        defer {
            figures.lineFaults += line.faults
            figures.flippedBytes += line.corrupted
        }
        do {
            let daemon = try Daemon(
                home: life.home, transport: line, desk: life.desk, protection: .insecure,
                watchesStore: false, log: Machine.silent)
            let expected = try memories.expectation(of: machine, with: county)
            let outcome = daemon.exchangeOnce()
            let isAtItsEnd = [.agreed, .partly, .differs].contains(outcome.result)
            // The power may have gone since.
            if let expected, isAtItsEnd, machine.disk.isOn, county.disk.isOn {
                try conclude(expected, of: machine, with: county)
            }
            return "\(outcome.result) \(outcome.detail) \(outcome.roundTrips)"
        } catch { return "broken" }
    }
}

/// What befalls disks.
extension CountyWorld {
    private func conclude(
        _ expected: Memories.Expectation, of machine: Machine, with county: Machine
    ) throws {
        switch try memories.conclude(expected, of: machine, with: county) {
        case true?: figures.foundOut += 1
        case false?: break
        case nil: seen.append("machine \(machine.index): not found out by its first exchange")
        }
    }

    /// Of copies of a county each knows a part; there it takes as long as it takes.
    private func suspect(_ machine: Machine) {
        guard counties.count == 1 else { return }
        for station in machine.isCounty ? stations : [machine] {
            memories.suspect(station, with: county)
        }
    }

    private func restore(_ machine: Machine, backup index: Int, withKeys: Bool) {
        let own = backups.filter { $0.machine == machine.index }
        guard !own.isEmpty else { return }
        suspect(machine)
        truth.overwriting(machine, among: machines, rest: rest)
        let files = DiskFiles(machine.disk)
        let names = machine.disk.isOn ? machine.disk.files.filter { $0.hasPrefix("keys-") } : []
        let keys = names.map { ($0, machine.disk.read($0) ?? []) }
        machine.stop()
        machine.disk.restore(own[index % own.count].image)
        if !withKeys {
            for (name, bytes) in keys { try? files.replace(String(name.dropFirst(5)), with: bytes) }
        }
        figures.restores += 1
        rest(machine)
    }

    func hasBackup(of index: Int) -> Bool { backups.contains { $0.machine == index } }

    /// The county's server is copied, and both go on.
    func cloneCounty() { clone(county) }

    private func clone(_ machine: Machine) {
        guard machines.count < 12, machine.disk.isOn else { return }
        let twin = Machine(
            index: machines.count, isCounty: machine.isCounty, scopes: machine.scopes,
            disk: VirtualDisk(seed: dice.next(), image: machine.disk.snapshot()))
        twin.clock.now = machine.clock.now
        machines.append(twin)
        figures.clones += 1
        rest(twin)
        for copy in [machine, twin] { suspect(copy) }
    }
}

/// The end: faults stop, and everybody talks until nobody has anything new.
extension CountyWorld {
    /// Exchanges of each node until all agree; nil where they never do.
    func settle(within limit: Int) -> Int? {
        for machine in machines {
            machine.disk.planNothing()
            rest(machine)
        }
        underWay = []
        if agree { return 0 }
        for round in 1...limit {
            for county in counties {
                for station in stations {
                    let outcome = exchange(station, with: county, over: .init(), seed: 0)
                    trace.add("settle \(station.index) \(outcome)")
                }
            }
            if agree { return round }
        }
        return nil
    }

    private var agree: Bool {
        scopes.allSatisfy { scope in
            let holdings = machines.filter { $0.scopes.contains(scope) }.map {
                try? $0.life?.store.summary(of: scope)
            }
            return holdings.allSatisfy { $0 != nil && $0 == holdings[0] }
        }
    }

    /// Runs every oracle over the settled county; what they say against it, and what was seen on the way.
    func violations() -> [String] {
        var found = seen
        for scope in scopes {
            let holders = machines.filter { $0.scopes.contains(scope) }
            do {
                found += try Oracles(scope: scope, authority: authority, truth: truth)
                    .judge(
                        holders.compactMap(\.life?.store), checking: dice.below(holders.count),
                        figures: &figures)
            } catch { found.append("an oracle failed: \(error)") }
        }
        for machine in machines { figures.disk.add(machine.disk.counters) }
        return found
    }
}

extension String.SubSequence {
    fileprivate var prefix8: String { String(prefix(8)) }
}

extension String {
    fileprivate var prefix8: String { String(prefix(8)) }
}

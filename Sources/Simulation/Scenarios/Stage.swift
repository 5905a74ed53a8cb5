import Foundation
import ServiceRecords
import Store
import SyncCore

/// A county for a scenario that is written down step by step: 0 is the county's server, 1 and up are the
/// PCs of one township, or of several. All that is written through it is known to the oracles.
final class Stage {
    let world: CountyWorld
    var dice: Dice
    private(set) var violations: [String] = []
    private var isSettled = false
    /// Decides before which exchanges a resync is asked for; nil where none is.
    private var resyncs: Dice?

    init(
        seed: UInt64, stations: Int = 1, computers: Int = 2, isResyncing: Bool = false
    ) throws {
        dice = Dice(seed ^ 0x57A6E)
        resyncs = isResyncing ? Dice(seed ^ 0x4E57) : nil
        world = try CountyWorld(
            Plan(
                seed: seed, stations: stations, computers: computers, loss: 0, duplication: 0,
                steps: []))
    }

    /// Notes a violation where a claim does not hold.
    func require(_ claim: String, _ holds: Bool) { if !holds { violations.append(claim) } }

    /// Somebody under pressure: a level up to refetch, at the county or at the PC itself, often twice.
    func instructSomething(at index: Int) {
        guard var dice = resyncs else { return }
        defer { resyncs = dice }
        guard dice.chance(percent: 40) else { return }
        let levels: [ResyncLevel] = [.retry, .verify, .repair, .rebuild, .refetch, .refetch]
        let level = levels[dice.below(levels.count)]
        let place = dice.chance(percent: 50) ? 0 : index
        for _ in 0..<(dice.chance(percent: 30) ? 2 : 1) {
            // Who cannot write at this moment does not instruct either.
            guard (try? instruct(level, at: place)) != nil else { return }
            world.figures.instructions += 1
        }
    }

    /// All talk until they agree, over good lines; then every oracle is asked.
    func settle() {
        isSettled = true
        for index in world.machines.indices.dropFirst() { instructSomething(at: index) }
        let hadDisaster = world.figures.restores + world.figures.clones > 0
        let limit = hadDisaster ? Trial.patience.repairing : Trial.patience.plain
        let rounds = world.settle(within: limit)
        world.figures.rounds = max(world.figures.rounds, rounds ?? limit)
        guard rounds != nil else {
            violations.append("no agreement after \(limit) exchanges each")
            return
        }
        violations += world.violations()
    }

    func settleAtTheEnd() { if !isSettled { settle() } }
}

extension Scenario {
    /// A scenario on a stage; the oracles are asked at its end at the latest.
    init(
        _ name: String, _ claim: String, stations: Int = 1, computers: Int = 2,
        script: @escaping @Sendable (Stage) throws -> Void
    ) {
        let play = { @Sendable (seed: UInt64, isResyncing: Bool) in
            VirtualMachine.seedSQLite(seed)
            var outcome = Outcome()
            do {
                let stage = try Stage(
                    seed: seed, stations: stations, computers: computers,
                    isResyncing: isResyncing)
                var failure: String?
                do { try script(stage) } catch { failure = "the script failed: \(error)" }
                stage.settleAtTheEnd()
                var figures = stage.world.figures
                figures.trials = 1
                figures.acknowledged = stage.world.truth.acknowledged
                figures.gone = stage.world.truth.gone
                outcome.tally = SimulationTally(figures)
                outcome.violations = stage.violations + (failure.map { [$0] } ?? [])
                outcome.trace = stage.world.trace
            } catch { outcome.violations = ["the simulation itself failed: \(error)"] }
            outcome.tally.seeds = 1
            return outcome
        }
        self.init(name, claim) { play($0, false) }
        amidResyncs = { play($0, true) }
    }
}

/// Who is there.
extension Stage {
    var scope: Scope { world.machines[0].scopes[0] }

    func store(_ index: Int) throws -> Store {
        guard let store = world.machines[index].life?.store else { throw StoreError.busy }
        return store
    }

    var stores: [Store] { world.machines.compactMap(\.life?.store) }

    func origin(_ index: Int) throws -> Origin {
        guard let origin = try store(index).ownOrigins().last else { throw StoreError.busy }
        return origin
    }

    /// A log as it is held at a machine, byte for byte.
    func log(_ origin: Origin, at index: Int) throws -> [[UInt8]] {
        try store(index).view { try $0.canonicalBytes(of: origin, in: scope) }
    }

    func clock(_ index: Int, _ time: Int64) { world.perform(.clock(machine: index, time: time)) }

    /// Days go by for everybody.
    func wait(days: Int64) {
        for machine in world.machines { machine.clock.now += days * 86_400_000 }
    }
}

/// What people do.
extension Stage {
    @discardableResult
    func write<T>(
        at index: Int, by author: Store.Author = Store.Author(),
        inFrontOf form: CountyWorld.Form? = nil, _ body: (CommitDoor) throws -> T
    ) throws -> T {
        try world.commit(at: world.machines[index], in: scope, by: author, form: form, body)
    }

    @discardableResult
    func register(at index: Int) throws -> Entity {
        try write(at: index) { door in
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.name] = .text("人\(dice.below(1_000_000))")
            draft[Volunteer.residenceArea] = .text("\(dice.below(97))")
            return try door.write(draft)
        }
    }

    func edit(
        _ record: Entity, _ field: Field, _ value: Value, of kind: Kind = Volunteer.kind,
        at index: Int
    ) throws {
        try write(at: index) { door in
            var draft = Draft(kind, entity: record)
            draft[field] = value
            try door.edit(draft)
        }
    }

    /// - Parameter start: milliseconds; nil: of no known time.
    @discardableResult
    func hours(
        of volunteer: Entity, seconds: Int64, from start: Int64? = nil, at index: Int
    ) throws -> Entity {
        try write(at: index) { door in
            var draft = Draft(ServiceRecord.kind)
            draft[ServiceRecord.volunteer] = .reference(volunteer)
            draft[ServiceRecord.seconds] = .int(seconds)
            draft[ServiceRecord.start] = start.map(Value.int)
            draft[ServiceRecord.end] = start.map { .int($0 + 1_000 * seconds) }
            return try door.write(draft)
        }
    }

    func void(_ record: Entity, _ isVoided: Bool = true, at index: Int) throws {
        try write(at: index) { door in
            var draft = Draft(Volunteer.kind, entity: record)
            draft[Lifecycle.state] = .int(isVoided ? Lifecycle.voided : Lifecycle.active)
            try door.write(draft)
        }
    }

    /// Whatever a day brings: a few writes by people, one of them a new volunteer.
    func work(at index: Int, upTo most: Int = 6) throws {
        try register(at: index)
        for _ in 0..<dice.below(most) {
            world.perform(.write(machine: index, what: dice.below(100), pick: dice.next()))
        }
    }
}

/// What lines and disks do.
extension Stage {
    /// - Parameter county: which machine answers in the county's place.
    @discardableResult
    func sync(_ index: Int, with county: Int = 0, _ quality: VirtualLine.Quality = .init())
        -> String
    {
        instructSomething(at: index)
        let outcome = world.exchange(
            world.machines[index], with: world.machines[county], over: quality,
            seed: dice.next())
        world.note("exchange \(index) \(outcome)")
        if let store = world.machines[index].life?.store {
            let findings = (try? store.verifyLogs().findings) ?? []
            violations += findings.map { "after an exchange: \($0.what) \($0.place)" }
        }
        return outcome
    }

    func backup(_ index: Int) { world.perform(.backup(machine: index)) }

    /// The machine's only backup comes back.
    func restore(_ index: Int, withKeys: Bool) {
        world.perform(.restore(machine: index, backup: 0, withKeys: withKeys))
    }
}

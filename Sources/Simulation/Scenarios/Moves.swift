import Store
import SyncCore

extension Scenario {
    /// Volunteers between stations of counties of provinces, with everything that can happen meanwhile.
    static let moves = Scenario(
        "moves",
        "I11, I21: whatever moves, hours stay, somebody holds each volunteer, nobody waits for ever"
    ) { seed in
        outcome(seed, MovesTree.of(seed: seed)) { $0.live() }
    }

    /// The same in the whole tree of three provinces; people go where volunteers are, and what is said in one
    /// province is heard in the next more often.
    static let provinces = Scenario(
        "provinces",
        "I11, I21: among three provinces with two counties each and three stations in each of those, the same"
    ) { seed in
        outcome(seed, .provinces(3, counties: 2, stations: 3), sparesLines: true) { $0.roam() }
    }

    /// A station and its county are put back with the city, and give a volunteer away a second time before
    /// the one who took them first is heard of again.
    static let contest = Scenario(
        "contest",
        "I21: where a sequencer forgot an entry, all parties hear of the contest, and one goes on"
    ) { seed in
        outcome(seed, .city([1, 1, 1])) { $0.forget() }
    }

    private static func outcome(
        _ seed: UInt64, _ tree: MovesTree, sparesLines: Bool = false,
        _ play: (MovesLife) -> Void
    ) -> Outcome {
        var outcome = Outcome()
        do {
            let life = MovesLife(world: try MovesWorld(tree, seed: seed, sparesLines: sparesLines))
            play(life)
            outcome.violations = life.verdict()
            outcome.trace = life.world.trace
            var figures = life.world.figures
            figures.trials = 1
            figures.acknowledged = life.world.truth.acknowledged
            figures.gone = life.world.truth.gone
            outcome.tally = SimulationTally(figures)
            outcome.tally.note("moves", life.world.moves)
            outcome.tally.note("claims", life.world.claims)
            outcome.tally.note("claims found in another county", try life.world.foundElsewhere())
            outcome.tally.note("contests", life.world.contests)
            let entered = try life.world.entered()
            outcome.tally.note("moves entered", entered.all)
            outcome.tally.note("moves entered between provinces", entered.betweenProvinces)
        } catch { outcome.violations = ["the simulation itself failed: \(error)"] }
        outcome.tally.seeds = 1
        return outcome
    }
}

/// Some months in the life of a tree.
private struct MovesLife {
    let world: MovesWorld
    private static let mostDisasters = 2
    /// Passes over the whole tree after faults stop; people answer whenever nothing else moves.
    private static let patience = 60

    func live() {
        let steps = 30 + world.dice.below(60) + world.tree.stations.count * 4
        for _ in 0..<2 { someone { world.register(at: $0, in: $1) } }
        for _ in 0..<steps { step { for _ in 0..<3 { world.exchange(anyone) } } }
    }

    /// As `live`, among so many stations that volunteers have to be gone for.
    func roam() {
        for _ in 0..<3 { someone { world.register(at: $0, in: $1) } }
        for _ in 0..<60 + world.dice.below(60) {
            step(of: world.haunts) {
                if world.dice.chance(percent: 50) {
                    for _ in 0..<3 { world.exchange(anyone) }
                } else {
                    world.carryNews()
                }
            }
        }
    }

    func verdict() -> [String] {
        guard world.settle(within: Self.patience, act: answer) else {
            return world.complaints + ["nothing comes to rest"]
        }
        return world.violations()
    }

    /// Of a city over three counties with a station each: the first station gives to the second, forgets it
    /// with its county and the city, and gives to the third.
    func forget() {
        let scopes = world.stationScopes
        guard scopes.count == 3, let giver = world.computers(of: scopes[0]).first,
            let sequencer = world.county(of: scopes[0])
        else { return }
        let forgetful = [giver, sequencer, world.machines[0]]
        world.register(at: giver, in: scopes[0])
        world.serve(at: giver, in: scopes[0])
        _ = world.settle(within: Self.patience) { false }
        for machine in forgetful { world.backup(machine) }
        for taker in scopes[1...] {
            guard let machine = world.computers(of: taker).first,
                let county = world.county(of: taker)
            else { return }
            world.release(at: giver, in: scopes[0], to: taker)
            for _ in 0..<4 {
                for machine in [giver, sequencer, machine, county, machine, sequencer] {
                    world.exchange(machine, .init())
                }
                world.accept(at: machine, in: taker)
                world.serve(at: machine, in: taker)
            }
            guard taker == scopes[1] else { continue }
            for machine in forgetful {
                world.restore(machine, withKeys: world.dice.chance(percent: 50))
            }
        }
    }

    /// A PC of a station; now and then its county, in its stead.
    /// - Parameter haunts: stations of which one is meant more often than not.
    private func someone(of haunts: [Scope] = [], _ act: (Machine, Scope) -> Void) {
        var scopes = world.stationScopes
        if !haunts.isEmpty, world.dice.chance(percent: 60) { scopes = haunts }
        let scope = scopes[world.dice.below(scopes.count)]
        let computers = world.computers(of: scope)
        var machine = computers[world.dice.below(computers.count)]
        if world.dice.chance(percent: 8), let county = world.county(of: scope) { machine = county }
        world.rest(machine)
        act(machine, scope)
    }

    private var anyone: Machine { world.machines[world.dice.below(world.machines.count)] }

    /// Anyone; where there are haunts, mostly somebody through whom what is said there goes.
    private func anyone(about haunts: [Scope]) -> Machine {
        guard !haunts.isEmpty, world.dice.chance(percent: 60) else { return anyone }
        let way = world.way(from: haunts[world.dice.below(haunts.count)])
        return way[world.dice.below(way.count)]
    }

    private func step(of haunts: [Scope] = [], orTalk talk: () -> Void) {
        world.wait(milliseconds: Int64(world.dice.below(4 * 86_400_000)))
        switch world.dice.below(100) {
        case 0..<4: someone(of: haunts) { world.register(at: $0, in: $1) }
        case 4..<16: someone(of: haunts) { world.serve(at: $0, in: $1) }
        case 16..<28: someone(of: haunts) { world.release(at: $0, in: $1) }
        case 28..<38: someone(of: haunts) { world.accept(at: $0, in: $1) }
        case 38..<41: someone(of: haunts) { world.decline(at: $0, in: $1) }
        case 41..<45: someone(of: haunts) { world.cancel(at: $0, in: $1) }
        case 45..<50: world.carryPassport()
        case 50..<53: someone(of: haunts) { world.claim(at: $0, in: $1) }
        case 53..<57: someone(of: haunts) { world.answer(at: $0, in: $1) }
        case 57: someone(of: haunts) { world.withdraw(at: $0, in: $1) }
        case 58..<60: world.erase(at: world.aggregators[world.dice.below(world.aggregators.count)])
        case 60..<64: world.backup(anyone(about: haunts))
        case 64..<66 where world.disasters < Self.mostDisasters:
            world.restore(
                haunts.isEmpty ? anyone : world.prudent ?? anyone,
                withKeys: world.dice.chance(percent: 50))
        case 66 where world.disasters < Self.mostDisasters: try? world.clone(anyone(about: haunts))
        case 67: world.fallSilent(anyone(about: haunts), days: 1 + world.dice.below(180))
        case 68..<70:
            anyone(about: haunts).disk.plan(
                world.dice.chance(percent: 50) ? .powerCut : .kill,
                at: 1 + UInt64(world.dice.below(60)), of: .changing)
        default: talk()
        }
    }

    /// What people do when everything that is known has been told: whoever is asked answers.
    private func answer() -> Bool {
        var hasActed = false
        for scope in world.stationScopes {
            guard let computer = world.computers(of: scope).first else { continue }
            world.rest(computer)
            if world.accept(at: computer, in: scope) { hasActed = true }
            if world.declineLost(at: computer, in: scope) { hasActed = true }
            if world.answer(at: computer, in: scope) { hasActed = true }
        }
        for machine in world.aggregators {
            if world.admit(at: machine) { hasActed = true }
            if world.settleContest(at: machine) { hasActed = true }
        }
        return hasActed
    }
}

import Node
import ServiceRecords
import Store
import SyncCore

extension Plan {
    /// A plan in which resyncs of any level are asked for at any moment, with all else that happens.
    init(resyncsOf seed: UInt64) {
        self.init(seed: seed)
        var dice = Dice(seed ^ 0x4E57)
        for _ in 0..<(2 + dice.below(5)) {
            let step = Step.instruct(machine: dice.below(8), pick: dice.next())
            let place = dice.below(steps.count + 1)
            steps.insert(step, at: place)
            // Pressed twice.
            if dice.chance(percent: 30) { steps.insert(step, at: place) }
        }
    }
}

extension CountyWorld {
    /// Whoever is at the machine instructs: the county all PCs of a township, a PC itself.
    func instruct(_ machine: Machine, _ pick: UInt64) {
        let levels: [ResyncLevel] = [.retry, .verify, .repair, .rebuild, .refetch, .refetch]
        let level = levels[Int(pick % UInt64(levels.count))]
        let scope = machine.scopes[Int(pick / 7 % UInt64(machine.scopes.count))]
        do {
            try commit(at: machine, in: scope) { door in
                let own = try machine.life?.store.ownOrigins().last
                let targets = machine.isCounty ? [] : [own].compactMap(\.self)
                try door.write(
                    .instruct(.init(level, expires: .max, targets: targets)))
            }
            figures.instructions += 1
        } catch { note("not instructed") }
    }
}

extension Scenario {
    /// A county to which everything happens, resyncs among it.
    static let resync = Scenario(
        "resync", "I16: resyncs of any level at any moment, killed, twice, lose and double nothing"
    ) { Outcome(Trial(Plan(resyncsOf: $0)), of: Plan(resyncsOf: $0)) }

    static let resyncs = [
        Scenario("S43", "a refetch pressed twice, with undelivered changes and while people record")
        { stage in
            try stage.work(at: 1)
            stage.sync(1)
            try stage.work(at: 0)
            stage.sync(1)
            for _ in 0..<(1 + stage.dice.below(2)) { try stage.instruct(.refetch, at: 0) }
            stage.recordBeforeSwap(at: 1)
            var dice = Dice(stage.dice.next())
            var left = 5
            stage.world.interference = { [stage] _, _ in
                guard left > 0, dice.chance(percent: 60) else { return }
                left -= 1
                _ = try? stage.register(at: 1)
            }
            stage.sync(1)
            stage.world.interference = nil
            stage.sync(1)
            stage.world.machines[1].clock.onNextLook = nil
            stage.settle()
            for card in try stage.instructions(at: 0) {
                let begun = card.reports.filter { $0.report.state == .begun }.map(\.origin)
                stage.require(
                    "each begins an instruction once", Set(begun).count == begun.count)
                stage.require(
                    "and ends well", card.reports.contains { $0.report.state == .done })
            }
            stage.require("nobody has a new origin", try stage.store(1).ownOrigins().count == 1)
        },
        Scenario("S10", "killed at any moment of a refetch, the old store still works") { stage in
            try stage.work(at: 1)
            stage.sync(1)
            try stage.instruct(.refetch, at: 0)
            try stage.work(at: 1)
            stage.world.perform(
                .fail(
                    machine: 1, isPower: stage.dice.chance(percent: 50),
                    call: 1 + UInt64(stage.dice.below(400))))
            stage.sync(1)
            try stage.work(at: 1)
            if stage.dice.chance(percent: 50) { stage.sync(1) }
            stage.settle()
            stage.require("nobody has a new origin", try stage.store(1).ownOrigins().count == 1)
        },
        Scenario("I16", "on a full disk no level loses anything, and it is done when there is room")
        { stage in
            try stage.work(at: 1)
            stage.sync(1)
            let levels: [ResyncLevel] = [.verify, .repair, .rebuild, .refetch]
            try stage.instruct(levels[stage.dice.below(levels.count)], at: 0)
            try stage.work(at: 1)
            let disk = stage.world.machines[1].disk
            disk.plan(
                .noSpace, at: 1 + UInt64(stage.dice.below(300)), of: .changing, onward: true)
            stage.sync(1)
            disk.planNothing()
            try stage.work(at: 1)
            stage.sync(1)
            stage.settle()
            stage.require(
                "every instruction has an outcome",
                try stage.instructions(at: 0).allSatisfy { card in
                    card.reports.contains { $0.report.isOutcome }
                })
        },
    ]
}

extension Stage {
    /// The county, or a PC for itself, asks for a level.
    @discardableResult
    func instruct(_ level: ResyncLevel, at index: Int) throws -> Entity {
        let targets = index == 0 ? [] : [try origin(index)]
        return try write(at: index) { door in
            try door.write(.instruct(.init(level, expires: .max, targets: targets)))
        }
    }

    /// Whether a refetch is under way and has been given something.
    func hasFetched(at index: Int) throws -> Bool {
        let words = try store(index).setting("resync-job")?.split(separator: " ") ?? []
        return words.count > 4 && words[3] == "asking" && words[4] != "0"
    }

    /// Somebody records when everything was fetched, and the exchange in which it was is over.
    func recordBeforeSwap(at index: Int) {
        world.machines[index].clock.onNextLook = { [weak self] in
            guard let self else { return }
            if (try? hasFetched(at: index)) == true {
                _ = try? register(at: index)
            } else {
                recordBeforeSwap(at: index)
            }
        }
    }

    func instructions(at index: Int) throws -> [InstructionCard] {
        try store(index).view {
            try $0.instructions(in: scope, at: world.machines[index].clock.now)
        }
    }
}

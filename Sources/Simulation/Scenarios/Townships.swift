import ServiceRecords
import Store
import SyncCore

/// Townships that end while their PCs know nothing of it.
extension Scenario {
    static let townships = [
        Scenario(
            "S38",
            "a township ends unheard: what its PC still brings counts, each hour once, and everybody goes on",
            stations: 2, computers: 1
        ) { stage in
            let (old, new) = (stage.world.scopes[0], stage.world.scopes[1])
            let person = try stage.register(at: 1)
            _ = try stage.hours(of: person, seconds: 3_600, at: 1)
            stage.sync(1)
            if stage.dice.chance(percent: 50) { stage.sync(2) }
            for _ in 0..<stage.dice.below(3) { try stage.register(at: 1) }
            stage.wait(days: 1)
            try stage.dissolve(old, into: new)

            // An honest worker who has not heard: somebody known, and somebody new.
            let unheard = 1 + stage.dice.below(3)
            stage.wait(days: Int64(1 + stage.dice.below(30)))
            for _ in 0..<unheard {
                try stage.serve(person, seconds: 60, at: 1)
                try stage.serve(stage.register(at: 1), seconds: 60, at: 1)
            }
            for _ in 0..<stage.dice.below(3) {
                stage.sync(1, .init(requestLoss: 30, answerLoss: 30))
            }
            if stage.dice.chance(percent: 30) { stage.world.perform(.restart(machine: 0)) }
            stage.settle()
            let known = try stage.boundaries(of: old, at: 1)
            stage.require("the PC knows that its station has ended", known.isDissolved)
            stage.require("and who carries on", known.successors.map(\.scope) == [new])
            try stage.judge(old, new, servedSince: UInt64(unheard) * 120)

            // It knows now, and records all the same: the other PC stands in a village without power.
            try stage.serve(person, seconds: 60, at: 1)
            stage.settle()
            try stage.judge(old, new, servedSince: UInt64(unheard) * 120 + 60)
            let late = try stage.store(0).view { try $0.lateChanges(in: old) }
            stage.require(
                "who had heard is told from who had not",
                late.reduce(0) { $0 + $1.count - $1.unheard } == 1)
        }
    ]
}

extension Stage {
    fileprivate func dissolve(_ old: Scope, into new: Scope) throws {
        let outcome = try store(0).dissolve(
            [
                Dissolving(
                    old, by: Store.Author(), successors: [NamedScope(new, code: "", name: "")],
                    reason: "撤并")
            ], at: world.machines[0].clock.now)
        world.note("dissolved, \(outcome.first?.carriedOn[new] ?? 0) carried on")
    }

    /// Service that begins now, and so after whatever has happened before; it takes its time.
    fileprivate func serve(_ volunteer: Entity, seconds: Int64, at index: Int) throws {
        let now = world.machines[index].clock.now
        try write(at: index) { door in
            var draft = Draft(ServiceRecord.kind)
            draft[ServiceRecord.volunteer] = .reference(volunteer)
            draft[ServiceRecord.start] = .int(now)
            draft[ServiceRecord.end] = .int(now + seconds * 1_000)
            draft[ServiceRecord.seconds] = .int(seconds)
            try door.write(draft)
        }
        clock(index, now + seconds * 1_000)
    }

    fileprivate func boundaries(of scope: Scope, at index: Int) throws -> Boundaries {
        try store(index).view { try $0.boundaries(of: scope) }
    }

    /// - Parameter servedSince: seconds of service that began after the end.
    fileprivate func judge(_ old: Scope, _ new: Scope, servedSince: UInt64) throws {
        for index in [0, 1] {
            let total = try store(index).view { try $0.hoursTotal(in: old) }
            require("what came late counts like all else", total[.underReview].records == 0)
            require(
                "every second is there", total.all.seconds >= 3_600 + Int64(servedSince))
        }
        let moved = try store(2).view { try $0.hoursTotal(in: new) }
        require("no hour moves", moved.all.records == 0)
        let ledgers = try store(0).view { try $0.ledgers() }.filter { $0.subject.home == old }
        require("everybody has one owner, the successor", ledgers.allSatisfy { $0.owner == new })
        let people = try store(0).view { try $0.previewOfDissolving(old) }
        require("nobody is left behind", people.movers.isEmpty && people.staying.isEmpty)
        require("and somebody went", !ledgers.isEmpty)
        let (boundaries, held) = try store(0).view {
            (try $0.boundaries(of: old), try $0.heldVector(of: old))
        }
        let authority = try origin(0)
        require(
            "the county has closed again over all that came",
            boundaries.unnamed(in: held, besides: [authority]).isEmpty)
    }
}

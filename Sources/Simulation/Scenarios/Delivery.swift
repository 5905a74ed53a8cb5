import Node
import ServiceRecords
import Store
import SyncCore

/// Messages that are lost, doubled, late or mangled.
extension Scenario {
    static let delivery = [
        Scenario("S13", "messages doubled, late, cut or with flipped bits lose and double nothing")
        {
            stage in
            var flips = 0
            var dice = Dice(stage.dice.next())
            stage.world.interference = { body, _ in
                guard !body.isEmpty, flips < 4, dice.chance(percent: 15) else { return }
                flips += 1
                if dice.chance(percent: 30) { return body.removeLast(1 + dice.below(body.count)) }
                body[dice.below(body.count)] ^= 1 << UInt8(dice.below(8))
            }
            for _ in 0..<12 {
                let index = 1 + stage.dice.below(2)
                try stage.work(at: stage.dice.chance(percent: 30) ? 0 : index, upTo: 3)
                stage.sync(index, .init(requestLoss: 10, answerLoss: 10, duplication: 60))
                if stage.dice.chance(percent: 40) {
                    stage.world.perform(.redeliver(pick: stage.dice.next()))
                }
            }
            stage.world.interference = nil
        },
        Scenario("S14", "answers lost after the county has stored change nothing at either end") {
            stage in
            let origins = try [0, 1].map { try stage.store($0).ownOrigins() }
            // Two who have never met say what they hold before anything else.
            if stage.dice.chance(percent: 75) { stage.sync(1) }
            for _ in 0..<(1 + stage.dice.below(4)) {
                try stage.work(at: 1)
                stage.sync(1, .init(answerLoss: 100))
            }
            if stage.dice.chance(percent: 50) { try stage.work(at: 0) }
            stage.sync(1)
            stage.require("one good exchange is enough", try stage.pending(at: 1) == 0)
            stage.settle()
            stage.require(
                "nobody has a new origin",
                try [0, 1].map { try stage.store($0).ownOrigins() } == origins)
        },
        Scenario(
            "S15", "logs that arrive in any order give one state", computers: 3, script: shuffle),
        Scenario("S41", "a PC silent for 400 days brings 200 changes") { stage in
            let person = try stage.register(at: 1)
            stage.sync(1)
            stage.sync(2)
            for _ in 0..<4 {
                try stage.write(at: 2) { door in
                    for _ in 0..<50 {
                        var draft = Draft(ServiceRecord.kind)
                        draft[ServiceRecord.volunteer] = .reference(person)
                        draft[ServiceRecord.seconds] = .int(Int64(1 + stage.dice.below(3_600)))
                        try door.write(draft)
                    }
                }
            }
            for _ in 0..<20 {
                stage.wait(days: 20)
                try stage.work(at: 1, upTo: 3)
                stage.sync(1)
            }
            stage.settle()
            stage.require("nothing is pending", try stage.pending(at: 2) == 0)
        },
        Scenario("S42", "a record that was voided is not brought back by a PC silent for 400 days")
        {
            stage in
            let (gone, kept) = (try stage.register(at: 1), try stage.register(at: 1))
            // Seen and replaced long ago.
            try stage.edit(gone, Volunteer.residenceArea, .text("甲"), at: 1)
            for index in [1, 2] { stage.sync(index) }
            try stage.edit(kept, Volunteer.serviceArea, .text("乙"), at: 2)
            for _ in 0..<stage.dice.below(20) { try stage.register(at: 2) }
            try stage.void(gone, at: 1)
            stage.sync(1)
            stage.wait(days: 400)
            stage.settle()
            for store in stage.stores {
                let voided = try store.voided(in: stage.scope)
                stage.require("it stays voided", voided[gone] == false)
                stage.require("and it alone", voided.count == 1)
            }
        },
        Scenario("S50", "a wall clock that jumps during a sync changes nothing but times") {
            stage in
            var dice = Dice(stage.dice.next())
            let day: Int64 = 86_400_000
            stage.world.interference = { [world = stage.world] _, _ in
                let machine = world.machines[dice.below(world.machines.count)]
                let now = machine.clock.now
                machine.clock.now = max(0, now + (dice.chance(percent: 50) ? -day : day * 3_650))
            }
            let origins = try (0...2).map { try stage.store($0).ownOrigins() }
            for _ in 0..<8 {
                let index = 1 + stage.dice.below(2)
                try stage.work(at: index, upTo: 3)
                stage.sync(index)
            }
            stage.settle()
            stage.require(
                "nobody has a new origin",
                try (0...2).map { try stage.store($0).ownOrigins() } == origins)
            for index in [1, 2] {
                stage.require("nothing is pending", try stage.pending(at: index) == 0)
            }
        },
    ]

    /// The logs of a settled scope reach an empty PC in pieces, one log before or after the other.
    private static func shuffle(_ stage: Stage) throws {
        for _ in 0..<8 {
            let index = 1 + stage.dice.below(2)
            try stage.work(at: stage.dice.chance(percent: 25) ? 0 : index, upTo: 3)
            if stage.dice.chance(percent: 60) { stage.sync(index) }
        }
        for index in [1, 2, 1] { stage.sync(index) }
        let (county, late, scope) = (try stage.store(0), try stage.store(3), stage.scope)
        let reader = Peer(
            key: late.presentKey ?? [], standpoint: .below, scopes: [scope])
        let sender = Peer(key: county.presentKey ?? [], standpoint: .above, scopes: [scope])
        var left = try county.summary(of: scope).keys.sorted().map { (dot: $0, next: 1) }
        while !left.isEmpty {
            let index = stage.dice.below(left.count)
            let (dot, first) = left[index]
            let last = min(first + stage.dice.below(4), Int(dot.sequence))
            let piece = try county.message(
                of: dot.origin, in: scope, from: first, through: last, to: reader)
            let report = try late.apply([Intake(piece, from: sender, at: 0)])[0].get()
            stage.require("a piece is taken", report.turnedAway.isEmpty)
            if last == Int(dot.sequence) {
                left.remove(at: index)
            } else {
                left[index].next = last + 1
            }
        }
        stage.require("all is there", try late.summary(of: scope) == county.summary(of: scope))
        let digests = try [county, late].map { try $0.view { try $0.stateDigest(of: scope) } }
        stage.require("one state", digests[0] == digests[1])
    }
}

extension Stage {
    fileprivate func pending(at index: Int) throws -> Int {
        try store(index).view { try $0.delivery().pending }
    }
}

import ServiceRecords
import Store
import SyncCore

/// What people decide about siblings, however many there are, and take back.
extension Scenario {
    static let decisions = [
        Scenario(
            "crowd", "nine who write one group offline are nine siblings, and one decision ends it",
            computers: 9
        ) { stage in
            let person = try stage.everywhere(stage.register(at: 1))
            let everybody = 1...9
            for index in everybody {
                try stage.edit(person, Volunteer.residenceArea, .text("\(index)号区"), at: index)
            }
            for index in everybody.shuffled(using: &stage.dice) { stage.sync(index) }
            let decider = stage.dice.below(10)
            if decider > 0 { stage.sync(decider) }
            let versions = try stage.store(decider).view { try $0.conflicts(of: person) }
                .flatMap(\.versions)
            stage.require("nine siblings", versions.count == 9)
            try stage.edit(person, Volunteer.residenceArea, .text("甲区"), at: decider)
            stage.settle()
            for store in stage.stores {
                stage.require("no conflict", try store.view { try $0.conflictCount() } == 0)
            }
        },
        Scenario("undo", "a decision that is taken back leaves both versions as they stood") {
            stage in
            let person = try stage.everywhere(stage.register(at: 1))
            for index in [1, 2] {
                try stage.edit(person, Volunteer.residenceArea, .text("\(index)区"), at: index)
            }
            for index in [1, 2, 1] { stage.sync(index) }
            let decided = ["1区", "2区", "3区"][stage.dice.below(3)]
            try stage.edit(person, Volunteer.residenceArea, .text(decided), at: 1)
            for index in [1, 2] { stage.sync(index) }
            let place = stage.dice.below(3)
            let decision = try stage.store(place).view { try $0.decisions(on: person) }.first
            guard let decision else { return stage.require("it is known as a decision", false) }
            try stage.write(at: place) { try $0.takeBack(decision) }
            stage.settle()
            for store in stage.stores {
                let versions = try store.view { try $0.conflicts(of: person) }.flatMap(\.versions)
                let values = versions.map { $0.fields[Volunteer.residenceArea.number]?.asText }
                stage.require(
                    "both, and nothing else",
                    values.count == 2 && Set(values) == ["1区", "2区"])
            }
        },
        Scenario("form", "a form that stays open overrules nothing unseen, whatever befalls its PC")
        {
            stage in
            let person = try stage.everywhere(stage.register(at: 1))
            stage.backup(1)
            for _ in 0...stage.dice.below(6) { try stage.work(at: 1, upTo: 3) }
            if stage.dice.chance(percent: 50) { stage.sync(1) }
            let form = stage.world.form(at: stage.world.machines[1], in: stage.scope)
            if stage.dice.chance(percent: 60) {
                stage.restore(1, withKeys: stage.dice.chance(percent: 70))
            }
            for _ in 0..<stage.dice.below(3) { try stage.register(at: 1) }
            try stage.edit(person, Volunteer.residenceArea, .text("甲区"), at: 1)
            if stage.dice.chance(percent: 30) { stage.sync(1) }
            try stage.write(at: 1, inFrontOf: form) { door in
                for field in [Volunteer.serviceArea, Volunteer.residenceArea] {
                    var draft = Draft(Volunteer.kind, entity: person)
                    draft[field] = .text("乙区")
                    try door.write(draft)
                }
            }
            stage.settle()
            for store in stage.stores {
                let versions = try store.view { try $0.conflicts(of: person) }.flatMap(\.versions)
                let values = versions.map { $0.fields[Volunteer.residenceArea.number]?.asText }
                stage.require("both", Set(values).isSuperset(of: ["甲区", "乙区"]))
            }
        },
    ]
}

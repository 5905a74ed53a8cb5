import ServiceRecords
import Store
import SyncCore

/// Logs with two branches, and what others have seen of either.
extension Scenario {
    static let branches = [
        Scenario(
            "orphan", "a branch that its PC does not come back for is written again by the county",
            computers: 1, script: orphan),
        Scenario(
            "late-twin", "a county that was put back keeps the twin's branch, and loses neither",
            script: lateTwin),
        Scenario(
            "waiting",
            "more than three successors a month have to wait, and nobody sees what they write",
            script: waiting),
    ]

    /// The twin's exchange dies at any message; its disk is lost, or it is away for long.
    private static func orphan(_ stage: Stage) throws {
        let person = try stage.register(at: 1)
        try stage.work(at: 1)
        stage.sync(1)
        stage.world.perform(.clone(machine: 0))
        stage.backup(2)
        try stage.work(at: 1)
        stage.sync(1)
        try stage.work(at: 2)
        try stage.edit(person, Volunteer.residenceArea, .text("甲区"), at: 2)
        let branch = try stage.store(2).originals(in: stage.scope)
        stage.sync(2, .init(budget: 1 + stage.dice.below(4)))
        let sent = try stage.store(0).originals(in: stage.scope).intersection(branch)
        if stage.dice.chance(percent: 50) {
            stage.restore(2, withKeys: true)
        } else {
            stage.sync(1)
            try stage.edit(person, Volunteer.residenceArea, .text("乙区"), at: 1)
        }
        stage.settle()
        let logged = Set(try stage.store(0).changes(in: stage.scope).map(\.originalLeaf))
        stage.require("whatever the county had of it", logged.isSuperset(of: sent))
    }

    /// PC 3 is a copy of PC 1. PC 2 has seen the branch of PC 1 when the county keeps the other one.
    private static func lateTwin(_ stage: Stage) throws {
        let person = try stage.everywhere(stage.register(at: 1))
        let old = try stage.origin(1)
        stage.backup(0)
        stage.world.perform(.clone(machine: 0))
        for index in [1, 3] {
            try stage.edit(person, Volunteer.residenceArea, .text("\(index)号区"), at: index)
            try stage.work(at: index, upTo: 3)
        }
        for index in [1, 2] { stage.sync(index) }
        try stage.edit(person, Volunteer.residenceArea, .text("2号区"), at: 2)
        stage.world.perform(.refuse(pick: stage.dice.next()))
        for index in [1, 2] { stage.sync(index) }
        stage.restore(0, withKeys: stage.dice.chance(percent: 50))
        stage.sync(3)
        let kept = try stage.log(old, at: 0)
        stage.sync(1)
        stage.require("the twin's branch is kept", try stage.log(old, at: 0) == kept)
        stage.settle()
        try stage.edit(person, Volunteer.residenceArea, .text("新区"), at: 2)
        stage.settle()
        stage.require("nothing was lost with the disk", stage.world.truth.gone == 0)
        for store in stage.stores {
            let versions = try store.view { try $0.conflicts(of: person) }
            stage.require("a decision ends it", versions.isEmpty)
        }
    }

    /// Each time that it is put back a PC takes one or two origins. Those of PC 2 are rivals: no rule
    /// admits any.
    private static func waiting(_ stage: Stage) throws {
        let person = try stage.everywhere(stage.register(at: 1))
        for index in [1, 2] { stage.backup(index) }
        for index in [1, 1, 1, 2, 2] {
            try stage.work(at: index, upTo: 2)
            stage.sync(index)
            stage.restore(index, withKeys: false)
            stage.sync(index)
        }
        try stage.edit(person, Volunteer.residenceArea, .text("甲区"), at: 2)
        for index in [2, 1] { stage.sync(index) }
        try stage.edit(person, Volunteer.residenceArea, .text("乙区"), at: 1)
        stage.sync(1)
        let hidden = try stage.origin(2)
        stage.require("it waits", try !stage.store(0).isAdmitted(hidden))
        for _ in 0..<2 {
            stage.wait(days: 31)
            try stage.register(at: 1)
            stage.sync(1)
        }
        stage.settle()
        stage.require("it is taken up", try stage.store(0).isAdmitted(hidden))
        for store in stage.stores {
            let versions = try store.view { try $0.conflicts(of: person) }.flatMap(\.versions)
            let values = versions.map { $0.fields[Volunteer.residenceArea.number]?.asText }
            stage.require("both", Set(values).isSuperset(of: ["甲区", "乙区"]))
        }
    }
}

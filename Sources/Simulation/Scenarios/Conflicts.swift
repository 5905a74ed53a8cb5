import ServiceRecords
import Store
import SyncCore

/// Two who have not seen each other write the same.
extension Scenario {
    static let conflicts = [
        Scenario("S23", "one group written at two places is a conflict at both, shown alike") {
            stage in
            let person = try stage.everywhere(stage.register(at: 1))
            for index in [1, 2] {
                try stage.edit(person, Volunteer.residenceArea, .text("\(index)区"), at: index)
            }
            stage.settle()
            for store in stage.stores {
                let conflicts = try store.view { try $0.conflicts(of: person) }
                stage.require(
                    "one conflict with both",
                    conflicts.map(\.versions.count) == [2]
                        && conflicts[0].versions.count(where: \.isShown) == 1)
            }
            stage.require("shown alike", try stage.shown(person, \.residenceArea).count == 1)
        },
        Scenario("S24", "different groups written at two places merge, and need nobody") { stage in
            let person = try stage.everywhere(stage.register(at: 1))
            try stage.edit(person, Volunteer.residenceArea, .text("甲区"), at: 1)
            try stage.edit(person, Volunteer.serviceArea, .text("乙区"), at: 2)
            stage.settle()
            for store in stage.stores {
                stage.require("no conflict", try store.view { try $0.conflictCount() } == 0)
            }
            stage.require(
                "both values",
                try stage.shown(person, \.residenceArea) == ["甲区"]
                    && stage.shown(person, \.serviceArea) == ["乙区"])
        },
        Scenario("S25", "a start from one place and an end from another never make one record") {
            stage in
            let activity = try stage.everywhere(
                stage.write(at: 1) { door in
                    var draft = Draft(Activity.kind)
                    draft[Activity.title] = .text("清洁")
                    draft[Activity.start] = .int(1_000)
                    draft[Activity.end] = .int(2_000)
                    return try door.write(draft)
                })
            let late = Int64(1_500 + stage.dice.below(400))
            let early = Int64(1_001 + stage.dice.below(400))
            try stage.edit(activity, Activity.start, .int(late), of: Activity.kind, at: 1)
            try stage.edit(activity, Activity.end, .int(early), of: Activity.kind, at: 2)
            stage.settle()
            for store in stage.stores {
                let versions = try store.view { try $0.conflicts(of: activity) }
                    .flatMap(\.versions)
                let pairs = versions.map {
                    [
                        $0.fields[Activity.start.number]?.asInt,
                        $0.fields[Activity.end.number]?.asInt,
                    ]
                }
                stage.require(
                    "as two people wrote them, whole",
                    Set(pairs) == [[late, 2_000], [1_000, early]])
            }
        },
        Scenario("S26", "a void beside an edit is open, two voids are one, an undone void is none")
        {
            stage in
            let people = try (0..<3).map { _ in try stage.register(at: 1) }
            _ = try stage.everywhere(people[0])
            for person in people.prefix(2) { try stage.void(person, at: 1) }
            try stage.edit(people[0], Volunteer.residenceArea, .text("新"), at: 2)
            try stage.void(people[1], at: 2)
            try stage.void(people[2], at: 1)
            try stage.void(people[2], false, at: 1)
            stage.settle()
            for store in stage.stores {
                let voided = try store.voided(in: stage.scope)
                stage.require("voided and edited", voided[people[0]] == true)
                stage.require("voided", voided[people[1]] == false)
                stage.require("not voided", voided[people[2]] == nil)
            }
        },
        Scenario("S27", "two who decide one conflict otherwise make a new one, and both are kept") {
            stage in
            let person = try stage.everywhere(stage.register(at: 1))
            for round in 0..<2 {
                for index in [1, 2] {
                    try stage.edit(
                        person, Volunteer.residenceArea, .text("\(round) \(index)"), at: index)
                }
                for index in [1, 2, 1] { stage.sync(index) }
            }
            stage.settle()
            for store in stage.stores {
                let versions = try store.view { try $0.conflicts(of: person) }.flatMap(\.versions)
                let values = versions.map { $0.fields[Volunteer.residenceArea.number]?.asText }
                stage.require(
                    "the two decisions, and nothing older", Set(values) == ["1 1", "1 2"])
            }
        },
        Scenario("S28", "a clock in 2099 and one in 1970 have no say in what survives") { stage in
            let person = try stage.everywhere(stage.register(at: 1))
            let times: [Int64] = [0, 4_070_908_800_000].shuffled(using: &stage.dice)
            for index in [1, 2] {
                stage.clock(index, times[index - 1])
                try stage.edit(person, Volunteer.residenceArea, .text("\(index)"), at: index)
            }
            stage.settle()
            for store in stage.stores {
                let versions = try store.view { try $0.conflicts(of: person) }.flatMap(\.versions)
                stage.require("both survive", versions.count == 2)
            }
            let county = stage.world.machines[0].clock.now
            let later = try stage.register(at: 0)
            let time = try stage.store(0).changes(in: stage.scope)
                .first { $0.entity == later && $0.createsEntity }?.header.time
            stage.require("nobody's clock is dragged along", time == county)
        },
        Scenario(
            "S29", "three offline edits arrive in any order, a month between them", computers: 4
        ) {
            stage in
            let person = try stage.everywhere(stage.register(at: 4), from: 4)
            for index in 1...3 {
                try stage.edit(person, Volunteer.residenceArea, .text("\(index)"), at: index)
            }
            for index in [1, 2, 3].shuffled(using: &stage.dice) {
                stage.wait(days: 30)
                stage.sync(index)
                try stage.edit(person, Volunteer.serviceArea, .text("\(index)"), at: 4)
            }
            stage.settle()
            for store in stage.stores {
                let conflicts = try store.view { try $0.conflicts(of: person) }
                stage.require("all three survive", conflicts.first?.versions.count == 3)
            }
            stage.require("shown alike", try stage.shown(person, \.residenceArea).count == 1)
        },
        Scenario("S30", "one service typed in at two PCs counts once, when somebody has looked") {
            stage in
            let person = try stage.everywhere(stage.register(at: 1))
            let start = Int64(stage.dice.below(1_000)) * 3_600_000
            let first = try stage.hours(of: person, seconds: 7_200, from: start, at: 1)
            let late = Int64(stage.dice.below(7_200)) * 1_000
            try stage.hours(of: person, seconds: 7_200, from: start + late, at: 2)
            try stage.hours(of: person, seconds: 60, from: start - 60_000, at: 2)
            try stage.approve(first, at: 1)
            stage.settle()
            for store in stage.stores {
                let total = try store.view { try $0.hoursTotal(in: stage.scope) }
                stage.require("both are under review", total[.underReview].seconds == 14_400)
                stage.require("nothing else is", total[.awaitingApproval].seconds == 60)
            }
            try stage.reverse(first, at: stage.dice.below(2) + 1)
            stage.settle()
            for store in stage.stores {
                let total = try store.view { try $0.hoursTotal(in: stage.scope) }
                stage.require("once, after review", total[.awaitingApproval].seconds == 7_260)
                stage.require("and nothing twice", total.all.seconds == 7_260)
            }
        },
        Scenario("S31", "of two corrections with a replacement each, one replacement counts") {
            stage in
            let person = try stage.register(at: 1)
            let record = try stage.everywhere(stage.hours(of: person, seconds: 3_600, at: 1))
            let seconds = [
                Int64(1 + stage.dice.below(1_000)), Int64(2_000 + stage.dice.below(1_000)),
            ]
            for index in [1, 2] {
                try stage.replace(record, of: person, seconds: seconds[index - 1], at: index)
            }
            stage.settle()
            for store in stage.stores {
                let total = try store.view { try $0.hoursTotal(in: stage.scope) }
                stage.require("one of the two", seconds.contains(total.all.seconds))
                stage.require("under review", total[.underReview] == total.all)
                stage.require("and said so", total.openConflicts == 1)
            }
        },
    ]
}

extension Stage {
    /// A record that all have before their eyes.
    func everywhere(_ record: Entity, from index: Int = 1) throws -> Entity {
        sync(index)
        for other in 1..<world.machines.count where other != index { sync(other) }
        return record
    }

    /// What the nodes show of a volunteer.
    fileprivate func shown(
        _ record: Entity, _ field: KeyPath<VolunteerCard, String?>
    ) throws -> Set<String?> {
        Set(
            try stores.map { store in
                try store.view { try $0.volunteer(record)?[keyPath: field] }
            })
    }

    fileprivate func approve(_ record: Entity, at index: Int) throws {
        try write(at: index) { door in
            var draft = Draft(ServiceRecord.kind, entity: record)
            draft[ServiceRecord.approvedAt] = .int(1)
            try door.write(draft)
        }
    }

    fileprivate func reverse(_ record: Entity, at index: Int) throws {
        try write(at: index) { door in
            var draft = Draft(ServiceRecord.kind, entity: record)
            draft[ServiceRecord.reversed] = .bool(true)
            try door.write(draft)
        }
    }

    fileprivate func replace(
        _ record: Entity, of volunteer: Entity, seconds: Int64, at index: Int
    ) throws {
        try write(at: index) { door in
            var next = Draft(ServiceRecord.kind)
            next[ServiceRecord.volunteer] = .reference(volunteer)
            next[ServiceRecord.seconds] = .int(seconds)
            next[ServiceRecord.replaces] = .reference(record)
            var correction = Draft(ServiceRecord.kind, entity: record)
            correction[ServiceRecord.reversed] = .bool(true)
            correction[ServiceRecord.replacement] = .reference(try door.write(next))
            try door.write(correction)
        }
    }
}

import ServiceRecords
import Store
import SyncCore

/// What users write, with the right to and without, while roles come and go.
extension Scenario {
    static let people = [
        Scenario(
            "roles", "who may write what is the same everywhere, whatever order the words come in",
            computers: 3
        ) { stage in
            let people = try [7, 8].map { try stage.name("u\($0)") }
            let person = try stage.everywhere(stage.register(at: 1))
            if stage.dice.chance(percent: 30) { stage.backup(0) }
            for _ in 0..<30 {
                let user = people[stage.dice.below(people.count)]
                switch stage.dice.below(10) {
                case 0...2: try stage.decide(about: user)
                case 3...6: try stage.write(by: user, about: person, at: stage.dice.below(4))
                default: stage.meet()
                }
            }
            if stage.dice.chance(percent: 40) { stage.restoreIfKept(0) }
            try stage.decide(about: people[0])
            stage.settle()
        },
        Scenario("S18", "what a user had no right to is kept at both ends, and what follows counts")
        {
            stage in
            let auditor = try stage.name("auditor")
            try stage.grant(.auditor, to: auditor)
            let worker = try stage.name("worker")
            try stage.grant(.worker, to: worker)
            let person = try stage.everywhere(stage.register(at: 1))
            let refused = try stage.edit(person, by: auditor, at: 1, area: "乙区")
            let counted = try stage.edit(person, by: worker, at: 1, area: "丙区")
            stage.settle()
            for store in [try stage.store(0), try stage.store(1)] {
                let exclusions = try store.exclusions(in: stage.scope)
                stage.require("stored, with the reason", exclusions[refused] == "not-permitted")
                stage.require("what follows counts", exclusions[counted] == nil)
                let waiting = try store.view { try $0.unsettledCount() }
                stage.require("both ends are told", waiting == 1)
            }
        },
    ]
}

extension Stage {
    fileprivate func name(_ login: String) throws -> Entity {
        try write(at: 0) { try $0.write(user: login, name: nil) }
    }

    fileprivate func grant(_ role: Role, to user: Entity) throws {
        try write(at: 0) {
            try $0.write(
                RoleWord(granting: role.rawValue, with: Rights.writing(role), to: user))
        }
    }

    fileprivate func decide(about user: Entity) throws {
        let role = Role.allCases[dice.below(Role.allCases.count)]
        switch dice.below(5) {
        case 0: try write(at: 0) { try $0.write(RoleWord(revoking: nil, from: user)) }
        case 1: try write(at: 0) { try $0.write(RoleWord(revoking: role.rawValue, from: user)) }
        default: try grant(role, to: user)
        }
    }

    /// By a program that does not ask whether they may.
    fileprivate func write(by user: Entity, about person: Entity, at index: Int) throws {
        let author = Store.Author(unasked: user)
        let (what, pick) = (dice.below(100), dice.next())
        if dice.chance(percent: 50) {
            try write(at: index, by: author) {
                try Clerk(what: what, pick: pick).write(to: $0, in: scope)
            }
        } else {
            _ = try edit(person, by: user, at: index, area: "\(pick % 97)")
        }
    }

    /// Where the change stands.
    fileprivate func edit(
        _ person: Entity, by user: Entity, at index: Int, area: String
    ) throws -> Dot {
        try write(at: index, by: Store.Author(unasked: user)) { door in
            var draft = Draft(Volunteer.kind, entity: person)
            draft[Volunteer.residenceArea] = .text(area)
            try door.write(draft)
            guard let change = door.written.last else { throw StoreError.outOfRange }
            return change.dot
        }
    }

    /// Two PCs that have one in common with the county, or the county itself.
    fileprivate func meet() { sync(1 + dice.below(3)) }

    fileprivate func restoreIfKept(_ index: Int) {
        guard world.hasBackup(of: index) else { return }
        restore(index, withKeys: dice.chance(percent: 50))
    }
}

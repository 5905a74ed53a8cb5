import ServiceRecords
import Store
import SyncCore

/// What the county said, or is said to have said, under an origin that it has no more.
extension Scenario {
    static let formerWords = [
        Scenario(
            "former-county",
            "what the county said before it was put back governs again at both ends",
            computers: 4, script: formerCounty),
        Scenario(
            "false-word", "what a station makes up as the county's word is said by nobody",
            script: falseWord),
    ]

    /// An image of the county's server is put back three times, unnoticed, and each time it speaks with
    /// another PC. So its old log has three branches: one comes back as the log, the next as a branch, and
    /// the third may have been set aside by its PC before the county sees anything of it.
    private static func formerCounty(_ stage: Stage) throws {
        let people = try (0..<3).map { _ in try stage.register(at: 1) }
        for person in people {
            try stage.write(at: 1) { try $0.askErasure(of: person, reason: "本人要求") }
        }
        let refused = try (0..<3).map { _ in try stage.area(at: 1) }
        for index in 1...4 { stage.sync(index) }
        stage.backup(0)
        var admitted: [Origin] = []
        var users: [Entity] = []
        for index in 0..<3 {
            try stage.write(at: 0) { door in
                try door.write(
                    .refuse(
                        dot: refused[index].dot, leaf: refused[index].leaf, reason: "重复"))
            }
            let key = try Signer(privateKey: SeededRandomness(stage.dice.next()).bytes(32))
                .publicKey
            admitted.append(Origin(publicKey: key))
            try stage.write(at: 0) {
                try $0.write(.admit(origin: Origin(publicKey: key), publicKey: key))
            }
            try stage.write(at: 0) {
                try $0.write(.suspend(Suspension(of: Origin(publicKey: key), reason: "失窃")))
            }
            if stage.dice.chance(percent: 50) {
                users.append(
                    try stage.write(at: 0) { door in
                        let user = try door.write(user: "u\(index)", name: "人\(index)")
                        try door.write(
                            RoleWord(
                                granting: Role.worker.rawValue, with: Rights.writing(.worker),
                                to: user))
                        return user
                    })
            }
            try stage.write(at: 0) { _ = try $0.erase(people[index]) }
            stage.sync(index + 1)
            stage.restore(0, withKeys: true)
        }
        for index in [1, 2, 3].shuffled(by: &stage.dice) { stage.sync(index) }
        stage.settle()
        for store in stage.stores {
            let exclusions = try store.exclusions(in: stage.scope)
            for change in refused {
                stage.require("it is refused", exclusions[change.dot] == "refused")
            }
            for origin in admitted {
                stage.require("it is admitted", try store.isAdmitted(origin))
            }
            let suspended = try store.view { try $0.stationStanding(of: stage.scope) }.suspended
            stage.require(
                "nobody speaks with it", Set(suspended.map(\.origin)).isSuperset(of: admitted))
            let matters = try store.view { try $0.erasures(in: stage.scope) }
            stage.require("erased", people.allSatisfy(matters.records.contains))
            let known = try store.view { try $0.users(in: stage.scope) }
            for user in users {
                stage.require(
                    "a user with a role",
                    known.contains { $0.entity == user && !$0.roles.isEmpty })
            }
        }
    }

    /// A PC writes a copy of an admission by the county, which the county never wrote, and shows a signature
    /// for it that is not the county's. The county is put back, so that there is something to copy.
    private static func falseWord(_ stage: Stage) throws {
        try stage.work(at: 1)
        for index in [1, 2] { stage.sync(index) }
        let (county, thief) = (
            try stage.origin(0),
            try Signer(privateKey: SeededRandomness(stage.dice.next()).bytes(32))
        )
        let stolen = Origin(publicKey: thief.publicKey)
        let admission = AuthorityChange.admit(origin: stolen, publicKey: thief.publicKey)
        let header = Header(
            scope: stage.scope, origin: county, sequence: 1, time: 0, context: Context(),
            actor: nil, kind: admission.kind, entity: nil)
        let word = Change(
            CanonicalChange(header: header, open: admission.open), personal: .none)
        let checkpoint = try Checkpoint(
            name: Checkpoint.name(scope: stage.scope, origin: county), size: 1, root: word.leaf)
        let proof = Attestation.Proof(
            try SignedCheckpoint(signing: checkpoint, with: thief), size: 1, root: word.leaf,
            path: [], growth: [])
        try stage.write(at: 1) { door in
            try door.wrap(word, as: SystemKind.copy, context: Context())
            try door.write(Attestation(dot: word.dot, leaf: word.leaf, proof: proof))
        }
        stage.backup(0)
        try stage.work(at: 0)
        for index in [1, 2] { stage.sync(index) }
        stage.restore(0, withKeys: stage.dice.chance(percent: 50))
        stage.settle()
        stage.require("the county has another origin", try stage.origin(0) != county)
        for store in stage.stores {
            stage.require("nobody is admitted by it", try !store.isAdmitted(stolen))
        }
    }
}

extension Stage {
    /// Somebody is registered; the change that says where they live.
    fileprivate func area(at index: Int) throws -> Change {
        let person = try register(at: index)
        return try write(at: index) { door in
            var draft = Draft(Volunteer.kind, entity: person)
            draft[Volunteer.residenceArea] = .text("丁区")
            try door.write(draft)
            guard let change = door.written.last else { throw StoreError.outOfRange }
            return change
        }
    }
}

extension Array {
    fileprivate func shuffled(by dice: inout Dice) -> Self {
        var (rest, shuffled): (Self, Self) = (self, [])
        while !rest.isEmpty { shuffled.append(rest.remove(at: dice.below(rest.count))) }
        return shuffled
    }
}

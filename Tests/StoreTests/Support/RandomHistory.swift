import ServiceRecords

@testable import Store
@testable import SyncCore

/// People at a county and at the PCs of a township, clocks that are wrong by years, and runs that
/// travel in any order, in pieces, twice or not at all. The same from one seed.
struct RandomHistory {
    private let world: World
    private var dice: Dice
    private var renderings: [(replica: Int, rendering: Rendering)] = []
    /// Messages on their way, to be delivered in any order.
    private var underWay: [(to: Int, message: Message)] = []

    var replicas: [Replica] { [world.county] + world.stations }

    init(seed: UInt64) throws {
        dice = Dice(seed)
        world = try World(seed: seed, stations: 0)
        for _ in 0..<Int.random(in: 2...5, using: &dice) {
            try world.invite(isAdmitted: dice.chance(70))
        }
    }

    mutating func run(steps: Int) throws {
        for _ in 0..<steps {
            let index = Int.random(in: 0..<replicas.count, using: &dice)
            let replica = replicas[index]
            replica.clock = Int64.random(in: 0...4_000_000_000_000, using: &dice)
            switch Int.random(in: 0..<100, using: &dice) {
            case 0..<45: try write(at: replica, index)
            case 45..<50: try govern()
            case 50..<55: renderings.append((index, try replica.store.render(world.scope)))
            case 55..<80: try post(from: index)
            default: try deliver()
            }
        }
    }

    /// Lets everybody have everything, and everybody be admitted or not as the county said.
    mutating func reconcile() throws -> [Replica] {
        underWay = []
        for _ in 0..<2 {
            for replica in replicas.shuffled(using: &dice) {
                for other in replicas.shuffled(using: &dice) where other !== replica {
                    try replica.pull(from: other)
                }
            }
        }
        return replicas
    }
}

/// What people write.
extension RandomHistory {
    private mutating func write(at replica: Replica, _ index: Int) throws {
        let (volunteers, records) = try replica.store.view { view in
            (
                try view.volunteers(limit: 1_000).map(\.entity).sorted(),
                try view.hours(in: nil, limit: 1_000).map(\.entity).sorted()
            )
        }
        guard let volunteer = volunteers.randomElement(using: &dice) else {
            try replica.register("甲")
            return
        }
        guard let record = records.randomElement(using: &dice) else {
            try replica.record(Int64.random(in: 1...86_400, using: &dice), of: volunteer)
            return
        }
        let rendering = renderings.filter { $0.replica == index }.randomElement(using: &dice)
        switch Int.random(in: 0..<14, using: &dice) {
        case 0: try replica.register("乙", area: "村\(dice.next() % 9)", phone: "138")
        case 1...3:
            let field = [Volunteer.residenceArea, Volunteer.serviceArea, Volunteer.name]
                .randomElement(using: &dice)
            guard let field else { return }
            try replica.edit(
                volunteer, field, .text("\(dice.next() % 5)"), rendering: rendering?.rendering)
        case 4: try replica.settle(volunteer, Volunteer.serviceArea, .text("定"))
        case 5, 6:
            let start = dice.chance(70) ? Int64.random(in: 0...72, using: &dice) : nil
            try replica.record(
                Int64.random(in: 1...90_000, using: &dice), of: volunteer, from: start)
        case 7: try replica.approve(record, at: dice.chance(80) ? 5 : nil)
        case 8: try replica.correct(record, reversed: dice.chance(80))
        case 9:
            let next = try replica.record(
                60, of: volunteer, replacing: record,
                from: dice.chance(50) ? Int64.random(in: 0...72, using: &dice) : nil)
            try replica.correct(record, replacement: next)
        case 10:
            let isRecord = dice.chance(50)
            try replica.void(
                isRecord ? record : volunteer,
                kind: isRecord ? ServiceRecord.kind : Volunteer.kind,
                state: dice.chance(70) ? Lifecycle.voided : Lifecycle.active,
                rendering: rendering?.rendering)
        case 11:
            try replica.commit { door in
                try door.write(Draft.created(dice.chance(50), lifecycle: Lifecycle.voided))
            }
        case 12 where dice.chance(50):
            guard let other = volunteers.randomElement(using: &dice) else { return }
            try replica.merge(volunteer, into: other)
        case 12: try err(at: replica, volunteer: volunteer, record: record)
        default: try copy(at: replica)
        }
    }

    /// Somebody takes a record for one of another kind; the numbers of the groups are the same.
    private mutating func err(
        at replica: Replica, volunteer: Entity, record: Entity
    ) throws {
        let isRecord = dice.chance(50)
        var draft = Draft(
            isRecord ? Volunteer.kind : ServiceRecord.kind, entity: isRecord ? record : volunteer)
        switch Int.random(in: 0..<3, using: &dice) {
        case 0: draft[Lifecycle.state] = .int(Lifecycle.voided)
        case 1: draft[isRecord ? Volunteer.serviceArea : ServiceRecord.approvedAt] = .int(7)
        default: draft[isRecord ? Volunteer.ethnicity : ServiceRecord.reversed] = .bool(true)
        }
        try replica.commit { door in _ = try door.write(draft) }
    }

    /// A repair's copy, or a requeue, of anything that is held.
    private mutating func copy(at replica: Replica) throws {
        let change = try replica.changes().filter { $0.canonical.header.context.entries.count < 9 }
            .randomElement(using: &dice)
        guard let change else { return }
        try replica.wrap(
            change,
            as: [SystemKind.copy, SystemKind.requeue, SystemKind.hop].randomElement(using: &dice)
                ?? SystemKind.copy)
    }

    private mutating func govern() throws {
        let county = world.county
        if dice.chance(30), let station = world.stations.randomElement(using: &dice) {
            try county.admit(station.signer.publicKey)
            return
        }
        let anywhere = try replicas.flatMap { try $0.changes() }
        guard let change = anywhere.randomElement(using: &dice) else { return }
        if dice.chance(20) {
            let decider = replicas.randomElement(using: &dice) ?? county
            try decider.commit { try $0.dismiss(change, reason: "已重新录入") }
            return
        }
        try county.refuse(change)
        if dice.chance(50), try county.change(change.dot) != nil {
            try county.wrap(change, as: SystemKind.requeue)
        }
    }
}

extension Draft {
    fileprivate static func created(_ isRecord: Bool, lifecycle: Int64) -> Draft {
        var draft = Draft(isRecord ? ServiceRecord.kind : Volunteer.kind)
        draft[Lifecycle.state] = .int(lifecycle)
        if isRecord {
            draft[ServiceRecord.seconds] = .int(7)
        } else {
            draft[Volunteer.serviceArea] = .text("丙")
        }
        return draft
    }
}

/// How it travels.
extension RandomHistory {
    /// A piece of a log, from anywhere to anywhere.
    private mutating func post(from index: Int) throws {
        let sender = replicas[index]
        guard let entry = try sender.vector().entries.randomElement(using: &dice) else { return }
        let first = dice.chance(60) ? 1 : UInt64.random(in: 1...entry.length, using: &dice)
        let last =
            dice.chance(60)
            ? entry.length : UInt64.random(in: first...entry.length, using: &dice)
        let to = Int.random(in: 0..<replicas.count, using: &dice)
        // Columns may lean on what the receiver holds, and now and then on what it does not.
        let known = try replicas[dice.chance(90) ? to : index].vector()
        let span = Outline.Span(
            scope: world.scope, origin: entry.origin, first: first, last: last,
            known: dice.chance(70) ? known : VersionVector(), isLiteral: dice.chance(20))
        let message = try sender.message([span], room: dice.chance(70) ? 1 << 20 : 500)
        underWay.append((to, message))
    }

    /// One of the messages arrives, is lost, or arrives and will arrive again.
    private mutating func deliver() throws {
        guard !underWay.isEmpty else { return }
        let index = Int.random(in: 0..<underWay.count, using: &dice)
        let (to, message) = underWay[index]
        if dice.chance(80) { underWay.remove(at: index) }
        if dice.chance(90) { try replicas[to].take(message) }
    }
}

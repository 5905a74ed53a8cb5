internal import ServiceRecords
internal import Store
internal import SyncCore

/// What a station does all day, a step at a time, written down in a ledger: records, edits, what other
/// nodes send, what it sends, checkpoints of the file.
struct Workload {
    /// What was being done.
    package enum Step: String, Sendable, CaseIterable {
        case commit, group, edit, intake, send, setting, checkpoint, pack
    }

    let station: PreparedStation
    var ledger = Ledger()
    private var dice: Dice
    /// Records that can be edited and referred to: of acknowledged transactions.
    private var volunteers: [Entity] = []
    private var clock: Int64 = 1_767_225_600_000

    init(at station: PreparedStation, seed: UInt64) {
        self.station = station
        dice = Dice(seed)
    }

    mutating func choose() -> Step {
        switch dice.below(100) {
        case ..<32: .commit
        case ..<52: .group
        case ..<68: .edit
        case ..<84: .intake
        case ..<90: .send
        case ..<93: .setting
        case ..<97: .pack
        default: .checkpoint
        }
    }

    /// - Throws: what the store throws, or `Violation`.
    mutating func perform(_ step: Step, on store: Store) throws {
        switch step {
        case .commit: try commit(1, to: store)
        case .group: try commit(2 + dice.below(7), to: store)
        case .edit: try edit(in: store)
        case .intake: try take(in: store)
        case .send: try send(from: store)
        case .setting: try set(in: store)
        case .checkpoint: try store.checkpointFile()
        case .pack: try pack(store)
        }
    }

    private mutating func commit(_ count: Int, to store: Store) throws {
        let drafts = (0..<count).map { _ in draft() }
        let made = try write(to: store) { door in try drafts.map { try door.write($0) } }
        volunteers += zip(drafts, made).filter { $0.0.kind.number == Volunteer.kind.number }
            .map(\.1)
    }

    private mutating func draft() -> Draft {
        clock += 30_000
        if !volunteers.isEmpty, dice.chance(percent: 60) {
            var draft = Draft(ServiceRecord.kind)
            draft[ServiceRecord.volunteer] = .reference(volunteers[dice.below(volunteers.count)])
            draft[ServiceRecord.start] = .int(clock)
            draft[ServiceRecord.seconds] = .int(Int64(1 + dice.below(86_400)))
            draft[ServiceRecord.place] = .text("甲村")
            return draft
        }
        var draft = Draft(Volunteer.kind)
        draft[Volunteer.name] = .text("人\(dice.below(1_000))")
        draft[Volunteer.residenceArea] = .text("甲村")
        draft[Volunteer.phones] = .list([.text("138\(dice.below(100_000_000))")])
        draft[Volunteer.serviceArea] = .text("\(dice.below(9))")
        return draft
    }

    private mutating func edit(in store: Store) throws {
        guard !volunteers.isEmpty else { return try commit(1, to: store) }
        let entity = volunteers[dice.below(volunteers.count)]
        var draft = Draft(Volunteer.kind, entity: entity)
        draft[Volunteer.education] = .text("\(dice.below(9))")
        if dice.chance(percent: 40) { draft[Volunteer.address] = .text("\(dice.below(9))号") }
        let edit = draft
        clock += 30_000
        try write(to: store) { door in _ = try door.edit(edit) }
    }

    /// One transaction: what it appends is under way while it is open, and promised when it has returned.
    @discardableResult
    private mutating func write<T>(
        to store: Store, _ body: (CommitDoor) throws -> T
    ) throws -> T {
        ledger.begin([], of: station.origin)
        let result = try store.commit(to: PreparedStation.scope, by: Store.Author(), at: clock) {
            let result = try body($0)
            guard $0.written.allSatisfy({ $0.header.origin == station.origin }) else {
                throw Violation.otherOrigin
            }
            let log = try $0.view.canonicalBytes(of: station.origin, in: PreparedStation.scope)
            ledger.begin(
                Array(log.dropFirst(ledger.length(of: station.origin))), of: station.origin)
            return result
        }
        ledger.acknowledge()
        return result
    }

    /// The next request of the other nodes, or one that came before.
    private mutating func take(in store: Store) throws {
        let next = station.requests.first { !holds($0) }
        let known = station.requests.filter(holds)
        let isRepeated = next == nil || (!known.isEmpty && dice.chance(percent: 20))
        guard let request = isRepeated ? known[dice.below(known.count)] : next else { return }
        ledger.begin(isRepeated ? [] : request.run, of: request.origin)
        let intake = Intake(request.message, from: station.upstream, at: clock)
        for report in try store.apply([intake]).map({ try $0.get() }) {
            guard report.turnedAway.isEmpty else { throw Violation.failed("turned away") }
        }
        ledger.acknowledge()
    }

    private func holds(_ request: PreparedStation.Request) -> Bool {
        guard let last = request.message.runs.first?.last else { return true }
        return ledger.length(of: request.origin) >= Int(last)
    }

    /// Whatever is sent must be promised: the receiver holds it from now on (I2).
    private mutating func send(from store: Store) throws {
        let length = ledger.length(of: station.origin)
        guard length > 0 else { return }
        let first = 1 + dice.below(length)
        let message = try store.message(
            of: station.origin, from: first, through: length, to: station.upstream,
            literally: true)
        let sent = message.runs.first?.rows.map(\.canonical) ?? []
        let promised = ledger.logs[station.origin] ?? []
        guard sent.elementsEqual(promised[(first - 1)...]) else { throw Violation.sentOther }
    }

    /// Nothing that is promised changes by it.
    private func pack(_ store: Store) throws {
        var packing = Store.Packing()
        packing.changes = 4
        packing.kept = 3
        while try store.pack(packing) > 0 {}
    }

    private mutating func set(in store: Store) throws {
        let name = "word-\(dice.below(3))"
        let value = "\(dice.next())"
        ledger.begin(setting: name, value)
        try store.set(name, value)
        ledger.acknowledge()
    }
}

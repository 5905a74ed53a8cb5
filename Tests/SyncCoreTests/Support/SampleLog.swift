import SyncCore

/// A piece of a log with changes of every sort, as a station that exchanges with others writes it, and
/// what whoever reads it holds before.
struct SampleLog {
    let scope: Scope
    let origin: Origin
    let first: UInt64
    var rows: [Run.Row] = []
    /// Records that changes outside of the piece made.
    private(set) var outside: [Dot: Entity] = [:]

    private var context = Context()
    private var entities: [Entity] = []
    private var kinds: [KindNumber] = []
    private var time: Int64

    init(seed: UInt64, count: Int) {
        var random = Seeded(seed)
        scope = random.identifier()
        origin = random.identifier()
        first = random.once(in: 2) ? 1 : 1 + random.number() % (1 << 30)
        time = random.once(in: 5) ? Int64(bitPattern: random.number()) : 1_767_225_600_000
        kinds = (0..<3).map { _ in 40 + KindNumber(random.below(4)) } + [.max, 0, 31]
        if first > 1 { context[origin] = first - 1 }
        for _ in 0..<random.below(6) { makeOutside(&random) }
        for _ in 0..<count { append(&random) }
    }

    func locate(_ entity: Entity) -> Dot? { outside.first { $0.value == entity }?.key }

    func resolve(_ dot: Dot) -> Entity? { outside[dot] }

    var changes: [Change] {
        get throws {
            try rows.map {
                Change(try CanonicalChange(bytes: $0.canonical), personal: $0.personal)
            }
        }
    }

    /// A record of another log, or of this one before the piece.
    private mutating func makeOutside(_ random: inout Seeded) {
        let isOwn = random.once(in: 2) && first > 1
        let dot = Dot(
            origin: isOwn ? origin : random.identifier(),
            sequence: isOwn ? 1 + random.next() % (first - 1) : 1 + random.number() % (1 << 39))
        guard outside[dot] == nil else { return }
        outside[dot] = random.identifier()
        entities += outside[dot].map { [$0] } ?? []
    }

    private mutating func append(_ random: inout Seeded) {
        let sequence = first + UInt64(rows.count)
        moveContext(before: sequence, &random)
        if random.once(in: 3) { time &+= Int64(random.below(100_000)) }
        if random.once(in: 40) { time = Int64(bitPattern: random.number()) }
        let isWrapper = random.once(in: 12)
        let header = Header(
            scope: scope, origin: origin, sequence: sequence, time: time, context: context,
            actor: random.once(in: 3) ? record(&random) : nil,
            kind: isWrapper ? random.pick([1, 2, 3]) : random.pick(kinds),
            entity: random.once(in: 2) ? record(&random) : nil)
        let open: OpenPart =
            isWrapper ? .wrapped(random.canonical(wrappers: 1)) : .groups(groups(&random))
        let change = Change(
            CanonicalChange(header: header, open: open), personal: random.personal())
        if change.createsEntity { entities.append(change.entity) }
        rows.append(Run.Row(canonical: change.canonical.bytes, personal: change.personal))
    }

    private mutating func moveContext(before sequence: UInt64, _ random: inout Seeded) {
        if !random.once(in: 8) { context[origin] = sequence - 1 }
        guard random.once(in: 4) else { return }
        let others = context.entries.map(\.origin).filter { $0 != origin }
        if others.isEmpty || random.once(in: 4) {
            context[random.identifier()] = 1 + random.number() % Limits.logLength
        } else {
            let known = random.pick(others)
            context[known] = random.once(in: 4) ? 0 : min(context[known] + 7, Limits.logLength)
        }
        if random.once(in: 6) { context = Context() }
    }

    private func record(_ random: inout Seeded) -> Entity {
        entities.isEmpty || random.once(in: 9) ? random.identifier() : random.pick(entities)
    }

    /// Of a few shapes that come again, and now and then of one that does not.
    private func groups(_ random: inout Seeded) -> [OpenPart.GroupContent] {
        if random.once(in: 6), case .groups(let groups) = random.canonical(wrappers: 0).open {
            return groups
        }
        let words = ["", "志愿者", "清扫", "敬老院", "a", "བོད་"]
        var fields = Fields([
            1: .text(random.pick(words)), 3: .int(time / 60_000 * 60_000),
            4: .int(time / 60_000 * 60_000 + 60_000 * Int64(random.below(300))),
        ])
        if random.once(in: 2) { fields[7] = .reference(record(&random)) }
        if random.once(in: 2) { fields[8] = .bool(random.once(in: 2)) }
        if random.once(in: 3) { fields[9] = .list([.null, .ownEntity, random.value(depth: 1)]) }
        if random.once(in: 3) { fields[10] = .bytes(random.bytes(random.below(4))) }
        if random.once(in: 9) { fields[11] = .ownEntity }
        return [.init(10, fields), .init(12, Fields())]
    }
}

extension Batch {
    /// As many of a log's rows as a batch may hold.
    init(_ log: SampleLog, after prefix: Prefix = .none, packer: some FramePacker = StoredFrames())
    {
        self.init(
            log.rows, scope: log.scope, origin: log.origin, first: log.first, after: prefix,
            packer: packer, locate: log.locate)
    }
}

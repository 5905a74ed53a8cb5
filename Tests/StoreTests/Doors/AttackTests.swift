import GRDB
import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// What a member with a key of its own, or somebody with many keys, tries at the door for received
/// runs: all well signed, all by hand.
@Suite struct AttackTests {
    /// A wrapper by a station that is admitted to one scope, of a write that stands in another; before
    /// or after the original is held.
    struct Smuggling: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Kinds of the wrappers, the outermost first.
        let kinds: [KindNumber]
        let isOriginalFirst: Bool

        static let all: [Smuggling] = [true, false].flatMap { isFirst in
            [
                ("copy", [SystemKind.copy]), ("requeue", [SystemKind.requeue]),
                ("copy of a copy", [SystemKind.copy, SystemKind.copy]),
                ("requeue of a hop", [SystemKind.requeue, SystemKind.hop]),
            ].map { name, kinds in
                Smuggling(
                    testDescription: "\(name), \(isFirst ? "after" : "before") the original",
                    kinds: kinds, isOriginalFirst: isFirst)
            }
        }
    }

    @Test(arguments: Smuggling.all)
    func `a write that is carried in from another scope is kept and counts nowhere`(
        _ given: Smuggling
    ) throws {
        let world = try World(stations: 1)
        let (county, station) = (world.county, world.stations[0])
        let foreign = try ForeignRecord(at: county)
        var hand = SignedByHand(station.signer, world.scope)
        for kind in given.kinds.reversed() { hand.wrap(hand.changes.last ?? foreign.change, kind) }
        // Only the outermost is sent: what it carries was never in this log.
        let change = hand.relaidOutermost()
        let message = try SignedByHand(station.signer, world.scope, [change]).message()
        if given.isOriginalFirst { try foreign.arrive() }
        #expect(try county.take(message).turnedAway == [])
        if !given.isOriginalFirst { try foreign.arrive() }
        #expect(try county.change(change.dot) == change)
        #expect(try county.excluded() == [change.dot: "malformed"])
        #expect(try county.total().all == HoursSum())
        #expect(
            try foreign.totals() == [
                HoursSum(seconds: 100, records: 1), HoursSum(seconds: 100, records: 1),
            ])
        #expect(try Seen(county).hours.isEmpty)
        #expect(try county.store.view { try $0.hours(foreign.record) }?.scope == foreign.scope)
        try county.expectLiveIsRebuilt()
    }

    /// What stands inside a copy proves nobody, and a second person is not left out by an old context.
    @Test func `the county's instruction in a copy by a station is the station's`() throws {
        let world = try World(stations: 1)
        let (county, station) = (world.county, world.stations[0])
        let header = Header(
            scope: world.scope, origin: county.origin, sequence: 9, time: 0, context: Context(),
            actor: nil, kind: SystemKind.instruct, entity: nil)
        let said = ResyncChange.instruct(.init(.refetch, expires: .max))
        let forged = Change(CanonicalChange(header: header, open: said.open), personal: .none)
        var hand = SignedByHand(station.signer, world.scope)
        hand.wrap(forged, SystemKind.copy)
        #expect(try county.take(hand.message()).turnedAway == [])
        let cards = try county.store.view { try $0.instructions(in: world.scope, at: 0) }
        #expect(cards.map(\.issuer) == [station.origin])
        #expect(cards.allSatisfy { !$0.isByAuthority && !$0.concerns([county.origin]) })
    }

    /// A hop states what another scope says, it writes nothing: that is its work.
    @Test func `a hop out of another scope stands, and counts nothing either`() throws {
        let world = try World(stations: 1)
        let (county, station) = (world.county, world.stations[0])
        let foreign = try ForeignRecord(at: county)
        try foreign.arrive()
        var hand = SignedByHand(station.signer, world.scope)
        hand.wrap(foreign.change, SystemKind.hop)
        #expect(try county.take(try hand.message()).turnedAway == [])
        #expect(try county.excluded().isEmpty)
        #expect(try county.total().all == HoursSum())
        #expect(try Seen(county).hours.isEmpty)
        try county.expectLiveIsRebuilt()
    }

    @Test func `a scope opens 512 logs, and its vectors stay readable`() throws {
        let world = try World(stations: 0)
        let county = world.county
        try county.register("甲")
        var crowd = try (1...Limits.scopeOrigins).map { index in
            var hand = SignedByHand(try Replica.signer(50_000 + UInt64(index)), world.scope)
            hand.record()
            return hand
        }
        let report = try county.take(try crowd.message())
        let last = try #require(crowd.last)
        #expect(report.turnedAway.map(\.error) == [.tooManyOrigins])
        #expect(report.turnedAway.map(\.origin) == [last.origin])
        #expect(report.changes == Limits.scopeOrigins - 1)
        #expect(try county.vector().entries.count == Limits.scopeOrigins)
        // Logs that are open go on.
        crowd[0].record()
        #expect(try county.take(try crowd[0].message()).changes == 1)
        // So does what states or has seen all of them.
        try county.commit { door in
            for hand in crowd.dropLast() {
                try door.write(.admit(origin: hand.origin, publicKey: hand.signer.publicKey))
            }
        }
        try county.register("乙")
        #expect(try county.lastOwn()?.header.context.entries.count == Limits.scopeOrigins)
        let holdings = try county.store.holdings(sharedWith: county.asPeer)
        var message = Message(origin: county.origin, schemaVersion: 1, summary: holdings.summary)
        message.vectors = holdings.scopes.map(StatedScope.init)
        #expect(try Message(bytes: message.bytes) == message)
        let other = try world.invite()
        try other.pull(from: county)
        #expect(try other.vector() == county.vector())
        #expect(try other.digest() == county.digest())
    }

    /// How long the log is that the same key has signed under a name of which three changes are held.
    @Test(arguments: [1, 2, 3, 4])
    func `another log under a held name is kept as evidence, and its writes as copies`(
        length: Int
    ) throws {
        let world = try World(stations: 1)
        let (county, station) = (world.county, world.stations[0])
        for name in ["甲", "乙", "丙"] { try station.register(name) }
        let held = try station.message(station.origin, 1...3)
        #expect(try county.take(held).changes == 3)
        var twin = SignedByHand(station.signer, world.scope)
        for _ in 1...length { twin.record() }
        #expect(try county.take(try twin.message()).changes == length)
        let (vector, digest) = (try county.vector(), try county.digest())
        #expect(vector[station.origin] == 3, "the log itself stands as it stood")
        #expect(try county.store.view { try $0.setAsideCount() } == length)
        for again in [try twin.message(), held, try station.message(station.origin, 1...2)] {
            #expect(try county.take(again).turnedAway == [])
            #expect(try county.vector() == vector, "nothing is written twice")
            #expect(try county.digest() == digest)
        }
        #expect(try county.check().isSound)
    }

    @Test func `many refusals in one run are judged once, with the same outcome`() throws {
        let world = try World(stations: 3)
        let (county, author) = (world.county, world.stations[0])
        let (whole, piecewise) = (world.stations[1], world.stations[2])
        let person = try author.register("王五")
        let records = try (1...300).map { try author.record(Int64($0), of: person) }
        try world.settle()
        let refused = try author.changes().filter {
            $0.header.origin == author.origin && $0.kind == ServiceRecord.kind.number
        }
        #expect(refused.count == records.count)
        let first = try county.vector()[county.origin] + 1
        try county.commit { door in
            for change in refused {
                try door.write(.refuse(dot: change.dot, leaf: change.leaf, reason: "重复"))
            }
        }
        let last = try county.vector()[county.origin]
        try whole.countDerivations()
        #expect(try whole.take(try county.message(county.origin, first...last)).changes == 300)
        #expect(try whole.derivations(of: 301) == 1)
        for sequence in stride(from: first, through: last, by: 60) {
            try piecewise.take(
                try county.message(county.origin, sequence...min(sequence + 59, last)))
        }
        #expect(try Derived(whole) == Derived(piecewise))
        #expect(try Derived(whole) == Derived(county))
        #expect(try whole.excluded().count == 300)
        #expect(try whole.total().all == HoursSum())
        try whole.expectLiveIsRebuilt()
    }

    @Test func `refusals one by one end where one run of them ends`() throws {
        let world = try World(stations: 3)
        let (county, author) = (world.county, world.stations[0])
        let (whole, single) = (world.stations[1], world.stations[2])
        let person = try author.register("王五")
        for seconds in 1...30 { try author.record(Int64(seconds), of: person) }
        try world.settle()
        let held = try author.changes().filter {
            $0.header.origin == author.origin && $0.kind == ServiceRecord.kind.number
        }
        let first = try county.vector()[county.origin] + 1
        // Ten of each are refused: by their leaf, by another's leaf, and before they are written.
        try county.commit { door in
            for index in 0..<10 {
                let (own, other) = (held[index], held[index + 10])
                let later = Dot(origin: author.origin, sequence: 100 + UInt64(index))
                try door.write(.refuse(dot: own.dot, leaf: own.leaf, reason: "重复"))
                try door.write(.refuse(dot: other.dot, leaf: own.leaf, reason: "别的"))
                try door.write(.refuse(dot: later, leaf: own.leaf, reason: "还没有"))
            }
        }
        let last = try county.vector()[county.origin]
        try whole.take(try county.message(county.origin, first...last))
        for sequence in first...last {
            try single.take(try county.message(county.origin, sequence...sequence))
        }
        #expect(try Derived(whole) == Derived(single))
        #expect(Set(try whole.excluded().keys) == Set(held.prefix(10).map(\.dot)))
        #expect(try whole.total().all == HoursSum(seconds: (11...30).reduce(0, +), records: 20))
        try single.expectLiveIsRebuilt()
    }

    @Test(arguments: [1, 300])
    func `refusing dots with other leaves excludes nothing, and nothing is derived`(
        count: Int
    ) throws {
        let world = try World(stations: 1)
        let (county, station) = (world.county, world.stations[0])
        try station.record(100, of: try station.register("王五"))
        let change = try #require(try station.lastOwn())
        try world.settle()
        try county.countDerivations()
        try station.countDerivations()
        try county.commit { door in
            for index in 0..<count {
                let leaf = Hash.sha256([UInt8(index & 255), UInt8(index >> 8)])
                try door.write(.refuse(dot: change.dot, leaf: leaf, reason: "别的"))
            }
        }
        try world.settle()
        for replica in [county, station] {
            #expect(try replica.excluded().isEmpty)
            #expect(try replica.total().all == HoursSum(seconds: 100, records: 1))
            #expect(try replica.derivations(of: 2) == 0)
            try replica.expectLiveIsRebuilt()
        }
    }
}

/// A record in another scope of the same county, by the county's own hand; it can be made to arrive at
/// the county later than it was written.
private struct ForeignRecord {
    let scope: Scope = SeededRandomness(77).identifier()
    let record: Entity
    let change: Change
    private let county: Replica
    private let author: Replica

    init(at county: Replica) throws {
        self.county = county
        try county.store.addScope(
            scope, authorityKey: county.signer.publicKey, code: nil, name: nil)
        author = try Replica(seed: 7_777, scope: scope, authority: county.signer.publicKey)
        record = try author.record(100, of: try author.register("外人"))
        change = try #require(try author.lastOwn())
        try county.store.commit(to: scope, by: county.author, at: county.clock) {
            try $0.write(
                .admit(
                    origin: Origin(publicKey: author.signer.publicKey),
                    publicKey: author.signer.publicKey))
        }
    }

    /// The county takes the other scope's log.
    func arrive() throws {
        let message = try author.message(author.origin, 1...author.vector()[author.origin])
        let results = county.store.apply([
            Intake(
                message,
                from: Peer(key: author.signer.publicKey, standpoint: .below, scopes: [scope]),
                at: county.clock)
        ])
        #expect(try results[0].get().turnedAway == [])
    }

    /// Of that scope, and of all that the county holds.
    func totals() throws -> [HoursSum] {
        try county.store.view { view in
            [try view.hoursTotal(in: scope).all, try view.hoursTotal().all]
        }
    }
}

/// A log that is written byte by byte and signed with the key of its name.
private struct SignedByHand {
    let signer: Signer
    let scope: Scope
    private(set) var changes: [Change]

    var origin: Origin { Origin(publicKey: signer.publicKey) }

    init(_ signer: Signer, _ scope: Scope, _ changes: [Change] = []) {
        self.signer = signer
        self.scope = scope
        self.changes = changes
    }

    /// A service record of nobody.
    mutating func record() {
        var draft = Draft(ServiceRecord.kind)
        draft[ServiceRecord.seconds] = .int(Int64(changes.count + 1))
        let groups = draft.groupNumbers.map {
            OpenPart.GroupContent($0, draft.fields(of: $0))
        }
        append(ServiceRecord.kind.number, .groups(groups), .none)
    }

    /// Carries `change` whole.
    mutating func wrap(_ change: Change, _ kind: KindNumber) {
        append(kind, .wrapped(change.canonical), change.personal)
    }

    private mutating func append(
        _ kind: KindNumber, _ open: OpenPart, _ personal: PersonalContent
    ) {
        let sequence = UInt64(changes.count + 1)
        changes.append(change(kind, open, personal, sequence: sequence))
    }

    private func change(
        _ kind: KindNumber, _ open: OpenPart, _ personal: PersonalContent, sequence: UInt64
    ) -> Change {
        let header = Header(
            scope: scope, origin: origin, sequence: sequence, time: 0, context: Context(),
            actor: nil, kind: kind, entity: nil)
        return Change(CanonicalChange(header: header, open: open), personal: personal)
    }

    /// The last change, as the first of its log.
    func relaidOutermost() -> Change {
        let last = changes[changes.count - 1]
        return change(last.header.kind, last.canonical.open, last.personal, sequence: 1)
    }

    func run() throws -> Run {
        var frontier = Frontier()
        for change in changes { frontier.append(change.leaf) }
        let checkpoint = try Checkpoint(
            name: Checkpoint.name(scope: scope, origin: origin), size: UInt64(changes.count),
            root: frontier.root)
        return Run(
            scope: scope, origin: origin, first: 1,
            rows: changes.map { Run.Row(canonical: $0.canonical.bytes, personal: $0.personal) },
            checkpoint: try SignedCheckpoint(signing: checkpoint, with: signer), proof: [])
    }

    func message() throws -> Message { try [self].message() }
}

extension [SignedByHand] {
    /// All of these logs, with their keys.
    fileprivate func message() throws -> Message {
        var message = Message(
            origin: self[0].origin, schemaVersion: Schema.version, summary: .zero)
        message.keys = map(\.signer.publicKey)
        message.runs = try map { try $0.run() }
        return message
    }
}

extension Replica {
    /// What stands in the tables is what the logs say, by the check and by doing it again.
    func expectLiveIsRebuilt() throws {
        #expect(try check().isSound)
        let (live, seen) = (try Derived(self), try Seen(self))
        try store.rebuild()
        #expect(try Derived(self) == live)
        #expect(try Seen(self) == seen)
    }

    /// From now on it is counted how often records are forgotten to be derived again.
    fileprivate func countDerivations() throws {
        try tamper(
            """
            CREATE TABLE forgotten(entity);
            CREATE TRIGGER forget AFTER DELETE ON entity
                BEGIN INSERT INTO forgotten VALUES(OLD.id); END;
            """)
    }

    /// How often `count` records were derived again since; the counting ends.
    fileprivate func derivations(of count: Int) throws -> Int {
        let forgotten = try store.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM forgotten") ?? 0
        }
        try tamper("DROP TRIGGER forget; DROP TABLE forgotten;")
        #expect(forgotten.isMultiple(of: count))
        return forgotten / count
    }
}

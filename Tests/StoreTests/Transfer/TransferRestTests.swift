import GRDB
import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// What an exchange costs where everything about transfers is done: nothing for what ever moved.
@Suite struct TransferRestTests {
    private let county: Replica
    private let stations: [Scope]

    init() throws {
        let stations: [Scope] = [1, 2, 3].map { SeededRandomness($0).identifier() }
        let county = try Replica(seed: 1_000, scope: stations[0])
        for (index, scope) in stations.enumerated().dropFirst() {
            try county.store.addScope(
                scope, authorityKey: county.signer.publicKey, code: "62010200\(index)", name: "站")
        }
        self.county = county
        self.stations = stations
    }

    private func write<T>(to scope: Scope, _ body: (CommitDoor) throws -> T) throws -> T {
        county.clock += 1_000
        return try county.store.commit(to: scope, by: county.author, at: county.clock, body)
    }

    private func register(in scope: Scope) throws -> Entity {
        try write(to: scope) { door in
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.name] = .text("张三")
            return try door.write(draft)
        }
    }

    private func serve(_ volunteer: Entity, in scope: Scope) throws {
        _ = try write(to: scope) { door in
            var draft = Draft(ServiceRecord.kind)
            draft[ServiceRecord.volunteer] = .reference(volunteer)
            draft[ServiceRecord.seconds] = .int(3_600)
            draft[ServiceRecord.start] = .int(county.clock)
            return try door.write(draft)
        }
    }

    /// Somebody goes from the first station to the second; their record there.
    @discardableResult
    private func move() throws -> Entity {
        let (a, b) = (stations[0], stations[1])
        let subject = Subject(home: a, root: try register(in: a))
        let record = try register(in: b)
        let release = try write(to: a) { door in
            try door.write(
                TransferWord(
                    .release(
                        .init(
                            volunteer: subject.root, taker: b, restsOn: [], asOf: county.clock)),
                    of: subject))
        }
        _ = try write(to: b) { door in
            try door.write(
                TransferWord(.accept(release: release, .init(volunteer: record)), of: subject))
        }
        _ = try changesRead(touching: [a, b])
        return record
    }

    /// The duties of one exchange that touched these scopes: how many changes were read for them.
    private func changesRead(touching scopes: Set<Scope>) throws -> Int {
        final class Count { var reads = 0 }
        let count = Count()
        try county.store.append(at: county.clock) { db in
            db.trace(options: .statement) { event in
                if case .statement(let statement) = event,
                    statement.sql.contains("FROM change WHERE dot = ?")
                {
                    count.reads += 1
                }
            }
            defer { db.trace(options: []) }
            try TransferDuties(
                store: county.store, log: county.store.writer.log(db), time: county.clock
            ).run(touched: scopes)
        }
        return count.reads
    }

    private var isAtRest: Bool {
        get throws {
            try county.store.append(at: county.clock) { db in
                try TransferRest(writer: county.store.writer, db: db).isKept()
            }
        }
    }

    @Test func `where nothing is owed an exchange reads no word of those who have ever moved`()
        throws
    {
        for _ in 0..<4 { try move() }
        #expect(try isAtRest)
        let volunteer = try register(in: stations[2])
        try serve(volunteer, in: stations[2])
        #expect(try changesRead(touching: [stations[2]]) == 0)
        #expect(try isAtRest)
    }

    @Test func `hours of somebody who moved are told, and the station's own words alone are read`()
        throws
    {
        let record = try move()
        let few = try changesRead(touching: [stations[1]])
        for _ in 0..<4 { try move() }
        let more = try changesRead(touching: [stations[1]])
        #expect(0 < few && few < more, "of that station's words there are more")
        try serve(record, in: stations[1])
        _ = try changesRead(touching: [stations[1]])
        let told = try county.store.view { try $0.custodies(in: stations[0]) }
            .flatMap(\.accounts).map(\.totalSeconds)
        #expect(told.contains(3_600))
        #expect(try isAtRest)
    }

    private func told() throws -> [Int64] {
        try county.store.view { try $0.custodies(in: stations[0]) }
            .flatMap(\.accounts).map(\.totalSeconds)
    }

    /// The latest word is shown by its time; a county whose clock was ahead says its own again.
    @Test func `I11: sums that a clock told that was ahead give way to those that are so`()
        throws
    {
        let record = try move()
        county.clock += 1_000_000_000
        try serve(record, in: stations[1])
        _ = try changesRead(touching: [stations[1]])
        #expect(try told() == [3_600])
        county.clock -= 2_000_000_000
        try serve(record, in: stations[1])
        _ = try changesRead(touching: [stations[1]])
        #expect(try told() == [7_200])
        #expect(try isAtRest)
    }

    @Test func `a request to erase that a close made is taken back of who is here, and no other`()
        throws
    {
        let record = try move()
        #expect(try isAtRest)
        for (reason, stands) in [(Erasures.closing, false), ("本人要求", true)] {
            _ = try write(to: stations[1]) { try $0.askErasure(of: record, reason: reason) }
            #expect(try !isAtRest)
            _ = try changesRead(touching: [])
            let requests = try county.store.view { try $0.erasures(in: stations[1]) }.requests
            #expect(requests.map(\.reason) == (stands ? [reason] : []))
            #expect(try isAtRest)
        }
    }

    @Test func `a word, or whom words are judged by, ends the rest; and what is owed is done`()
        throws
    {
        try move()
        #expect(try isAtRest)
        let scope: Scope = SeededRandomness(9).identifier()
        try county.store.addScope(
            scope, authorityKey: county.signer.publicKey, code: "620102009", name: "站")
        #expect(try !isAtRest)
        _ = try changesRead(touching: [])
        #expect(try isAtRest)
        let key = try Signer(privateKey: [UInt8](repeating: 9, count: 32)).publicKey
        _ = try write(to: stations[2]) { door in
            try door.write(.admit(origin: Origin(publicKey: key), publicKey: key))
        }
        #expect(try !isAtRest)
        let record = try move()
        #expect(
            try county.store.view { try $0.custody(of: record, in: stations[1]).right } == .active)
        #expect(try isAtRest)
    }

    /// What a fork takes away may come back as something else in the same places.
    @Test func `whatever makes the writer forget ends the rest`() throws {
        try move()
        #expect(try isAtRest)
        county.store.writer.forget()
        #expect(try !isAtRest)
        #expect(try changesRead(touching: []) > 0)
        #expect(try isAtRest)
    }

    @Test func `a claim that waits for somebody is compared again with whoever comes`() throws {
        let number = "62010219600101123X"
        _ = try write(to: stations[0]) { door in
            try door.write(
                TransferWord(
                    .claim(volunteer: Entity(raw: RawIdentifier(high: 1, low: 1))), of: nil),
                personal: Fields([ClaimPart.number: .text(number)]))
        }
        _ = try changesRead(touching: [stations[0]])
        #expect(try !isAtRest)
        _ = try write(to: stations[1]) { door in
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.idNumber] = .text(number)
            return try door.write(draft)
        }
        _ = try changesRead(touching: [stations[1]])
        #expect(
            try county.store.view { try $0.waitingClaims(in: stations[0]) }.map(\.found) == [1])
    }
}

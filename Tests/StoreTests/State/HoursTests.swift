import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// I11: seconds counted over all columns are Σ over record ids, each once, the same at the station and
/// at the county, whatever was reversed, replaced, voided or disputed.
@Suite struct HoursTests {
    /// What two PCs do apart with one record of 100 seconds that both have, and what counts in the end.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let expected: [HoursColumn: HoursSum]
        let write: @Sendable (_ a: Replica, _ b: Replica, Entity, _ person: Entity) throws -> Void

        init(
            _ description: String, _ expected: [HoursColumn: [Int64]],
            _ write: @escaping @Sendable (Replica, Replica, Entity, Entity) throws -> Void
        ) {
            testDescription = description
            self.expected = expected.mapValues {
                HoursSum(seconds: $0.reduce(0, +), records: $0.count)
            }
            self.write = write
        }
    }

    static let cases: [Case] = [
        Case("recorded", [.awaitingApproval: [100]]) { _, _, _, _ in },
        Case("approved", [.confirmed: [100]]) { a, _, record, _ in try a.approve(record) },
        Case("approved and withdrawn", [.awaitingApproval: [100]]) { a, _, record, _ in
            try a.approve(record)
            try a.approve(record, at: nil)
        },
        Case("approved at both", [.underReview: [100]]) { a, b, record, _ in
            try a.approve(record)
            try b.approve(record, at: 2)
        },
        Case("reversed", [:]) { a, _, record, _ in try a.correct(record) },
        Case("reversed, and taken back", [.awaitingApproval: [100]]) { a, _, record, _ in
            try a.correct(record)
            try a.correct(record, reversed: false)
        },
        Case("reversed and approved apart", [:]) { a, b, record, _ in
            try a.correct(record)
            try b.approve(record)
        },
        Case("replaced", [.awaitingApproval: [60]]) { a, _, record, person in
            try a.replace(record, by: 60, of: person)
        },
        Case("replaced, approved", [.confirmed: [60]]) { a, _, record, person in
            try a.approve(try a.replace(record, by: 60, of: person))
        },
        Case("replaced twice in a row", [.awaitingApproval: [30]]) { a, _, record, person in
            try a.replace(try a.replace(record, by: 60, of: person), by: 30, of: person)
        },
        Case("replaced, the replacement reversed", [:]) { a, _, record, person in
            try a.correct(try a.replace(record, by: 60, of: person))
        },
        Case("S31 replaced at both", [.underReview: [60]]) { a, b, record, person in
            try a.replace(record, by: 60, of: person)
            try b.replace(record, by: 60, of: person)
        },
        Case("S31 both replacements replaced on", [.underReview: [20]]) { a, b, record, person in
            try a.replace(try a.replace(record, by: 60, of: person), by: 20, of: person)
            try b.replace(try b.replace(record, by: 60, of: person), by: 20, of: person)
        },
        Case("a replacement that no correction names", [.awaitingApproval: [100]]) {
            a, _, record, person in try a.record(60, of: person, replacing: record)
        },
        Case("a correction that names what replaces another", [.awaitingApproval: [40]]) {
            a, _, record, person in
            let other = try a.record(40, of: person)
            try a.correct(
                record, replacement: try a.record(60, of: person, replacing: other))
        },
        Case("a correction that names what replaces nothing", [.awaitingApproval: [60]]) {
            a, _, record, person in
            try a.correct(record, replacement: try a.record(60, of: person))
        },
        Case("a replacement of what is not here", [.awaitingApproval: [100]]) { a, _, _, person in
            let nobody = Entity(raw: RawIdentifier(high: 1, low: 1))
            try a.correct(nobody, replacement: try a.record(60, of: person, replacing: nobody))
        },
        Case("voided", [.underReview: [100]]) { a, _, record, _ in
            try a.void(record, kind: ServiceRecord.kind)
        },
        Case("voided beside an approval", [.underReview: [100]]) { a, b, record, _ in
            try a.void(record, kind: ServiceRecord.kind)
            try b.approve(record)
        },
        Case("voided and reversed", [:]) { a, _, record, _ in
            try a.void(record, kind: ServiceRecord.kind)
            try a.correct(record)
        },
        Case("no seconds, and more than a day has", [.awaitingApproval: [100]]) { a, _, _, person in
            for seconds in [0, -1, 86_401, Int64.max] { try a.record(seconds, of: person) }
        },
        Case("the most that a day has", [.awaitingApproval: [100, 86_400]]) { a, _, _, person in
            try a.record(86_400, of: person)
        },
    ]

    @Test(arguments: cases)
    func `every record counts once, in one column, everywhere`(_ given: Case) throws {
        let world = try World()
        let (a, b) = (world.stations[0], world.stations[1])
        let person = try a.register("李四")
        let record = try a.record(100, of: person)
        try world.settle()
        try given.write(a, b, record, person)
        try world.settle()
        for replica in [world.county, a, b] {
            let total = try replica.total()
            for column in HoursColumn.allCases {
                #expect(total[column] == given.expected[column] ?? HoursSum(), "\(column)")
            }
            #expect(try replica.sumOverCards().columns == total.columns)
            #expect(try replica.digest() == world.county.digest())
        }
    }

    /// The columns of single records and the sums are two ways of saying one thing.
    @Test(arguments: UInt64(41)...46)
    func `the cards of a random history add up to its total`(seed: UInt64) throws {
        var history = try RandomHistory(seed: seed)
        try history.run(steps: 120)
        for replica in history.replicas {
            #expect(try replica.sumOverCards().columns == replica.total().columns)
        }
    }

    @Test func `S31 a correction that arrives before its record counts all the same`() throws {
        let world = try World()
        let (a, b) = (world.stations[0], world.stations[1])
        let person = try a.register("李四")
        let record = try a.record(100, of: person)
        try b.pull(from: a)
        let next = try b.replace(record, by: 60, of: person)
        try world.county.take(try b.message(b.origin, 1...2))
        #expect(try world.county.hours(record) == nil)
        #expect(try world.county.total().all == HoursSum())
        try world.county.pull(from: a)
        #expect(try world.county.total() == b.total())
        #expect(try world.county.hours(next)?.column == .awaitingApproval)
        #expect(try world.county.hours(record)?.isReversed == true)
    }

    @Test func `a record without an entry is none`() throws {
        let world = try World(stations: 0)
        var draft = Draft(ServiceRecord.kind)
        draft[ServiceRecord.approvedAt] = .int(1)
        let bare = try world.county.commit { try $0.write(draft) }
        #expect(try world.county.hours(bare) == nil)
        #expect(try world.county.total().all == HoursSum())
    }
}

extension Replica {
    @discardableResult
    fileprivate func replace(_ record: Entity, by seconds: Int64, of person: Entity) throws
        -> Entity
    {
        let next = try self.record(seconds, of: person, replacing: record)
        try correct(record, replacement: next)
        return next
    }

    fileprivate func sumOverCards() throws -> HoursTotal {
        let cards = try store.view { try $0.hours(in: scope, limit: .max) }
        return cards.reduce(into: HoursTotal()) { total, card in
            guard let column = card.column else { return }
            total.columns[column, default: HoursSum()].seconds += card.seconds
            total.columns[column, default: HoursSum()].records += 1
        }
    }
}

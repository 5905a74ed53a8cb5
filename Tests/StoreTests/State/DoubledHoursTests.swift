import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// S30: the same real service typed in on two devices. Nobody's entry is overruled, and no hour is taken for
/// good twice: both are under review until a person has looked (docs/CONFLICTS.md, Entered twice).
@Suite struct DoubledHoursTests {
    private let world: World
    private let a: Replica
    private let b: Replica
    private let person: Entity

    init() throws {
        world = try World()
        (a, b) = (world.stations[0], world.stations[1])
        person = try a.register("李四")
        try world.settle()
    }

    /// What every node finds, in its totals, its cards and its lists.
    private func expect(
        _ expected: [HoursColumn: [Int64]], overlapping: Set<Entity> = [],
        at location: SourceLocation = #_sourceLocation
    ) throws {
        try world.settle()
        for replica in [world.county, a, b] {
            let total = try replica.total()
            let cards = try replica.store.view { try $0.hours(in: replica.scope, limit: .max) }
            for column in HoursColumn.allCases {
                let records = expected[column] ?? []
                let sum = HoursSum(seconds: records.reduce(0, +), records: records.count)
                #expect(total[column] == sum, "\(column)", sourceLocation: location)
                let listed = cards.filter { $0.column == column }.map(\.seconds)
                #expect(listed.sorted() == records.sorted(), "\(column)", sourceLocation: location)
                let found = try replica.store.view {
                    try $0.hours(in: replica.scope, column: column, limit: .max)
                }
                #expect(found.count == records.count, "\(column)", sourceLocation: location)
            }
            let marked = Set(cards.filter(\.isOverlapping).map(\.entity))
            #expect(marked == overlapping, sourceLocation: location)
        }
    }

    @Test func `S30 typed in on two devices: under review, and once when one is reversed`() throws {
        let first = try a.record(7_200, of: person, from: 1)
        let second = try b.record(3_600, of: person, from: 2)
        let later = try b.record(60, of: person, from: 3)
        try a.approve(first)
        try expect(
            [.underReview: [7_200, 3_600], .awaitingApproval: [60]], overlapping: [first, second])
        let awaiting = try world.county.store.view { try $0.awaitingApproval(in: world.scope) }
        #expect(awaiting == [later])
        try b.correct(second)
        try expect([.confirmed: [7_200], .awaitingApproval: [60]])
        try a.correct(second, reversed: false)
        try expect(
            [.underReview: [7_200, 3_600], .awaitingApproval: [60]], overlapping: [first, second])
    }

    @Test func `S30 what begins when the other ends, or is another person's, is no double`() throws
    {
        let other = try a.register("王五")
        try a.record(3_600, of: person, from: 1)
        try b.record(3_600, of: person, from: 2)
        try b.record(3_600, of: other, from: 1)
        try expect([.awaitingApproval: [3_600, 3_600, 3_600]])
    }

    @Test func `S30 a correction of the time ends it, and what does not count is no double`() throws
    {
        let first = try a.record(3_600, of: person, from: 1)
        let second = try b.record(3_601, of: person, from: 1)
        try expect([.underReview: [3_600, 3_601]], overlapping: [first, second])
        let moved = try b.record(3_602, of: person, replacing: second, from: 5)
        // Nothing leads to it, so it does not count, whatever its time.
        try b.record(3_603, of: person, replacing: second, from: 1)
        try b.correct(second, replacement: moved)
        try expect([.awaitingApproval: [3_600, 3_602]])
    }

    @Test
    func `S30 typed in under two registrations of one person, whichever way they were merged`()
        throws
    {
        let (twin, third) = (try b.register("李四"), try b.register("李四"))
        let first = try a.record(3_600, of: person, from: 1)
        let second = try b.record(3_601, of: twin, from: 1)
        try expect([.awaitingApproval: [3_600, 3_601]])
        try b.merge(person, into: third)
        try b.merge(twin, into: third)
        try expect([.underReview: [3_600, 3_601]], overlapping: [first, second])
        // Two who did not see each other merged them around: still one person, and it ends.
        try b.merge(third, into: twin)
        try expect([.underReview: [3_600, 3_601]], overlapping: [first, second])
    }

    @Test func `S30 what claims to last longer than a day doubts nothing else`() throws {
        let first = try a.record(86_400, of: person, from: 1)
        let second = try b.record(3_600, of: person, from: 24)
        try a.record(86_399, of: person, from: 25)
        try b.record(60, of: person, from: 110)
        for (start, end) in [(Int64.min, Int64.max), (100 * 3_600_000, 125 * 3_600_000)] {
            var draft = Draft(ServiceRecord.kind)
            draft[ServiceRecord.volunteer] = .reference(person)
            draft[ServiceRecord.seconds] = .int(1)
            draft[ServiceRecord.start] = .int(start)
            draft[ServiceRecord.end] = .int(end)
            let long = draft
            try a.commit { _ = try $0.write(long) }
        }
        try expect(
            [.underReview: [86_400, 3_600], .awaitingApproval: [86_399, 60, 1, 1]],
            overlapping: [first, second])
    }
}

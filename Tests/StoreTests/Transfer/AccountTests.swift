import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// What is told elsewhere of somebody's hours in one station.
@Suite struct AccountTests {
    @Test(arguments: [1, 17])
    func `I21: hours of whoever was merged into somebody are told of themselves alone`(count: Int)
        throws
    {
        let world = try World()
        let (county, scope) = (world.county, world.scope)
        let (person, other) = (try county.register("张三"), try county.register("张三"))
        let records = (0..<70).map { Int64($0 * 2) }
        for start in records { try county.record(3_600, of: person, from: start) }
        try county.record(1_800, of: other, from: 500)
        // One of them, and what was typed in at the same time, wait for a person: in either way of counting.
        try county.record(3_600, of: other, from: 0)
        try county.merge(other, into: person)
        try county.store.view { view in
            let accounts = try ScopeAccounts(count, in: scope, view)
            let (one, both) = (
                try accounts.account(of: [person]), try accounts.account(of: [person, other])
            )
            #expect(one.totalSeconds == 70 * 3_600 && one.totalRecords == 70)
            #expect(both.totalSeconds == 71 * 3_600 + 1_800 && both.totalRecords == 72)
            let review = HoursColumn.allCases.firstIndex(of: .underReview)
            #expect(review.map { (one.records[$0], both.records[$0]) } ?? (0, 0) == (1, 2))
        }
    }
}

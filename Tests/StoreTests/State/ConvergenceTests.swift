import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// I3: whatever people do at a county and at several PCs, and however their runs travel, equal
/// vectors are one state, and it is the one that the definition says.
@Suite struct ConvergenceTests {
    @Test(arguments: UInt64(1)...24)
    func `equal vectors are one state, whatever the order of arrival`(seed: UInt64) throws {
        var history = try RandomHistory(seed: seed)
        try history.run(steps: 90)
        let replicas = try history.reconcile()
        let oracle = try #require(try replicas.first?.oracle())
        for replica in replicas {
            try compare(replica, with: oracle)
            try replica.store.rebuild()
            try compare(replica, with: oracle)
        }
        #expect(Set(try replicas.map { try $0.digest() }).count == 1)
        #expect(Set(try replicas.map(Shown.init)).count == 1)
    }

    @Test(arguments: UInt64(101)...104)
    func `a store in the middle of a history agrees with its own logs`(seed: UInt64) throws {
        var history = try RandomHistory(seed: seed)
        try history.run(steps: 60)
        for replica in history.replicas {
            try compare(replica, with: try replica.oracle())
            #expect(try replica.check().findings == [])
        }
    }

    private func compare(_ replica: Replica, with oracle: Oracle) throws {
        #expect(try replica.excluded() == oracle.excluded)
        #expect(try replica.voided() == oracle.voided)
        #expect(try replica.registers().filter { !$0.value.isUnwritten } == oracle.registers)
        #expect(try replica.total() == oracle.total)
        #expect(try replica.store.view { try $0.conflictCount() } == oracle.conflicts)
        #expect(try replica.store.view { try $0.conflicts().count } == oracle.conflicts)
        let listed = try replica.store.view {
            try $0.excluded(closed: true, limit: .max)
        }
        #expect(Set(listed.map(\.change.dot)) == Set(oracle.excluded.keys))
        #expect(listed.count(where: \.needsYou) == (try replica.delivery().unsettled))
    }
}

/// All that people see of a scope at one place.
private struct Shown: Hashable {
    let volunteers: Set<VolunteerCard>
    let hours: Set<HoursCard>

    init(_ replica: Replica) throws {
        (volunteers, hours) = try replica.store.view { view in
            (
                Set(try view.volunteers(limit: 10_000)),
                Set(try view.hours(in: nil, limit: 10_000))
            )
        }
    }
}

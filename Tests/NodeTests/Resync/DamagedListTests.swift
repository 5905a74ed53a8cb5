import ServiceRecords
import Store
import Testing

@testable import Node

/// What people see of others while one record is altered on the disk.
@Suite(.timeLimit(.minutes(1))) struct DamagedListTests {
    @Test func `one damaged record keeps nobody else out of a list or a search, and is counted`()
        async throws
    {
        let pair = try Pair()
        for name in ["欧阳慕雪", "王小明", "王大明"] { try pair.register(name, at: pair.station) }
        #expect(try await pair.exchange().result == .agreed)
        func found(_ text: String) throws -> VolunteersFound {
            try pair.station.store.view {
                try $0.volunteers(fitting: VolunteerSearch(text), limit: 10)
            }
        }
        #expect(try found("").volunteers.count == 3 && found("").damaged.isEmpty)
        let hurt = try #require(try found("王大明").volunteers.first).entity
        try pair.station.flipByte(ofOwnChange: 3)
        let all = try found("")
        #expect(all.volunteers.map(\.name) == ["欧阳慕雪", "王小明"])
        #expect(all.damaged == [hurt] && all.count == 3)
        let some = try found("王")
        #expect(some.volunteers.map(\.name) == ["王小明"] && some.damaged == [hurt])
        #expect(try found("欧阳").damaged.isEmpty)
    }
}

import Foundation
import Node
import Store
import SyncCore
import Testing
import Transport

/// A station's directory that was copied, both copies behind one address: now this one answers the county that
/// calls, now that.
@Suite(.timeLimit(.minutes(2))) struct CopiedStationTests {
    @Test
    func `S4 a station and its copy that answer by turns come to rest, with an origin more each`()
        async throws
    {
        let fleet = try await Fleet(1)
        let member = fleet.members[0]
        try member.register("甲")
        #expect(
            try await fleet.pull(over: member.service.answer).map(\.outcome.result) == [.agreed])
        let place = try TemporaryPlace()
        let url = URL(fileURLWithPath: place.path).appendingPathComponent("n")
        try FileManager.default.copyItem(at: member.home.directory, to: url)
        let copy = try NodeHome(opening: url)
        let twin = Fleet.Member(
            home: copy, scope: member.scope, desk: Desk(copy),
            service: SyncService(home: copy, log: Pair.silent))
        let both = [member, twin]
        for round in 0..<8 {
            let answering = both[round % 2]
            try answering.register("第\(round)轮")
            for call in 1...3 {
                let outcomes = try await fleet.pull { answering.service.answer($0) }
                if outcomes.map(\.outcome.result) == [.agreed] { break }
                #expect(round < 4 && call < 3, "\(outcomes)")
            }
            #expect(try answering.delivery().pending == 0)
        }
        for answering in both {
            let outcomes = try await fleet.pull { answering.service.answer($0) }
            #expect(outcomes.map(\.outcome.result) == [.agreed])
        }
        let names = (["甲"] + (0..<8).map { "第\($0)轮" }).sorted()
        for answering in both { #expect(try answering.names == names) }
        #expect(try fleet.names(at: 0) == names)
        let origins = try both.map { try $0.home.store.ownOrigins() }
        #expect(Set(origins.joined()).count <= 3, "the name that both had, and one each")
        #expect(try fleet.county.store.view { try $0.waitingOrigins() }.isEmpty)
    }
}

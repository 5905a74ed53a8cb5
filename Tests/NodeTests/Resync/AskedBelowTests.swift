import Foundation
import ServiceRecords
import Store
import SyncCore
import Testing
import Transport

@testable import Node

/// What several PCs of a station give their county again, each in its own time.
@Suite(.timeLimit(.minutes(2))) struct AskedBelowTests {
    private let pair: Pair
    private let place: TemporaryPlace
    private let second: NodeHome
    private var county: NodeHome { pair.county }

    init() async throws {
        pair = try Pair()
        for number in 0..<4 { try pair.register("人\(number)", at: pair.station) }
        place = try TemporaryPlace()
        second = try await pair.secondComputer(in: place)
        try pair.register("县里的", at: county)
        for home in [pair.station, second] {
            #expect(try await pair.exchange(of: home).result == .agreed)
        }
    }

    /// What the county told itself, and what it has come to.
    private func repair() throws -> () throws -> ResyncChange.Report? {
        let own = try county.store.openOwnScope()
        let id = try county.store.commit(to: own, by: county.author, at: county.clock.now) {
            try $0.write(.instruct(.init(.repair, expires: .max, targets: [county.origin])))
        }
        try step()
        return {
            try county.store.view { try $0.instructions(in: own, at: county.clock.now) }
                .first { $0.id == id }?.reports.last?.report
        }
    }

    private func step() throws { _ = try Resync(county).step(after: SyncOutcome(.noUpstream)) }

    @Test func `S44 what one PC holds damaged, too, is asked of the other before it is given up`()
        async throws
    {
        let last = try county.store.view { try $0.heldVector(of: pair.scope)[county.origin] }
        for home in [county, pair.station] {
            try home.spoil(last, of: county.origin, in: pair.scope)
        }
        let report = try repair()
        #expect(try report()?.reason == "asked-below")
        for _ in 0..<4 {
            #expect(try await pair.exchange(of: pair.station).isContact)
            try step()
            #expect(try report()?.reason == "asked-below", "there is another who may have it")
        }
        let asked = try #require(try Resync(county).belowAsking())
        #expect(asked.asked == [pair.station.origin], "once")
        #expect(try await pair.exchange(of: second).isContact)
        try step()
        let done = try #require(try report())
        #expect(done.state == .done && done["mended"] == 1 && done["lost"] == nil, "\(done)")
        #expect(try county.store.ownOrigins().count == 1)
        #expect(try county.store.verifyLogs().isSound)
    }

    /// Between the damage and its mending the scope was derived once, without the damaged change.
    @Test func `S44 tables that were derived without a damaged change have it again after it came`()
        async throws
    {
        let names = try pair.names(at: county)
        try county.spoil(2, of: pair.station.origin, in: pair.scope)
        _ = try county.store.commit(to: pair.scope, by: county.author, at: 1) { door in
            // Judged anew: an origin that is closed.
            let origin = Origin(bytes: [UInt8](repeating: 9, count: 16))!
            try door.write(.admit(origin: origin, publicKey: [UInt8](repeating: 9, count: 32)))
            try door.write(.revoke(origin: origin, length: 0, root: .zero))
        }
        let left = try county.store.view { try $0.volunteers(limit: 10).compactMap(\.name) }
        #expect(left.count == names.count - 1, "\(left)")
        let report = try repair()
        #expect(try await pair.exchange(of: pair.station).isContact)
        try step()
        #expect(try report()?.state == .done && report()?["mended"] == 1)
        #expect(try pair.names(at: county) == names)
        #expect(try county.safety.check(county).isSound)
    }
}

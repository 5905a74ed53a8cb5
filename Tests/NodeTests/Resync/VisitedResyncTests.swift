import Foundation
import ServiceRecords
import Store
import SyncCore
import Synchronization
import Testing
import Transport

@testable import Node

/// A station that can only be called carries out what it is told to, in the visits of its county.
@Suite(.timeLimit(.minutes(3))) struct VisitedResyncTests {
    private let fleet: Fleet
    private var member: Fleet.Member { fleet.members[0] }
    private var station: NodeHome { member.home }

    /// A dozen volunteers that are delivered.
    init() async throws {
        fleet = try await Fleet(1)
        for number in 0..<12 { try member.register("人\(number)") }
        #expect(try await visit() == .agreed)
        #expect(try member.delivery().pending == 0)
    }

    @discardableResult
    private func visit() async throws -> SyncOutcome.Result? {
        try await fleet.pull(over: member.service.answer).first?.outcome.result
    }

    private func instruct(_ level: ResyncLevel) throws -> Entity {
        try fleet.county.store.commit(to: member.scope, by: fleet.county.author, at: 1) {
            try $0.write(.instruct(.init(level, expires: .max)))
        }
    }

    /// What the station's loop does when it is rung, and its own line is dead.
    private func turn() async throws {
        let (home, desk) = (station, member.desk)
        try await onThread {
            let daemon = try Daemon(
                home: home, transport: TwinTransport { _ in .failure(.refused) }, desk: desk,
                log: Pair.silent)
            daemon.mailbox.changed()
            _ = daemon.exchangeOnce()
        }
    }

    private func outcome(_ id: Entity) throws -> ResyncChange.Report? {
        let own = Set(try station.store.ownOrigins())
        return try fleet.county.store.view { try $0.instructions(in: member.scope, at: 1) }
            .first { $0.id == id }?.lastReport(of: own)?.report
    }

    private func agree() throws -> Bool {
        let digest = { (home: NodeHome) in
            try home.store.view { try $0.stateDigest(of: member.scope) }
        }
        return try digest(station) == digest(fleet.county)
    }

    @Test func `a visit mends what is damaged`() async throws {
        for place: UInt64 in [3, 9] { try station.spoil(place, in: member.scope) }
        let id = try instruct(.repair)
        try await visit()
        try await turn()
        #expect(try outcome(id) == nil, "it has begun, and asks")
        try await visit()
        #expect(try station.store.damages().isEmpty)
        try await turn()
        try await visit()
        let report = try #require(try outcome(id))
        #expect(report.state == .done && report["mended"] == 2)
        #expect(try station.store.verifyLogs().isSound && agree())
    }

    @Test func `a visit fetches everything anew, and nothing is lost`() async throws {
        try station.flipByte(ofOwnChange: 3)
        let id = try instruct(.refetch)
        try await visit()
        try await turn()
        try member.register("途中")
        try await visit()
        try await turn()
        try member.register("后来")
        try await visit()
        let report = try #require(try outcome(id))
        #expect(report.state == .done && report["healed"] == 1, "\(report.reason)")
        #expect(try member.names.count == 14)
        #expect(try fleet.names(at: 0) == member.names)
        #expect(try station.store.verifyLogs().isSound && agree())
        #expect(try station.store.ownOrigins().count == 1)
    }

    /// A visit over a line that dies after forty requests: what is asked for for ever fails, and does not hang.
    private func countedVisit() async throws -> (SyncOutcome, requests: Int, asked: Int) {
        let requests = Mutex(0)
        let asked = Mutex(0)
        let answer = member.service.answer
        let outcome = try #require(
            try await fleet.pull { request in
                let number = requests.withLock { count in
                    count += 1
                    return count
                }
                guard number <= 40 else { return .failure(.timedOut) }
                let answered = answer(request)
                if case .success(let it) = answered,
                    let message = try? Message(body: it.body, answering: request.body),
                    message.turnedAway.contains(where: { $0.error.word == "gap" })
                {
                    asked.withLock { $0 += 1 }
                }
                return answered
            }.first?.outcome)
        return (outcome, requests.withLock { $0 }, asked.withLock { $0 })
    }

    private func lastReport(_ id: Entity) throws -> ResyncChange.Report? {
        try station.store.view { try $0.instructions(in: member.scope, at: 1) }
            .first { $0.id == id }?.reports.last?.report
    }

    @Test func `what nobody else has is not asked for for ever, and keeps nothing else`()
        async throws
    {
        let id = try instruct(.repair)
        try await visit()
        let old = station.origin
        try station.spoil(3, in: member.scope)
        try member.register("先写的")
        try member.register("只在这里")
        try member.register("后写的")
        let place = Int(
            try station.store.view { try $0.heldVector(of: member.scope)[station.origin] })
        try station.spoil(UInt64(place - 1), in: member.scope)
        try await turn()
        try fleet.county.store.commit(to: member.scope, by: fleet.county.author, at: 2) { door in
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.name] = .text("县里的")
            try door.write(draft)
        }
        var visits = 0
        while try lastReport(id)?.isOutcome != true, visits < 5 {
            let (outcome, requests, asked) = try await countedVisit()
            #expect(outcome.isContact && requests < 10, "\(outcome) \(requests)")
            #expect(asked <= 3)
            visits += 1
            try await turn()
        }
        let report = try lastReport(id)
        #expect(report?.state == .differs && report?.reason == PastDamage.word)
        #expect(report?.places.first?.hasPrefix("\(old):\(place - 1)") == true)
        #expect(report?["mended"] == 1, "what the county has is mended all the same")
        #expect(try DamagedAlone(of: station.store).count == 0)
        for _ in 0..<2 {
            let visit = try await countedVisit()
            #expect(visit.0.isContact, "\(visit)")
        }
        let names = try fleet.names(at: 0)
        #expect(names.contains("先写的") && names.contains("后写的"))
        #expect(try names == member.names)
        #expect(try member.delivery().pending == 0)
        // Nothing is asked for any more.
        let (_, requests, asked) = try await countedVisit()
        #expect(requests < 10 && asked == 0)
    }

    @Test func `S44 a county that visits asks its stations for what it holds damaged`() async throws
    {
        let county = fleet.county
        for place: UInt64 in [2, 9] {
            try county.spoil(place, of: station.origin, in: member.scope)
        }
        let own = try county.store.openOwnScope()
        let id = try county.store.commit(to: own, by: county.author, at: county.clock.now) {
            try $0.write(.instruct(.init(.repair, expires: .max, targets: [county.origin])))
        }
        let report = {
            try county.store.view { try $0.instructions(in: own, at: county.clock.now) }
                .first { $0.id == id }?.reports.last?.report
        }
        _ = try Resync(county).step()
        #expect(try report()?.reason == "asked-below")
        #expect(try await countedVisit().0.result == .agreed)
        #expect(try report()?.state == .done && report()?["mended"] == 2)
        #expect(try county.store.verifyLogs().isSound && agree())
    }
}

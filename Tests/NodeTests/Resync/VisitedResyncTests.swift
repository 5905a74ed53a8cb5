import Foundation
import ServiceRecords
import Store
import SyncCore
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
        try station.flipByte(ofOwnChange: 3)
        try station.flipByte(ofOwnChange: 9)
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
}

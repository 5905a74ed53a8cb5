import Foundation
import Store
import SyncCore
import Synchronization
import Testing
import Transport

@testable import Node

/// An aggregator carries out what it tells itself, in the scope that it shares with nobody.
@Suite(.timeLimit(.minutes(3))) struct AggregatorResyncTests {
    private let pair: Pair
    private var county: NodeHome { pair.county }

    init() async throws {
        pair = try Pair()
        for number in 0..<6 { try pair.register("人\(number)", at: pair.station) }
        _ = try await pair.exchange()
    }

    private func instruct(_ level: ResyncLevel) throws -> Entity {
        try county.store.commit(
            to: county.store.openOwnScope(), by: county.author, at: county.clock.now
        ) {
            try $0.write(.instruct(.init(level, expires: .max, targets: [county.origin])))
        }
    }

    private func report(_ id: Entity) throws -> ResyncChange.Report? {
        try county.store.view { view in
            let own = try #require(try view.ownScope())
            return try view.instructions(in: own, at: county.clock.now)
                .first { $0.id == id }?.reports.last?.report
        }
    }

    private func step() throws { _ = try Resync(county).step(after: SyncOutcome(.noUpstream)) }

    @Test func `at the highest level it verifies and rebuilds`() throws {
        let sound = try instruct(.verify)
        try step()
        #expect(try report(sound)?.state == .done)
        try county.tamper("DELETE FROM volunteer_identity WHERE id > 0")
        let verify = try instruct(.verify)
        try step()
        #expect(try report(verify)?.state == .differs)
        #expect(try report(verify)?.reason == Suspicion.editedTable.rawValue)
        let rebuild = try instruct(.rebuild)
        try step()
        #expect(try report(rebuild)?.state == .done)
        #expect(try county.safety.check(county).isSound)
        #expect(FolderSafety.kept(county).contains { $0.pathExtension == "yzk" })
    }

    @Test func `what needs a level above says so where there is none`() throws {
        for level in [ResyncLevel.retry, .refetch] {
            let id = try instruct(level)
            try step()
            #expect(try report(id)?.state == .failed, "\(level)")
            #expect(try report(id)?.reason == "no-level-above")
        }
        #expect(FolderSafety.kept(county).isEmpty, "nothing was begun")
        try county.flipByte(ofOwnChange: 1)
        let id = try instruct(.repair)
        try step()
        #expect(try report(id)?.state == .differs && report(id)?.reason == "no-level-above")
    }

    @Test func `its loop carries it out without an exchange`() async throws {
        let id = try instruct(.verify)
        let home = county
        let box = Mutex<Daemon.Mailbox?>(nil)
        async let run: Void = onThread {
            let daemon = try Daemon(
                home: home, transport: CurlTransport(), watchesStore: false, log: Pair.silent)
            box.withLock { $0 = daemon.mailbox }
            daemon.run()
        }
        for _ in 0..<200 where try report(id)?.isOutcome != true {
            try await Task.sleep(for: .milliseconds(25))
        }
        #expect(try report(id)?.state == .done)
        box.withLock { $0 }?.stop()
        try await run
    }

    @Test func `nothing of it reaches a station`() async throws {
        _ = try instruct(.verify)
        try step()
        _ = try await pair.exchange()
        let held = try pair.station.store.view { try $0.instructionScopes() }
        #expect(
            try held.allSatisfy { card in
                try pair.station.store.view { try $0.instructions(in: card.scope, at: 1) }.isEmpty
            })
        #expect(try pair.digest(at: pair.station) == pair.digest(at: county))
    }

    // MARK: Patrol

    @Test func `S44 a patrol that finds an edited table says so, and a rebuild heals it`() throws {
        let station = pair.station
        try station.tamper("DELETE FROM volunteer_identity WHERE id > 0")
        let daemon = try Daemon(
            home: station, transport: TwinTransport { _ in .failure(.refused) }, log: Pair.silent)
        daemon.nextPatrol = 0
        for _ in 0..<4 {
            daemon.nextPatrol = 0
            daemon.patrol()
        }
        let found = try #require(try station.store.setting(Daemon.patrolSetting))
        #expect(Daemon.isTable(found) && found.hasPrefix("volunteer_identity:"), "\(found)")
        let asked = try station.store.view {
            try $0.instructions(in: pair.scope, at: station.clock.now)
        }
        #expect(asked.map(\.instruction.level) == [.rebuild], "once, however often it is found")
        _ = try Resync(station).step(after: SyncOutcome(.unreachable))
        #expect(try station.store.setting(Daemon.patrolSetting) == "")
        #expect(try station.safety.check(station).isSound)
    }
}

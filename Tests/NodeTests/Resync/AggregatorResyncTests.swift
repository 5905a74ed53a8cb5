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
        let own = try county.store.openOwnScope()
        try county.flipByte(of: county.origin, 1, in: own)
        let id = try instruct(.repair)
        try step()
        #expect(try report(id)?.state == .done && report(id)?["mended"] == 1, "by itself")
    }

    // MARK: What stations give again

    private func length(of origin: Origin) throws -> UInt64 {
        try county.store.view { try $0.heldVector(of: pair.scope)[origin] }
    }

    @Test func `S44 at the highest level a repair asks the stations, as they call`() async throws {
        let station = pair.station.origin
        for place: UInt64 in [2, 5] { try county.spoil(place, of: station, in: pair.scope) }
        let ours = try length(of: county.origin)
        try county.spoil(ours, in: pair.scope)
        let id = try instruct(.repair)
        try step()
        #expect(try report(id)?.state == .differs && report(id)?.reason == "asked-below")
        // Another instruction does not wait for stations.
        let verify = try instruct(.verify)
        try step()
        #expect(try report(verify)?.reason == Suspicion.bitRot.rawValue)
        #expect(try await pair.exchange().result == .agreed)
        try step()
        let last = try #require(try report(id))
        #expect(last.state == .done && last["mended"] == 3 && last["damaged"] == 0, "\(last)")
        #expect(try county.store.verifyLogs().isSound && county.safety.check(county).isSound)
        #expect(try pair.digest(at: pair.station) == pair.digest(at: county))
        #expect(try county.store.setting(BelowAsking.settingName) == "")
    }

    @Test func `what no station has either is asked for once, and named`() async throws {
        let station = pair.station.origin
        try county.spoil(2, of: station, in: pair.scope)
        try pair.register("只在县里", at: county)
        let (ours, old) = (try length(of: county.origin), county.origin)
        try county.spoil(ours, in: pair.scope)
        try pair.register("县里后写的", at: county)
        let id = try instruct(.repair)
        try step()
        let asked = Mutex(0)
        let requests = Mutex(0)
        for _ in 0..<3 {
            _ = try await pair.exchange { request in
                guard
                    requests.withLock({
                        $0 += 1; return $0
                    }) <= 60
                else {
                    return .failure(.timedOut)
                }
                let answer = pair.answer(request)
                if case .success(let it) = answer,
                    let message = try? Message(body: it.body, answering: request.body),
                    message.turnedAway.contains(where: { $0.error.word == "gap" })
                {
                    asked.withLock { $0 += 1 }
                }
                return answer
            }
            try step()
        }
        #expect(requests.withLock { $0 } < 30 && (1...4).contains(asked.withLock { $0 }))
        let last = try #require(try report(id))
        #expect(last.state == .differs && last.reason == PastDamage.word, "\(last)")
        #expect(last["mended"] == 1 && last["lost"] == 1 && last["damaged"] == 0, "\(last)")
        #expect(last.places.first?.hasPrefix("\(old):\(ours)") == true, "\(last)")
        #expect(try DamagedAlone(of: county.store).count == 0)
        // What it wrote behind it reaches the station all the same.
        for _ in 0..<2 { _ = try await pair.exchange() }
        #expect(try pair.names(at: pair.station).contains("县里后写的"))
        #expect(try pair.digest(at: pair.station) == pair.digest(at: county))
    }

    @Test func `who is asked below is read back as it was written`() throws {
        let id = try instruct(.repair)
        let own = try county.store.openOwnScope()
        let found = try county.store.view { try $0.instructions(in: own, at: 1) }
            .first { $0.id == id }
        let card = try #require(found)
        var asking = BelowAsking(
            card,
            [Want(scope: pair.scope, origin: county.origin, first: 3, last: 9, isLiteral: true)])
        asking.asked = [pair.station.origin]
        asking.mended = 4
        asking.isDue = true
        #expect(BelowAsking(asking.text) == asking)
        let place = "\(pair.scope):\(county.origin)"
        for text in [
            "", "x y 1 -", asking.text + " 1:2:3", asking.text + " zz",
            asking.text + " \(place):9:3", asking.text + " \(place):0:3",
            asking.text + " \(place):1:\(UInt64.max)",
        ] {
            #expect(BelowAsking(text) == nil, "\(text)")
        }
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

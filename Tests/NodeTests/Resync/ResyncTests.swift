import Foundation
import GRDB
import ServiceRecords
import Store
import SyncCore
import Synchronization
import Testing
import Transport

@testable import Node

/// Instructions of a county, carried out by its station between exchanges (protocol §6).
@Suite struct ResyncTests {
    private let pair: Pair
    private var county: NodeHome { pair.county }
    private var station: NodeHome { pair.station }

    /// A dozen volunteers that are delivered, and the county's word on one of them.
    init() async throws {
        pair = try Pair()
        for number in 0..<12 { try pair.register("人\(number)", at: station) }
        _ = try await pair.exchange()
        try pair.register("县里的人", at: county)
        _ = try await pair.exchange()
        #expect(try pair.delivery().pending == 0)
    }

    @discardableResult
    private func instruct(
        _ level: ResyncLevel, expires: Int64 = .max, by home: NodeHome? = nil
    ) throws -> Entity {
        let home = home ?? county
        let targets = home.role == .station ? [home.origin] : []
        return try home.store.commit(to: pair.scope, by: home.author, at: home.clock.now) {
            try $0.write(.instruct(.init(level, expires: expires, targets: targets)))
        }
    }

    private func card(_ id: Entity, at home: NodeHome) throws -> InstructionCard? {
        try home.store.view { try $0.instructions(in: pair.scope, at: home.clock.now) }
            .first { $0.id == id }
    }

    private func outcome(_ id: Entity, at home: NodeHome? = nil) throws -> ResyncChange.Report? {
        let own = Set(try station.store.ownOrigins())
        return try card(id, at: home ?? county)?.lastReport(of: own)?.report
    }

    private func agree() throws -> Bool { try pair.digest(at: station) == pair.digest(at: county) }

    @Test func `a county sees in its own log what became of every level`() async throws {
        for level in [ResyncLevel.retry, .verify, .repair, .rebuild, .refetch] {
            let id = try instruct(level)
            _ = try await pair.exchange()
            let report = try #require(try outcome(id), "\(level)")
            #expect(report.state == .done, "\(level): \(report.reason)")
        }
        #expect(try agree())
        #expect(try pair.delivery().pending == 0)
        #expect(try station.store.ownOrigins().count == 1)
    }

    @Test func `what was planned is said when it begins, in the words of what was done`()
        async throws
    {
        for place in [3, 5] { try station.flipByte(ofOwnChange: place) }
        try pair.register("未送", at: station)
        for (level, word, done) in [
            (ResyncLevel.repair, "damaged", "mended"), (.refetch, "fetched", "fetched"),
            (.verify, "changes", "changes"), (.rebuild, "changes", "changes"),
        ] {
            let id = try instruct(level)
            _ = try await pair.exchange()
            let reports = try #require(try card(id, at: county)).reports.map(\.report)
            let planned = try #require(reports.first { $0.state == .begun }?[word])
            let came = try #require(reports.last?[done])
            #expect(reports.last?.state == .done)
            // Begun and reported are changes, too.
            #expect(planned > 0 && abs(planned - came) <= 2, "\(level) \(planned) \(came)")
        }
    }

    @Test func `I17 a verify says the state digest, and the county can compare it`() async throws {
        let id = try instruct(.verify)
        _ = try await pair.exchange()
        let report = try #require(try outcome(id))
        #expect(Hex.encode(report.digest) == (try pair.digest(at: county)))
        #expect(try county.store.view { try $0.isState(of: report.vector, in: pair.scope) })
        try pair.register("后来的人", at: county)
        #expect(try !county.store.view { try $0.isState(of: report.vector, in: pair.scope) })
    }

    @Test func `S44 a flipped byte is located by verify, and fetched back by repair`() async throws
    {
        try station.flipByte(ofOwnChange: 5)
        try station.tamper("UPDATE volunteer_service SET service_area = 'x' WHERE id = 0")
        let verify = try instruct(.verify)
        _ = try await pair.exchange()
        let found = try #require(try outcome(verify))
        #expect(found.state == .differs && found.reason == Suspicion.bitRot.rawValue)
        let record = try #require(
            try station.store.view { try $0.record(of: pair.scope, station.origin, at: 5) })
        #expect(found.places.contains("\(station.origin):5:\(record)"), "and whose it is")
        let repair = try instruct(.repair)
        _ = try await pair.exchange()
        let mended = try #require(try outcome(repair))
        #expect(mended.state == .done && mended["mended"] == 1 && mended["damaged"] == 0)
        #expect(try station.store.verifyLogs().isSound)
        #expect(try station.store.mendedCount() == 1)
        #expect(try agree())
    }

    @Test func `S44 bytes of a segment are fetched back as well`() async throws {
        var packing = Store.Packing()
        packing.changes = 4
        packing.kept = 2
        while try station.store.pack(packing) > 0 {}
        try station.tamper(
            past: "segment",
            """
            UPDATE segment SET bytes = CAST(substr(bytes, 1, length(bytes) - 9) || x'00' ||
                substr(bytes, length(bytes) - 7) AS BLOB)
            WHERE dot = (SELECT min(dot) FROM segment)
            """)
        #expect(try !station.store.damages().isEmpty)
        let id = try instruct(.repair)
        _ = try await pair.exchange()
        #expect(try outcome(id)?.state == .done)
        #expect(try station.store.verifyLogs().isSound)
        #expect(try agree())
    }

    @Test func `S44 a row edited by hand is named, and derived anew by rebuild`() async throws {
        let record = try pair.register("被改的人", at: station)
        _ = try await pair.exchange()
        try station.tamper("UPDATE volunteer_service SET volunteer_no = 'Z9'")
        try station.tamper(
            "DELETE FROM volunteer_identity WHERE id = (SELECT max(id) FROM volunteer_identity)")
        let check = try station.safety.check(station)
        #expect(check.suspicion == .editedTable)
        #expect(
            check.findings.flatMap(\.records).contains { $0.entity == record && $0.effect == .adds }
        )
        let id = try instruct(.rebuild)
        _ = try await pair.exchange()
        #expect(try outcome(id)?.state == .done)
        #expect(try station.safety.check(station).isSound)
    }

    @Test func `I16 what is recorded while a refetch runs survives it, in its place`() async throws
    {
        let id = try instruct(.refetch)
        let recorded = Mutex(0)
        _ = try await pair.exchange { request in
            let number = recorded.withLock { count in
                count += 1
                return count
            }
            if number < 12 { _ = try? pair.register("途中\(number)", at: station) }
            return pair.answer(request)
        }
        let names = try pair.names(at: station)
        let count = recorded.withLock { min($0, 11) }
        #expect(count > 2)
        for number in 1...count { #expect(names.contains("途中\(number)")) }
        #expect(try outcome(id, at: station)?.state == .done)
        _ = try await pair.exchange()
        _ = try await pair.exchange()
        #expect(try agree())
        #expect(try pair.names(at: county).count == names.count)
        #expect(try station.store.ownOrigins().count == 1)
        #expect(try station.safety.check(station).isSound)
    }

    @Test func `I16 undelivered changes stand in a safety bundle before a refetch`() async throws {
        for number in 0..<12 { try pair.register("未送\(number)", at: station) }
        let id = try instruct(.refetch, by: station)
        // The line is dead: everything that needs none is done, and nothing else.
        #expect(try Resync(station).step() == .exchange)
        #expect(try pair.delivery().pending == 13 + 1)
        let kept = FolderSafety.kept(station)
        #expect(kept.contains { $0.pathExtension == "yzb" })
        #expect(kept.contains { $0.pathExtension == "yzk" })
        _ = try await pair.exchange()
        #expect(try outcome(id, at: station)?.state == .done)
        #expect(try pair.names(at: county).filter { $0.hasPrefix("未送") }.count == 12)
        #expect(try agree())
    }

    @Test func `I16 who was stopped before everything was put aside asks for nothing`() throws {
        let id = try instruct(.refetch, by: station)
        let asked = try #require(try card(id, at: station))
        try Resync(station).keep(ResyncJob(asked))
        let above = try #require(try station.store.upstream())
        #expect(try Resync(station).wants(from: above).isEmpty)
        #expect(FolderSafety.kept(station).isEmpty)
        #expect(try Resync(station).step() == .exchange)
        #expect(FolderSafety.kept(station).contains { $0.pathExtension == "yzk" })
        #expect(FolderSafety.kept(station).contains { $0.pathExtension == "yzb" })
        #expect(try !Resync(station).wants(from: above).isEmpty)
    }

    @Test func `S43 pressed twice it is done twice, and harms nothing`() async throws {
        try pair.register("未送", at: station)
        let ids = [try instruct(.refetch), try instruct(.refetch)]
        for _ in 0..<3 { _ = try await pair.exchange() }
        for id in ids { #expect(try outcome(id)?.state == .done) }
        #expect(try agree())
        #expect(try pair.names(at: station).count == 14)
    }

    @Test func `S10 after a refetch that was killed at any moment the old store still works`()
        async throws
    {
        let id = try instruct(.refetch)
        for limit in 1...4 {
            let left = Mutex(limit)
            _ = try await pair.exchange { request in
                let isDead = left.withLock { count in
                    count -= 1
                    return count < 0
                }
                return isDead ? .failure(.timedOut) : pair.answer(request)
            }
            try pair.register("断后\(limit)", at: station)
            #expect(try pair.names(at: station).count == 13 + limit)
        }
        _ = try await pair.exchange()
        _ = try await pair.exchange()
        #expect(try outcome(id)?.state == .done)
        #expect(try pair.names(at: station).count == 17)
        #expect(try agree())
    }

    @Test func `a refetch heals what is damaged, and refuses what only this node holds damaged`()
        async throws
    {
        try station.flipByte(ofOwnChange: 3)
        let id = try instruct(.refetch)
        _ = try await pair.exchange()
        let report = try #require(try outcome(id))
        #expect(report.state == .done && report["healed"] == 1)
        #expect(try station.store.verifyLogs().isSound)
        try pair.register("只在这里", at: station)
        let last = try station.store.view { try $0.heldVector(of: pair.scope)[station.origin] }
        let again = try instruct(.refetch, by: station)
        try station.flipByte(ofOwnChange: Int(last))
        #expect(try Resync(station).step() == .exchange)
        let before = try station.store.view { try $0.heldVector(of: pair.scope) }
        _ = try await pair.exchange()
        let refused = try #require(try outcome(again, at: station))
        #expect(refused.state == .failed)
        #expect(before.isCovered(by: try station.store.view { try $0.heldVector(of: pair.scope) }))
    }

    @Test func `an instruction that is too late, or taken back, is carried out by nobody`()
        async throws
    {
        let late = try instruct(.refetch, expires: 1)
        let back = try instruct(.rebuild)
        _ = try county.store.commit(to: pair.scope, by: county.author, at: 1) {
            try $0.write(.withdraw(back, reason: ""))
        }
        _ = try await pair.exchange()
        _ = try await pair.exchange()
        #expect(try outcome(late) == nil)
        #expect(try outcome(back) == nil)
    }

    @Test func `what the patrol has found is found again after a repair that was broken off`()
        throws
    {
        try station.spoil(5, in: pair.scope)
        try station.store.set(Daemon.patrolSetting, "\(station.origin):5")
        let id = try instruct(.repair, by: station)
        #expect(try Resync(station).step() == .exchange)
        _ = try station.store.commit(to: pair.scope, by: station.author, at: 1) {
            try $0.write(.withdraw(id, reason: ""))
        }
        _ = try Resync(station).step()
        #expect(try outcome(id, at: station)?.state == .failed)
        #expect(try station.store.setting(Daemon.patrolSetting) == "")
    }

    @Test func `cancelled while it runs, it ends without a swap`() async throws {
        let id = try instruct(.refetch, by: station)
        #expect(try Resync(station).step() == .exchange)
        _ = try station.store.commit(to: pair.scope, by: station.author, at: 1) {
            try $0.write(.withdraw(id, reason: ""))
        }
        _ = try Resync(station).step()
        let report = try #require(try outcome(id, at: station))
        #expect(report.state == .failed && report.reason == "cancelled")
        #expect(try Resync(station).step() == .rest)
    }

    @Test func `I16 a swap while somebody writes all the time loses nothing`() async throws {
        let id = try instruct(.refetch)
        let isOver = Mutex(false)
        async let written = onThread { [pair] in
            var names: [String] = []
            // An exchange goes on as long as there is something new: not for ever.
            while !isOver.withLock({ $0 }), names.count < 150 {
                names.append("忙\(names.count)")
                try pair.register(names[names.count - 1], at: pair.station)
                usleep(10_000)
            }
            return names
        }
        _ = try await pair.exchange()
        isOver.withLock { $0 = true }
        let names = try await written
        #expect(names.count > 1)
        #expect(try Set(names).isSubset(of: pair.names(at: station)))
        // Whether or not it could be swapped in meanwhile, it is in the end.
        for _ in 0..<3 { _ = try await pair.exchange() }
        #expect(try outcome(id)?.state == .done)
        #expect(try Set(names).isSubset(of: pair.names(at: county)))
        #expect(try station.store.ownOrigins().count == 1)
        #expect(try station.safety.check(station).isSound && agree())
    }

    @Test func `a swap waits for whoever is writing, and brings what they wrote`() async throws {
        let id = try instruct(.refetch)
        let file = station.directory.appendingPathComponent(Store.fileName).path
        let hasBegun = Mutex(false)
        _ = try await pair.exchange { request in
            // Somebody begins to write in the exchange, and is still at it when it is over.
            let isFirst = hasBegun.withLock { begun in
                defer { begun = true }
                return !begun
            }
            if isFirst {
                Thread {
                    let queue = try? DatabaseQueue(path: file)
                    try? queue?.inTransaction(.immediate) { db in
                        usleep(400_000)
                        try db.execute(
                            sql: "INSERT INTO setting(name, value) VALUES('written-late', '1')")
                        return .commit
                    }
                }.start()
                usleep(50_000)
            }
            return pair.answer(request)
        }
        for _ in 0..<2 { _ = try await pair.exchange() }
        #expect(try outcome(id)?.state == .done)
        #expect(try station.store.setting("written-late") == "1")
        #expect(try station.safety.check(station).isSound && agree())
    }

    @Test func `a narrowed repair mends what is meant, and names the rest`() async throws {
        try station.flipByte(ofOwnChange: 5)
        let narrowed = try county.store.commit(to: pair.scope, by: county.author, at: 1) {
            try $0.write(
                .instruct(
                    .init(.repair, expires: .max, kind: ServiceRecord.kind.number)))
        }
        _ = try await pair.exchange()
        let left = try #require(try outcome(narrowed))
        #expect(left.state == .differs && left.reason == "narrowed")
        #expect(left["damaged"] == 0 && left["left"] == 1 && left["mended"] == 0)
        #expect(left.places == ["\(station.origin):5"])
        #expect(try station.store.damages().count == 1)
        let meant = try county.store.commit(to: pair.scope, by: county.author, at: 1) {
            try $0.write(
                .instruct(.init(.repair, expires: .max, kind: Volunteer.kind.number)))
        }
        _ = try await pair.exchange()
        #expect(try outcome(meant)?.state == .done && outcome(meant)?["mended"] == 1)
        #expect(try station.store.damages().isEmpty)
    }

    @Test func `a narrowed verify compares tables of the kind, and logs whole`() async throws {
        try station.tamper("DELETE FROM volunteer_identity WHERE id > 0")
        for (kind, state) in [
            (ServiceRecord.kind.number, ResyncChange.Report.State.done),
            (Volunteer.kind.number, .differs),
        ] {
            let id = try county.store.commit(to: pair.scope, by: county.author, at: 1) {
                try $0.write(.instruct(.init(.verify, expires: .max, kind: kind)))
            }
            _ = try await pair.exchange()
            #expect(try outcome(id)?.state == state, "\(kind)")
        }
    }

    @Test func `a verify compares every log with the county's, by one root each`() async throws {
        let id = try instruct(.verify)
        _ = try await pair.exchange()
        let report = try #require(try outcome(id))
        #expect(report.state == .done)
        #expect(report["compared"] == 2 && report["parted"] == 0)
    }

    /// Somebody has rewritten a change, its leaf too: no byte is damaged, and the log is another one.
    @Test func `S44 a log that was rewritten leaf and all is named by a verify`() async throws {
        // More than a block of leaves, whose root is rewritten as well.
        for number in 0..<300 { try pair.register("县\(number)", at: county) }
        _ = try await pair.exchange()
        try station.rewrite(change: 17, of: county.origin, in: pair.scope)
        #expect(try station.store.damages().isEmpty, "by its bytes it looks whole")
        let id = try instruct(.verify, by: station)
        #expect(try Resync(station).step() == .exchange, "the county is asked first")
        let talk = try await pair.exchange()
        let report = try #require(try outcome(id, at: station))
        #expect(report.state == .differs, "\(report) \(talk)")
        #expect(talk.isContact && report["parted"] == 1, "\(talk)")
        let record = try #require(
            try county.store.view { try $0.record(of: pair.scope, county.origin, at: 17) })
        #expect(report.places.first == "\(county.origin):17:\(record)", "\(report.places)")
        // By itself a node can tell only between which signatures it lies.
        let length = try station.store.view { try $0.heldVector(of: pair.scope)[county.origin] }
        let place = try #require(
            try station.store.verifyLogs().findings.first { $0.what == .root }?.place)
        #expect(place == "\(county.origin):1-\(length)")
        // The exchange has gone on with everything else, and alters nothing of it.
        try pair.register("照常", at: station)
        _ = try await pair.exchange()
        #expect(try pair.names(at: county).contains("照常"))
    }

    /// The same of an own log that is delivered: two branches, and both are kept.
    @Test func `S44 an own log that was rewritten is settled as a fork, and no branch is lost`()
        async throws
    {
        let before = try Set(pair.names(at: county))
        try station.rewrite(change: 7, of: station.origin, in: pair.scope)
        for _ in 0..<4 { _ = try await pair.exchange() }
        #expect(try station.store.ownOrigins().count > 1, "it goes on under another name")
        #expect(try agree())
        #expect(try before.isSubset(of: pair.names(at: station)))
        #expect(try station.store.verifyLogs().isSound && pair.delivery().pending == 0)
    }

    /// What is here agrees with itself, and only the comparison shows it.
    @Test func `S44 a verify names what only the county holds otherwise`() async throws {
        let own = station.origin
        try county.rewrite(change: 4, of: own, in: pair.scope)
        #expect(try station.store.verifyLogs().isSound)
        let id = try instruct(.verify, by: station)
        #expect(try Resync(station).step() == .exchange)
        _ = try await pair.exchange()
        let report = try #require(try outcome(id, at: station))
        #expect(report.state == .differs && report.reason == "fork", "\(report)")
        #expect(report.places.first?.hasPrefix("\(own):4") == true, "\(report.places)")
        for _ in 0..<4 { _ = try await pair.exchange() }
        #expect(try pair.names(at: station).count == 13, "nobody here is lost for it")
    }

    @Test func `without a line a verify compares what is here`() async throws {
        let id = try instruct(.verify, by: station)
        let resync = Resync(station)
        try resync.carryOut { SyncOutcome(.unreachable) }
        let report = try #require(try outcome(id, at: station))
        #expect(report.state == .done && report["compared"] == nil)
    }

    @Test func `what nobody else has is asked for once, named, and keeps nothing else`()
        async throws
    {
        let old = station.origin
        try station.spoil(5, in: pair.scope)
        try pair.register("先写的", at: station)
        try pair.register("只在这里", at: station)
        try pair.register("后写的", at: station)
        let place = Int(
            try station.store.view { try $0.heldVector(of: pair.scope)[station.origin] })
        try station.spoil(UInt64(place - 1), in: pair.scope)
        try pair.register("县里的", at: county)
        let id = try instruct(.repair)
        let requests = Mutex(0)
        let asked = Mutex(0)
        for _ in 0..<2 {
            let outcome = try await pair.exchange { request in
                guard
                    requests.withLock({
                        $0 += 1; return $0
                    }) <= 40
                else {
                    return .failure(.timedOut)
                }
                if let message = try? Message(body: request.body),
                    message.turnedAway.contains(where: { $0.error.word == "gap" })
                {
                    asked.withLock { $0 += 1 }
                }
                return pair.answer(request)
            }
            #expect(outcome.isContact, "\(outcome)")
        }
        #expect(requests.withLock { $0 } < 20 && asked.withLock { $0 } <= 3)
        let report = try #require(try outcome(id, at: station))
        #expect(report.state == .differs && report.reason == PastDamage.word)
        #expect(report.places.first?.hasPrefix("\(old):\(place - 1)") == true, "\(report)")
        #expect(report["mended"] == 1 && report["lost"] == 1, "\(report)")
        #expect(try DamagedAlone(of: station.store).count == 0)
        let names = try pair.names(at: county)
        #expect(names.contains("先写的") && names.contains("后写的"))
        #expect(
            try pair.names(at: station) == names, "what it holds, and what came from the county")
    }

    @Test func `a refetch does not begin where what is not delivered cannot be put aside whole`()
        async throws
    {
        try pair.register("只在这里", at: station)
        let place = Int(
            try station.store.view { try $0.heldVector(of: pair.scope)[station.origin] })
        try station.flipByte(ofOwnChange: place)
        let id = try instruct(.refetch)
        _ = try await pair.exchange()
        let report = try #require(try outcome(id, at: station))
        #expect(report.state == .failed && report.reason == "damaged-here-alone")
        #expect(FolderSafety.kept(station).isEmpty, "nothing was begun")
    }

    /// The county's own copy of the one is damaged, too: the other is asked for all the same.
    @Test func `of two damaged changes in one log the one that nobody has does not hide the other`()
        async throws
    {
        for place: UInt64 in [3, 7] { try station.spoil(place, in: pair.scope) }
        try county.spoil(3, of: station.origin, in: pair.scope)
        let id = try instruct(.repair)
        _ = try await pair.exchange()
        let report = try #require(try outcome(id, at: station))
        #expect(report.places == ["\(station.origin):3"] && report["mended"] == 1)
    }
}

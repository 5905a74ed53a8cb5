import Foundation
import ServiceRecords
import Store
import SyncCore
import Synchronization
import Testing
import Transport

@testable import Node

/// Attachments between a real station and a real county, over a line that a test scripts.
@Suite(.timeLimit(.minutes(2))) struct AttachmentTravelTests {
    @Test func `what either attached is at both after one exchange, the log first`() async throws {
        let pair = try Pair()
        let up = try pair.station.attach(photo(200_000), in: pair.scope)
        _ = try await pair.exchange()
        let down = try pair.county.attach(photo(70_000, 5), in: pair.scope)
        let paths = Mutex<[String]>([])
        let outcome = try await pair.exchange { request in
            paths.withLock { $0.append(String(request.url.split(separator: "/").last ?? "")) }
            return pair.answer(request)
        }
        #expect(outcome.result == .agreed)
        for item in [up, down] {
            #expect(try pair.county.bytes(of: item) == pair.station.bytes(of: item))
            #expect(try pair.county.bytes(of: item).count == Int(item.size))
        }
        let asked = paths.withLock { $0 }
        let logs = asked.prefix { $0 == "sync" }
        #expect(!logs.isEmpty && asked.dropFirst(logs.count).allSatisfy { $0 == "attachment" })
        // I14 stands: with nothing to move, nobody is asked.
        #expect(try await count(pair).lane <= 1, "a new process asks once what is lacked")
        let there = try pair.station.store.view {
            try $0.attachmentsThere(pair.county.origin, in: pair.scope)
        }
        #expect(there == [up.key.name, down.key.name])
    }

    @Test func `without attachments the lane says nothing`() async throws {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await count(pair).lane == 0)
    }

    private func count(_ pair: Pair) async throws -> (log: Int, lane: Int) {
        let counts = Mutex((log: 0, lane: 0))
        _ = try await pair.exchange { request in
            counts.withLock { counts in
                if request.url.hasSuffix("attachment") { counts.lane += 1 } else { counts.log += 1 }
            }
            return pair.answer(request)
        }
        return counts.withLock { $0 }
    }

    @Test func `a county that calls its stations brings and fetches by itself`() async throws {
        let fleet = try await Fleet(2)
        let up = try fleet.members.map { try $0.home.attach(photo(90_000), in: $0.scope) }
        let down = try fleet.county.attach(photo(80_000, 3), in: fleet.members[1].scope)
        let services = fleet.members.map(\.service)
        // Both stations are at one address of the script: whoever is meant is known by the scope.
        let scopes = fleet.members.map(\.scope)
        let visits = try await fleet.pull { request in
            guard let asked = try? AttachmentRequest(bytes: request.body) else {
                let meant = (try? Message(body: request.body))?.chain?.recipient
                let index = fleet.members.firstIndex { $0.home.origin == meant } ?? 0
                return services[index].answer(request)
            }
            return services[scopes.firstIndex(of: asked.scope) ?? 0].answer(request)
        }
        #expect(visits.allSatisfy { $0.outcome.result == .agreed })
        for item in up { #expect(try fleet.county.bytes(of: item) == photo(90_000)) }
        #expect(try fleet.members[1].home.bytes(of: down) == photo(80_000, 3))
        #expect(try fleet.county.attachmentBacklog() == AttachmentBacklog())
    }

    @Test func `what waits is counted until it has come`() async throws {
        let pair = try Pair()
        try pair.station.attach(photo(50_000), in: pair.scope)
        func figures(_ home: NodeHome) throws -> [Double?] {
            let read = try StrictExposition(
                NodeFigures(of: home, counted: NodeMetrics()).exposition().text)
            return ["send", "fetch"].map { read["yizhan_attachments_waiting", ["way": $0]] }
        }
        #expect(try figures(pair.station) == [1, 0])
        _ = try await pair.exchange {
            $0.url.hasSuffix("attachment") ? .failure(.refused) : pair.answer($0)
        }
        #expect(try figures(pair.station) == [1, 0] && figures(pair.county) == [0, 1])
        _ = try await pair.exchange()
        #expect(try figures(pair.station) == [0, 0] && figures(pair.county) == [0, 0])
    }

    @Test func `an order for an attachment goes over the control socket as one line`() {
        let item = AttachmentItem(
            key: AttachmentKey(
                scope: Scope(raw: Hash.sha256([1]).head), name: Hash.sha256([2])), size: 77)
        let line = ControlRequest.fetch(item).line
        #expect(ControlRequest(line: line) == .fetch(item))
        for bad in [
            "fetch", line + " 1", line.replacing("fetch", with: "fetc"), String(line.dropLast(3)),
            line.replacing(" 77", with: " 0"), line.replacing(" 77", with: " 1073741825"),
            line.replacing(" 77", with: " -1"), line.replacing(" ", with: "  "),
        ] { #expect(ControlRequest(line: bad) == nil, "\(bad)") }
    }

    // MARK: Cuts

    /// A line that is cut at every so many requests of the lane, before or after the county has acted.
    static let cuts: [(every: Int, isAnswered: Bool, size: Int)] = [
        (3, false, 500_000), (3, true, 500_000), (4, false, 900_000), (5, true, 2_000_000),
        (7, false, 5_000_000),
    ]

    @Test(arguments: cuts)
    func `however often it is cut, it goes on at the offset`(
        cut: (every: Int, isAnswered: Bool, size: Int)
    ) async throws {
        let pair = try Pair()
        let bytes = photo(cut.size)
        let up = try pair.station.attach(bytes, in: pair.scope)
        _ = try await pair.exchange {
            $0.url.hasSuffix("attachment") ? .failure(.refused) : pair.answer($0)
        }
        let down = try pair.county.attach(photo(cut.size, 3), in: pair.scope)
        let state = Mutex(Moved())
        var rounds = 0
        while try pair.county.bytes(of: up).isEmpty || pair.station.bytes(of: down).isEmpty {
            rounds += 1
            try #require(rounds < 60)
            _ = try await pair.exchange { request in
                guard request.url.hasSuffix("attachment") else { return pair.answer(request) }
                let isCut = state.withLock { $0.ask(request.body.count, cutting: cut.every) }
                if isCut, !cut.isAnswered { return .failure(.interrupted) }
                let answer = pair.answer(request)
                let count = (try? answer.get())?.body.count ?? 0
                state.withLock { $0.answer(count, isCut: isCut) }
                return isCut ? .failure(.interrupted) : answer
            }
        }
        let moved = state.withLock { $0 }
        #expect(moved.cuts > 2)
        // The file, what was under way when the line was cut, and what the questions cost.
        let questions = moved.asked * 200
        #expect(moved.sent <= cut.size + moved.sentInVain + questions)
        #expect(moved.received <= cut.size + moved.receivedInVain + questions)
        #expect(try pair.county.bytes(of: up) == bytes)
    }

    /// Bytes of bodies of the lane.
    private struct Moved {
        var asked = 0
        var cuts = 0
        var sent = 0
        var received = 0
        var sentInVain = 0
        var receivedInVain = 0

        mutating func ask(_ count: Int, cutting every: Int) -> Bool {
            asked += 1
            sent += count
            let isCut = asked % every == 0
            if isCut {
                cuts += 1
                sentInVain += count
            }
            return isCut
        }

        mutating func answer(_ count: Int, isCut: Bool) {
            received += count
            if isCut { receivedInVain += count }
        }
    }

    @Test func `a county restored without its files gets them again`() async throws {
        let pair = try Pair()
        let items = try (1...3).map { try pair.station.attach(photo(40_000, $0), in: pair.scope) }
        _ = try await pair.exchange()
        try FileManager.default.removeItem(
            at: pair.county.directory.appendingPathComponent(AttachmentFolder.folderName))
        #expect(try items.allSatisfy { try pair.county.bytes(of: $0).isEmpty })
        _ = try await pair.exchange()
        #expect(try items.allSatisfy { try pair.county.bytes(of: $0).count == 40_000 })
    }

    @Test func `a damaged one is set aside when it is met, and comes again`() async throws {
        let pair = try Pair()
        let item = try pair.station.attach(photo(100_000), in: pair.scope)
        _ = try await pair.exchange()
        let file = pair.county.directory.appendingPathComponent(
            "\(AttachmentFolder.folderName)/\(pair.scope)/\(item.key.name)")
        var bytes = try Data(contentsOf: file)
        bytes[50_000] ^= 1
        try bytes.write(to: file)
        #expect(throws: AttachmentError.damaged) { try pair.county.bytes(of: item) }
        _ = try await pair.exchange()
        #expect(try pair.county.bytes(of: item) == photo(100_000))
    }

    // MARK: Who may ask

    @Test func `I19 whatever one may not know of is one and the same answer`() async throws {
        let (pair, other) = (try Pair(), try Pair())
        let item = try pair.station.attach(photo(50_000), in: pair.scope)
        _ = try await pair.exchange()
        let claim = try pair.station.claim(item)
        let foreign: Scope = pair.county.randomness.identifier()
        try pair.county.store.addScope(
            foreign, authorityKey: pair.county.publicKey, code: "620102009", name: "镇")
        let hidden = try pair.county.attach(photo(50_000), in: foreign)
        let hiddenClaim = try pair.county.claim(hidden)
        let unknown: Scope = pair.county.randomness.identifier()
        let asked: [(Scope, AttachmentRequest.Claim)] = [
            (foreign, hiddenClaim), (unknown, hiddenClaim), (foreign, claim),
            (pair.scope, hiddenClaim), (pair.scope, .init(name: claim.name, proof: .zero)),
            (pair.scope, .init(name: .zero, proof: claim.proof)),
        ]
        for (scope, claim) in asked {
            for want: AttachmentRequest.Want in [
                .ask(claim, offset: 0, room: 1 << 20),
                .give(claim, total: 50_000, offset: 0, bytes: photo(50_000)),
            ] {
                let request = AttachmentRequest(
                    origin: pair.station.origin, scope: scope, want: want)
                let answer = await pair.service.answerAttachment(request.bytes, from: .unproven)
                #expect(answer.attachment == .unknown)
            }
        }
        for scope in [foreign, unknown] {
            let request = AttachmentRequest(
                origin: pair.station.origin, scope: scope, want: .lacking(after: nil))
            #expect(
                await pair.service.answerAttachment(request.bytes, from: .unproven).attachment
                    == .unknown)
        }
        let stranger = AttachmentRequest(
            origin: other.station.origin, scope: pair.scope,
            want: .ask(claim, offset: 0, room: 1))
        #expect(await pair.service.answerAttachment(stranger.bytes, from: .unproven).status == 403)
        let right = AttachmentRequest(
            origin: pair.station.origin, scope: pair.scope,
            want: .ask(claim, offset: 0, room: 1 << 20))
        #expect(
            await pair.service.answerAttachment(right.bytes, from: .unproven).attachment
                == .standing(total: 50_000, held: 50_000, bytes: photo(50_000)))
    }

    @Test(arguments: [[], [0], [0x59, 0x41], [0x59, 0x41, 0], Array("<html>".utf8)] as [[UInt8]])
    func `what is no request is a bad one`(body: [UInt8]) async throws {
        #expect(await (try Pair()).service.answerAttachment(body, from: .unproven).status == 400)
    }

    // MARK: Lies and limits

    @Test func `bytes that are not what they are called are dropped at either end`() async throws {
        let pair = try Pair()
        let item = try pair.station.attach(photo(60_000), in: pair.scope)
        _ = try await pair.exchange {
            $0.url.hasSuffix("attachment") ? .failure(.refused) : pair.answer($0)
        }
        let give = AttachmentRequest(
            origin: pair.station.origin, scope: pair.scope,
            want: .give(
                try pair.station.claim(item), total: 60_000, offset: 0, bytes: photo(60_000, 1)))
        #expect(
            await pair.service.answerAttachment(give.bytes, from: .unproven).attachment
                == .declined(.mismatch))
        #expect(try pair.county.bytes(of: item).isEmpty)
        let down = try pair.county.attach(photo(60_000, 2), in: pair.scope)
        // A county that gives something else for it.
        _ = try await pair.exchange { request in
            guard request.url.hasSuffix("attachment"),
                let asked = try? AttachmentRequest(bytes: request.body),
                case .ask = asked.want
            else { return pair.answer(request) }
            let lie = AttachmentAnswer.standing(total: 60_000, held: 60_000, bytes: photo(60_000))
            return .success(LineAnswer(status: 200, AttachmentRequest.contentType, lie.bytes))
        }
        #expect(try pair.station.bytes(of: down).isEmpty)
        #expect(pair.station.attachments.parts(in: pair.scope).isEmpty)
        #expect(try pair.county.bytes(of: item) == photo(60_000), "the other one went all the same")
        _ = try await pair.exchange()
        #expect(try pair.station.bytes(of: down) == photo(60_000, 2))
    }

    @Test func `a county takes no more than its limits, and says so`() async throws {
        let pair = try Pair()
        var settings = AttachmentSettings()
        settings.maxBytes = 100_000
        settings.dailyBytes = 150_000
        let service = SyncService(home: pair.county, attachments: settings, log: Pair.silent)
        let long = try pair.station.attach(photo(100_001), in: pair.scope)
        let short = try (1...3).map { try pair.station.attach(photo(60_000, $0), in: pair.scope) }
        let outcome = try await pair.exchange { service.answer($0) }
        #expect(outcome.result == .agreed)
        #expect(try pair.county.bytes(of: long).isEmpty)
        let come = try short.filter { try !pair.county.bytes(of: $0).isEmpty }
        #expect(come.count == 2, "150,000 a day")
        pair.clock.set(pair.clock.now + 86_400_000)
        _ = try await pair.exchange { service.answer($0) }
        #expect(try short.allSatisfy { try !pair.county.bytes(of: $0).isEmpty })
        #expect(try pair.county.bytes(of: long).isEmpty)
    }

    @Test func `while a log exchange with the same neighbour is open, the lane waits`() async throws
    {
        let pair = try Pair()
        let desk = Desk(pair.county)
        let service = SyncService(home: pair.county, desk: desk, log: Pair.silent)
        _ = try await pair.exchange { service.answer($0) }
        let request = AttachmentRequest(
            origin: pair.station.origin, scope: pair.scope, want: .lacking(after: nil))
        #expect(desk.enter(pair.station.origin))
        let waiting = await service.answerAttachment(request.bytes, from: .unproven).attachment
        #expect(waiting == .later(seconds: 2))
        desk.leave(pair.station.origin)
        #expect(
            await service.answerAttachment(request.bytes, from: .unproven).attachment
                == .lacking([], hasMore: false))
    }
}

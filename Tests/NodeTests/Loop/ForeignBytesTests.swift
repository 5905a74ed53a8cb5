import Authority
import Compression
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Synchronization
import Testing
import Transport

/// I19, S32: what a county answers to one station holds no id, name, vector or count of another.
@Suite(.timeLimit(.minutes(1))) struct ForeignBytesTests {
    private static let texts = ["乙乡某人", "乙乡某村", "乙乡社工站", "620102009", "13912345678"]

    /// A second station at the same county, with records that it has sent.
    private func neighbour(of pair: Pair) async throws -> (home: NodeHome, scope: Scope) {
        let scope: Scope = pair.county.randomness.identifier()
        try pair.county.store.addScope(
            scope, authorityKey: pair.county.publicKey, code: "620102009", name: "乙乡社工站")
        let secret = pair.county.randomness.bytes(32)
        try pair.county.store.addInvitation(
            secretHash: EnrolmentRequest.hash(of: secret), scope: scope, expires: .max)
        let scopeKey = pair.county.randomness.bytes(32)
        try pair.county.keys.write(scopeKey, as: KeyFolder.scope(scope))
        let file = JoinFile(
            scope: scope, scopeKey: scopeKey, code: "620102009", name: "乙乡社工站",
            county: .init(
                code: "620102", name: "县", addresses: ["127.0.0.1:8440"],
                publicKey: pair.county.publicKey,
                exchangeKey: try ExchangeKey.publicKey(
                    of: pair.county.keys.read(KeyFolder.exchange))),
            secret: secret, expires: "2099-01-01T00:00:00Z")
        let directory = URL(fileURLWithPath: pair.places[1].path).appendingPathComponent("b")
        let home = try NodeHome.join(file, in: directory, clock: pair.clock)
        try record(20, at: home, in: scope)
        #expect(try await pair.exchange(of: home).result == .agreed)
        return (home, scope)
    }

    private func record(_ count: Int, at home: NodeHome, in scope: Scope) throws {
        for _ in 0..<count {
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.name] = .text("乙乡某人")
            draft[Volunteer.residenceArea] = .text("乙乡某村")
            draft[Volunteer.phones] = .list([.text("13912345678")])
            _ = try home.store.commit(to: scope, by: home.author, at: 1) { try $0.write(draft) }
        }
    }

    /// What must be in no answer: everything by which the neighbour, its scope or its records are told.
    private func needles(of home: NodeHome, _ scope: Scope, at county: NodeHome) throws -> [[UInt8]]
    {
        let changes = try county.store.changes(in: scope)
        let ids: [[UInt8]] =
            [scope.bytes, home.origin.bytes, home.publicKey]
            + changes.map(\.leaf.bytes) + changes.map(\.entity.bytes)
            + changes.compactMap(\.personal.part?.salt)
        let words = [scope.description, home.origin.description] + Self.texts
        return ids + words.map { Array($0.utf8) }
    }

    @Test func `no answer to a station holds a byte of its neighbour`() async throws {
        let pair = try Pair()
        let (home, scope) = try await neighbour(of: pair)
        let answers = Mutex<[[UInt8]]>([])
        let packed = Mutex<[[UInt8]]>([])
        let listening: @Sendable (LineRequest) -> Result<LineAnswer, LineFailure> = { request in
            let answer = pair.answer(request)
            guard case .success(let given) = answer,
                let message = try? Message(body: given.body, answering: request.body)
            else { return answer }
            answers.withLock { $0.append(message.bytes) }
            if given.body != message.bytes { packed.withLock { $0.append(message.bytes) } }
            return answer
        }
        for name in ["甲", "丙"] {
            try pair.register(name, at: pair.station)
            try pair.register(name + "县", at: pair.county)
            #expect(try await pair.exchange(over: listening).result == .agreed)
        }
        let refused = try await self.answers(to: pair, about: scope)
        answers.withLock { $0 += refused }
        let claim = AttachmentRequest.Claim(
            name: .sha256([1]), salt: [UInt8](repeating: 1, count: 16))
        for want in [
            AttachmentRequest.Want.lacking(after: nil), .ask(claim, offset: 0, room: 9_999),
        ] {
            let request = AttachmentRequest(origin: pair.station.origin, scope: scope, want: want)
            let answer = await pair.service.answerAttachment(
                request.bytes, from: .unproven)
            answers.withLock { $0.append(answer.body) }
        }
        let said = answers.withLock { $0 }.flatMap { [$0] + Self.unpacked($0) }
        #expect(said.count > 8)
        let needles = try needles(of: home, scope, at: pair.county)
        #expect(needles.count > 60)
        for needle in needles {
            #expect(!said.contains { $0.holds(needle) }, "\(Hex.encode(needle))")
        }
        // The search would find it: of the station itself all that is there, also in what came packed.
        let own = try self.needles(of: pair.station, pair.scope, at: pair.county).prefix(2)
        let unpacked = packed.withLock { $0 }
        #expect(!unpacked.isEmpty)
        for all in [said, unpacked] {
            #expect(own.allSatisfy { needle in all.contains { $0.holds(needle) } })
        }
    }

    @Test func `an answer is the same however much the neighbour has, and whether there is one`()
        async throws
    {
        let pair = try Pair()
        _ = try await pair.exchange()
        let unknown: Scope = pair.county.randomness.identifier()
        let before = try await answers(to: pair, about: unknown)
        let (home, scope) = try await neighbour(of: pair)
        let few = try await answers(to: pair, about: scope)
        try record(30, at: home, in: scope)
        #expect(try await pair.exchange(of: home).result == .agreed)
        let many = try await answers(to: pair, about: scope)
        #expect(before == few && few == many)
    }

    /// As bytes, but for the link of the chain, which is random, and for the scope that was asked for: that
    /// it is turned away is said by its name, which is the asker's own word.
    private func answers(to pair: Pair, about scope: Scope) async throws -> [[UInt8]] {
        var all: [[UInt8]] = []
        for body in try questions(about: scope, by: pair) {
            var message = try Message(
                bytes: await pair.service.answerSync(body, from: .unproven).body)
            message.chain = nil
            message.turnedAway = message.turnedAway.map {
                .init(scope: pair.scope, origin: $0.origin, error: $0.error)
            }
            all.append(message.bytes)
        }
        return all
    }

    /// Whatever the station can ask about a scope that is not its own.
    private func questions(about scope: Scope, by pair: Pair) throws -> [[UInt8]] {
        let log = StatedLog(origin: pair.county.origin, length: 1, rootHead: 0, receipted: 0)
        return try (0..<4).map { number in
            var message = Message(
                origin: pair.station.origin, schemaVersion: 1, summary: .sha256([1]))
            message.chain = try pair.station.link(to: pair.county.origin)
            message.room = 1 << 20
            if number & 1 == 1 { message.probes = [.init(prefix: [], summary: .zero)] }
            if number & 2 == 2 { message.vectors = [StatedScope(scope: scope, logs: [log])] }
            return message.bytes
        }
    }

    /// The rows of the runs in an answer, where they are packed.
    private static func unpacked(_ message: [UInt8]) -> [[UInt8]] {
        guard let message = try? Message(bytes: message) else { return [] }
        return message.runs.flatMap { run in
            guard run.isPacked else { return run.rows.map(\.canonical) }
            let whole = try? run.unpacked(
                by: ZstdFrames(), prefix: { _ in [] }, resolve: { _ in nil })
            return whole?.rows.map(\.canonical) ?? []
        }
    }
}

extension [UInt8] {
    fileprivate func holds(_ needle: [UInt8]) -> Bool {
        withUnsafeBytes { $0.holds(needle) }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func holds(_ needle: [UInt8]) -> Bool {
        guard let start = baseAddress, let head = needle.first else { return needle.isEmpty }
        var place = 0
        while count - place >= needle.count,
            let found = memchr(start + place, Int32(head), count - place - needle.count + 1)
        {
            if memcmp(found, needle, needle.count) == 0 { return true }
            place = UnsafeRawPointer(found) - start + 1
        }
        return false
    }
}

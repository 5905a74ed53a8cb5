import Store
import SyncCore
import Synchronization
import Testing
import Transport

@testable import Node

/// Records that name one file and do not agree about it, and such as nobody can show to know.
@Suite(.timeLimit(.minutes(1))) struct NamedTwiceTests {
    /// Lengths of which one is true, by the order in which their records were written.
    @Test(arguments: [[39_000, 40_000], [40_000, 39_000], [1, 40_000, 1 << 20]])
    func `records that say two lengths of one file keep it from nobody`(
        sizes: [UInt64]
    ) async throws {
        let (up, down) = (try Pair(), try Pair())
        for (pair, giver, taker) in [
            (up, up.station, up.county), (down, down.county, down.station),
        ] {
            _ = try await pair.exchange()
            let other: Scope = giver.randomness.identifier()
            try giver.store.addScope(
                other, authorityKey: giver.publicKey, code: "620102009", name: "镇")
            let source = try giver.attach(photo(40_000), in: other)
            let salt = try giver.store.view { try $0.salts(of: source.key) }[0]
            let item = AttachmentItem(
                key: AttachmentKey(scope: pair.scope, name: source.key.name), size: 40_000)
            for size in sizes { try giver.name(item, size: size, salt: Hex.encode(salt)) }
            _ = try giver.attachments.take(photo(40_000), at: 0, of: item, salts: [salt])
            #expect(try giver.bytes(of: item) == photo(40_000))
            _ = try await pair.exchange()
            #expect(try taker.bytes(of: item) == photo(40_000))
            #expect(try giver.bytes(of: item) == photo(40_000))
            #expect(try taker.attachmentBacklog().toFetch == 0)
            let items = try taker.store.view { try $0.attachmentItems(in: pair.scope) }
            #expect(items.map(\.size) == sizes.sorted())
        }
    }

    @Test func `salts that are none do not hide the one that is`() async throws {
        let pair = try Pair()
        let file = try pair.station.attach(photo(40_000), in: pair.scope)
        let salt = try pair.station.store.view { try $0.salts(of: file.key) }[0]
        let scope: Scope = pair.station.randomness.identifier()
        try pair.station.store.addScope(
            scope, authorityKey: pair.station.publicKey, code: "620102009", name: "镇")
        let item = AttachmentItem(
            key: AttachmentKey(scope: scope, name: file.key.name), size: file.size)
        let wrong = String(repeating: "00", count: 16)
        for number in 0..<40 {
            try pair.station.name(
                item, size: file.size, salt: [nil, "", "zz", "0102", wrong][number % 5])
        }
        try pair.station.name(item, size: file.size, salt: Hex.encode(salt))
        let salts = try pair.station.store.view { try $0.salts(of: item.key) }
        #expect(salts == [[UInt8](repeating: 0, count: 16), salt])
        _ = try pair.station.attachments.take(photo(40_000), at: 0, of: item, salts: salts)
        let look = pair.station.attachments.look(at: item.key, salts: salts, sizes: [item.size])
        look.goOn()
        #expect(look.result == .sound)
    }

    @Test func `another total than any record says is unknown, and takes nothing away`()
        async throws
    {
        let pair = try Pair()
        let item = try pair.station.attach(photo(60_000), in: pair.scope)
        _ = try await pair.exchange {
            $0.url.hasSuffix("attachment") ? .failure(.refused) : pair.answer($0)
        }
        func give(_ total: UInt64, _ bytes: [UInt8]) async throws -> AttachmentAnswer? {
            let request = AttachmentRequest(
                origin: pair.station.origin, scope: pair.scope,
                want: .give(
                    try pair.station.claim(item), total: total, offset: 0, bytes: bytes))
            return await pair.service.answerAttachment(request.bytes, from: .unproven).attachment
        }
        let piece = Array(photo(60_000)[..<16_384])
        let standing = AttachmentAnswer.standing(total: 60_000, held: 16_384, bytes: [])
        #expect(try await give(60_000, piece) == standing)
        #expect(try await give(60_001, piece) == .unknown)
        #expect(try await give(60_000, []) == standing)
    }

    // MARK: Who is given bytes

    @Test func `nothing is given to whoever cannot show the salt`() async throws {
        let pair = try Pair()
        let item = try pair.station.attach(photo(60_000), in: pair.scope)
        let gives = Mutex(0)
        func exchange(listing claim: AttachmentRequest.Claim) async throws {
            _ = try await pair.exchange { request in
                guard let asked = try? AttachmentRequest(bytes: request.body) else {
                    return pair.answer(request)
                }
                if case .give = asked.want { gives.withLock { $0 += 1 } }
                guard case .lacking = asked.want else { return pair.answer(request) }
                let list = AttachmentAnswer.lacking([.init(claim, held: 0)], hasMore: false)
                return .success(LineAnswer(status: 200, AttachmentRequest.contentType, list.bytes))
            }
        }
        try await exchange(listing: .init(name: item.key.name, proof: .zero))
        #expect(gives.withLock { $0 } == 0)
        try await exchange(listing: try pair.station.claim(item))
        #expect(gives.withLock { $0 } == 1)
    }

    @Test func `what could not be compared with its name is neither listed nor waited for`()
        async throws
    {
        let pair = try Pair()
        _ = try await pair.exchange()
        let key = AttachmentKey(scope: pair.scope, name: Hash.sha256([7]))
        let item = AttachmentItem(key: key, size: 60_000)
        try pair.county.name(item, size: item.size, salt: nil)
        #expect(try await lacks(pair) == [])
        #expect(try pair.county.attachmentBacklog().toFetch == 0)
        try pair.county.name(item, size: item.size, salt: String(repeating: "01", count: 16))
        #expect(try await lacks(pair) == [key.name])
        #expect(try pair.county.attachmentBacklog().toFetch == 1)
        var settings = AttachmentSettings()
        settings.maxBytes = 59_999
        #expect(try pair.county.attachmentBacklog(settings).toFetch == 0)
    }

    private func lacks(_ pair: Pair, after: Hash? = nil) async throws -> [Hash] {
        let request = AttachmentRequest(
            origin: pair.station.origin, scope: pair.scope, want: .lacking(after: after))
        let answer = await pair.service.answerAttachment(request.bytes, from: .unproven).attachment
        guard case .lacking(let lacks, let hasMore) = answer else { return [] }
        guard hasMore, let last = lacks.last else { return lacks.map(\.name) }
        #expect(lacks.count == AttachmentLimits.list)
        return lacks.map(\.name) + (try await self.lacks(pair, after: last.name))
    }

    @Test func `a list has all that is lacked, page after page, each once`() async throws {
        let pair = try Pair()
        _ = try await pair.exchange()
        let names = (0..<1_500).map { Hash.sha256([UInt8($0 & 255), UInt8($0 >> 8)]) }
        for name in names {
            try pair.county.name(
                AttachmentItem(key: AttachmentKey(scope: pair.scope, name: name), size: 9), size: 9,
                salt: String(repeating: "01", count: 16))
        }
        #expect(try await lacks(pair) == names.sorted())
    }
}

import Authority
import Foundation
import Node
import Store
import SyncCore
import Synchronization
import Testing
import Transport

/// A station whose join file expired, whose county has moved, or whose first answer was a lie: it goes
/// on as the node that it is.
@Suite(.timeLimit(.minutes(1))) struct RejoinTests {
    @Test func `a new file for the same scope and county replaces addresses and secret alone`()
        async throws
    {
        let pair = try Pair(expires: 0)
        try pair.register("甲", at: pair.station)
        let (origin, old) = (pair.station.origin, try pair.station.joinSecret())
        #expect(try await pair.exchange().detail == "expired")
        let file = try pair.invitation(addresses: ["127.0.0.1:9001", "127.0.0.1:9002"])
        let home = try NodeHome.join(file, in: pair.station.directory, clock: pair.clock)
        #expect(home.origin == origin)
        #expect(try home.upstreamAddresses() == ["127.0.0.1:9001", "127.0.0.1:9002"])
        #expect(try home.joinSecret() == file.content().secret)
        #expect(try home.joinSecret() != old)
        #expect(try pair.names(at: home) == ["甲"])
        let urls = Mutex<Set<String>>([])
        let outcome = try await pair.exchange(of: home) { request in
            urls.withLock { _ = $0.insert(request.url) }
            return pair.answer(request)
        }
        #expect(outcome.result == .agreed)
        #expect(
            urls.withLock { $0 } == [
                "https://127.0.0.1:9001/v1/enrol", "https://127.0.0.1:9001/v1/sync",
            ])
        #expect(try home.joinSecret() == nil)
        #expect(try pair.names(at: pair.county) == ["甲"])
    }

    @Test func `a station that is admitted takes the addresses and needs no secret`() async throws {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        let file = try pair.invitation(addresses: ["127.0.0.1:9001"])
        let home = try NodeHome.join(file, in: pair.station.directory, clock: pair.clock)
        #expect(home.origin == pair.station.origin)
        #expect(try home.upstreamAddresses() == ["127.0.0.1:9001"])
        #expect(try home.joinSecret() == nil)
        try pair.register("乙", at: home)
        #expect(try await pair.exchange(of: home).result == .agreed)
        #expect(try pair.names(at: pair.county) == ["乙", "甲"])
        // The new file was not used up: it makes another PC of the township.
        let place = try TemporaryPlace()
        let second = try NodeHome.join(
            file, in: URL(fileURLWithPath: place.path).appendingPathComponent("n"),
            clock: pair.clock)
        #expect(try await pair.exchange(of: second).result == .agreed)
        #expect(try pair.names(at: second) == ["乙", "甲"])
    }

    /// Files that are not for the node that is there.
    enum Stranger: CaseIterable {
        case otherScope, otherCounty, bothOther
    }

    @Test(arguments: Stranger.allCases, [false, true])
    func `a file of another scope or county is occupied, and changes nothing`(
        stranger: Stranger, isAdmitted: Bool
    ) async throws {
        let (pair, other) = (try Pair(), try Pair())
        try pair.register("甲", at: pair.station)
        if isAdmitted { #expect(try await pair.exchange().result == .agreed) }
        let file =
            switch stranger {
            case .otherScope: try pair.invitation(to: other.scope, addresses: ["127.0.0.1:9001"])
            case .otherCounty: try other.invitation(to: pair.scope, addresses: ["127.0.0.1:9001"])
            case .bothOther: try other.invitation(addresses: ["127.0.0.1:9001"])
            }
        let before = try Files(pair.station.directory)
        #expect(throws: HomeError.occupied) {
            try NodeHome.join(file, in: pair.station.directory, clock: pair.clock)
        }
        #expect(try Files(pair.station.directory) == before)
        #expect(try pair.station.upstreamAddresses() == ["127.0.0.1:8440"])
        #expect(try await pair.exchange().result == .agreed)
        #expect(try pair.names(at: pair.county) == ["甲"])
    }

    @Test func `an aggregator is joined to nothing, not even by its own file`() throws {
        let pair = try Pair()
        let file = try pair.invitation(addresses: ["127.0.0.1:9001"])
        let before = try Files(pair.county.directory)
        #expect(throws: HomeError.occupied) {
            try NodeHome.join(file, in: pair.county.directory, clock: pair.clock)
        }
        #expect(try Files(pair.county.directory) == before)
    }

    /// A key that is lost may be found again; one that was made up in its place would be another node. Only
    /// a station is taken up anew, by a new join file (`LostKeyTests`).
    @Test(arguments: [KeyFolder.origin, KeyFolder.vault])
    func `a node that misses a key is given no other one by joining or making it again`(
        name: String
    ) throws {
        let pair = try Pair()
        for node in name == KeyFolder.origin ? [pair.county] : [pair.station, pair.county] {
            let url = node.keys.folder.appendingPathComponent(name)
            try FileManager.default.removeItem(at: url)
            let file = try pair.invitation(addresses: ["127.0.0.1:9001"])
            let before = try Files(node.directory)
            #expect(throws: KeyError.missing(name)) {
                try NodeHome.join(file, in: node.directory, clock: pair.clock)
            }
            #expect(throws: KeyError.missing(name)) {
                try NodeHome.create(
                    in: node.directory, role: .county, code: "620102", name: "县",
                    clock: pair.clock)
            }
            #expect(try Files(node.directory) == before)
        }
    }

    /// What somebody in the county's place says to an exchange, having said that the station is
    /// admitted.
    enum Lie: CaseIterable {
        case unknownHere, page, agreement

        func answer(_ request: LineRequest, of pair: Pair) throws -> LineAnswer {
            switch self {
            case .unknownHere: return LineAnswer(status: 403, nil)
            case .page: return LineAnswer(status: 200, "text/html", Array("<h".utf8))
            case .agreement:
                let asked = try Message(body: request.body)
                var message = Message(
                    origin: pair.county.origin, schemaVersion: 1, summary: asked.summary)
                message.vectors = asked.vectors
                message.chain = NonceChain.Word(
                    recipient: asked.origin, previous: 0, next: 1, echo: asked.chain?.next ?? 0)
                return LineAnswer(status: 200, Message.contentType, message.bytes)
            }
        }

        var result: SyncOutcome.Result {
            switch self {
            case .unknownHere: .unknownHere
            case .page: .notOurs
            case .agreement: .agreed
            }
        }
    }

    @Test(arguments: Lie.allCases)
    func `a forged word of admission does not burn the join secret`(lie: Lie) async throws {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        let secret = try #require(try pair.station.joinSecret())
        for _ in 1...2 {
            let outcome = try await pair.exchange { request in
                if request.url.hasSuffix("/v1/enrol") {
                    return .success(
                        LineAnswer(
                            status: 200, EnrolmentRequest.contentType,
                            EnrolmentAnswer.admitted.bytes))
                }
                guard let answer = try? lie.answer(request, of: pair) else {
                    return .failure(.interrupted)
                }
                return .success(answer)
            }
            #expect(outcome.result == lie.result)
            #expect(try pair.station.joinSecret() == secret)
            #expect(try pair.delivery().delivered == 0)
        }
        #expect(try pair.names(at: pair.county).isEmpty)
        #expect(try await pair.exchange().result == .agreed)
        #expect(try pair.station.joinSecret() == nil)
        #expect(try pair.delivery().pending == 0)
        #expect(try pair.names(at: pair.county) == ["甲"])
    }
}

/// A station that was put back to an older state of its files, and the screen while both sides differ.
@Suite(.timeLimit(.minutes(2))) struct OwnTroubleTests {
    /// What was recorded since on the old files: the county is longer by two changes, by one, as long,
    /// shorter.
    @Test(arguments: [[], ["丁"], ["丁", "戊"], ["丁", "戊", "己"]])
    func `S1 S3 S4 a station that was put back, or lives twice, loses nothing and counts it once`(
        names: [String]
    ) async throws {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        let place = try TemporaryPlace()
        let old = URL(fileURLWithPath: place.path).appendingPathComponent("n")
        try FileManager.default.copyItem(at: pair.station.directory, to: old)
        for name in ["乙", "丙"] { try pair.register(name, at: pair.station) }
        #expect(try await pair.exchange().result == .agreed)

        let home = try NodeHome(opening: old, clock: pair.clock)
        let before = home.origin
        for name in names { try pair.register(name, at: home) }
        #expect(try await pair.exchange(of: home).result == .agreed, "in one call")
        #expect(home.origin != before, "no sequence is used twice")
        let everybody = (["甲", "乙", "丙"] + names).sorted()
        #expect(try pair.names(at: pair.county) == everybody)
        #expect(try pair.names(at: home) == everybody)
        #expect(try home.store.setting("trouble") ?? "" == "")
        let delivery = try home.store.view { try $0.delivery() }
        #expect(delivery.pending == 0)
        #expect(try !home.store.view { try $0.incidents(limit: 10) }.isEmpty, "and it is said")

        // The files that were not put back go on, too.
        try pair.register("庚", at: pair.station)
        for node in [pair.station, home] {
            #expect(try await pair.exchange(of: node).result == .agreed)
        }
        for node in [pair.station, home, pair.county] {
            #expect(try pair.names(at: node) == (everybody + ["庚"]).sorted())
            #expect(try node.store.check(scratch: node.directory).findings == [])
        }
        #expect(
            try Set([pair.station, home, pair.county].map { try pair.digest(at: $0) }).count == 1)
    }

    /// The county may have answered the earlier name already, with an answer that was lost.
    @Test(arguments: [true, false])
    func
        `I20 a station that has another name before its first contact is taken up with all it wrote`(
            wasAnswered: Bool
        ) async throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        if wasAnswered {
            let outcome = try await pair.exchange { request in
                _ = pair.answer(request)
                return .failure(.timedOut)
            }
            #expect(outcome.result == .unreachable)
        }
        let sidecar = pair.station.directory.appendingPathComponent("keys/sidecar")
        try FileManager.default.removeItem(at: sidecar)
        let home = try NodeHome(opening: pair.station.directory, clock: pair.clock)
        let before = home.origin
        try pair.register("乙", at: home)
        #expect(home.origin != before)

        #expect(try await pair.exchange(of: home).result == .agreed)
        #expect(try home.joinSecret() == nil)
        for node in [home, pair.county] {
            #expect(try pair.names(at: node) == ["乙", "甲"])
            #expect(try node.store.view { try $0.delivery() }.quarantined == 0)
        }
        #expect(try home.store.view { try $0.delivery() }.pending == 0)
    }

    @Test func `S8 a county put back to last week is healed by its stations, unasked`() async throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        let place = try TemporaryPlace()
        let old = URL(fileURLWithPath: place.path).appendingPathComponent("n")
        try FileManager.default.copyItem(at: pair.county.directory, to: old)
        try pair.register("乙", at: pair.station)
        try pair.register("丙", at: pair.county)
        #expect(try await pair.exchange().result == .agreed)

        let county = try NodeHome(opening: old, clock: pair.clock)
        let before = county.origin
        try pair.register("丁", at: county)
        let service = SyncService(home: county, log: Pair.silent)
        #expect(try await pair.exchange(over: { service.answer($0) }).result == .agreed)
        #expect(county.origin != before)
        for node in [county, pair.station] {
            #expect(try pair.names(at: node) == ["丁", "丙", "乙", "甲"].sorted())
        }
        #expect(try pair.delivery().pending == 0)
        #expect(try pair.station.store.upstream()?.origin == county.origin)
        #expect(try pair.digest(at: county) == pair.digest(at: pair.station))
    }

    /// How many people the county registered and lost, and how many it has registered since; where it was
    /// put back to before all, it has lost the word that took the station up, too.
    @Test(arguments: [false, true], [[0, 2], [1, 3], [2, 2], [3, 1]])
    func `S8 a branch that a county has lost is shown to it, however short, and both agree`(
        isBeforeAll: Bool, lengths: [Int]
    ) async throws {
        let pair = try Pair()
        let place = try TemporaryPlace()
        let old = URL(fileURLWithPath: place.path).appendingPathComponent("n")
        if isBeforeAll { try FileManager.default.copyItem(at: pair.county.directory, to: old) }
        try pair.register("站", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        if !isBeforeAll { try FileManager.default.copyItem(at: pair.county.directory, to: old) }
        let lost = (0..<lengths[0]).map { "旧\($0)" }
        for name in lost { try pair.register(name, at: pair.county) }
        if !lost.isEmpty { #expect(try await pair.exchange().result == .agreed) }

        let county = try NodeHome(opening: old, clock: pair.clock)
        let new = (0..<lengths[1]).map { "新\($0)" }
        for name in new { try pair.register(name, at: county) }
        let service = SyncService(home: county, log: Pair.silent)
        for _ in 0..<3 { _ = try await pair.exchange { service.answer($0) } }
        #expect(try await pair.exchange { service.answer($0) }.result == .agreed)
        for node in [county, pair.station] {
            #expect(try pair.names(at: node) == (lost + new + ["站"]).sorted())
            #expect(try node.store.check(scratch: node.directory).findings == [])
        }
        #expect(try pair.digest(at: county) == pair.digest(at: pair.station))
        #expect(try pair.delivery().pending == 0)
    }

    @Test func `trouble stays while nobody answers, and goes with an exchange that agrees`()
        async throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        try pair.register("乙", at: pair.station)
        // The county's word, with a complaint that it has no reason for.
        let troubled = try await pair.exchange { request in
            let answer = pair.answer(request)
            guard case .success(var given) = answer,
                var message = try? Message(body: given.body, answering: request.body)
            else { return answer }
            message.turnedAway.append(
                .init(scope: pair.scope, origin: pair.station.origin, error: .brokenRoot))
            given.body = message.bytes
            return .success(given)
        }
        #expect(troubled.result == .partly)
        let store = pair.station.store
        #expect(try store.setting("trouble") == "broken-root")
        for failure in [LineFailure.refused, .timedOut] {
            #expect(try await pair.exchange { _ in .failure(failure) }.result == .unreachable)
            #expect(try store.setting("trouble") == "broken-root")
        }
        #expect(try await pair.exchange().result == .agreed)
        #expect(try store.setting("trouble") == "")
        #expect(try pair.delivery().pending == 0)
    }
}

/// Every file of a node but those that SQLite keeps beside the database for readers.
private struct Files: Equatable {
    private let contents: [String: Data]

    init(_ directory: URL) throws {
        let files = FileManager.default
        var contents: [String: Data] = [:]
        for path in try files.subpathsOfDirectory(atPath: directory.path)
        where !path.hasSuffix("-shm") {
            contents[path] = files.contents(atPath: directory.appendingPathComponent(path).path)
        }
        self.contents = contents
    }
}

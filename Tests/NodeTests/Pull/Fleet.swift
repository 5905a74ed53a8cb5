import Authority
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Transport

/// A county and some stations of it in one process, enrolled, each with an answering end of its own.
struct Fleet: Sendable {
    struct Member: Sendable {
        let home: NodeHome
        let scope: Scope
        let desk: Desk
        let service: SyncService

        @discardableResult
        func register(_ name: String) throws -> Entity {
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.name] = .text(name)
            return try home.store.commit(to: scope, by: home.author, at: 1) { try $0.write(draft) }
        }

        var names: [String] {
            get throws {
                try home.store.view { try $0.volunteers(limit: 1_000).compactMap(\.name).sorted() }
            }
        }

        func delivery() throws -> Delivery {
            try home.store.view { try $0.delivery() }
        }
    }

    let places: [TemporaryPlace]
    let county: NodeHome
    let desk: Desk
    let service: SyncService
    let members: [Member]

    /// Every station has been in contact once, and both ends hold the same.
    init(_ count: Int) async throws {
        places = try (0...count).map { _ in try TemporaryPlace() }
        let homes = places.map { URL(fileURLWithPath: $0.path).appendingPathComponent("n") }
        let county = try NodeHome.create(in: homes[0], role: .county, code: "620102", name: "县")
        let desk = Desk(county)
        let service = SyncService(home: county, desk: desk, log: Pair.silent)
        var members: [Member] = []
        for number in 1...count {
            let scope: Scope = county.randomness.identifier()
            let home = try Self.join(county, scope, number, in: homes[number])
            let outcome = try await onThread {
                try Daemon(home: home, transport: TwinTransport(service.answer), log: Pair.silent)
                    .exchangeOnce()
            }
            precondition(outcome.result == .agreed)
            let desk = Desk(home)
            members.append(
                Member(
                    home: home, scope: scope, desk: desk,
                    service: SyncService(home: home, desk: desk, log: Pair.silent)))
        }
        self.county = county
        self.desk = desk
        self.service = service
        self.members = members
    }

    private static func join(
        _ county: NodeHome, _ scope: Scope, _ number: Int, in directory: URL
    ) throws -> NodeHome {
        let code = "62010200\(number)"
        try county.store.addScope(
            scope, authorityKey: county.publicKey, code: code, name: "镇\(number)")
        let secret = county.randomness.bytes(32)
        try county.store.addInvitation(
            secretHash: EnrolmentRequest.hash(of: secret), scope: scope, expires: .max)
        return try NodeHome.join(
            JoinFile(
                scope: scope, scopeKey: county.randomness.bytes(32), code: code, name: "镇\(number)",
                county: .init(
                    code: "620102", name: "县", addresses: ["127.0.0.1:1"],
                    publicKey: county.publicKey, exchangeKey: county.randomness.bytes(32)),
                secret: secret, expires: "2099-01-01T00:00:00Z"), in: directory)
    }

    /// Puts a server behind a station's address, by default its own answering end.
    func serve(
        _ index: Int, _ answer: (@Sendable ([UInt8]) async -> HTTPAnswer)? = nil
    ) async throws -> ServerUnderTest {
        let member = members[index]
        let answering: any SyncAnswering =
            answer.map { ScriptedAnswerer(sync: $0) } ?? member.service
        let server = try await ServerUnderTest.sync(answering, as: member.home)
        try county.store.setAddress(
            "127.0.0.1:\(server.port)", of: members[index].home.origin)
        return server
    }

    /// One pull by the real line, from all stations unless some are named.
    func pull(_ indices: [Int]? = nil, timeout: Int64 = 20_000) async throws -> [PullOutcome] {
        let stations = (indices ?? Array(members.indices)).map { members[$0].home.origin }
        return try await onThread {
            try Daemon(
                home: county, transport: CurlTransport(), desk: desk, log: Pair.silent
            ).pullOnce(PullOrder(stations: stations, timeout: timeout))
        }
    }

    /// One pull over a line that may do anything.
    func pull(
        over line: @escaping @Sendable (LineRequest) -> Result<LineAnswer, LineFailure>
    ) async throws -> [PullOutcome] {
        // The names by which the county knows them.
        let stations = try members.map { member in
            try member.home.store.ownOrigins().last { try county.store.peer($0) != nil }
                ?? member.home.origin
        }
        for station in stations { try county.store.setAddress("127.0.0.1:1", of: station) }
        return try await onThread {
            try Daemon(
                home: county, transport: TwinTransport(line), desk: desk, log: Pair.silent
            ).pullOnce(PullOrder(stations: stations, timeout: 1 << 40))
        }
    }

    /// The station's people, as the county holds them.
    func names(at index: Int) throws -> [String] {
        try county.store.view {
            try $0.volunteers(in: members[index].scope, limit: 1_000).compactMap(\.name).sorted()
        }
    }
}

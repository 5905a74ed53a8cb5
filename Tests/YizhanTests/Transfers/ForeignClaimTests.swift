import Commands
import Foundation
import ServiceRecords
import Store
import SyncCore
import Testing

@testable import Node

/// Claims that mean somebody of another county: found without anybody saying a number (protocol §9, S34).
@Suite struct ForeignClaimTests {
    private let scene: TransferScene
    private var a: Workplace { scene.station(0) }
    private var b: Workplace { scene.station(1) }

    init() throws {
        scene = try TransferScene(counties: 3, stations: 1, hasCity: true)
        try scene.register(at: b)
    }

    /// Long enough for a question, its answer, what was picked, whom it means, and whom that is put before.
    private static let rounds = 8

    @discardableResult
    private func claim(from: String? = nil) throws -> Entity {
        let done = try TransferCommands.claim(b, volunteer: TransferScene.person, from: from)
        return try #require(done.transfer.value.flatMap(Entity.init(hex:)))
    }

    private func progress(of claim: Entity) throws -> [Int] {
        let search = try scene.regions[1].county.store.view { try $0.claimSearch() }
        let (asked, answered) = search.progress(of: claim)
        return [asked, answered]
    }

    /// What the county's daemon does once a day.
    private func patrol(_ county: Workplace) throws {
        let city = try #require(scene.city).home
        let daemon = try Daemon(
            home: county.home,
            transport: DirectTransport(to: city, SyncService(home: city, log: TransferScene.log)),
            watchesStore: false, log: TransferScene.log)
        daemon.nextPatrol = 0
        daemon.patrol()
    }

    private func claims(at place: Workplace) throws -> [String] {
        try TransferCommands.list(place).transfers.flatMap(\.claims)
    }

    /// All that a node holds, open and personal, in one piece.
    private func everything(at place: Workplace) throws -> Data {
        var all = Data()
        try place.store.view { view in
            for kind in [ScopeKind.station, .desk, .own, .shared] {
                for card in try view.scopes(kind) {
                    for held in try view.transferStatements(in: card.scope) {
                        all += Data(held.change.canonical.bytes)
                        all += Data(held.change.personal.part?.payload ?? [])
                    }
                }
            }
        }
        return all
    }

    @Test func `S34, I19: the owner in another county is asked, and nobody else learns a number`()
        throws
    {
        try scene.register(at: a)
        try scene.serve(at: a, month: 3, days: 1...2)
        try scene.serve(at: b, month: 4, days: 1...1)
        try scene.heal()
        let claim = try claim()
        try scene.heal(rounds: Self.rounds)
        #expect(try claims(at: a) == [claim.description])
        #expect(try progress(of: claim) == [2, 2])
        #expect(try TransferCommands.list(b).referredClaims.map(\.found) == [1])
        let (city, third) = (try #require(scene.city), scene.regions[2].county)
        let number = Data(TransferScene.person.utf8)
        for place in [city, third, scene.station(2)] {
            let held = try everything(at: place)
            #expect(held.range(of: number) == nil)
            #expect(held.range(of: Data(Hash.sha256([UInt8](number)).bytes)) == nil)
        }
        #expect(try everything(at: b).range(of: number) != nil, "the claim itself holds it")
        #expect(try !everything(at: city).isEmpty)

        scene.clock.advance(days: 1)
        try scene.release(from: a, to: b)
        try scene.heal(rounds: Self.rounds)
        #expect(try scene.entries(at: a) == ["closed"] && scene.entries(at: b) == ["active"])
        #expect(try scene.lifetime(at: a) == 3 && scene.lifetime(at: b) == 3)
        #expect(try scene.hours(at: city) == 3)
        #expect(try TransferCommands.list(b).referredClaims.isEmpty)
        let search = try third.store.view { try $0.claimSearch() }
        let asked = try #require(try third.home.store.view { try $0.scopes(.station) }.first).scope
        #expect(search.open(at: [asked]).isEmpty, "it was called off")
    }

    @Test func `S34: a claim on the wrong person is declined, and both stay what they were`() throws
    {
        try scene.register(at: a)
        try scene.heal()
        let claim = try claim()
        try scene.heal(rounds: Self.rounds)
        _ = try TransferCommands.decline(a, String(claim.description.prefix(12)))
        try scene.heal(rounds: Self.rounds)
        #expect(try claims(at: a).isEmpty && scene.state(at: a) == "active")
        #expect(try TransferCommands.list(b).referredClaims.isEmpty)
        #expect(try b.store.view { try $0.volunteers(limit: 9) }.map(\.name) == ["张三"])
    }

    @Test
    func
        `who comes to light after a county has answered is found then; a silent one is waited for`()
        throws
    {
        let claim = try claim()
        try scene.heal(without: [scene.regions[0].county], rounds: Self.rounds)
        #expect(try progress(of: claim) == [2, 1])
        scene.clock.advance(days: 200)
        try scene.heal(rounds: Self.rounds)
        #expect(try progress(of: claim) == [2, 2])
        #expect(try TransferCommands.list(b).unmatchedClaims.map(\.claim) == [claim.description])
        // What A has registered long ago arrives.
        try scene.register(at: a)
        try scene.heal(rounds: Self.rounds)
        #expect(try claims(at: a) == [claim.description])
    }

    @Test
    func
        `somebody registered in two counties is said to be, each owner answers, and giving up ends both`()
        throws
    {
        let c = scene.station(2)
        try scene.register(at: a)
        try scene.register(at: c)
        try scene.heal()
        let claim = try claim()
        try scene.heal(rounds: Self.rounds)
        #expect(try TransferCommands.list(b).referredClaims.map(\.found) == [2])
        #expect(try claims(at: a).count == 1 && claims(at: c).count == 1)
        _ = try TransferCommands.decline(a, String(claim.description.prefix(12)))
        try scene.heal(rounds: Self.rounds)
        #expect(try TransferCommands.list(b).referredClaims.map(\.found) == [1])
        _ = try TransferCommands.cancel(b, String(claim.description.prefix(12)))
        try scene.heal(rounds: Self.rounds)
        #expect(try claims(at: c).isEmpty && TransferCommands.list(b).referredClaims.isEmpty)
        #expect(try scene.state(at: a) == "active" && scene.state(at: c) == "active")
        let text = String(claim.description.prefix(12))
        #expect(try problem { try TransferCommands.cancel(b, text) }.code == "no-transfer")
    }

    @Test func `who says where they were known is asked about there alone`() throws {
        try scene.register(at: a)
        try scene.heal()
        let claim = try claim(from: "620102")
        try scene.heal(rounds: Self.rounds)
        #expect(try progress(of: claim) == [1, 1])
        #expect(try claims(at: a) == [claim.description])
        let found = try problem {
            try TransferCommands.claim(b, volunteer: TransferScene.person, from: "99")
        }
        #expect(found.code == "unknown-destination")
    }

    @Test func `a city asks nobody in a county's name`() throws {
        try scene.register(at: a)
        try scene.heal()
        let city = try #require(scene.city)
        let mask = try #require(NumberMask(secret: [UInt8](repeating: 3, count: 32)))
        let point = try #require(mask.point(of: TransferScene.person))
        let forged = TransferWord(
            .inquire(
                .init(
                    claim: Entity(raw: RawIdentifier(high: 1, low: 2)),
                    claimant: try scene.scope(of: b),
                    volunteer: Entity(raw: RawIdentifier(high: 1, low: 3)),
                    bucket: NumberMask.bucket(of: TransferScene.person), point: point)),
            of: nil, told: [try scene.scope(of: a)])
        _ = try city.store.settle(forged, at: scene.clock.now)
        try scene.heal(rounds: 3)
        let search = try scene.regions[0].county.store.view { try $0.claimSearch() }
        #expect(search.isEmpty, "what is not signed is heard by nobody")
        let above = try city.store.view { try $0.claimSearch() }
        #expect(above.progress(of: Entity(raw: RawIdentifier(high: 1, low: 2))).answered == 0)
    }

    @Test
    func `a county that asks about very many people waits, and the one that is asked says so`()
        throws
    {
        let limit = ClaimSearch.questionsADay
        let county = scene.regions[0].county
        let claims = try (0...limit).map { number in
            let first = "62010219900307\(100 + number)"
            var fields = VolunteerFields()
            fields.name = "某人"
            fields.idNumber = first + String(try #require(CitizenNumber.checkCharacter(of: first)))
            let id = try VolunteerCommands.add(b, fields).id
            let done = try TransferCommands.claim(b, volunteer: id, from: "620102")
            return try #require(done.transfer.value.flatMap(Entity.init(hex:)))
        }
        func answered() throws -> Int {
            let search = try scene.regions[1].county.store.view { try $0.claimSearch() }
            return claims.map { search.progress(of: $0).answered }.reduce(0, +)
        }
        func findings() throws -> [Int?] {
            try DoctorCommands.examine(county).findings
                .filter { $0.code == "questions-delayed" }.map(\.count.value)
        }
        try scene.heal(rounds: 4)
        #expect(try answered() == limit)
        #expect(try findings() == [1])
        scene.clock.advance(days: 1)
        // Nothing comes that could wake the county: its daemon does so once a day.
        try patrol(county)
        try scene.heal(rounds: 3)
        #expect(try answered() == limit + 1)
        #expect(try findings().isEmpty)
    }
}

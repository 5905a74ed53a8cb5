import Commands
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing

/// A station is gone: its county does in its name what a transfer needs (protocol §9). And a claim for which
/// nobody is found is given up by whoever made it.
@Suite struct AbsentStationTests {
    private let scene: TransferScene
    private var county: Workplace { scene.regions[0].county }

    init() throws { scene = try TransferScene(counties: 1, stations: 2, hasCity: false) }

    private func state(of code: String) throws -> [String] {
        try TransferCommands.list(county, code: code).transfers.map(\.state)
    }

    @Test func `I21: the county releases and closes for a station that is gone`() throws {
        let (a, b) = (scene.station(0, 0), scene.station(0, 1))
        try scene.register(at: a)
        try scene.serve(at: a, month: 3, days: 1...3)
        try scene.heal()
        let file = scene.folder.path("passport")
        let done = try TransferCommands.release(
            county, volunteer: TransferScene.person, to: b.home.code, passport: .init(file: file),
            for: a.home.code)
        let id = try #require(done.transfer.value)
        #expect(try state(of: a.home.code) == ["released"])
        // Nothing is closed before the new owner holds the profile.
        #expect(
            try problem { try TransferCommands.close(county, id, for: a.home.code) }.code
                == "no-transfer")
        try scene.accept(file, at: b)
        try scene.serve(at: b, month: 4, days: 1...2)
        try scene.heal(without: [a])
        #expect(try scene.state(at: b) == "active" && scene.hours(at: b, "provisional") == 0)
        #expect(try scene.lifetime(at: b) == 5)
        try scene.heal(without: [a])
        let closed = try TransferCommands.close(county, id, for: a.home.code)
        #expect(closed.act == .closed)
        #expect(try state(of: a.home.code) == ["closed"])
        #expect(
            try county.store.view { try $0.erasures(in: scene.scope(of: a)) }.requests.count == 1)
        // It comes back, and finds all as if it had done so itself.
        try scene.heal()
        #expect(try scene.entries(at: a) == ["closed"] && scene.state(at: b) == "active")
        #expect(try scene.hours(at: county) == 5 && scene.hours(at: a) == 3)
    }

    @Test
    func `I21: the county accepts and declines for a taker that is gone, and holds the profile`()
        throws
    {
        let (a, b) = (scene.station(0, 0), scene.station(0, 1))
        try scene.register(at: a)
        try scene.heal()
        let first = try scene.release(from: a, to: b)
        try scene.heal(without: [b])
        _ = try TransferCommands.decline(county, String(first.prefix(12)), for: b.home.code)
        try scene.heal(without: [b])
        #expect(try scene.state(at: a) == "active")
        scene.clock.advance(days: 1)
        let second = try scene.release(from: a, to: b)
        try scene.heal(without: [b])
        _ = try TransferCommands.accept(county, String(second.prefix(12)), for: b.home.code)
        #expect(try state(of: b.home.code) == ["active"])
        // The county has said that B's scope holds the profile: A needs its own no more.
        try scene.heal(without: [b])
        #expect(try scene.entries(at: a) == ["closed"])
        try scene.heal()
        #expect(try scene.entries(at: b) == ["active"])
        let people = try b.store.view { try $0.volunteers(limit: 9) }
        #expect(people.map(\.idNumber) == [TransferScene.person])
    }

    @Test func `a station that is there says itself that it has taken somebody`() throws {
        let (a, b) = (scene.station(0, 0), scene.station(0, 1))
        try scene.register(at: a)
        try scene.heal()
        let id = try scene.release(from: a, to: b)
        try scene.heal()
        try scene.accept(String(id.prefix(12)), at: b)
        try scene.heal()
        let scope = try scene.scope(of: b)
        let authors = try county.store.view { view in
            try view.transferStatements(in: scope).compactMap { held -> Origin? in
                guard case .taken = held.statement.word.content else { return nil }
                return held.statement.author
            }
        }
        #expect(authors == [b.home.origin])
    }

    @Test func `the county's word takes a second person, and only at the station's own county`()
        throws
    {
        let (a, b) = (scene.station(0, 0), scene.station(0, 1))
        try scene.register(at: a)
        try scene.heal()
        for (login, role) in [("cao", Role.countyOperator), ("du", .countyOperator)] {
            _ = try UserCommands.add(county, login: login, name: "某某", role: role.name)
        }
        func release(as login: String?, at place: Workplace? = nil) throws -> TransferDone {
            try TransferCommands.release(
                Workplace(home: (place ?? county).home, login: login),
                volunteer: TransferScene.person, to: b.home.code, for: a.home.code)
        }
        #expect(try problem { try release(as: "cao") }.exit == .waitingForApproval)
        #expect(try state(of: a.home.code) == [])
        let asked = try #require(try ApprovalCommands.list(county).approvals.first).id
        #expect(
            try problem {
                try ApprovalCommands.answer(
                    Workplace(home: county.home, login: "cao"), asked, approving: true)
            }.code == "own-request")
        _ = try ApprovalCommands.answer(
            Workplace(home: county.home, login: "du"), asked, approving: true)
        #expect(try release(as: "cao").act == .released)
        #expect(try ApprovalCommands.list(county).approvals.isEmpty)
        #expect(try problem { try release(as: nil, at: b) }.code == "other-station")
        #expect(
            try problem {
                try TransferCommands.release(
                    county, volunteer: TransferScene.person, to: b.home.code)
            }.code == "station-only")
    }

    @Test
    func `S34: a claim that meant nobody is given up by whoever made it, and matches no more`()
        throws
    {
        let (a, b) = (scene.station(0, 0), scene.station(0, 1))
        try scene.register(at: b)
        let claim = try #require(
            try TransferCommands.claim(b, volunteer: TransferScene.person).transfer.value)
        try scene.heal()
        #expect(try TransferCommands.list(b).unmatchedClaims.map(\.claim) == [claim])
        _ = try TransferCommands.cancel(b, String(claim.prefix(12)))
        #expect(try TransferCommands.list(b).unmatchedClaims.isEmpty)
        #expect(try problem { try TransferCommands.cancel(b, claim) }.code == "no-transfer")
        try scene.heal()
        try scene.register(at: a)
        try scene.heal()
        #expect(try TransferCommands.list(a).transfers.isEmpty)

        // Given up while the county finds somebody: the owner is not asked for ever.
        let other = try #require(
            try TransferCommands.claim(b, volunteer: TransferScene.person).transfer.value)
        try scene.exchange(b, with: county)
        _ = try TransferCommands.cancel(b, String(other.prefix(12)))
        try scene.heal(rounds: 3)
        #expect(try scene.entry(at: a)["claims"] as? [String] == [])
        #expect(try county.store.view { try $0.ledgers() }.allSatisfy { $0.openClaims.isEmpty })
    }
}

extension TransferScene {
    func scope(of place: Workplace) throws -> Scope {
        try #require(try place.home.stationScope())
    }
}

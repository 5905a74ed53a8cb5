import Commands
import Foundation
import Node
import SyncCore
import Testing

@testable import Store

/// What a node of the tree may not make others believe by writing it.
@Suite struct TransferForgeryTests {
    @Test func `a warrant shows releases and accepts, and no other word`() throws {
        let scene = try TransferScene(counties: 1, stations: 2, hasCity: false)
        let (a, b) = (scene.station(0, 0), scene.station(0, 1))
        try scene.register(at: a)
        try scene.heal()
        try scene.release(from: a, to: b, passport: "passport")
        let data = try Data(contentsOf: URL(fileURLWithPath: scene.folder.path("passport")))
        let passport = try Passport(bytes: [UInt8](data))
        let release = try #require(try Warrant(bytes: passport.warrants[0]).claimed)
        let scope = try #require(try b.home.stationScope())
        let close = try b.store.commit(to: scope, by: b.home.author, at: scene.clock.now) { door in
            try door.write(TransferWord(.close(epoch: release.id), of: release.subject))
        }
        let warrant = try #require(
            try b.store.warrant(of: close, in: scope, at: scene.clock.now))
        let shown = WarrantReader.changes(in: [warrant.bytes] + passport.warrants) { _ in true }
        #expect(shown.compactMap { TransferStatement($0)?.id } == [release.id])
        // What is remembered of a warrant is what it shows, and nothing of one with another byte.
        let memo = WarrantMemo()
        for _ in 0..<2 {
            #expect(memo.shown(by: passport.warrants[0])?.statement.id == release.id)
            for place in passport.warrants[0].indices where place % 16 == 0 {
                var altered = passport.warrants[0]
                altered[place] ^= 1
                #expect(memo.shown(by: altered) == nil)
            }
        }
    }

    /// It holds a copy of the station's disk, and releases by a passport that it carries itself.
    @Test(arguments: [true, false])
    func `I22 a volunteer whom a revoked PC gives away stays where it is`(isRevoked: Bool) throws {
        let scene = try TransferScene(counties: 1, stations: 2, hasCity: false)
        let (a, b) = (scene.station(0, 0), scene.station(0, 1))
        let county = scene.regions[0].county
        try scene.register(at: a)
        try scene.heal()
        if isRevoked {
            _ = try KeyCommands.revoke(county, origin: a.home.origin.description, code: a.home.code)
        }
        try scene.release(from: a, to: b, passport: "passport")
        try scene.accept(scene.folder.path("passport"), at: b)
        for _ in 0..<3 { try scene.exchange(b, with: county) }
        #expect(try scene.state(at: b) == (isRevoked ? "notTransferred" : "active"))
    }

    @Test func `I19: who names another county's station neither gets it nor speaks for it`() throws
    {
        let scene = try TransferScene(counties: 2, stations: 1, hasCity: true)
        let city = try #require(scene.city)
        let (county, thief) = (scene.regions[0].county, scene.regions[1].county)
        let scope = try #require(try scene.station(0).home.stationScope())
        let desk = try #require(try thief.store.view { try $0.scopes(.desk) }.first).scope
        let key = [UInt8](repeating: 7, count: 32)
        let forged = try thief.home.signer.sign(Announcement.signed(scope, exchangeKey: key))
        try thief.store.commit(to: desk, by: thief.home.author, at: scene.clock.now) { door in
            try door.write(
                Announcement(
                    .raised, scope: scope, founderKey: county.home.publicKey, code: "620102001",
                    name: "站", exchangeKey: key, signature: forged))
        }
        try scene.heal()
        let peer = try #require(
            try city.store.peer(Origin(publicKey: thief.home.publicKey)))
        #expect(!peer.scopes.contains(scope))
        let line = try scene.station(1).store.view { try $0.directory() }
            .first { $0.scope == scope }
        #expect(try #require(line).exchangeKey != key)
    }

    @Test
    func `who raises a scope first without having opened it gets nothing, and shuts nobody out`()
        throws
    {
        let scene = try TransferScene(counties: 2, stations: 1, hasCity: true)
        let city = try #require(scene.city)
        let (county, thief) = (scene.regions[0].county, scene.regions[1].county)
        let desk = try #require(try thief.store.view { try $0.scopes(.desk) }.first).scope
        // Its county has it since a moment, and nobody above has heard of it.
        _ = try StationCommands.invite(
            county,
            .init(
                code: "620102009", name: "站9", addresses: ["127.0.0.1:1"],
                file: scene.folder.path("join-9")))
        let scope = try #require(try county.store.view { try $0.scope(code: "620102009") }).scope
        let key = [UInt8](repeating: 7, count: 32)
        let signature = try thief.home.signer.sign(Announcement.signed(scope, exchangeKey: key))
        for founder in [thief.home.publicKey, county.home.publicKey] {
            try thief.store.commit(to: desk, by: thief.home.author, at: scene.clock.now) { door in
                try door.write(
                    Announcement(
                        .raised, scope: scope, founderKey: founder, code: "620103008", name: "站",
                        exchangeKey: key, signature: signature))
            }
        }
        try scene.exchange(thief, with: city)
        try scene.exchange(thief, with: city)
        #expect(try city.store.view { try $0.scopes() }.allSatisfy { $0.scope != scope })
        try scene.heal()
        let held = try #require(try city.store.view { try $0.scopes() }.first { $0.scope == scope })
        #expect(held.authority == county.home.origin && held.code == "620102009")
        #expect(
            try !#require(try city.store.peer(Origin(publicKey: thief.home.publicKey))).scopes
                .contains(scope))
        let lines = try scene.station(1).store.view { try $0.directory() }
            .filter { $0.scope == scope }
        #expect(lines.map(\.code) == ["620102009"] && lines.allSatisfy { $0.exchangeKey != key })
    }

    @Test func `a release that never stood at its giver moves nobody, however it is wrapped`()
        throws
    {
        let scene = try TransferScene(counties: 2, stations: 1, hasCity: true)
        let (a, b) = (scene.station(0), scene.station(1))
        try scene.register(at: a)
        try scene.heal()
        let thief = scene.regions[1].county
        let (giver, taker) = (
            try #require(try a.home.stationScope()), try #require(try b.home.stationScope())
        )
        let root = try #require(try a.store.view { try $0.volunteers(limit: 1) }.first).entity
        let subject = Subject(home: giver, root: root)
        let release = TransferWord(
            .release(.init(volunteer: root, taker: taker, restsOn: [], asOf: scene.clock.now)),
            of: subject)
        let header = Header(
            scope: giver, origin: Origin(publicKey: a.home.publicKey), sequence: 999,
            time: scene.clock.now, context: Context(), actor: nil, kind: SystemKind.transfer,
            entity: nil)
        let forged = Change(
            try CanonicalChange(checking: header, open: release.open), personal: .none)
        let desk = try #require(try thief.store.view { try $0.scopes(.desk) }.first).scope
        try thief.store.commit(to: desk, by: thief.home.author, at: scene.clock.now) { door in
            _ = try door.wrap(forged, as: SystemKind.hop, context: door.context)
        }
        _ = try b.store.commit(to: taker, by: b.home.author, at: scene.clock.now) { door in
            try door.write(
                TransferWord(
                    .accept(
                        release: Entity(creatingLeaf: forged.leaf),
                        .init(volunteer: root, warrants: [])), of: subject))
        }
        try scene.heal()
        #expect(try scene.entries(at: a) == [])
        let ledgers = try scene.regions[0].county.store.view { try $0.ledgers() }
        #expect(ledgers.allSatisfy { $0.owner == giver && $0.undecided.isEmpty })
    }

    @Test func `a city that goes on under another origin writes into no station's scope`() throws {
        let scene = try TransferScene(counties: 1, stations: 1, hasCity: true)
        let city = try #require(scene.city)
        let scope = try #require(try scene.station(0).home.stationScope())
        func origins() throws -> [Origin] {
            try city.store.read { db in
                let log = LogTable(db: db)
                return try log.scope(scope).map { try log.logs(in: $0.id).map(\.origin) } ?? []
            }
        }
        let before = try origins()
        #expect(!before.isEmpty)
        let now = scene.clock.now
        try city.store.append(at: now) { db in
            try city.store.succeed(because: .ownLogLonger, at: now, in: db)
        }
        #expect(try origins() == before)
    }

    @Test func `two stations of one code are no destination`() throws {
        let scene = try TransferScene(counties: 1, stations: 2, hasCity: false)
        let (a, b) = (scene.station(0, 0), scene.station(0, 1))
        let county = scene.regions[0].county
        try scene.register(at: a)
        let other = Scope(foundedBy: county.home.publicKey, SystemRandomness())
        let signature = try county.home.signer.sign(Announcement.signed(other, exchangeKey: []))
        try county.store.commit(
            to: county.store.sharedScope(), by: county.home.author, at: scene.clock.now
        ) { door in
            try door.write(
                Announcement(
                    .listed, scope: other, founderKey: county.home.publicKey, code: b.home.code,
                    name: "站", signature: signature))
        }
        try scene.heal()
        #expect(
            try problem { try scene.release(from: a, to: b) }.code == "ambiguous-destination")
    }
}

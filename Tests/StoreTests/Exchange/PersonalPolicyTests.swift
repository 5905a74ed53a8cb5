import Foundation
import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// Protocol §7: a city above the county gets commitments, verifies every root, counts every hour, and sees
/// no name.
@Suite struct PersonalPolicyTests {
    let world: World
    let city: Replica
    let person: Entity
    var county: Replica { world.county }
    private var cityPeer: Peer {
        Peer(key: city.signer.publicKey, standpoint: .above, scopes: [world.scope])
    }

    init() throws {
        world = try World(stations: 1)
        try world.settle()
        let station = world.stations[0]
        person = try station.register("欧阳不可见", area: "看得见的村", phone: "13912345678")
        try station.record(3_600, of: person)
        try world.settle()
        city = try Replica(
            seed: 900, scope: world.scope, authority: world.county.signer.publicKey)
        try world.county.store.add(
            Peer(key: city.signer.publicKey, standpoint: .above, scopes: [world.scope]))
    }

    private func message(to peer: Peer, isLiteral: Bool) throws -> Message {
        var outline = Outline(summary: .zero)
        outline.spans = try county.vector().entries.map {
            Outline.Span(
                scope: county.scope, origin: $0.origin, first: 1, last: $0.length,
                isLiteral: isLiteral)
        }
        var message = try county.store.compose(
            outline, to: peer, schemaVersion: Schema.version, room: 1 << 20, at: county.clock)
        message.chain = nil
        return message
    }

    /// Rows, as everybody reads them.
    private func rows(of message: Message) throws -> [Run.Row] {
        try message.runs.flatMap { try ($0.isPacked ? $0.literal : $0).rows }
    }

    private func expectNothing(in bytes: [[UInt8]]) throws {
        let remains = try Remains(of: [person], at: county, texts: ["欧阳不可见", "13912345678"])
        #expect(remains.parts.count == 2)
        for piece in bytes { #expect(remains.found(in: Data(piece)) == []) }
    }

    @Test(arguments: [false, true])
    func `I19 by the line no byte of a part or its salt goes above the county`(isLiteral: Bool)
        throws
    {
        let message = try message(to: cityPeer, isLiteral: isLiteral)
        let rows = try rows(of: message)
        try expectNothing(in: [message.bytes] + rows.map(\.canonical))
        #expect(rows.allSatisfy { $0.personal.part == nil })
        #expect(rows.filter { $0.personal != .none }.count == 2)
        // The search would find it, and the station's PCs get it.
        let below = try self.message(to: county.asPeer, isLiteral: true)
        let remains = try Remains(of: [person], at: county, texts: ["欧阳不可见"])
        #expect(
            Set(remains.found(in: Data(below.bytes))) == [
                "sealed part or salt", "payload", "欧阳不可见",
            ])
    }

    @Test func `I19 nor by a bundle`() throws {
        var chunks: [[UInt8]] = []
        _ = try county.store.carry(
            county.scope, to: [cityPeer], schemaVersion: Schema.version, at: county.clock
        ) { bytes, _ in chunks.append(bytes) }
        let rows = try chunks.flatMap { try self.rows(of: Message(bytes: $0)) }
        #expect(rows.count == Int(try county.vector().entries.map(\.length).reduce(0, +)))
        #expect(rows.allSatisfy { $0.personal.part == nil })
        try expectNothing(in: chunks + rows.map(\.canonical))
    }

    @Test func `whoever gets commitments has the same roots, digest and hours, and no name`() throws
    {
        try city.take(try message(to: cityPeer, isLiteral: false))
        #expect(try city.store.summary(of: city.scope) == county.store.summary(of: county.scope))
        #expect(try city.digest() == county.digest())
        #expect(try city.total() == county.total())
        #expect(try city.check().findings == [])
        let card = try #require(try city.volunteer(person))
        #expect(card.name == nil && card.phones.isEmpty && card.residenceArea == nil)
        let remains = try Remains(of: [person], at: county, texts: ["欧阳不可见"])
        #expect(try remains.found(at: city.place) == [])
    }

    @Test func `the rule of each tier is this`() throws {
        let scope = world.scope
        let countyPeer = Peer(key: county.signer.publicKey, standpoint: .above, scopes: [scope])
        let station = world.stations[0]
        #expect(try station.store.personalPolicy(of: scope, towards: countyPeer) == .parts)
        #expect(try county.store.personalPolicy(of: scope, towards: station.asPeer) == .parts)
        #expect(try county.store.personalPolicy(of: scope, towards: cityPeer) == .commitments)
        let foreign = SeededRandomness(77).identifier(Scope.self)
        #expect(
            try county.store.personalPolicy(of: foreign, towards: station.asPeer) == .commitments)
    }
}

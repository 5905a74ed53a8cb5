import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing

/// I18: with the salt of an attachment its bytes go, at whoever holds the erasure.
@Suite(.timeLimit(.minutes(1))) struct ErasedAttachmentTests {
    private func subject(of item: AttachmentItem, at home: NodeHome) throws -> Entity {
        let card = try home.store.view { view in
            try view.attachment(try #require(try view.entities(naming: item.key).first))
        }
        return try #require(card?.subject)
    }

    private func erase(_ record: Entity, _ pair: Pair) async throws {
        _ = try pair.station.store.commit(to: pair.scope, by: pair.station.author, at: 2) {
            try $0.askErasure(of: record, reason: "本人要求")
        }
        #expect(try await pair.exchange().result == .agreed)
        let count = try pair.county.store.commit(to: pair.scope, by: pair.county.author, at: 3) {
            try $0.erase(record)
        }
        #expect(count == 2, "the name, and what names the file")
    }

    @Test func `the bytes go with the salt, here and there`() async throws {
        let pair = try Pair()
        let item = try pair.station.attach([UInt8](repeating: 7, count: 50_000), in: pair.scope)
        let other = try pair.station.attach([UInt8](repeating: 8, count: 50_000), in: pair.scope)
        #expect(try await pair.exchange().result == .agreed)
        let record = try subject(of: item, at: pair.county)
        #expect(try pair.county.bytes(of: item).count == 50_000)
        try await erase(record, pair)
        #expect(!pair.county.attachments.isHeld(item.key))
        #expect(pair.station.attachments.isHeld(item.key), "it has not heard of it")
        #expect(try await pair.exchange().result == .agreed)
        for home in [pair.county, pair.station] {
            #expect(!home.attachments.isHeld(item.key))
            #expect(home.attachments.held(in: pair.scope) == [other.key.name])
            #expect(home.attachments.parts(in: pair.scope).isEmpty)
        }
        // Nothing asks for it again.
        #expect(try await pair.exchange().result == .agreed)
        #expect(pair.county.attachments.held(in: pair.scope) == [other.key.name])
    }

    @Test func `bytes that another record names under a salt stay`() async throws {
        let pair = try Pair()
        let item = try pair.station.attach([UInt8](repeating: 7, count: 20_000), in: pair.scope)
        let record = try subject(of: item, at: pair.station)
        let salt = try #require(try pair.station.store.view { try $0.salts(of: item.key) }.first)
        try pair.station.name(item, size: item.size, salt: Hex.encode(salt))
        #expect(try await pair.exchange().result == .agreed)
        try await erase(record, pair)
        #expect(try await pair.exchange().result == .agreed)
        for home in [pair.county, pair.station] {
            #expect(try home.bytes(of: item).count == 20_000)
        }
    }

    @Test func `a node that ended before it removed them does so when it is opened`() async throws {
        let pair = try Pair()
        let item = try pair.station.attach([UInt8](repeating: 7, count: 20_000), in: pair.scope)
        let record = try subject(of: item, at: pair.station)
        let directory = pair.station.directory
        let folder = directory.appendingPathComponent("attachments/\(pair.scope)")
        let copy = try Data(contentsOf: folder.appendingPathComponent(item.key.name.hex))
        #expect(try await pair.exchange().result == .agreed)
        try await erase(record, pair)
        #expect(try await pair.exchange().result == .agreed)
        try copy.write(to: folder.appendingPathComponent(item.key.name.hex))
        try pair.station.store.set("sweep-pending", "1")
        let again = try NodeHome(opening: directory, clock: pair.clock)
        #expect(!again.attachments.isHeld(item.key))
    }

    @Test
    func `what was attached to their hours is hidden with the request, and goes with the answer`()
        async throws
    {
        let pair = try Pair()
        let person = try pair.register("欧阳慕雪", at: pair.station)
        let other = try pair.register("上官婉清", at: pair.station)
        let item = try pair.station.attach(
            [UInt8](repeating: 7, count: 20_000), toHoursOf: person, in: pair.scope)
        let kept = try pair.station.attach(
            [UInt8](repeating: 8, count: 20_000), toHoursOf: other, in: pair.scope)
        #expect(try await pair.exchange().result == .agreed)
        func names(at home: NodeHome) throws -> [String?] {
            try home.store.view { try $0.attachments(limit: 10).map(\.fileName) }
        }
        _ = try pair.station.store.commit(to: pair.scope, by: pair.station.author, at: 2) {
            try $0.askErasure(of: person, reason: "本人要求")
        }
        #expect(try await pair.exchange().result == .agreed)
        for home in [pair.county, pair.station] {
            #expect(try names(at: home) == [nil, "签到表.jpg"])
        }
        let count = try pair.county.store.commit(to: pair.scope, by: pair.county.author, at: 3) {
            try $0.erase(person)
        }
        #expect(count == 2, "the name, and what names the file of the hours")
        #expect(try await pair.exchange().result == .agreed)
        for home in [pair.county, pair.station] {
            #expect(!home.attachments.isHeld(item.key))
            #expect(home.attachments.held(in: pair.scope) == [kept.key.name])
            #expect(try names(at: home) == [nil, "签到表.jpg"])
            #expect(try home.store.view { try $0.hoursTotal().all.records } == 2)
        }
        // What is attached to their hours later shows nothing either, and is erased when it is asked for again.
        let later = try pair.station.attach(
            [UInt8](repeating: 9, count: 20_000), toHoursOf: person, in: pair.scope)
        #expect(try await pair.exchange().result == .agreed)
        #expect(try names(at: pair.county) == [nil, "签到表.jpg", nil])
        let more = try pair.county.store.commit(to: pair.scope, by: pair.county.author, at: 4) {
            try $0.erase(person)
        }
        #expect(more == 1 && !pair.county.attachments.isHeld(later.key))
    }

    /// No table says of a change that does not count whose hours its file belongs to.
    @Test func `a refused file of their hours is hidden with the request, too`() async throws {
        let pair = try Pair()
        let person = try pair.register("欧阳慕雪", at: pair.station)
        let item = try pair.station.attach(
            [UInt8](repeating: 7, count: 20_000), toHoursOf: person, in: pair.scope)
        #expect(try await pair.exchange().result == .agreed)
        let (dot, leaf) = try pair.county.store.view { view in
            let file = try #require(try view.entities(naming: item.key).first)
            let dot = try #require(try view.creation(of: file))
            return (dot, try #require(try view.change(dot, in: pair.scope)).leaf)
        }
        try pair.say(.refuse(dot: dot, leaf: leaf, reason: "模糊"))
        #expect(try await pair.exchange().result == .agreed)
        func isShown(at home: NodeHome) throws -> Bool {
            let refused = try home.store.view { try $0.excluded(dot, in: pair.scope) }
            return try #require(refused).change.personal.part != nil
        }
        for home in [pair.county, pair.station] { #expect(try isShown(at: home)) }
        _ = try pair.station.store.commit(to: pair.scope, by: pair.station.author, at: 2) {
            try $0.askErasure(of: person, reason: "本人要求")
        }
        #expect(try await pair.exchange().result == .agreed)
        for home in [pair.county, pair.station] { #expect(try !isShown(at: home)) }
    }
}

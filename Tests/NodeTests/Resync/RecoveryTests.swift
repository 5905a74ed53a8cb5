import Foundation
import ServiceRecords
import Store
import SyncCore
import Testing
import Transport

@testable import Node

/// Damage that a node puts right by itself: its leaf says when it has. No line is needed, and no neighbour.
@Suite(.timeLimit(.minutes(3))) struct RecoveryTests {
    private let pair: Pair
    private var station: NodeHome { pair.station }

    init() throws {
        pair = try Pair()
        for number in 0..<6 {
            try station.store.commit(to: pair.scope, by: station.author, at: 1) { door in
                var draft = Draft(Volunteer.kind)
                draft[Volunteer.name] = .text("人\(number)")
                draft[Volunteer.volunteerNumber] = .text("62010200100\(number)")
                draft[Volunteer.serviceArea] = .text("城关镇街道办事处")
                try door.write(draft)
            }
        }
    }

    /// Step by step, with a dead line.
    private func repair() throws -> ResyncChange.Report? {
        let id = try station.store.commit(to: pair.scope, by: station.author, at: 1) {
            try $0.write(.instruct(.init(.repair, expires: .max, targets: [station.origin])))
        }
        _ = try Resync(station).step()
        return try station.store.view { try $0.instructions(in: pair.scope, at: 1) }
            .first { $0.id == id }?.reports.last?.report
    }

    private func alter(
        _ table: String = "change", _ column: String = "bytes", at sequence: UInt64 = 3,
        _ body: ([UInt8]) -> [UInt8]
    ) throws {
        try station.alter(
            table, column, at: sequence, of: station.origin, in: pair.scope, body)
    }

    private func expectWhole(_ names: [String]) throws {
        #expect(try station.store.damages().isEmpty)
        #expect(try pair.names(at: station) == names)
        #expect(try station.safety.check(station).isSound)
        #expect(try station.store.ownOrigins().count == 1)
    }

    @Test(arguments: [0, 20, 33, 40, -1])
    func `one byte anywhere in a change is found again`(place: Int) throws {
        let names = try pair.names(at: station)
        for (sequence, mask) in [(2, 0x10), (5, 0xA5)] as [(UInt64, UInt8)] {
            try alter(at: sequence) { bytes in
                var bytes = bytes
                bytes[place < 0 ? bytes.count + place : place] ^= mask
                return bytes
            }
        }
        #expect(try station.store.damages().count == 2)
        let report = try #require(try repair())
        #expect(report.state == .done && report["mended"] == 2 && report["damaged"] == 0)
        try expectWhole(names)
    }

    @Test func `what the tables show of a change is put back into it`() throws {
        let names = try pair.names(at: station)
        try alter { bytes in
            bytes.prefix(bytes.count - 12) + [UInt8](repeating: 0x7E, count: 12)
        }
        #expect(try repair()?["mended"] == 1)
        try expectWhole(names)
    }

    /// A table that somebody edited proves nothing: the leaf does.
    @Test func `what a table says otherwise is not put into a change`() throws {
        try alter { bytes in
            bytes.prefix(bytes.count - 12) + [UInt8](repeating: 0x7E, count: 12)
        }
        try station.tamper("UPDATE volunteer_service SET service_area = '别处'")
        _ = try repair()
        #expect(try station.store.damages().count == 1)
    }

    @Test func `one bit of a segment, and of a sealed part, is found again`() throws {
        let names = try pair.names(at: station)
        var packing = Store.Packing()
        packing.changes = 4
        packing.kept = 2
        while try station.store.pack(packing) > 0 {}
        let flip = { (bytes: [UInt8]) in
            var bytes = bytes
            bytes[bytes.count / 2] ^= 4
            return bytes
        }
        try alter("segment", at: 1, flip)
        try alter("personal", "sealed", at: 6, flip)
        #expect(try station.store.damages().count == 5)
        #expect(try repair()?["mended"] == 5)
        try expectWhole(names)
    }

    @Test(arguments: [[0x10], [0x81, 0xFF]] as [[UInt8]])
    func `what was altered beside a change is found again: its leaf says what belongs there`(
        masks: [UInt8]
    ) throws {
        let names = try pair.names(at: station)
        for (sequence, mask) in zip([2, 4] as [UInt64], masks) {
            try alter("personal", "commitment", at: sequence) { bytes in
                var bytes = bytes
                bytes[bytes.count / 2] ^= mask
                return bytes
            }
        }
        #expect(try station.store.damages().count == masks.count)
        #expect(try repair()?["mended"] == Int64(masks.count))
        try expectWhole(names)
    }

    /// Of what nobody else has yet: bytes and commitment are whole.
    @Test(arguments: [0x04, 0xA5] as [UInt8])
    func `I1 a leaf with one place wrong is put right by the change that it stands beside`(
        mask: UInt8
    ) throws {
        let names = try pair.names(at: station)
        for sequence in [2, 5] as [UInt64] {
            try alter("change", "leaf", at: sequence) { bytes in
                var bytes = bytes
                bytes[bytes.count / 2] ^= mask
                return bytes
            }
        }
        #expect(try station.store.damages().count == 2)
        #expect(try repair()?["mended"] == 2)
        try expectWhole(names)
    }

    /// Then something else is wrong than the leaf.
    @Test func `bytes that give quite another leaf do not take its place`() throws {
        func read(_ column: String, at sequence: UInt64) throws -> [UInt8] {
            var found: [UInt8] = []
            try alter("change", column, at: sequence) {
                found = $0
                return $0
            }
            return found
        }
        let (leaf, other) = (try read("leaf", at: 3), try read("bytes", at: 4))
        try alter { _ in other }
        _ = try repair()
        #expect(try read("leaf", at: 3) == leaf)
        #expect(try station.store.damages().count == 1)
    }

    /// Whoever holds the same bytes says that it is the leaf: no branch, and nothing is written again.
    @Test(arguments: [false, true], [1, 9])
    func `S44 a leaf that went bad is no branch, at either end, and is put right in the exchange`(
        isAtCounty: Bool, count: Int
    ) async throws {
        #expect(try await pair.exchange().result == .agreed)
        let names = try pair.names(at: station)
        let node = isAtCounty ? pair.county : station
        let length = try station.store.view { try $0.heldVector(of: pair.scope) }[station.origin]
        for sequence in [2, length - 1] {
            try node.alter("change", "leaf", at: sequence, of: station.origin, in: pair.scope) {
                $0.enumerated().map { $0 < count ? ~$1 : $1 }
            }
        }
        try pair.register("后来", at: station)
        _ = try await pair.exchange()
        _ = try await pair.exchange()
        #expect(try await pair.exchange().result == .agreed)
        for node in [pair.county, station] {
            #expect(try node.store.damages().isEmpty)
            #expect(try node.store.ownOrigins().count == 1)
            #expect(try pair.names(at: node) == (names + ["后来"]).sorted())
            #expect(try node.safety.check(node).isSound)
        }
        #expect(try pair.delivery().pending == 0)
    }

    @Test func `a part that was put beside a change that has none is taken away again`() throws {
        try station.store.commit(to: pair.scope, by: station.author, at: 1) { door in
            var draft = Draft(Activity.kind)
            draft[Activity.title] = .text("清扫")
            try door.write(draft)
        }
        let names = try pair.names(at: station)
        try station.tamper(
            """
            INSERT INTO personal(dot, commitment, sealed)
            SELECT (SELECT max(dot) FROM change), commitment, sealed FROM personal LIMIT 1
            """)
        #expect(try station.store.damages().count == 1)
        #expect(try repair()?["mended"] == 1)
        try expectWhole(names)
    }

    @Test(arguments: [true, false])
    func `what was altered beside a change beyond finding is given by whoever has it`(
        atCounty: Bool
    ) async throws {
        _ = try await pair.exchange()
        let home = atCounty ? pair.county : station
        try home.alter("personal", "commitment", at: 3, of: station.origin, in: pair.scope) {
            $0.map { $0 ^ 0x55 }
        }
        #expect(try home.store.damages().count == 1)
        try home.askItself(.repair)
        for _ in 0..<4 {
            _ = try await pair.exchange()
            _ = try Resync(pair.county).step(after: SyncOutcome(.noUpstream))
        }
        #expect(try home.store.damages().isEmpty)
        #expect(try home.safety.check(home).isSound)
        #expect(try pair.names(at: home).count == 6)
    }

    @Test func `what is gone altogether is not made up`() throws {
        try station.spoil(3, in: pair.scope)
        #expect(try repair()?.isOutcome == false, "it asks the county")
        #expect(try station.store.damages().count == 1)
    }

    /// Logs are looked at by their origins: the one that comes first may lie behind the other in the file.
    @Test(arguments: [true, false])
    func `a segment that is lost in one log keeps no change of another from being found`(
        isOwn: Bool
    ) async throws {
        for number in 0..<8 { try pair.register("县\(number)", at: pair.county) }
        _ = try await pair.exchange()
        var packing = Store.Packing()
        packing.changes = 4
        packing.kept = 2
        while try station.store.pack(packing) > 0 {}
        let (own, other) = (station.origin, pair.county.origin)
        let (torn, altered) = isOwn ? (own, other) : (other, own)
        let last = try station.store.view { try $0.heldVector(of: pair.scope)[altered] }
        try station.alter("segment", "bytes", at: 1, of: torn, in: pair.scope) {
            [UInt8](repeating: 0xEE, count: $0.count)
        }
        try station.alter("change", "bytes", at: last, of: altered, in: pair.scope) {
            $0.dropLast() + [$0[$0.count - 1] ^ 1]
        }
        #expect(try station.store.damages().count == 5)
        #expect(try station.store.recover(station.store.damages(), at: 1) == 1)
        #expect(try station.store.damages().allSatisfy { $0.origin == torn })
    }
}

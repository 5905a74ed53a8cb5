import Foundation
import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// I6: "delivered" is a receipt of the level above as it is now, and never the outcome of an attempt.
@Suite struct DeliveryTests {
    let world: World
    var station: Replica { world.stations[0] }
    var county: Replica { world.county }

    init() throws {
        world = try World(stations: 1)
        for name in ["甲", "乙", "丙"] { try world.stations[0].register(name) }
    }

    @Test func `what is stored above and not receipted is pending, what is receipted is not`()
        throws
    {
        #expect(try station.delivery().pending == 3)
        try county.take(try station.message(station.origin, 1...3))
        #expect(try county.vector()[station.origin] == 3)
        #expect(try station.delivery().pending == 3)
        try world.exchange(station)
        #expect(try station.delivery().delivered == 3)
        #expect(try station.delivery().pending == 0)
        #expect(try station.delivery().receiptTime == county.clock / 1_000)
        try station.register("丁")
        #expect(try station.delivery().delivered == 3)
        #expect(try station.delivery().pending == 1)
    }

    @Test func `with no level above, what is durable is delivered`() throws {
        let delivery = try county.delivery()
        #expect(delivery.isHighestLevel)
        #expect(delivery.pending == 0)
        #expect(try !station.delivery().isHighestLevel)
    }

    /// What waits for its author's admission is kept and signed for; what was refused is neither
    /// delivered nor pending, and never becomes either.
    @Test func `a change that waits for admission is not a refused one`() throws {
        let late = try world.invite(isAdmitted: false)
        for name in ["丁", "戊"] { try late.register(name) }
        try late.pull(from: county)
        #expect(try late.counts() == Counts(head: 2, pending: 2, quarantined: 2))
        try world.exchange(late)
        #expect(try late.counts() == Counts(head: 2, delivered: 2, quarantined: 2))
        #expect(try county.delivery().quarantined == 2)

        // Refused before the admission: so far it is the admission that is wanting.
        try county.refuse(try #require(try late.lastOwn()))
        try world.exchange(late)
        #expect(try late.counts() == Counts(head: 2, delivered: 2, quarantined: 2))
        #expect(Set(try late.excluded().values) == ["not-admitted"])

        try county.admit(late.signer.publicKey)
        try world.exchange(late)
        #expect(try late.counts() == Counts(head: 2, delivered: 1, refused: 1, quarantined: 1))
        #expect(Array(try late.excluded().values) == ["refused"])

        try late.register("己")
        #expect(
            try late.counts()
                == Counts(head: 3, delivered: 1, pending: 1, refused: 1, quarantined: 1))
        // Nobody's fault but the author's: impossible by itself, so refused by everybody.
        try late.record(90_000, of: SeededRandomness(3).identifier())
        try world.exchange(late)
        #expect(try late.counts() == Counts(head: 4, delivered: 2, refused: 2, quarantined: 2))
        #expect(try county.delivery().quarantined == 2)
    }

    @Test func `S8 a level above that says it holds less makes the rest pending at once`() throws {
        try world.exchange(station)
        for (said, delivered) in [(UInt64(1), 1), (0, 0), (3, 3)] {
            var memory = try station.store.memory(of: county.origin)
            memory[world.scope, default: VersionVector()][station.origin] = said
            try station.store.remember(memory, of: county.origin, at: 0)
            #expect(try station.delivery().delivered == delivered)
            #expect(try station.delivery().pending == 3 - delivered)
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let receipt: @Sendable (_ genuine: Receipt, World) throws -> Receipt
    }

    static let worthless: [Case] = [
        Case(testDescription: "cosigned by another key, under its own name") { genuine, world in
            try world.cosigned(genuine.signed, by: world.stations[0])
        },
        Case(testDescription: "cosigned by another key, under the county's name") {
            genuine, world in
            try world.cosigned(
                genuine.signed, by: world.stations[0],
                named: Checkpoint.cosignerName(world.county.origin))
        },
        Case(testDescription: "cosigned under another name") { genuine, world in
            try world.cosigned(genuine.signed, by: world.county, named: "yizhan/other")
        },
        Case(testDescription: "for another log") { genuine, world in
            try world.cosigned(
                try SignedCheckpoint(
                    signing: Checkpoint(
                        name: Checkpoint.name(
                            scope: world.scope, origin: SeededRandomness(3).identifier()),
                        size: genuine.checkpoint.size, root: genuine.checkpoint.root),
                    with: world.stations[0].signer), by: world.county)
        },
        Case(testDescription: "for another scope") { genuine, world in
            try world.cosigned(
                try SignedCheckpoint(
                    signing: Checkpoint(
                        name: Checkpoint.name(
                            scope: SeededRandomness(3).identifier(),
                            origin: world.stations[0].origin),
                        size: genuine.checkpoint.size, root: genuine.checkpoint.root),
                    with: world.stations[0].signer), by: world.county)
        },
        Case(testDescription: "of a longer log") { genuine, world in
            try world.cosigned(
                try world.checkpoint(size: 4, root: genuine.checkpoint.root), by: world.county)
        },
        Case(testDescription: "with another root") { _, world in
            try world.cosigned(try world.checkpoint(size: 3, root: .zero), by: world.county)
        },
        Case(testDescription: "with the root of another length") { genuine, world in
            try world.cosigned(
                try world.checkpoint(size: 2, root: genuine.checkpoint.root), by: world.county)
        },
        Case(testDescription: "not signed by the log's author") { genuine, world in
            try world.cosigned(
                try SignedCheckpoint(signing: genuine.checkpoint, with: world.county.signer),
                by: world.county)
        },
    ]

    @Test(arguments: worthless)
    func `a receipt that proves nothing is dropped, and the rest of the message taken`(
        _ given: Case
    ) throws {
        let genuine = try world.cosigned(
            try station.message(station.origin, 1...3).runs[0].checkpoint, by: county)
        var message = try county.message(county.origin, 1...1)
        message.receipts = [try given.receipt(genuine, world)]
        try station.take(message, receiptKey: county.signer.publicKey)
        #expect(try station.delivery().delivered == 0)
        #expect(try station.vector()[county.origin] == 1)
        message.receipts = [genuine]
        try station.take(message)
        #expect(try station.delivery().delivered == 0, "nobody above sent it")
        try station.take(message, receiptKey: county.signer.publicKey)
        #expect(try station.delivery().delivered == 3)
    }

    @Test func `an older receipt that comes late takes nothing back`() throws {
        func message(_ length: UInt64) throws -> Message {
            var message = try county.message([])
            message.receipts = [
                try world.cosigned(
                    try station.message(station.origin, 1...length).runs[0].checkpoint, by: county)
            ]
            return message
        }
        try station.take(try message(3), receiptKey: county.signer.publicKey)
        try station.take(try message(2), receiptKey: county.signer.publicKey)
        #expect(try station.delivery().delivered == 3)
    }
}

/// The numbers of a delivery.
private struct Counts: Equatable {
    var head = 0
    var delivered = 0
    var pending = 0
    var refused = 0
    var quarantined = 0
}

extension Replica {
    fileprivate func counts() throws -> Counts {
        let delivery = try delivery()
        return Counts(
            head: delivery.head, delivered: delivery.delivered, pending: delivery.pending,
            refused: delivery.refused, quarantined: delivery.quarantined)
    }
}

extension World {
    fileprivate func cosigned(
        _ signed: SignedCheckpoint, by cosigner: Replica, named name: String? = nil
    ) throws -> Receipt {
        Receipt(
            signed: signed,
            cosignature: try Cosignature(
                cosigning: signed.checkpoint,
                name: name ?? Checkpoint.cosignerName(cosigner.origin), time: 1,
                with: cosigner.signer))
    }

    /// A checkpoint that the station's own key signs, true or not.
    fileprivate func checkpoint(size: UInt64, root: Hash) throws -> SignedCheckpoint {
        try SignedCheckpoint(
            signing: Checkpoint(
                name: Checkpoint.name(scope: scope, origin: stations[0].origin), size: size,
                root: root), with: stations[0].signer)
    }
}

import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// Whatever an origin of this node ever wrote is one entry, in however many own logs it stands.
@Suite struct OwnLogsTests {
    private typealias Place = EntryCount.Place
    private static let covered = Place(isCovered: true, isRefused: false)
    private static let open = Place(isCovered: false, isRefused: false)
    private static let refused = Place(isCovered: true, isRefused: true)

    /// Places of one entry, and what it comes to: written, delivered, refused.
    private static let entries: [([Place], EntryCount)] = [
        ([open], EntryCount(written: 1)),
        ([open, open], EntryCount(written: 1)),
        ([covered, open], EntryCount(written: 1, delivered: 1)),
        ([covered, covered, covered], EntryCount(written: 1, delivered: 1)),
        ([refused, refused], EntryCount(written: 1, refused: 1)),
        ([refused, open], EntryCount(written: 1)),
        ([refused, covered, open], EntryCount(written: 1, delivered: 1)),
    ]

    @Test(arguments: entries.indices)
    func `an entry counted in each of its places is joined to one`(index: Int) {
        let (places, expected) = Self.entries[index]
        var count = EntryCount(
            written: places.count, delivered: places.count { $0.isCovered && !$0.isRefused },
            refused: places.count { $0.isRefused })
        count.join(places)
        #expect(count == expected)
    }

    @Test func `a copy in the present log of what an earlier own log holds adds no entry`() throws {
        let world = try World(stations: 1)
        let station = world.stations[0]
        for name in ["甲", "乙"] { try station.register(name) }
        let written = try #require(try station.lastOwn())
        try world.exchange(station)
        station.place.nodeFiles.remove(Sidecar.fileName)
        let again = try Replica(
            seed: 1_001, scope: world.scope,
            authority: world.county.signer.publicKey, in: station.place)
        try again.register("丙")
        #expect(try again.ownOrigins().count == 2)
        let before = try again.delivery()
        #expect(before.head == 3)
        #expect(before.delivered == 2)
        for _ in 0..<2 { try again.wrap(written, as: SystemKind.copy) }
        let after = try again.delivery()
        #expect(after.head == 3)
        #expect(after.delivered == 2, "the receipt over the earlier log covers it")
        #expect(after.pending == 1)
        // What is sent again on purpose is another entry.
        try again.wrap(written, as: SystemKind.requeue)
        #expect(try again.delivery().head == 4)
    }

    @Test func `more than eight live origins in a scope are told, fewer are not`() throws {
        let world = try World(stations: 0)
        for count in 1...8 {
            #expect(try world.county.crowded().isEmpty, "\(count) with the county")
            let station = try world.invite()
            try station.register("第\(count)人")
            try world.exchange(station)
        }
        #expect(try world.county.crowded() == [9])
    }
}

extension Replica {
    fileprivate func crowded() throws -> [Int] {
        try store.view { try $0.crowdedScopes().map(\.origins) }
    }

    fileprivate func ownOrigins() throws -> [Origin] { try store.ownOrigins() }
}

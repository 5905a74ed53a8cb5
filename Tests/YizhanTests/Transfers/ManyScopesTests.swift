import Commands
import Node
import ServiceRecords
import Store
import SyncCore
import Testing

/// I12 where a county shares very many scopes with its city.
@Suite struct ManyScopesTests {
    private static let count = 2_000

    @Test
    func `I12: one exchange shares them all, and one in which nothing changed costs one hash`()
        throws
    {
        let scene = try TransferScene(counties: 1, stations: 1, hasCity: true)
        let county = scene.regions[0].county
        let city = try #require(scene.city)
        for number in 0..<Self.count {
            let scope = Scope(foundedBy: county.home.publicKey, county.home.randomness)
            try county.store.addScope(
                scope, authorityKey: county.home.publicKey, code: "6201\(10_000 + number)",
                name: "站", kind: .station, by: county.home.author, at: county.now
            ) { door in
                var station = Draft(Station.kind)
                station[Station.name] = .text("站")
                try door.write(station)
            }
        }
        try county.home.publishScopes()
        try scene.exchange(county, with: city)
        let held = try city.store.view { view in
            try view.scopes().filter { try !view.boundaries(of: $0.scope).isDissolved }
        }
        #expect(held.count == Self.count + 1)
        let lengths = try city.store.view { try $0.logs() }
            .filter { log in held.contains { $0.scope == log.scope } }.map(\.length)
        #expect(lengths.count { $0 > 0 } >= Self.count, "and what stands in them")
        scene.forgetBytes()
        try scene.exchange(county, with: city)
        let bytes = try #require(scene.bytes[county.home.directory])
        #expect(bytes <= 2 * 100, "a request and an answer with a hash in each: \(bytes)")
    }
}

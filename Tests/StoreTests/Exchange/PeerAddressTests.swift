import Store
import SyncCore
import Testing

/// Whom an aggregator may call, and what it keeps of having called.
@Suite struct PeerAddressTests {
    @Test func `only nodes below that have an address can be called`() throws {
        let scope = Scope(raw: RawIdentifier(high: 1, low: 1))
        let county = try Replica(seed: 1, scope: scope)
        let peers = try [(2, Standpoint.below), (3, .below), (4, .above)].map { seed, standpoint in
            Peer(
                key: try Replica.signer(seed).publicKey, standpoint: standpoint, scopes: [scope])
        }
        for peer in peers {
            try county.store.add(peer)
            try county.store.setAddress("127.0.0.1:1", of: peer.origin)
        }
        try county.store.setAddress("127.0.0.1:2", of: peers[0].origin)
        try county.store.setAddress(nil, of: peers[1].origin)
        #expect(try county.store.callableStations() == [peers[0].origin])
        #expect(try county.store.address(of: peers[0].origin) == "127.0.0.1:2")
        #expect(try county.store.address(of: peers[1].origin) == nil)
        let cards = try county.store.view { try $0.peers(below: scope) }
        #expect(Set(cards.map(\.origin)) == Set(peers.prefix(2).map(\.origin)))
        #expect(Set(cards.map(\.address)) == ["127.0.0.1:2", nil])
    }

    @Test func `many visits do not push out what is known of the own line`() throws {
        let county = try Replica(seed: 1, scope: Scope(raw: RawIdentifier(high: 1, low: 1)))
        func note(_ via: ExchangeRow.Via, _ began: Int64) throws {
            try county.store.note(
                ExchangeRow(
                    began: began, peer: nil, via: via, result: "agreed", roundTrips: 1, sent: 0,
                    received: 0, milliseconds: 1))
        }
        try note(.line, 0)
        for number in 1...1_010 { try note(.pull, Int64(number)) }
        let line = try county.store.view { try $0.exchanges(limit: 9_999, via: .line) }
        #expect(line.map(\.began) == [0])
        let visits = try county.store.view { try $0.exchanges(limit: 9_999, via: .pull) }
        #expect(visits.map(\.began) == (11...1_010).reversed())
        #expect(try county.store.view { try $0.exchanges(limit: 9_999) }.count == 1_001)
    }
}

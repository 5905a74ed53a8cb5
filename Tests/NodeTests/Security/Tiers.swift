import Authority
import Foundation
import Store
import SyncCore
import Testing

@testable import Node

/// A city, a county under it, and a station under that, in one process.
struct Tiers: Sendable {
    let places: [TemporaryPlace]
    let city: NodeHome
    let county: NodeHome
    let station: NodeHome
    let desk: Scope
    let clock = TestClock()

    init(naming cityAuthority: [UInt8]? = nil) throws {
        places = try (0..<3).map { _ in try TemporaryPlace() }
        let homes = places.map { URL(fileURLWithPath: $0.path).appendingPathComponent("n") }
        city = try NodeHome.create(
            in: homes[0], role: .city, code: "6201", name: "市", clock: clock)
        county = try NodeHome.create(
            in: homes[1], role: .county, code: "620102", name: "县", clock: clock)
        let file = try city.joinFile(
            "620102", "县", isDesk: true,
            authority: cityAuthority ?? city.certificateAuthority()?.certificate.bytes)
        try county.join(above: file)
        station = try NodeHome.join(
            try county.joinFile(
                "620102001", "镇", authority: county.certificateAuthority()?.certificate.bytes),
            in: homes[2], clock: clock)
        desk = try #require(Scope(hex: file.scope))
    }

    func exchange(_ below: NodeHome, with above: NodeHome) async throws -> SyncOutcome {
        let service = SyncService(home: above, log: Pair.silent)
        return try await onThread {
            defer { service.close() }
            return try Daemon(
                home: below, transport: TwinTransport(service.answer), log: Pair.silent
            ).exchangeOnce()
        }
    }

    func meet() async throws {
        #expect(try await exchange(county, with: city).result == .agreed)
        #expect(try await exchange(station, with: county).result == .agreed)
    }

    func given() throws -> [Certification] {
        let signer = try #require(try county.certificateAuthority()).certificate
        return try city.store.view { try $0.certifications(of: signer.origin, in: desk) }
    }

    /// A word of the city about the county's signer, whoever has signed it.
    func say(_ certificate: NodeCertificate, by signer: NodeCertificate) throws {
        let word = Certification(
            origin: certificate.origin, certificate: certificate.bytes, signer: signer.bytes)
        try city.store.commit(to: desk, by: city.author, at: clock.now) {
            try $0.write(.certify(word))
        }
    }
}

extension NodeHome {
    /// A join file of this node, as `station invite` would have it.
    func joinFile(
        _ code: String, _ name: String, isDesk: Bool = false, authority: [UInt8]?,
        scope known: Scope? = nil
    ) throws -> JoinFile {
        let scope = known ?? Scope(foundedBy: publicKey, randomness)
        if known == nil {
            try store.addScope(
                scope, authorityKey: publicKey, code: code, name: name,
                kind: isDesk ? .desk : .station)
            try keys.write(randomness.bytes(32), as: KeyFolder.scope(scope))
        }
        let secret = randomness.bytes(32)
        try store.addInvitation(
            secretHash: EnrolmentRequest.hash(of: secret), scope: scope, expires: .max)
        return JoinFile(
            scope: scope, scopeKey: try keys.read(KeyFolder.scope(scope)), code: code, name: name,
            county: .init(
                code: self.code, name: self.name, addresses: ["127.0.0.1:8440"],
                publicKey: publicKey,
                exchangeKey: try ExchangeKey.publicKey(of: keys.read(KeyFolder.exchange)),
                authority: authority),
            isDesk: isDesk, secret: secret, expires: "2099-01-01T00:00:00Z")
    }
}

import Authority
import Foundation
import Store
import SyncCore
import Testing
import Transport

@testable import Node

/// A county's signer of certificates is certified by its city's, and stations can follow the way up.
@Suite(.timeLimit(.minutes(2))) struct SignerChainTests {
    @Test func `a county asks, its city certifies the signer, and a station follows the way up`()
        async throws
    {
        let tiers = try Tiers()
        #expect(try tiers.county.signerChain().isEmpty)
        try await tiers.meet()
        let top = try #require(try tiers.city.certificateAuthority()).certificate
        let signer = try #require(try tiers.county.certificateAuthority()).certificate
        let link = try #require(try tiers.county.signerChain().first)
        #expect(link.certificate.publicKey == signer.publicKey && link.signer == top)
        #expect(link.certificate.name == "县" && link.signer.name == "市")
        #expect(link.certificate.isIssued(by: top) && link.certificate.pathLength == 1)
        // The station's certificate, the county's signer, the city's.
        let own = try #require(
            try tiers.station.givenCertificates(of: tiers.station.origin).vouched)
        #expect(own.certificate.isIssued(by: own.signer))
        let chain = try tiers.station.chain(above: own.signer)
        #expect(chain == [link])
        #expect(own.certificate.isIssued(by: link.certificate))
        // Nothing new while all are young.
        try await tiers.meet()
        #expect(try tiers.given().count == 1)
    }

    @Test func `the city's certificate comes anew from half life on, and ends for who stays away`()
        async throws
    {
        let tiers = try Tiers()
        try await tiers.meet()
        let first = try #require(try tiers.county.signerChain().first).certificate
        tiers.clock.set(first.renewal)
        try await tiers.meet()
        let second = try #require(try tiers.county.signerChain().first).certificate
        #expect(second.validity.upperBound > first.validity.upperBound)
        #expect(try tiers.given().count == 2)
        let own = try #require(
            try tiers.station.givenCertificates(of: tiers.station.origin).vouched)
        #expect(try tiers.station.chain(above: own.signer).first?.certificate == second)
        tiers.clock.set(second.validity.upperBound + 1)
        #expect(try tiers.county.signerChain().isEmpty, "expired")
        #expect(try tiers.station.chain(above: own.signer).isEmpty)
    }

    @Test func `another signer asks for itself, and another city's is introduced by the old one`()
        async throws
    {
        let tiers = try Tiers()
        try await tiers.meet()
        let new = try tiers.county.renewCertificateAuthority().certificate
        #expect(try tiers.county.signerChain().isEmpty)
        try await tiers.meet()
        #expect(
            try tiers.county.signerChain().first?.certificate.publicKey == new.publicKey)
        let top = try tiers.city.renewCertificateAuthority().certificate
        try await tiers.meet()
        let link = try #require(try tiers.county.signerChain().first)
        #expect([top.publicKey].contains(link.signer.publicKey) || link.signer.name == "市")
        #expect(try tiers.given().contains { $0.signer == top.bytes })
    }

    /// What a request says for its signer, and whether the city takes it.
    @Test
    func `the city certifies no signer that is expired, not its own key's, or another's name`()
        async throws
    {
        let tiers = try Tiers()
        try await tiers.meet()
        _ = try tiers.city.joinFile("620103", "邻县", isDesk: true, authority: nil)
        let random = tiers.city.randomness
        func make(_ name: String, at time: Int64) throws -> CertificateAuthority {
            try CertificateAuthority.make(
                privateKey: random.bytes(32), name: name, serial: random.bytes(16), at: time)
        }
        let now = tiers.clock.now
        let stranger = try make("外人", at: now)
        let expired = try make("县", at: now - 2 * CertificateAuthority.ownLifetime)
        let notItsOwn = try stranger.certify(
            try make("县", at: now).certificate, serial: random.bytes(16), at: now)
        let leaf = try stranger.issue(
            to: tiers.county.publicKey, serial: random.bytes(16), at: now)
        for bad in [
            expired.certificate.bytes, notItsOwn.bytes, leaf.bytes,
            try make("市", at: now).certificate.bytes,
            try make("邻县", at: now).certificate.bytes, [1, 2, 3],
        ] {
            let request = SigningRequest(certificate: bad)
            try tiers.county.store.commit(to: tiers.desk, by: tiers.county.author, at: now) {
                try $0.write(request)
            }
            let before = try tiers.city.store.view { try $0.certifications(in: tiers.desk) }.count
            // The county's own daemon would ask for its signer again.
            let peer = try #require(try tiers.city.store.peer(tiers.county.origin))
            let service = SyncService(home: tiers.city, log: Pair.silent)
            let daemon = Correspondence(home: tiers.county)
            let above = try #require(try tiers.county.store.upstream())
            let memory = try tiers.county.store.memory(of: above.origin)
            let (_, step) = Talk.begin(.below, try daemon.opening(with: above, memory: memory))
            guard case .send(let outline) = step else { return #expect(Bool(false)) }
            let message = try daemon.compose(outline, to: above, room: 1 << 20)
            _ = await service.answerSync(message.bytes, from: .unproven)
            service.close()
            #expect(
                try tiers.city.store.view {
                    try $0.signingRequest(by: [peer.origin], in: tiers.desk)
                }?.certificate == bad, "it has come")
            try tiers.city.certifySigner(of: peer, log: Pair.silent)
            #expect(
                try tiers.city.store.view { try $0.certifications(in: tiers.desk) }.count == before)
        }
    }

    @Test func `a station that asks for a signer of its own gets none`() async throws {
        let tiers = try Tiers()
        try await tiers.meet()
        let random = tiers.station.randomness
        let signer = try CertificateAuthority.make(
            privateKey: random.bytes(32), name: "镇", serial: random.bytes(16), at: tiers.clock.now
        ).certificate
        let scope = try #require(try tiers.station.stationScope())
        try tiers.station.store.commit(
            to: scope, by: tiers.station.author, at: tiers.clock.now
        ) { try $0.write(SigningRequest(certificate: signer.bytes)) }
        for _ in 0..<2 { try await tiers.meet() }
        #expect(
            try tiers.county.store.view {
                try $0.signingRequest(by: [tiers.station.origin], in: scope)
            } != nil)
        #expect(
            try tiers.county.store.view { try $0.certifications(of: signer.origin, in: scope) }
                .isEmpty)
    }

    @Test func `a county takes no certificate of its signer that is foreign or expired`()
        async throws
    {
        let tiers = try Tiers()
        let random = tiers.city.randomness
        let signer = try #require(try tiers.county.certificateAuthority()).certificate
        let top = try #require(try tiers.city.certificateAuthority())
        let now = tiers.clock.now
        let foreign = try CertificateAuthority.make(
            privateKey: random.bytes(32), name: "外市", pathLength: 2, serial: random.bytes(16),
            at: now)
        let old = try top.certify(
            signer, serial: random.bytes(16), at: now - 2 * CertificateAuthority.lifetime)
        #expect(old.isIssued(by: top.certificate) && !old.isValid(at: now))
        // By one that the join file does not vouch for, though it would be valid longest.
        let byForeign = try foreign.certify(
            signer, lifetime: CertificateAuthority.ownLifetime, serial: random.bytes(16), at: now)
        try tiers.say(old, by: top.certificate)
        try tiers.say(byForeign, by: foreign.certificate)
        // Said to be by the city's signer, and is not.
        try tiers.say(byForeign, by: top.certificate)
        // And an introduction that the city's signer has not signed.
        try tiers.say(foreign.certificate, by: top.certificate)
        #expect(try await tiers.exchange(tiers.county, with: tiers.city).result == .agreed)
        let chain = try tiers.county.signerChain()
        #expect(chain.map(\.signer) == [top.certificate])
        #expect(chain.allSatisfy { $0.certificate.isValid(at: now) })
        #expect(chain.first?.certificate != old && chain.first?.certificate != byForeign)
        #expect(try await tiers.exchange(tiers.station, with: tiers.county).result == .agreed)
        let told = try tiers.station.certificatesFromAbove()?.keys.map(\.signer.publicKey) ?? []
        #expect(!told.contains(foreign.certificate.publicKey))
    }

    @Test func `a city whose signer may sign no others certifies none, until it has a new one`()
        async throws
    {
        let tiers = try Tiers()
        let key = tiers.city.randomness.bytes(32)
        let old = try CertificateAuthority.make(
            privateKey: key, name: "市", pathLength: 0,
            serial: tiers.city.randomness.bytes(16), at: tiers.clock.now)
        let folder = tiers.city.keys.folder
        try Data(key).write(to: folder.appendingPathComponent(KeyFolder.authority))
        try Data(old.certificate.bytes).write(to: folder.appendingPathComponent("authority.der"))
        try await tiers.meet()
        #expect(try tiers.given().isEmpty)
        #expect(try tiers.city.certificateAuthority()?.certifiesSigners == false)
        try tiers.city.renewCertificateAuthority()
        try await tiers.meet()
        #expect(try tiers.given().count == 1)
    }
}

/// What a join file says of the county's signer, and what the first exchange brings.
@Suite(.timeLimit(.minutes(2))) struct NamedAuthorityTests {
    private struct Scene: Sendable {
        let places: [TemporaryPlace]
        let county: NodeHome
        let station: NodeHome
        let clock = TestClock()

        init(naming authority: (NodeHome) throws -> [UInt8]?) throws {
            places = [try TemporaryPlace(), try TemporaryPlace()]
            let homes = places.map { URL(fileURLWithPath: $0.path).appendingPathComponent("n") }
            county = try NodeHome.create(
                in: homes[0], role: .county, code: "620102", name: "县", clock: clock)
            station = try NodeHome.join(
                try county.joinFile("620102001", "镇", authority: try authority(county)),
                in: homes[1], clock: clock)
        }

        func exchange() async throws -> SyncOutcome {
            let service = SyncService(home: county, log: Pair.silent)
            return try await onThread {
                defer { service.close() }
                return try Daemon(
                    home: station, transport: TwinTransport(service.answer), log: Pair.silent
                ).exchangeOnce()
            }
        }

        func given() throws -> (vouched: CertifiedKey?, foreign: CertifiedKey?) {
            try station.givenCertificates(of: station.origin)
        }
    }

    private static func named(_ county: NodeHome) throws -> [UInt8]? {
        try county.certificateAuthority()?.certificate.bytes
    }

    @Test func `what the first exchange brings is under what the join file names`() async throws {
        let scene = try Scene(naming: Self.named)
        #expect(
            try scene.station.upstreamAuthority()?.bytes == Self.named(scene.county))
        #expect(try await scene.exchange().result == .agreed)
        #expect(try scene.given().vouched?.certificate.publicKey == scene.station.publicKey)
        #expect(try scene.given().foreign == nil)
        #expect(
            try scene.station.credentials(of: scene.station.origin).certificate
                == scene.given().vouched?.certificate)
    }

    @Test
    func `a certificate that is under another signer is shown to nobody, and hinders nothing`()
        async throws
    {
        let scene = try Scene { county in
            try CertificateAuthority.make(
                privateKey: county.randomness.bytes(32), name: "县",
                serial: county.randomness.bytes(16), at: county.clock.now
            ).certificate.bytes
        }
        #expect(try await scene.exchange().result == .agreed)
        #expect(try scene.given().vouched == nil)
        #expect(try scene.given().foreign?.certificate.publicKey == scene.station.publicKey)
        #expect(try scene.station.certificate(of: scene.station.origin) == nil)
        let shown = try scene.station.credentials(of: scene.station.origin).certificate
        #expect(shown != (try scene.given().foreign?.certificate))
        // A new file of the same county puts it right.
        let file = try scene.county.joinFile(
            "620102001", "镇", authority: try Self.named(scene.county),
            scope: try scene.station.stationScope())
        _ = try NodeHome.join(file, in: scene.station.directory, clock: scene.clock)
        #expect(try scene.given().vouched != nil && scene.given().foreign == nil)
    }

    @Test func `a signer that was changed before the first exchange is introduced by the old one`()
        async throws
    {
        let scene = try Scene(naming: Self.named)
        let new = try scene.county.renewCertificateAuthority().certificate
        let newest = try scene.county.renewCertificateAuthority().certificate
        #expect(try await scene.exchange().result == .agreed)
        let own = try #require(try scene.given().vouched)
        #expect(own.signer == newest && own.certificate.isIssued(by: newest))
        #expect(new.publicKey != newest.publicKey)
        #expect(try scene.station.chain(above: own.signer).isEmpty, "no step up")
    }

    @Test func `an old join file names nobody, and the county's word is taken`() async throws {
        let scene = try Scene { _ in nil }
        #expect(try scene.station.upstreamAuthority() == nil)
        #expect(try await scene.exchange().result == .agreed)
        #expect(try scene.given().vouched != nil && scene.given().foreign == nil)
    }

    @Test func `a join file whose signer is none is refused, and one without is read`() throws {
        let scene = try Scene(naming: Self.named)
        let leaf = try #require(try scene.county.certificateAuthority()).issue(
            to: scene.station.publicKey, serial: scene.county.randomness.bytes(16),
            at: scene.clock.now)
        let good = try #require(try Self.named(scene.county))
        for (authority, isRead): ([UInt8]?, Bool) in [
            (nil, true), (good, true), ([], false), (Array(good.dropLast()), false),
            (leaf.bytes, false), ([UInt8](repeating: 0x30, count: 5_000), false),
        ] {
            let file = try scene.county.joinFile("620102002", "别镇", authority: authority)
            let json = try file.json()
            guard isRead else {
                #expect(throws: JoinFile.Problem.badMember("county.authority")) {
                    try JoinFile(json: json)
                }
                continue
            }
            #expect(try JoinFile(json: json).content().authority?.bytes == authority)
            #expect(
                String(decoding: json, as: UTF8.self).contains("authority") == (authority != nil))
        }
    }
}

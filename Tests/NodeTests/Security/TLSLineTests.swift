import Authority
import BadLine
import Foundation
import NodeServer
import Store
import SyncCore
import Synchronization
import Testing
import Transport

@testable import Node

/// The line under TLS: real libcurl, the real server, and outsiders with programs of their own.
@Suite(.timeLimit(.minutes(3))) struct TLSLineTests {
    @Test func `without a certificate nothing is answered but enrolment`() async throws {
        let world = try await LineWorld.make()
        let message = try world.messageOfStation()
        for (route, type) in [
            ("/v1/sync", Message.contentType), ("/v1/attachment", AttachmentRequest.contentType),
        ] {
            let status = try await Outsider.curl(
                route == "/v1/sync" ? message : world.attachmentRequest, as: type, to: route,
                at: world.server.port)
            #expect(status == 403, "\(route)")
            let noise = try await Outsider.curl(
                [1, 2, 3], as: type, to: route, at: world.server.port)
            #expect(noise == 403, "nothing is read")
        }
        let enrolment = try await Outsider.curl(
            [1, 2, 3], as: EnrolmentRequest.contentType, to: "/v1/enrol", at: world.server.port)
        #expect(enrolment == 400, "it is read, and is no enrolment")
        try await world.stop()
    }

    @Test func `an outsider finds TLS 1.3, the origin's own key, and nothing older`() async throws {
        let world = try await LineWorld.make()
        let get = "GET /v1/sync HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        let heard = try await Outsider.openssl(get, to: world.server.port, ["-tls1_3"])
        #expect(heard.contains("TLSv1.3"))
        #expect(heard.contains("Peer signature type: ed25519"))
        #expect(heard.contains("405 Method Not Allowed"))
        let start = try #require(heard.range(of: "-----BEGIN CERTIFICATE-----"))
        let end = try #require(heard.range(of: "-----END CERTIFICATE-----"))
        let certificate = try NodeCertificate(pem: String(heard[start.lowerBound..<end.upperBound]))
        #expect(certificate.publicKey == world.pair.county.publicKey)
        let older = try await Outsider.openssl(get, to: world.server.port, ["-tls1_2"])
        #expect(!older.contains("HTTP/1.1"))
        try await world.stop()
    }

    /// Certificates that are not the station's own: what they are, and the key and the file to show.
    @Test func `whoever shows another key than the station's does not speak for it`() async throws {
        let world = try await LineWorld.make()
        let (county, station) = (world.pair.county, world.pair.station)
        let now = county.clock.now
        let authority = try CertificateAuthority.make(
            privateKey: county.randomness.bytes(32), name: "外县",
            serial: county.randomness.bytes(16), at: now)
        let stranger = county.randomness.bytes(32)
        let strangersKey = try Signer(privateKey: stranger).publicKey
        let before = try world.pair.digest(at: county)
        let foreign: [TLSCredentials] = [
            try TLSCredentials(privateKey: stranger, certificate: nil, at: now),
            try TLSCredentials(
                privateKey: stranger,
                certificate: authority.issue(
                    to: strangersKey, serial: county.randomness.bytes(16), at: now), at: now),
        ]
        try world.register(["甲"])
        let message = try world.messageOfStation()
        for credentials in foreign {
            let status = try await world.status(of: message, showing: credentials)
            #expect(status == 403)
        }
        #expect(try world.pair.digest(at: county) == before)
        #expect(try world.delivered() == 0)
        // The same key under a certificate that has long run out: a station delivers all the same.
        let old = try TLSCredentials(
            privateKey: station.store.privateKey(of: station.origin), certificate: nil,
            at: now - 10 * CertificateAuthority.lifetime)
        #expect(!old.certificate.isValid(at: now))
        #expect(try await world.status(of: message, showing: old) == 200)
        // The very key and certificate, once the county has revoked it.
        let good = try TLSCredentials(
            privateKey: station.store.privateKey(of: station.origin),
            certificate: station.certificate(of: station.origin), at: now)
        try world.pair.say(.revoke(origin: station.origin, length: 0, root: Frontier().root))
        #expect(try await world.status(of: message, showing: good) == 403)
        try await world.stop()
    }

    @Test func `to a county with another key nothing is said`() async throws {
        let pair = try Pair()
        let other = try Pair()
        try pair.register("甲", at: pair.station)
        let asked = Mutex(0)
        let answerer = ScriptedAnswerer(
            sync: { _ in
                asked.withLock { $0 += 1 }
                return HTTPAnswer(status: 200)
            },
            enrolment: { _ in
                asked.withLock { $0 += 1 }
                return HTTPAnswer(status: 200)
            })
        let server = try await ServerUnderTest.sync(answerer, as: other.county)
        try pair.station.store.set("upstream-addresses", "127.0.0.1:\(server.port)")
        let outcome = try await onThread {
            try Daemon.exchangeOnce(pair.station, log: Pair.silent)
        }
        #expect(outcome.result == .notOurs)
        #expect(outcome.detail == "another-key")
        #expect(asked.withLock { $0 } == 0)
        #expect(try pair.delivery().pending == 1)
        try await server.stop()
    }

    @Test func `a server without TLS at the county's address is no county`() async throws {
        let pair = try Pair()
        let server = try await ServerUnderTest.sync(pair.service)
        try pair.station.store.set("upstream-addresses", "127.0.0.1:\(server.port)")
        let outcome = try await onThread {
            try Daemon.exchangeOnce(pair.station, log: Pair.silent)
        }
        #expect(outcome.result == .unreachable)
        #expect(outcome.detail == "tls")
        try await server.stop()
    }

    @Test func `S50 a station's clock of 1970 or 2099 keeps nothing from being delivered`()
        async throws
    {
        let world = try await LineWorld.make()
        for (number, time) in [0, 4_102_444_800_000].enumerated() {
            world.pair.clock.set(Int64(time))
            // As a process that has just begun would see it.
            world.pair.station.tls.forget()
            world.pair.county.tls.forget()
            try world.register(["第\(number)人"])
            #expect(try await world.exchange().result == .agreed)
            #expect(try world.pair.delivery().pending == 0)
        }
        try await world.stop()
    }

    @Test func `S8 a county that goes on under a new key is reached by the old one`() async throws {
        let world = try await LineWorld.make()
        try world.register(["甲"])
        #expect(try await world.exchange().result == .agreed)
        let earlier = try TemporaryPlace()
        let image = URL(fileURLWithPath: earlier.path).appendingPathComponent("county")
        try FileManager.default.copyItem(at: world.pair.county.directory, to: image)
        let old = world.pair.county.origin
        let home = try world.pair.countyWithoutSidecar()
        try await world.serve(as: home) {
            try world.register(["乙"])
            #expect(try await world.exchange().result == .agreed)
        }
        #expect(home.origin != old)
        #expect(try world.pair.station.store.upstream()?.origin == home.origin)
        #expect(try world.pair.names(at: home) == ["甲", "乙", "县里"].sorted())
        // The whole disk is put back: it knows nothing of the name by which it is asked for now.
        let again = try NodeHome(opening: image, clock: world.pair.clock)
        try await world.serve(as: again) {
            try world.register(["丙"])
            for _ in 0..<3 { _ = try await world.exchange() }
        }
        #expect(try world.pair.delivery().pending == 0)
        #expect(try world.pair.names(at: again) == ["丙", "乙", "县里", "甲"].sorted())
        #expect(try world.pair.digest(at: again) == world.pair.digest(at: world.pair.station))
        try await world.stop()
    }
}

extension Pair {
    /// The county's program started again, its sidecar gone: at its first word it is a new origin.
    fileprivate func countyWithoutSidecar() throws -> NodeHome {
        try FileManager.default.removeItem(
            at: county.keys.folder.appendingPathComponent("sidecar"))
        let home = try NodeHome(opening: county.directory, clock: clock)
        try register("县里", at: home)
        return home
    }
}

extension LineWorld {
    /// Some request of the station to its county.
    func messageOfStation() throws -> [UInt8] {
        let county = try #require(try pair.station.store.upstream())
        return try Correspondence(home: pair.station).compose(
            Outline(summary: .zero), to: county, room: 1 << 16
        ).bytes
    }

    /// Has another home answer in the county's place.
    fileprivate func serve(as home: NodeHome, _ body: () async throws -> Void) async throws {
        let service = SyncService(home: home, log: Pair.silent)
        let server = try await ServerUnderTest.sync(service, as: home)
        try pair.station.store.set("upstream-addresses", "127.0.0.1:\(server.port)")
        try await body()
        try await server.stop()
        service.close()
    }

    fileprivate var attachmentRequest: [UInt8] {
        AttachmentRequest(
            origin: pair.station.origin, scope: pair.scope, want: .lacking(after: nil)
        ).bytes
    }

    /// The status of the county's answer to whoever shows these credentials.
    fileprivate func status(
        of body: [UInt8], showing credentials: TLSCredentials
    ) async throws -> Int {
        let place = try TemporaryPlace()
        try credentials.certificate.pem.write(
            toFile: place.path + "/c.pem", atomically: false, encoding: .utf8)
        try credentials.privateKeyPEM.write(
            toFile: place.path + "/k.pem", atomically: false, encoding: .utf8)
        return try await Outsider.curl(
            body, as: Message.contentType, to: "/v1/sync", at: server.port,
            ["--cert", place.path + "/c.pem", "--key", place.path + "/k.pem"])
    }
}

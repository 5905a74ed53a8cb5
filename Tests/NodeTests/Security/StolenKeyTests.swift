import Authority
import Foundation
import GRDB
import Store
import SyncCore
import Synchronization
import Testing
import Transport

@testable import Node

/// A station's PC is stolen, with its key: what the thief can do, and what he cannot.
@Suite(.timeLimit(.minutes(2))) struct StolenKeyTests {
    @Test
    func
        `S45 what a stolen key writes beyond its revocation is evidence, and the thief hears no more`()
        async throws
    {
        let pair = try Pair()
        for name in ["甲", "乙", "丙"] { try pair.register(name, at: pair.station) }
        #expect(try await pair.exchange().result == .agreed)
        let stolen = pair.station.publicKey
        let honest = try pair.station.store.view { try $0.delivery() }.head

        // The PC is gone. The thief goes on with it, and is heard, until somebody notices.
        for name in ["假一", "假二"] { try pair.register(name, at: pair.station) }
        #expect(try await pair.exchange().result == .agreed)
        #expect(try pair.names(at: pair.county).count == 5)
        try pair.revokeStation(keeping: UInt64(honest))
        #expect(try pair.names(at: pair.county) == ["丙", "乙", "甲"].sorted())
        #expect(try pair.notCounted() == ["revoked", "revoked"])

        // He writes more, and calls: what he brings is kept as evidence, and he is told of the
        // revocation alone.
        try pair.register("县里的人", at: pair.county)
        try pair.register("假三", at: pair.station)
        let answers = Mutex<[LineAnswer]>([])
        let outcome = try await pair.exchange { request in
            let answer = pair.answer(request)
            if case .success(let answer) = answer { answers.withLock { $0.append(answer) } }
            return answer
        }
        #expect(outcome.result == .revoked)
        let heard = answers.withLock { $0 }
        #expect(heard.map(\.status) == [403] && heard.first?.body == RevocationNotice.bytes)
        #expect(try pair.notCounted() == ["revoked", "revoked", "revoked"])
        #expect(try !pair.names(at: pair.station).contains("县里的人"))

        // A new name for the stolen key does not help him.
        let renamed = try pair.stationUnderAnotherKey()
        try pair.register("假四", at: renamed)
        #expect(try await pair.exchange(of: renamed).result == .revoked)
        #expect(try !pair.names(at: renamed).contains("县里的人"))
        #expect(!(try pair.names(at: pair.county).contains("假四")))

        // The county calls him by neither key.
        let known = try pair.county.store.keys(ofNeighbour: renamed.origin)
        #expect(!known.contains(stolen))

        // The honest replacement goes on.
        let place = try TemporaryPlace()
        let fresh = try NodeHome.join(
            try pair.invitation(replacing: pair.station.origin),
            in: URL(fileURLWithPath: place.path).appendingPathComponent("n"), clock: pair.clock)
        try pair.register("丁", at: fresh)
        #expect(try await pair.exchange(of: fresh).result == .agreed)
        let all = ["丁", "丙", "乙", "县里的人", "甲"].sorted()
        #expect(try pair.names(at: pair.county) == all)
        #expect(try pair.names(at: fresh) == all)
        #expect(try pair.digest(at: fresh) == pair.digest(at: pair.county))
    }

    @Test func `S45 a PC that never wrote is named and revoked like others, and hears nothing`()
        async throws
    {
        let pair = try Pair()
        let place = try TemporaryPlace()
        let silent = try await pair.secondComputer(in: place)
        let (all, writers) = try pair.county.store.view {
            try ($0.everybody(in: pair.scope), $0.standings(in: pair.scope))
        }
        let found = try #require(all.first { $0.origin == silent.origin })
        #expect(found.length == 0 && found.isAdmitted && found.limit == nil)
        #expect(!writers.map(\.origin).contains(silent.origin))
        let word = try pair.county.store.view {
            try $0.revocation(of: silent.origin, in: pair.scope, keeping: 0)
        }
        try pair.county.store.commit(to: pair.scope, by: pair.county.author, at: 5) {
            try $0.write(word)
        }
        try pair.register("县里的人", at: pair.county)
        #expect(try await pair.exchange(of: silent).result == .revoked)
        #expect(try pair.names(at: silent).isEmpty)
        let after = try pair.county.store.view { try $0.everybody(in: pair.scope) }
        #expect(after.first { $0.origin == silent.origin }?.limit == 0)
    }

    @Test func `that a key is revoked hears who holds it, and nobody else`() async throws {
        let pair = try Pair()
        let place = try TemporaryPlace()
        let other = try await pair.secondComputer(in: place)
        try pair.revokeStation(keeping: 0)
        let recorded = Mutex<[LineRequest]>([])
        let outcome = try await pair.exchange { request in
            recorded.withLock { $0.append(request) }
            return pair.answer(request)
        }
        #expect(outcome.result == .revoked)
        let body = try #require(recorded.withLock { $0 }.first?.body)
        let far = try Pair()
        let stranger = try far.station.credentials(of: far.station.origin).certificate.bytes
        let neighbour = try other.credentials(of: other.origin).certificate.bytes
        let callers: [Caller] = [
            .unproven, .anonymous, .certified(neighbour), .certified(stranger),
        ]
        for caller in callers {
            let answer = await pair.service.answerSync(body, from: caller)
            #expect(answer.status == 403 && answer.body.isEmpty)
            #expect(answer.contentType != RevocationNotice.contentType)
        }
        #expect(try await pair.exchange(of: other).result == .agreed)
    }

    /// The key is here, or was lost besides.
    @Test(arguments: [false, true])
    func `S11 a revoked PC goes on by a new join file, and what it wrote meanwhile stays evidence`(
        isLost: Bool
    ) async throws {
        let pair = try Pair()
        let origin = pair.station.origin
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        try pair.revokeStation(keeping: UInt64(try pair.delivery().head))
        for name in ["乙", "丙"] { try pair.register(name, at: pair.station) }
        #expect(try await pair.exchange().result == .revoked)
        try pair.register("丁", at: pair.station)
        #expect(try pair.station.heardRefusal()?.word == .revoked)
        #expect(try pair.delivery().pending == 3)
        // The key that is revoked uses no file up.
        let file = try pair.invitation()
        let hash = try EnrolmentRequest.hash(of: file.content().secret)
        #expect(throws: EnrolmentError.revokedKey) {
            try pair.county.store.enrol(
                key: pair.station.publicKey, secretHash: hash, by: pair.county.author, at: 6)
        }
        if isLost {
            try FileManager.default.removeItem(
                at: pair.station.directory.appendingPathComponent("keys/origin.key"))
        }
        let home = try NodeHome.join(file, in: pair.station.directory, clock: pair.clock)
        #expect(home.origin != origin)
        #expect(try home.heardRefusal() == nil)
        #expect(try home.store.view { try $0.ownOrigins() }.count == 2)
        #expect(try pair.names(at: home) == ["丁", "丙", "乙", "甲"].sorted())
        try pair.register("戊", at: home)
        for _ in 0..<2 { #expect(try await pair.exchange(of: home).result == .agreed) }
        for node in [home, pair.county] {
            #expect(try pair.names(at: node) == ["戊", "甲"].sorted())
            let held = try node.store.view { try $0.excluded(closed: true, limit: 100) }
            #expect(Set(held.map(\.reason)) == ["revoked"])
            #expect(held.count >= 3, "all of it is there to be looked at")
            #expect(try node.store.check(scratch: node.directory).findings == [])
        }
        #expect(try pair.digest(at: home) == pair.digest(at: pair.county))
        #expect(try home.store.view { try $0.delivery() }.pending == 0)
        let kind: Incident.Kind = isLost ? .keyLost : .keyRevoked
        #expect(try home.store.view { try $0.incidents(limit: 9) }.contains { $0.kind == kind })
    }

    @Test func `S46 recorded requests, each said three times in any order, change nothing`()
        async throws
    {
        let pair = try Pair()
        let recorded = Mutex<[LineRequest]>([])
        let line: @Sendable (LineRequest) -> Result<LineAnswer, LineFailure> = { request in
            recorded.withLock { $0.append(request) }
            return pair.answer(request)
        }
        for name in ["甲", "乙"] {
            try pair.register(name, at: pair.station)
            #expect(try await pair.exchange(over: line).result == .agreed)
        }
        let before = try rows(of: pair.county)
        let requests = recorded.withLock { $0 }
        #expect(requests.count > 3)
        let thrice = requests + requests + requests
        // Every eleventh, around and around: each comes once, and no two in their order.
        let order = thrice.indices.map { $0 * 11 % thrice.count }
        #expect(Set(order).count == thrice.count)
        try await onThread { for place in order { _ = pair.answer(thrice[place]) } }
        let after = try rows(of: pair.county)
        #expect(before.keys == after.keys && before.count > 20)
        for (table, rows) in before { #expect(after[table] == rows, "\(table)") }
        try pair.register("丙", at: pair.station)
        for _ in 0..<3 { _ = try await pair.exchange() }
        #expect(try pair.delivery().pending == 0)
        #expect(try pair.names(at: pair.county) == ["丙", "乙", "甲"].sorted())
    }

    /// Every row of every table but when somebody was heard last.
    private func rows(of home: NodeHome) throws -> [String: [String]] {
        let file = home.directory.appendingPathComponent(Store.fileName).path
        return try DatabaseQueue(path: file).read { db in
            let tables = try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                    """)
            return try Dictionary(
                uniqueKeysWithValues: tables.map { table in
                    let rows = try Row.fetchAll(db, sql: "SELECT * FROM \"\(table)\"")
                    return (
                        table,
                        rows.map { row in
                            row.filter { $0.0 != "last_contact" }.map { "\($0.0)=\($0.1)" }
                                .joined(separator: " ")
                        }.sorted()
                    )
                })
        }
    }
}

/// Certificates of the county's own signer.
@Suite(.timeLimit(.minutes(1))) struct CertificateTests {
    @Test
    func `a station gets a certificate in its first exchange, and a new one from half life on`()
        async throws
    {
        let pair = try Pair()
        let authority = try #require(try pair.county.certificateAuthority()).certificate
        #expect(try pair.station.certificate(of: pair.station.origin) == nil)
        #expect(try await pair.exchange().result == .agreed)
        let first = try #require(try pair.station.certificate(of: pair.station.origin))
        #expect(first.publicKey == pair.station.publicKey)
        #expect(first.isIssued(by: authority))
        let now = pair.clock.now
        #expect(first.isValid(at: now))
        #expect(!first.isValid(at: now + CertificateAuthority.lifetime + 1))
        #expect(try pair.station.credentials(of: pair.station.origin).certificate == first)
        // Nothing new while it is young.
        pair.clock.set(first.renewal - 1)
        #expect(try await pair.exchange().result == .agreed)
        #expect(try pair.certificates().count == 1)
        pair.clock.set(first.renewal)
        #expect(try await pair.exchange().result == .agreed)
        let second = try #require(try pair.station.certificate(of: pair.station.origin))
        #expect(try pair.certificates().count == 2)
        #expect(second.validity.upperBound > first.validity.upperBound)
        // One that has run out delivers, and is renewed by the way.
        pair.clock.set(second.validity.upperBound + 400 * 86_400_000)
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        #expect(try pair.delivery().pending == 0)
        let third = try #require(try pair.station.certificate(of: pair.station.origin))
        #expect(third.isValid(at: pair.clock.now))
    }

    @Test func `a signer that has ended gives nobody a certificate at every exchange`() async throws
    {
        let pair = try Pair()
        #expect(try await pair.exchange().result == .agreed)
        pair.clock.set(pair.clock.now + 2 * CertificateAuthority.ownLifetime)
        for name in ["甲", "乙", "丙"] {
            try pair.register(name, at: pair.station)
            #expect(try await pair.exchange().result == .agreed)
        }
        #expect(try pair.certificates().count == 1)
        #expect(try pair.delivery().pending == 0)
    }

    /// Another certificate would be another connection.
    @Test func `what a node says for itself stays what it was from one exchange to the next`()
        throws
    {
        let pair = try Pair()
        for home in [pair.county, pair.station] {
            let first = try home.credentials(of: home.origin).certificate
            pair.clock.set(pair.clock.now + 3_600_000)
            home.tls.lookAgain()
            #expect(try home.credentials(of: home.origin).certificate == first)
            pair.clock.set(first.renewal)
            #expect(try home.credentials(of: home.origin).certificate != first)
        }
    }

    @Test func `another signer gives every station a certificate of its own`() async throws {
        let pair = try Pair()
        #expect(try await pair.exchange().result == .agreed)
        let old = try #require(try pair.county.certificateAuthority()).certificate
        let new = try pair.county.renewCertificateAuthority().certificate
        #expect(new.publicKey != old.publicKey)
        #expect(try await pair.exchange().result == .agreed)
        let certificate = try #require(
            try pair.certificates().last.map { try NodeCertificate(bytes: $0.certificate) })
        #expect(certificate.isIssued(by: new))
        #expect(!certificate.isIssued(by: old))
    }

    @Test func `a signer that is damaged keeps nothing from being delivered`() async throws {
        let pair = try Pair()
        try Data([1, 2, 3]).write(
            to: pair.county.keys.folder.appendingPathComponent("authority.der"))
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        #expect(try pair.delivery().pending == 0)
        #expect(throws: KeyError.damaged(KeyFolder.authority)) {
            try pair.county.certificateAuthority()
        }
    }
}

extension Pair {
    fileprivate func revokeStation(keeping length: UInt64) throws {
        let word = try county.store.view {
            try $0.revocation(of: station.origin, in: scope, keeping: length)
        }
        try county.store.commit(to: scope, by: county.author, at: 5) { try $0.write(word) }
    }

    /// Why changes that the county holds do not count.
    fileprivate func notCounted() throws -> [String] {
        try county.store.view { try $0.excluded(closed: true, limit: 100) }.map(\.reason)
    }

    /// The stolen disk, after it named a successor.
    fileprivate func stationUnderAnotherKey() throws -> NodeHome {
        _ = try station.store.changeKey(at: 9)
        return try NodeHome(opening: station.directory, clock: clock)
    }

    fileprivate func certificates() throws -> [Certification] {
        try station.store.view { try $0.certifications(of: station.origin, in: scope) }
    }
}

import Authority
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Synchronization
import Testing
import Transport

/// S8 at its worst: the county is put back to before it took the station up, and answers 403.
@Suite(.timeLimit(.minutes(2))) struct ForgottenStationTests {
    /// Copies a node's directory as it is now.
    private func backUp(_ home: NodeHome, to place: TemporaryPlace) throws -> URL {
        let copy = URL(fileURLWithPath: place.path).appendingPathComponent("n")
        try FileManager.default.copyItem(at: home.directory, to: copy)
        return copy
    }

    /// What a station could sign though the county never did: another way to the root, a scope that
    /// somebody else has opened, a log of the station's own that admits it.
    private func forgeries(
        of proof: AdmissionProof, by signer: Signer
    ) throws -> [AdmissionProof] {
        let part = proof.part
        let included = try #require(part.changes.first)
        func made(_ part: RecordProof.Part, founder: [UInt8]? = nil) -> AdmissionProof {
            AdmissionProof(
                part: part, founderKey: founder ?? proof.founderKey, code: "1", name: "")
        }
        let canonical = included.change.canonical
        let detour = RecordProof.Part(
            publicKey: part.publicKey, word: part.word,
            changes: [.init(canonical, commitment: .zero, path: included.path + [.zero])])
        let header = Header(
            scope: canonical.header.scope, origin: signer.origin, sequence: 1,
            time: canonical.header.time, context: VersionVector(), actor: nil,
            kind: canonical.header.kind, entity: nil)
        let own = CanonicalChange(header: header, open: canonical.open)
        let leaf = Change(own, personal: .none).leaf
        let checkpoint = try Checkpoint(
            name: Checkpoint.name(scope: header.scope, origin: signer.origin), size: 1, root: leaf)
        let selfMade = RecordProof.Part(
            publicKey: signer.publicKey,
            word: .own(try SignedCheckpoint(signing: checkpoint, with: signer)),
            changes: [.init(own, commitment: .zero, path: [])])
        #expect(made(selfMade).isProved, "well made, and by nobody who may")
        return [made(detour), made(part, founder: signer.publicKey), made(selfMade)]
    }

    /// Of when the backup is: before the township was known, or before the station came.
    @Test(arguments: [true, false], [true, false])
    func `S8 a county put back to before it took a station up is healed by it, unasked`(
        isBeforeScope: Bool, wasRenewed: Bool
    ) async throws {
        let place = try TemporaryPlace()
        let backup = Mutex<URL?>(nil)
        let pair = try Pair { county in
            guard isBeforeScope else { return }
            let url = try backUp(county, to: place)
            backup.withLock { $0 = url }
        }
        if !isBeforeScope {
            let url = try backUp(pair.county, to: place)
            backup.withLock { $0 = url }
        }
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        try pair.register("乙", at: pair.county)
        #expect(try await pair.exchange().result == .agreed)
        try pair.register("丙", at: pair.station)
        var station = pair.station
        if wasRenewed {
            // The station loses its memory on the same day.
            try FileManager.default.removeItem(
                at: station.directory.appendingPathComponent("keys/sidecar"))
            station = try NodeHome(opening: station.directory, clock: pair.clock)
            try pair.register("丁", at: station)
            #expect(station.origin != pair.station.origin)
        }

        let url = try #require(backup.withLock { $0 })
        let county = try NodeHome(opening: url, clock: pair.clock)
        #expect(try county.store.peer(pair.station.origin) == nil)
        let service = SyncService(home: county, log: Pair.silent)
        let outcome = try await pair.exchange(of: station) { service.answer($0) }
        #expect(outcome.result == .agreed, "in one call: \(outcome.detail)")
        let names = ["甲", "乙", "丙"] + (wasRenewed ? ["丁"] : [])
        for node in [station, county] {
            #expect(try pair.names(at: node) == names.sorted())
            #expect(try node.store.view { try $0.delivery() }.quarantined == 0)
            #expect(try node.store.check(scratch: node.directory).findings == [])
        }
        #expect(try pair.digest(at: station) == pair.digest(at: county))
        let kinds = try county.store.view { try $0.incidents(limit: 9) }.map(\.kind)
        #expect(kinds.contains(.takenBack))
        #expect(try county.store.view { try $0.scope(code: "620102001") }?.name == "镇")
        #expect(try await pair.exchange(of: station) { service.answer($0) }.roundTrips == 1)
    }

    /// As docs/OPERATIONS.md has it: keys and sidecar stay, so the county goes on as a new origin, in the
    /// township that comes back, too.
    @Test
    func
        `S8 where the database alone was put back, the county's word counts in the township again`()
        async throws
    {
        let place = try TemporaryPlace()
        let backup = Mutex<URL?>(nil)
        let pair = try Pair { county in
            let url = try backUp(county, to: place)
            backup.withLock { $0 = url }
        }
        try pair.register("甲", at: pair.station)
        try pair.register("乙", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        let url = try #require(backup.withLock { $0 })
        let keys = url.appendingPathComponent("keys")
        try FileManager.default.removeItem(at: keys)
        try FileManager.default.copyItem(
            at: pair.county.directory.appendingPathComponent("keys"), to: keys)

        let county = try NodeHome(opening: url, clock: pair.clock)
        let service = SyncService(home: county, log: Pair.silent)
        #expect(
            try await pair.exchange(of: pair.station) { service.answer($0) }.result == .agreed)
        #expect(county.origin != pair.county.origin, "no sequence is used twice")
        #expect(try pair.names(at: county) == ["甲", "乙"].sorted())

        let first = try #require(
            try county.store.changes(in: pair.scope).first {
                $0.header.origin == pair.station.origin
            })
        try county.store.commit(to: pair.scope, by: county.author, at: 9) { door in
            try door.write(
                AuthorityChange.refuse(dot: first.dot, leaf: first.leaf, reason: "重复"))
        }
        #expect(
            try await pair.exchange(of: pair.station) { service.answer($0) }.result == .agreed)
        for node in [pair.station, county] { #expect(try pair.names(at: node) == ["乙"]) }
        #expect(try pair.digest(at: pair.station) == pair.digest(at: county))
    }

    @Test func `a county that never signed for a station takes nothing of its word`() async throws {
        let (pair, other) = (try Pair(), try Pair())
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        let requests = Mutex(0)
        let outcome = try await pair.exchange { request in
            requests.withLock { $0 += 1 }
            return other.answer(request)
        }
        #expect(outcome.result == .unknownHere)
        #expect(requests.withLock { $0 } == 2, "asked, reminded, and no more")
        #expect(try other.county.store.peer(pair.station.origin) == nil)
        #expect(try other.county.store.view { try $0.scopes().map(\.scope) } == [other.scope])
    }

    @Test func `a reminder that was altered in any byte, or is revoked, takes nobody up`()
        async throws
    {
        let place = try TemporaryPlace()
        let backup = Mutex<URL?>(nil)
        let pair = try Pair { county in
            let url = try backUp(county, to: place)
            backup.withLock { $0 = url }
        }
        #expect(try await pair.exchange().result == .agreed)
        let url = try #require(backup.withLock { $0 })
        let county = try NodeHome(opening: url, clock: pair.clock)
        let service = SyncService(home: county, log: Pair.silent)
        let (proof, signer) = try #require(
            try pair.station.store.admissionProof(in: pair.scope))
        let bytes = try Reminder(proof, signer: signer).bytes
        #expect(try Reminder(bytes: bytes).bytes == bytes)
        for index in bytes.indices {
            var altered = bytes
            altered[index] ^= 1
            let answer = await service.answerEnrolment(altered, from: .unproven)
            #expect(answer.status == 400 || EnrolmentAnswer(bytes: answer.body) != .admitted)
        }
        for count in 0..<bytes.count {
            let answer = await service.answerEnrolment(
                Array(bytes.prefix(count)), from: .unproven)
            #expect(answer.status == 400)
        }
        for forged in try forgeries(of: proof, by: signer) {
            let answer = await service.answerEnrolment(
                try Reminder(forged, signer: signer).bytes, from: .unproven)
            #expect(EnrolmentAnswer(bytes: answer.body) == .notAdmitted)
        }
        #expect(try county.store.view { try $0.scopes().isEmpty })

        try pair.county.store.commit(to: pair.scope, by: pair.county.author, at: 2) { door in
            try door.write(
                AuthorityChange.revoke(
                    origin: pair.station.origin, length: 0, root: Frontier().root))
        }
        let answer = await pair.service.answerEnrolment(bytes, from: .unproven)
        #expect(EnrolmentAnswer(bytes: answer.body) == .notAdmitted)
    }
}

import ServiceRecords
import Testing

@testable import Store
@testable import SyncCore

/// An export is what an outsider can check; a proof is of what is shown, and signed for.
@Suite struct LogExportTests {
    let world: World
    var station: Replica { world.stations[0] }
    var county: Replica { world.county }

    init() throws {
        world = try World()
        for name in ["甲", "乙", "丙"] { try station.register(name) }
        try world.settle()
    }

    private func lines(_ replica: Replica) throws -> [ExportLine] {
        var lines: [ExportLine] = []
        try replica.store.exportLogs(at: replica.clock) { lines.append($0) }
        return lines
    }

    @Test func keysComeFirstThenLogByLog() throws {
        let kinds = try lines(county).map { line in
            switch line {
            case .origin: "o"
            case .change: "c"
            case .checkpoint: "s"
            case .receipt: "r"
            }
        }.joined()
        // The county's log with two admissions, and the one of the station that has written.
        let logs = county.origin < station.origin ? "ccscccsr" : "cccsrccs"
        #expect(kinds == "oo" + logs)
    }

    @Test func everyNodeExportsTheSameChanges() throws {
        let all = try [county, station, world.stations[1]].map { replica in
            try lines(replica).compactMap { line -> Hash? in
                if case .change(_, _, let leaf) = line { leaf } else { nil }
            }
        }
        #expect(all[0].count == 5)
        #expect(all[0] == all[1])
        #expect(all[0] == all[2])
    }

    /// A relay may cut a log anywhere; what is here must still lie under the author's signature.
    @Test func aLogThatWasCutHasAProof() throws {
        let other = world.stations[1]
        for name in ["丁", "戊", "己", "庚"] { try station.register(name) }
        try world.exchange(station)
        // The county passes on two changes of four, with the checkpoint of all.
        try other.take(
            try county.message(station.origin, 4...5), receiptKey: county.signer.publicKey)
        let length = try other.vector()[station.origin]
        #expect(length == 5)
        var frontier = Frontier()
        for line in try lines(other) {
            switch line {
            case .change(let change, _, let leaf) where change.header.origin == station.origin:
                frontier.append(leaf)
            case .checkpoint(let signed, _, let origin, let proof) where origin == station.origin:
                #expect(signed.checkpoint.size == 7)
                #expect(!proof.isEmpty)
                #expect(
                    MerkleTree.verifyConsistency(
                        first: 5, firstRoot: frontier.root, second: 7,
                        secondRoot: signed.checkpoint.root, proof: proof))
            case .origin, .change, .checkpoint, .receipt: break
            }
        }
        #expect(frontier.size == 5)
    }

    @Test func aStoreThatDoesNotAgreeWithItselfIsNotExported() throws {
        try station.tamper("DROP TRIGGER change_is_never_altered")
        try station.tamper("UPDATE change SET leaf = randomblob(32) WHERE dot & 255 = 2")
        #expect(throws: StoreError.self) { _ = try lines(station) }
    }

    private func proof(
        of record: Entity, _ kind: Kind = Volunteer.kind, at replica: Replica
    ) throws -> RecordProof {
        try replica.store.proof(of: record, kind, at: replica.clock)
    }

    @Test func bothSidesOfAConflictAreProved() throws {
        let person = try station.register("辛", phone: "1")
        try world.exchange(station)
        try county.edit(person, Volunteer.phones, .list([.text("2")]))
        try station.edit(person, Volunteer.phones, .list([.text("3")]))
        try world.exchange(station)
        for replica in [station, county] {
            let proof = try proof(of: person, at: replica)
            try proof.verify(countyKey: county.signer.publicKey)
            let phones = proof.parts.flatMap(\.changes).filter { included in
                !included.change.createsEntity
                    && included.change.groups.contains { $0.group == Volunteer.phones.group }
            }
            #expect(phones.count == 2)
        }
    }

    @Test func aWriteThatSurvivesAndIsNotSignedForMeansNoProof() throws {
        let person = try station.register("壬", phone: "1")
        #expect(throws: NotSigned.self) { _ = try proof(of: person, at: station) }
        try world.exchange(station)
        _ = try proof(of: person, at: station)
        try station.edit(person, Volunteer.phones, .list([.text("2")]))
        #expect(throws: NotSigned(changes: 1)) { _ = try proof(of: person, at: station) }
    }

    /// The county lost its disk: what it signed for it has no more.
    @Test func whatTheCountyHasLostIsNotProved() throws {
        let person = try station.register("癸")
        try world.exchange(station)
        var memory = try station.store.memory(of: county.origin)
        memory[world.scope, default: VersionVector()][station.origin] = 1
        try station.store.remember(memory, of: county.origin, at: 0)
        #expect(throws: NotSigned.self) { _ = try proof(of: person, at: station) }
    }

    @Test func whatDoesNotCountIsNotProved() throws {
        let person = try station.register("子")
        let change = try #require(try station.lastOwn())
        try world.exchange(station)
        try county.refuse(change)
        try world.exchange(station)
        for replica in [station, county] {
            #expect(throws: StoreError.unknownEntity(person)) {
                _ = try proof(of: person, at: replica)
            }
        }
    }

    /// A record that another one mentioned before it came has a number of its own in the store.
    @Test func aRecordThatWasExpectedIsFound() throws {
        let person = try station.register("丑")
        let record = try station.record(3_600, of: person)
        try world.exchange(station)
        let late = try Replica(
            seed: 77, scope: world.scope, authority: county.signer.publicKey)
        try late.store.add(
            Peer(key: county.signer.publicKey, standpoint: .above, scopes: [world.scope]))
        // The county's own log first: an edit of somebody who is not there yet.
        try county.edit(person, Volunteer.residenceArea, .text("乙村"))
        let length = try county.vector()[county.origin]
        try late.take(try county.message(county.origin, 1...length))
        try late.pull(from: county)
        #expect(try proof(of: person, at: county).creation?.entity == person)
        #expect(try proof(of: record, ServiceRecord.kind, at: county).creation != nil)
        // Without receipts of its own for the station's log it has nothing to show.
        #expect(throws: NotSigned.self) { _ = try proof(of: person, at: late) }
    }

    @Test func theLogsAreListedWithWhatIsSigned() throws {
        let logs = try station.store.view { try $0.logs() }
        #expect(logs.map(\.isAuthority) == [true, false])
        #expect(logs[1].isOwn)
        #expect(logs[1].length == 3)
        #expect(logs[1].receipt == 3)
        #expect(logs[1].delivered == 3)
        #expect(logs[0].delivered == nil)
        try station.register("寅")
        let own = try station.store.view { try $0.logs()[1] }
        #expect(own.length == 4)
        #expect(own.delivered == 3)
    }

    @Test func logsAreVerifiedWithoutTables() throws {
        #expect(try station.store.verifyLogs().isSound)
        #expect(try station.store.verifyLogs().changes == 5)
        try station.tamper(
            "UPDATE receipt SET note = replace(note, char(10) || '3', char(10) || '2')")
        let report = try station.store.verifyLogs()
        #expect(report.findings.map(\.what) == [.receipt])
    }
}

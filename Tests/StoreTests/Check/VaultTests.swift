import Foundation
import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// Protocol §7: who somebody is rests encrypted, and nowhere else.
@Suite struct VaultTests {
    static let planted = ["欧阳不可见", "62010219900307003X", "13912345678", "某省某县某乡某号"]

    private func replica() throws -> (Replica, Entity) {
        let replica = try World(stations: 0).county
        var draft = Draft(Volunteer.kind)
        draft[Volunteer.name] = .text(Self.planted[0])
        draft[Volunteer.idNumber] = .text(Self.planted[1])
        draft[Volunteer.phones] = .list([.text(Self.planted[2])])
        draft[Volunteer.address] = .text(Self.planted[3])
        draft[Volunteer.residenceArea] = .text("看得见的村")
        return (replica, try replica.commit { try $0.write(draft) })
    }

    @Test(arguments: [false, true])
    func `no file of the store holds a byte of who somebody is`(isCheckpointed: Bool) throws {
        let (replica, person) = try replica()
        try replica.edit(person, Volunteer.name, .text(Self.planted[0] + "二"))
        try replica.store.rebuild()
        if isCheckpointed { try replica.tamper("PRAGMA wal_checkpoint(TRUNCATE)") }
        let contents = try replica.place.files.map { try Data(contentsOf: $0) }
        // Nor what they are found by: pieces and pinyin.
        let pieces = ["欧阳不", "阳不", "不可", "可见", "ouyang", "oybkj", "bukejian", "003X"]
        for text in Self.planted + pieces {
            for data in [Data(text.utf8), text.data(using: .utf16LittleEndian) ?? Data()] {
                #expect(!contents.contains { $0.range(of: data) != nil }, "\(text)")
            }
        }
        // The search would find it: an open field of the same change is there.
        #expect(contents.contains { $0.range(of: Data("看得见的村".utf8)) != nil })
    }

    @Test func `somebody is found by number, name and telephone all the same`() throws {
        let (replica, person) = try replica()
        try replica.store.view { (view: StoreView) throws in
            let found = try view.volunteers(withIDNumber: "62010219900307003x")
            #expect(found.map(\.entity) == [person])
            #expect(try view.volunteers(named: Self.planted[0]).map(\.entity) == [person])
            #expect(try view.volunteers(withPhone: Self.planted[2]).map(\.entity) == [person])
            #expect(try view.volunteers(named: "欧阳").isEmpty)
        }
        try replica.edit(person, Volunteer.name, .text("改名"))
        try replica.store.view { (view: StoreView) throws in
            #expect(try view.volunteers(named: Self.planted[0]).isEmpty)
            #expect(try view.volunteers(named: "改名").map(\.entity) == [person])
        }
    }

    @Test func `with another key the store does not open, and says so`() throws {
        let (replica, person) = try replica()
        #expect(throws: StoreError.wrongVaultKey) {
            _ = try Store(
                in: replica.place.url, vaultKey: [UInt8](repeating: 8, count: 32),
                files: MemoryFiles(), randomness: SeededRandomness(1))
        }
        #expect(try replica.volunteer(person) != nil, "nothing was changed by it")
    }

    @Test func `a withheld part counts, shows no name, and its group cannot be emptied unseen`()
        throws
    {
        let (replica, person) = try replica()
        let reader = try Replica(
            seed: 77, scope: replica.scope, authority: replica.signer.publicKey)
        try reader.take(try replica.message(beyond: VersionVector()).withholding())
        #expect(try reader.vector() == replica.vector())
        #expect(try reader.digest() == replica.digest())
        #expect(try reader.volunteer(person)?.name == nil)
        #expect(try reader.check().isSound)
        #expect(throws: StoreError.unknownEntity(person)) {
            try reader.edit(person, Volunteer.gender, .text("1"))
        }
        try reader.edit(person, Volunteer.serviceArea, .text("620102001"))
    }
}

extension Message {
    /// As an upper level gets it: commitments in place of personal parts.
    func withholding() throws -> Message {
        var message = self
        message.runs = try runs.map { packed in
            let run = try packed.literal
            return Run(
                scope: run.scope, origin: run.origin, first: run.first,
                rows: run.rows.map { row in
                    Run.Row(
                        canonical: row.canonical,
                        personal: row.personal.part.map { .withheld($0.commitment) } ?? .none)
                },
                checkpoint: run.checkpoint, proof: run.proof)
        }
        return message
    }
}

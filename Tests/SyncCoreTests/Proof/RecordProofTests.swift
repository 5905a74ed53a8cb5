import SyncCore
import Testing

/// What a proof shows and what it must not pass for. These are the cases that need somebody's key; what
/// can be altered without one is altered in YizhanTests.
@Suite struct RecordProofTests {
    let scope: Scope = id(7)
    let station: Writer
    let county: Writer
    /// The log of the station: a record, an approval of it, another record.
    let changes: [Change]
    var record: Entity { changes[0].entity }

    init() throws {
        station = try Writer(1)
        county = try Writer(2)
        let creation = station.change(1, in: scope, value: .text("甲"))
        changes = [
            creation, station.change(2, in: scope, entity: creation.entity),
            station.change(3, in: scope, value: .text("乙")),
        ]
    }

    private func part(
        _ log: [Change], _ sequences: [UInt64], by author: Writer, signedBy cosigner: Writer,
        size: UInt64? = nil, named name: String? = nil, isOwn: Bool = false
    ) throws -> RecordProof.Part {
        let tree = LeafList(log.map(\.leaf))
        let size = size ?? tree.size
        let signed = try author.checkpoint(of: tree, at: size, in: log[0].header.scope)
        let word = CountyWord.receipt(
            Receipt(
                signed: signed,
                cosignature: try Cosignature(
                    cosigning: signed.checkpoint,
                    name: name ?? Checkpoint.cosignerName(cosigner.origin), time: 9,
                    with: cosigner.signer)))
        return RecordProof.Part(
            publicKey: author.signer.publicKey, word: isOwn ? .own(signed) : word,
            changes: try sequences.map { sequence in
                let change = log[Int(sequence) - 1]
                let path =
                    sequence <= size ? try tree.inclusionProof(index: sequence - 1, size: size) : []
                return RecordProof.Included(
                    change.canonical, commitment: change.personal.commitment, path: path)
            })
    }

    private func flaw(_ parts: RecordProof.Part..., of record: Entity? = nil) -> ProofFlaw? {
        let proof = RecordProof(record: record ?? self.record, parts: parts)
        do throws(ProofFlaw) {
            try proof.verify(countyKey: county.signer.publicKey)
            return nil
        } catch { return error }
    }

    @Test func anHonestProofHolds() throws {
        #expect(flaw(try part(changes, [1, 2], by: station, signedBy: county)) == nil)
        #expect(flaw(try part(changes, [1], by: station, signedBy: county, size: 1)) == nil)
    }

    @Test func aChangeOfTheCountyNeedsNoReceipt() throws {
        let edit = county.change(1, in: scope, entity: record)
        let own = try part([edit], [1], by: county, signedBy: county, isOwn: true)
        #expect(flaw(try part(changes, [1], by: station, signedBy: county), own) == nil)
        #expect(flaw(own) == .noCreation)
    }

    /// A station's word alone is no county's.
    @Test func aCheckpointOfTheStationIsNoReceipt() throws {
        let alone = try part(changes, [1], by: station, signedBy: county, isOwn: true)
        let name = Checkpoint.name(scope: scope, origin: station.origin)
        #expect(flaw(alone) == .otherCounty(name: name))
    }

    @Test func anotherCountySaysSo() throws {
        let other = try Writer(3)
        let foreign = try part(changes, [1], by: station, signedBy: other)
        #expect(flaw(foreign) == .otherCounty(name: Checkpoint.cosignerName(other.origin)))
        let posing = try part(
            changes, [1], by: station, signedBy: other,
            named: Checkpoint.cosignerName(county.origin))
        #expect(flaw(posing) == .badCosignature(county.origin))
    }

    @Test func aKeyMustBeThatOfTheLog() throws {
        let honest = try part(changes, [1], by: station, signedBy: county)
        let stranger = try Writer(4)
        let exchanged = RecordProof.Part(
            publicKey: stranger.signer.publicKey, word: honest.word, changes: honest.changes)
        #expect(flaw(exchanged) == .badSignature(stranger.origin))
    }

    /// The county cosigned the body; a stranger signs it too and claims the log.
    @Test func nobodyElseCanSignTheLog() throws {
        let stranger = try Writer(4)
        let tree = LeafList(changes.map(\.leaf))
        let checkpoint = try station.checkpoint(of: tree, at: 3, in: scope).checkpoint
        let signed = try SignedCheckpoint(signing: checkpoint, with: stranger.signer)
        let cosignature = try Cosignature(
            cosigning: checkpoint, name: Checkpoint.cosignerName(county.origin), time: 9,
            with: county.signer)
        let honest = try part(changes, [1], by: station, signedBy: county)
        let claimed = RecordProof.Part(
            publicKey: stranger.signer.publicKey,
            word: .receipt(Receipt(signed: signed, cosignature: cosignature)),
            changes: honest.changes)
        #expect(flaw(claimed) == .badSignature(stranger.origin))
    }

    @Test func aReceiptCoversNothingBeyondItsSize() throws {
        let early = try part(changes, [1, 2], by: station, signedBy: county, size: 1)
        #expect(flaw(early) == .beyondNote(changes[1].dot, size: 1))
    }

    @Test func whatIsNotUnderTheRootIsAltered() throws {
        let honest = try part(changes, [1], by: station, signedBy: county)
        let other = station.change(1, in: scope, value: .text("丙"))
        for (change, path) in [
            (other, honest.changes[0].path), (changes[0], []),
            (changes[0], honest.changes[0].path.reversed()),
        ] {
            let altered = RecordProof.Part(
                publicKey: honest.publicKey, word: honest.word,
                changes: [.init(change.canonical, commitment: .zero, path: path)])
            #expect(flaw(altered, of: change.entity) == .altered(change.dot))
        }
    }

    /// Under its own scope's note the change would stand; under another scope's it does not.
    @Test func aNoteOfAnotherScopeDoesNotServe() throws {
        let elsewhere = station.change(1, in: id(8), value: .text("甲"))
        let there = try part([elsewhere], [1], by: station, signedBy: county)
        let moved = RecordProof.Part(
            publicKey: there.publicKey, word: there.word,
            changes: [.init(changes[0].canonical, commitment: .zero, path: [])])
        #expect(flaw(moved) == .altered(changes[0].dot))
    }

    @Test func anotherRecordIsAnotherRecord() throws {
        let proof = try part(changes, [3], by: station, signedBy: county)
        #expect(flaw(proof) == .otherRecord(changes[2].entity, named: record))
        let mixed = try part(changes, [1, 3], by: station, signedBy: county)
        #expect(flaw(mixed) == .otherRecord(changes[2].entity, named: record))
        let later = try part(changes, [2], by: station, signedBy: county)
        #expect(flaw(later) == .noCreation)
    }

    /// An entity's id does not say in which scope it is; its creating change does.
    @Test func aChangeInAnotherScopeIsNotOfTheRecord() throws {
        let elsewhere = station.change(1, in: id(8), entity: record)
        let here = try part(changes, [1], by: station, signedBy: county)
        let there = try part([elsewhere], [1], by: station, signedBy: county)
        #expect(flaw(here, there) == .otherRecord(record, named: record))
    }

    /// A copy creates what it carries; a hop, or a copy out of another scope, writes nothing.
    @Test func aCopyCountsAsWhatItCarries() throws {
        let copy = county.wrapping(changes[0], sequence: 1)
        #expect(flaw(try part([copy], [1], by: county, signedBy: county, isOwn: true)) == nil)
        let hop = county.wrapping(changes[0], as: SystemKind.hop, sequence: 1)
        let carried = try part([hop], [1], by: county, signedBy: county, isOwn: true)
        #expect(flaw(carried) == .otherRecord(record, named: record))
    }

    @Test func aNoteIsReadAsWhatItIs() throws {
        let receipt = try part(changes, [1], by: station, signedBy: county).word
        let own = try part(changes, [1], by: station, signedBy: county, isOwn: true).word
        #expect(try CountyWord(note: receipt.note) == receipt)
        #expect(try CountyWord(note: own.note) == own)
        #expect(receipt.time == 9)
        #expect(own.time == nil)
        for note in ["", "\n\n\n\n\n", own.note + "\n", String(receipt.note.dropLast())] {
            #expect(throws: NoteError.self) { _ = try CountyWord(note: note) }
        }
    }
}

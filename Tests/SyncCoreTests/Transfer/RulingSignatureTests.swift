import Testing

@testable import SyncCore

/// A sequencer knows its rulings again by its signature, whoever has carried them.
@Suite struct RulingSignatureTests {
    private let signer: Signer
    private let word = TransferWord(
        .denied(release: Entity(model: 1), .overtaken),
        of: Subject(home: Scope(model: 2), root: Entity(model: 3)), told: [Scope(model: 4)])

    init() throws { signer = try Signer(privateKey: [UInt8](repeating: 9, count: 32)) }

    private func change(
        sequence: UInt64 = 7, signedFor: UInt64 = 7, _ alter: (inout Fields) -> Void = { _ in }
    ) throws -> CanonicalChange {
        let place = RulingSignature.Place(
            scope: Scope(model: 5), origin: signer.origin, sequence: signedFor, time: 8)
        guard case .groups(var groups) = try RulingSignature.open(word, at: place, by: signer)
        else { throw NoteError.key }
        var fields = groups[0].fields
        alter(&fields)
        groups[0] = .init(groups[0].group, fields)
        return try CanonicalChange(
            checking: Header(
                scope: Scope(model: 5), origin: signer.origin, sequence: sequence, time: 8,
                context: Context(), actor: nil, kind: SystemKind.transfer, entity: nil),
            open: .groups(groups))
    }

    @Test func `a signed ruling says what it said, and is known in any hop`() throws {
        let change = try change()
        #expect(RulingSignature.isValid(on: change, by: signer.publicKey))
        #expect(TransferStatement(Change(change, personal: .none))?.word == word)
        let hop = Header(
            scope: Scope(model: 6), origin: Origin(model: 7), sequence: 1, time: 9,
            context: Context(), actor: nil, kind: SystemKind.hop, entity: nil)
        let carried = try CanonicalChange(checking: hop, open: .wrapped(change))
        #expect(RulingSignature.isValid(on: carried, by: signer.publicKey))
    }

    @Test func `another key, place, word or no signature is none`() throws {
        let other = try Signer(privateKey: [UInt8](repeating: 8, count: 32))
        #expect(try !RulingSignature.isValid(on: change(), by: other.publicKey))
        #expect(try !RulingSignature.isValid(on: change(sequence: 8), by: signer.publicKey))
        let altered: [(inout Fields) -> Void] = [
            { $0[13] = .int(1) }, { $0[5] = nil }, { $0[15] = nil }, { $0[99] = .int(1) },
            { $0[15] = .bytes([UInt8](repeating: 0, count: 64)) },
        ]
        for alter in altered {
            #expect(
                try !RulingSignature.isValid(
                    on: change(sequence: 7, signedFor: 7, alter), by: signer.publicKey))
        }
    }
}

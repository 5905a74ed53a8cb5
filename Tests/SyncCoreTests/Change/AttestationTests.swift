import Testing

@testable import SyncCore

/// What shows that a word stood in its author's log: read from whoever likes to write one.
@Suite struct AttestationTests {
    private let scope: Scope = id(1)
    private let signer: Signer
    private let leaves = (0..<7).map { Hash.sha256([UInt8($0)]) }

    init() throws { signer = try Signer(privateKey: Array(repeating: 9, count: 32)) }

    private var origin: Origin { Origin(publicKey: signer.publicKey) }

    private func attestation(of sequence: UInt64, heldTo size: UInt64 = 5) throws -> Attestation {
        let tree = LeafList(leaves)
        let checkpoint = try Checkpoint(
            name: Checkpoint.name(scope: scope, origin: origin), size: tree.size,
            root: try tree.root(size: tree.size))
        return Attestation(
            dot: Dot(origin: origin, sequence: sequence), leaf: leaves[Int(sequence) - 1],
            proof: .init(
                try SignedCheckpoint(signing: checkpoint, with: signer), size: size,
                root: try tree.root(size: size),
                path: try tree.inclusionProof(index: sequence - 1, size: size),
                growth: try tree.consistencyProof(from: size, to: tree.size)))
    }

    private func change(_ open: OpenPart, kind: KindNumber = SystemKind.attest) -> CanonicalChange {
        let header = Header(
            scope: scope, origin: id(2), sequence: 4, time: 0, context: Context(), actor: nil,
            kind: kind, entity: nil)
        return CanonicalChange(header: header, open: open)
    }

    @Test func `it comes back as it was, also out of a copy, and proves itself`() throws {
        for sequence in 1...5 as ClosedRange<UInt64> {
            let said = try attestation(of: sequence)
            let written = change(said.open)
            #expect(Attestation(written) == said)
            #expect(Attestation(change(.wrapped(written), kind: SystemKind.copy)) == said)
            #expect(Attestation(change(.wrapped(written), kind: SystemKind.hop)) == nil)
            #expect(said.isProved(by: signer.publicKey, in: scope))
            #expect(!said.isProved(by: signer.publicKey, in: id(3)))
        }
        let whole = try attestation(of: 7, heldTo: 7)
        #expect(whole.isProved(by: signer.publicKey, in: scope))
    }

    @Test func `whatever is altered in it, it proves nothing`() throws {
        let said = try attestation(of: 3)
        let other = try attestation(of: 4)
        let (proof, key) = (said.proof, signer.publicKey)
        let stranger = try Signer(privateKey: Array(repeating: 8, count: 32))
        let altered = [
            Attestation(dot: other.dot, leaf: said.leaf, proof: proof),
            Attestation(dot: said.dot, leaf: other.leaf, proof: proof),
            Attestation(
                dot: Dot(origin: origin, sequence: UInt64.max), leaf: said.leaf, proof: proof),
            Attestation(
                dot: said.dot, leaf: said.leaf,
                proof: .init(
                    proof.signed, size: proof.size, root: proof.root, path: other.proof.path,
                    growth: proof.growth)),
            Attestation(
                dot: said.dot, leaf: said.leaf,
                proof: .init(
                    proof.signed, size: 8, root: proof.root, path: proof.path,
                    growth: proof.growth)),
            Attestation(
                dot: said.dot, leaf: said.leaf,
                proof: .init(
                    proof.signed, size: proof.size, root: proof.root, path: proof.path, growth: [])),
            Attestation(
                dot: said.dot, leaf: said.leaf,
                proof: .init(
                    try SignedCheckpoint(signing: proof.signed.checkpoint, with: stranger),
                    size: proof.size, root: proof.root, path: proof.path, growth: proof.growth)),
        ]
        for attestation in altered { #expect(!attestation.isProved(by: key, in: scope)) }
        #expect(!said.isProved(by: stranger.publicKey, in: scope))
    }

    @Test func `bytes that are no proof are none, wherever they are cut`() throws {
        let bytes = try attestation(of: 2).proof.bytes
        #expect(try Attestation.Proof(bytes: bytes) == attestation(of: 2).proof)
        for count in 0..<bytes.count {
            #expect(throws: MalformedBytes.self) {
                try Attestation.Proof(bytes: Array(bytes.prefix(count)))
            }
        }
        #expect(throws: MalformedBytes.self) { try Attestation.Proof(bytes: bytes + [0]) }
    }
}

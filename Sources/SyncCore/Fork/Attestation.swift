/// Shows whoever does not have a branch of a log that a change stood on it, under the signature of the
/// log's own key. Whoever sets a branch of the authority aside writes one for every word of authority that
/// it copies, so that the authority can say the word again (docs/PROTOCOL.md, Reinstatement).
///
/// A change of kind 12. It proves itself, whoever's log it stands in, and governs nothing.
public struct Attestation: Hashable, Sendable {
    /// Where the change stood.
    public let dot: Dot
    public let leaf: Hash
    public let proof: Proof

    /// The way from a leaf to what its author has signed.
    public struct Proof: Hashable, Sendable {
        public let signed: SignedCheckpoint
        /// How much of the log was held: no more than was signed.
        public let size: UInt64
        /// Of that much.
        public let root: Hash
        /// The inclusion proof of RFC 9162 §2.1.3 in the tree of `size` leaves.
        public let path: [Hash]
        /// The consistency proof of §2.1.4 from `size` to what was signed; empty where they are equal.
        public let growth: [Hash]

        public init(
            _ signed: SignedCheckpoint, size: UInt64, root: Hash, path: [Hash], growth: [Hash]
        ) {
            self.signed = signed
            self.size = size
            self.root = root
            self.path = path
            self.growth = growth
        }
    }

    public init(dot: Dot, leaf: Hash, proof: Proof) {
        self.dot = dot
        self.leaf = leaf
        self.proof = proof
    }

    /// nil for any other change; of a copy, what it carries.
    public init?(_ change: CanonicalChange) {
        let original = change.original
        guard original.header.kind == SystemKind.attest, change.header.kind != SystemKind.hop,
            let fields = Fields(systemGroupOf: original),
            let origin = fields[1]?.asIdentifier(Origin.self),
            let sequence = fields[2]?.asLength, sequence > 0, let leaf = fields[3]?.asHash,
            let proof = fields[4]?.asBytes.flatMap({ try? Proof(bytes: $0) })
        else { return nil }
        self.init(dot: Dot(origin: origin, sequence: sequence), leaf: leaf, proof: proof)
    }

    public var open: OpenPart {
        .groups([
            .init(
                AuthorityChange.group,
                Fields([
                    1: .bytes(dot.origin.bytes), 2: .int(Int64(clamping: dot.sequence)),
                    3: .bytes(leaf.bytes), 4: .bytes(proof.bytes),
                ]))
        ])
    }

    /// Whether the change stood in that log of the scope, as far as `key` has signed it.
    /// - Parameter key: of the log's origin.
    public func isProved(by key: [UInt8], in scope: Scope) -> Bool {
        let signed = proof.signed.checkpoint
        return Origin(publicKey: key) == dot.origin
            && signed.name == Checkpoint.name(scope: scope, origin: dot.origin)
            && dot.sequence > 0
            && MerkleTree.verifyInclusion(
                leaf: leaf, index: dot.sequence - 1, size: proof.size, proof: proof.path,
                root: proof.root)
            && MerkleTree.verifyConsistency(
                first: proof.size, firstRoot: proof.root, second: signed.size,
                secondRoot: signed.root, proof: proof.growth)
            && (PlantedBug.attestationUnsigned.isPlanted || proof.signed.isSigned(by: key))
    }
}

extension Attestation.Proof {
    /// `text` note ‖ `varint` size ‖ `hash` root ‖ two lists, each a `varint` count and so many hashes.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.text(signed.note)
        writer.varint(size)
        writer.hash(root)
        for hashes in [path, growth] {
            writer.varint(hashes.count)
            for hash in hashes { writer.hash(hash) }
        }
        return writer.bytes
    }

    public init(bytes: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(bytes)
        guard
            let signed = try? SignedCheckpoint(note: reader.text(atMost: Limits.noteBytes))
        else { throw MalformedBytes(.unknownForm, at: 0) }
        self.signed = signed
        size = try reader.varint()
        root = try reader.hash()
        path = try Self.hashes(from: &reader)
        growth = try Self.hashes(from: &reader)
        try reader.finish()
    }

    private static func hashes(
        from reader: inout ByteReader
    ) throws(MalformedBytes) -> [Hash] {
        var hashes: [Hash] = []
        for _ in 0..<(try reader.varint(in: 0...Limits.proofCount)) {
            hashes.append(try reader.hash())
        }
        return hashes
    }
}

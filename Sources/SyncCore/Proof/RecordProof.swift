/// What shows somebody who has nothing but the county's public key that a record stands in the logs
/// for which the county has signed: the changes that make it up, each with its way to a signed root.
///
/// Neither a name nor a neighbour is in it: personal parts are commitments, other changes are hashes.
/// It speaks of the moment of the signature. What was written later, a reversal say, it cannot know.
public struct RecordProof: Hashable, Sendable {
    /// One of the changes, with the hashes that lead from its leaf to the root.
    public struct Included: Hashable, Sendable {
        public let change: Change
        /// The inclusion proof of RFC 9162 §2.1.3, from the leaf upwards.
        public let path: [Hash]

        /// - Parameter commitment: all that is known of the personal part; zero where none was written.
        public init(_ canonical: CanonicalChange, commitment: Hash, path: [Hash]) {
            change = Change(
                canonical, personal: commitment == .zero ? .none : .withheld(commitment))
            self.path = path
        }
    }

    /// The changes that stand in one log, under one note.
    public struct Part: Hashable, Sendable {
        /// Of the log's origin.
        public let publicKey: [UInt8]
        public let word: CountyWord
        public let changes: [Included]

        public init(publicKey: [UInt8], word: CountyWord, changes: [Included]) {
            self.publicKey = publicKey
            self.word = word
            self.changes = changes
        }
    }

    public let record: Entity
    public let parts: [Part]

    public init(record: Entity, parts: [Part]) {
        self.record = record
        self.parts = parts
    }

    /// The change that created the record; nil where the proof has lost it.
    public var creation: Change? {
        parts.flatMap(\.changes).map(\.change).first(where: \.createsEntity)
    }
}

/// Why a proof does not show what it says. Nothing in it may be believed.
public enum ProofFlaw: Error, Hashable, Sendable {
    /// A note that another aggregator has signed, or none: the name that stands there.
    case otherCounty(name: String)
    /// The county's name with a signature that is not the county's.
    case badCosignature(Origin)
    /// The log's own signature or key is not that of the log's origin.
    case badSignature(Origin)
    /// The note covers less of the log than the change's position.
    case beyondNote(Dot, size: UInt64)
    /// The change does not lead to the signed root: it, its way or its position was altered.
    case altered(Dot)
    /// Something that was well formed when the proof was made is so no more.
    case malformed(Piece)
    /// A change of another record than the one that the proof names.
    case otherRecord(Entity, named: Entity)
    /// Without the change that created it nothing ties the record's id to any bytes.
    case noCreation

    public enum Piece: Hashable, Sendable { case change, note }
}

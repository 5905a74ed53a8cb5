/// What shows somebody who has nothing but the key that opened a scope that a change stands in that scope
/// and counts there: the change, its author's signature over its place, and, where the author is not that
/// key, the word by which it was admitted (I22). So a release counts wherever a warrant of it is, however
/// long its station has been silent.
public struct Warrant: Hashable, Sendable {
    public let change: RecordProof.Part
    /// The admission of the change's author, in the log of the scope's authority; nil for that one itself.
    public let admission: RecordProof.Part?
    /// Of the origin that opened the scope.
    public let founderKey: [UInt8]

    public init(change: RecordProof.Part, admission: RecordProof.Part?, founderKey: [UInt8]) {
        self.change = change
        self.admission = admission
        self.founderKey = founderKey
    }

    /// Why a warrant shows nothing.
    public enum Flaw: Error, Hashable, Sendable {
        case malformed
        /// A change or a signature was altered.
        case altered
        /// It stands in a scope that another key has opened.
        case otherFounder
        /// Its author was never admitted, as far as the warrant says.
        case notAdmitted
    }

    private var only: Change? {
        change.changes.count == 1 ? change.changes[0].change : nil
    }

    /// The statement that it shows.
    /// - Parameter founder: the key that is known to have opened the scope.
    /// - Parameter allowingHops: whether it may be carried: then a county says that somebody else said it.
    public func statement(
        founder: [UInt8], allowingHops: Bool = false
    ) throws(Flaw) -> TransferStatement {
        guard founderKey == founder else { throw .otherFounder }
        guard let only, let statement = TransferStatement(only),
            allowingHops || !only.canonical.isWrapper
        else {
            throw .malformed
        }
        guard isProved(change) else { throw .altered }
        let author = Origin(publicKey: change.publicKey)
        guard author == only.header.origin else { throw .altered }
        guard author != Origin(publicKey: founder) else { return statement }
        // Only whoever governs a scope carries anything into it.
        guard !only.canonical.isWrapper else { throw .notAdmitted }
        guard let admission else { throw .notAdmitted }
        guard admission.changes.count == 1, isProved(admission),
            admission.publicKey == founder
        else { throw .altered }
        let word = admission.changes[0].change
        guard case .admit(author, _) = AuthorityChange(word.canonical),
            word.header.scope == only.header.scope,
            word.header.origin == Origin(publicKey: founder)
        else { throw .notAdmitted }
        return statement
    }

    /// The scope that the change says it stands in: to look the founder's key up by.
    public var scope: Scope? { only?.header.scope }

    /// Of the personal part that goes with the change; zero where there is none.
    public var commitment: Hash { only?.personal.commitment ?? .zero }

    /// Whether a receipt is over the log in which the change stands, by whoever opened the scope.
    public func isReceipted(by receipt: Receipt) -> Bool {
        guard let scope else { return false }
        let author = change.publicKey
        let own = change.word.signed.checkpoint
        guard own.size != receipt.checkpoint.size || own.root == receipt.checkpoint.root else {
            return false
        }
        return receipt.checkpoint.name
            == Checkpoint.name(scope: scope, origin: Origin(publicKey: author))
            && receipt.isSigned(by: author) && receipt.isCosigned(by: founderKey)
    }

    /// What the change says, before anything is proved.
    public var claimed: TransferStatement? { only.flatMap { TransferStatement($0) } }

    /// Under a signature by the log's own key, or by a county that has cosigned it.
    private func isProved(_ part: RecordProof.Part) -> Bool {
        let own = RecordProof.Part(
            publicKey: part.publicKey, word: .own(part.word.signed), changes: part.changes)
        return (try? own.verify(countyKey: part.publicKey)) != nil
    }
}

extension Warrant {
    private static let magic: [UInt8] = [0x59, 0x57, 0x01]  // "YW", version 1

    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.raw(Self.magic)
        writer.raw(founderKey)
        Self.write(change, to: &writer)
        writer.flag(admission != nil)
        if let admission { Self.write(admission, to: &writer) }
        return writer.bytes
    }

    private static func write(_ part: RecordProof.Part, to writer: inout ByteWriter) {
        writer.raw(part.publicKey)
        writer.text(part.word.note)
        for included in part.changes.prefix(1) {
            writer.blob(included.change.canonical.bytes)
            writer.hash(included.change.personal.commitment)
            writer.varint(included.path.count)
            for hash in included.path { writer.hash(hash) }
        }
    }

    public init(bytes: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(bytes)
        guard try reader.raw(3) == Self.magic else { throw MalformedBytes(.unknownForm, at: 0) }
        founderKey = try reader.raw(Ed25519.publicKeyByteCount)
        change = try Self.part(from: &reader)
        admission = try reader.flag() ? try Self.part(from: &reader) : nil
        try reader.finish()
    }

    private static func part(
        from reader: inout ByteReader
    ) throws(MalformedBytes) -> RecordProof.Part {
        let key = try reader.raw(Ed25519.publicKeyByteCount)
        let start = reader.position
        let text = try reader.text(atMost: Limits.noteBytes)
        guard let word = try? CountyWord(note: text) else {
            throw MalformedBytes(.unknownForm, at: start)
        }
        let canonical = try CanonicalChange(
            bytes: reader.blob(atMost: Limits.changeBytes))
        let commitment = try reader.hash()
        let count = try reader.varint(in: 0...Limits.proofCount)
        var path: [Hash] = []
        for _ in 0..<count { path.append(try reader.hash()) }
        return RecordProof.Part(
            publicKey: key, word: word,
            changes: [.init(canonical, commitment: commitment, path: path)])
    }
}

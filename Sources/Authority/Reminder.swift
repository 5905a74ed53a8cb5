public import SyncCore

/// The word of a station that its county has forgotten, since the county was put back to before it took the
/// station up: here is your own signature for me (docs/PROTOCOL.md, Reminder).
public struct Reminder: Hashable, Sendable {
    private static let magic: [UInt8] = [0x59, 0x45, 0x01]  // "YE", version 1
    private static let labelBytes = 512

    public let proof: AdmissionProof
    /// Ed25519 by the admitted key, over all bytes before it.
    public let signature: [UInt8]

    /// - Parameter signer: of the origin that the proof speaks of.
    public init(_ proof: AdmissionProof, signer: Signer) throws {
        self.proof = proof
        signature = try signer.sign(Self.bytes(of: proof))
    }

    public var bytes: [UInt8] { Self.bytes(of: proof) + signature }

    private static func bytes(of proof: AdmissionProof) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(magic)
        writer.raw(proof.founderKey)
        writer.text(proof.code)
        writer.text(proof.name)
        writer.raw(proof.part.publicKey)
        writer.text(proof.part.word.note)
        let included = proof.part.changes.first
        writer.blob(included?.change.canonical.bytes ?? [])
        writer.varint(included?.path.count ?? 0)
        for hash in included?.path ?? [] { writer.hash(hash) }
        return writer.bytes
    }

    /// Reads the form; what it says is judged by `isSigned` and `AdmissionProof.isProved`.
    public init(bytes: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(bytes)
        guard try reader.raw(3) == Self.magic else { throw MalformedBytes(.unknownForm, at: 0) }
        let founderKey = try reader.raw(32)
        let code = try reader.text(atMost: Self.labelBytes)
        let name = try reader.text(atMost: Self.labelBytes)
        let countyKey = try reader.raw(32)
        let note = try reader.text(atMost: Limits.noteBytes)
        let change = try reader.blob(atMost: Limits.changeBytes)
        let count = try reader.varint(in: 0...Limits.proofCount)
        var path: [Hash] = []
        for _ in 0..<count { path.append(try reader.hash()) }
        let signature = try reader.raw(64)
        try reader.finish()
        guard let signed = try? SignedCheckpoint(note: note) else {
            throw MalformedBytes(.unknownForm, at: 0)
        }
        let canonical = try CanonicalChange(bytes: change)
        let part = RecordProof.Part(
            publicKey: countyKey, word: .own(signed),
            changes: [.init(canonical, commitment: .zero, path: path)])
        proof = AdmissionProof(part: part, founderKey: founderKey, code: code, name: name)
        self.signature = signature
    }

    /// Whether the admitted key itself speaks.
    public var isSigned: Bool {
        guard let key = proof.admitted?.publicKey else { return false }
        return Ed25519.isValid(signature: signature, of: Self.bytes(of: proof), by: key)
    }
}

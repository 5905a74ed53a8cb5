/// A checkpoint with the signature of the log's own key: a C2SP signed note with one signature.
///
/// Holding one proves nothing yet: ask `isSigned(by:)` with the key that the log must have.
/// C2SP lets a note carry signatures of strangers; we refuse them, so that one value has one text.
public struct SignedCheckpoint: Hashable, Sendable {
    /// What is signed.
    public let checkpoint: Checkpoint
    /// The short id of the key that the note names.
    public let keyID: UInt32
    /// The 64 bytes of the signature over the checkpoint's body.
    public let signature: [UInt8]

    /// A checkpoint with a signature made elsewhere, which is not checked here.
    ///
    /// Throws `NoteError.signature` or `.key` for bytes of a wrong length.
    public init(
        checkpoint: Checkpoint, signature: [UInt8], publicKey: [UInt8]
    ) throws(NoteError) {
        guard signature.count == Ed25519.signatureByteCount else { throw .signature }
        guard publicKey.count == Ed25519.publicKeyByteCount else { throw .key }
        self.checkpoint = checkpoint
        self.keyID = Self.keyID(checkpoint.name, publicKey)
        self.signature = signature
    }

    /// Signs a checkpoint as its log. Throws `NoteError`, or what the signer throws.
    public init(signing checkpoint: Checkpoint, with signer: Signer) throws {
        try self.init(
            checkpoint: checkpoint, signature: try signer.sign(Array(checkpoint.body.utf8)),
            publicKey: signer.publicKey)
    }

    /// Reads a note, exactly as `note` writes it.
    public init(note: String) throws(NoteError) {
        let lines = try NoteText.lines(of: note, signatures: 1)
        try self.init(body: lines.body, signatureLine: lines.signatures[0])
    }

    /// `signature` has the length of one.
    init(checkpoint: Checkpoint, keyID: UInt32, signature: [UInt8]) {
        self.checkpoint = checkpoint
        self.keyID = keyID
        self.signature = signature
    }

    init(body: [ArraySlice<UInt8>], signatureLine: ArraySlice<UInt8>) throws(NoteError) {
        checkpoint = try Checkpoint(lines: body)
        let line = try NoteSignature(
            line: signatureLine, payloadByteCount: Ed25519.signatureByteCount)
        guard line.name == checkpoint.name else { throw .name }
        keyID = line.keyID
        signature = line.payload
    }

    /// The text of the note: the body, an empty line, the signature line.
    public var note: String {
        let line = NoteSignature(name: checkpoint.name, keyID: keyID, payload: signature).line
        return "\(checkpoint.body)\n\(line)\n"
    }

    /// Whether the log's key is `publicKey` and the signature is its own.
    public func isSigned(by publicKey: [UInt8]) -> Bool {
        keyID == Self.keyID(checkpoint.name, publicKey)
            && Ed25519.isValid(
                signature: signature, of: Array(checkpoint.body.utf8), by: publicKey)
    }

    private static func keyID(_ name: String, _ publicKey: [UInt8]) -> UInt32 {
        NoteSignature.keyID(name: name, type: .ed25519, publicKey: publicKey)
    }
}

/// An aggregator's statement about a log: at this time, this was the longest I held of it
/// (C2SP tlog-cosignature, the Ed25519 type).
///
/// It does not contain the checkpoint it is about; `Receipt` joins the two. The signature covers the
/// time and the checkpoint but not the cosigner's name: one key must not serve under two names.
public struct Cosignature: Hashable, Sendable {
    /// The latest time, in seconds: C2SP keeps within a signed number.
    public static let timeLimit = UInt64(Int64.max)

    /// The cosigner, printable ASCII without space and `+`.
    public let name: String
    /// The short id of the key that the signature line names.
    public let keyID: UInt32
    /// When it was signed: whole seconds since 1970-01-01T00:00:00Z, by the cosigner's clock.
    public let time: UInt64
    /// The 64 bytes of the signature over `message(_:time:)`.
    public let signature: [UInt8]

    /// A cosignature made elsewhere, which is not checked here.
    ///
    /// Throws `NoteError.name` or `.time`; `.signature` or `.key` for bytes of a wrong length.
    public init(
        name: String, time: UInt64, signature: [UInt8], publicKey: [UInt8]
    ) throws(NoteError) {
        guard time <= Self.timeLimit else { throw .time }
        guard signature.count == Ed25519.signatureByteCount else { throw .signature }
        guard publicKey.count == Ed25519.publicKeyByteCount else { throw .key }
        self.name = try NoteText.name(name.utf8)
        self.keyID = Self.keyID(name, publicKey)
        self.time = time
        self.signature = signature
    }

    /// Cosigns a checkpoint, whose own signature and consistency the caller has checked.
    ///
    /// Throws `NoteError`, or what the signer throws.
    public init(
        cosigning checkpoint: Checkpoint, name: String, time: UInt64, with signer: Signer
    ) throws {
        guard time <= Self.timeLimit else { throw NoteError.time }
        try self.init(
            name: name, time: time,
            signature: try signer.sign(Self.message(checkpoint, time: time)),
            publicKey: signer.publicKey)
    }

    /// What is signed. A checkpoint's body is never such a text: its second line is a number.
    public static func message(_ checkpoint: Checkpoint, time: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n\(checkpoint.body)".utf8)
    }

    /// Whether this is the word of the holder of `publicKey` about `checkpoint`.
    public func isCosignature(of checkpoint: Checkpoint, by publicKey: [UInt8]) -> Bool {
        keyID == Self.keyID(name, publicKey)
            && Ed25519.isValid(
                signature: signature, of: Self.message(checkpoint, time: time), by: publicKey)
    }

    /// `name` is one, `time` within the limit, and `signature` has the length of one.
    init(name: String, keyID: UInt32, time: UInt64, signature: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.time = time
        self.signature = signature
    }

    init(line: ArraySlice<UInt8>) throws(NoteError) {
        let line = try NoteSignature(
            line: line, payloadByteCount: 8 + Ed25519.signatureByteCount)
        let time = UInt64(bigEndianBytes: line.payload.prefix(8))
        guard time <= Self.timeLimit else { throw .time }
        name = line.name
        keyID = line.keyID
        self.time = time
        signature = Array(line.payload.dropFirst(8))
    }

    /// The signature line of the note, without its newline.
    var line: String {
        NoteSignature(name: name, keyID: keyID, payload: time.bigEndianBytes + signature).line
    }

    private static func keyID(_ name: String, _ publicKey: [UInt8]) -> UInt32 {
        NoteSignature.keyID(name: name, type: .timestampedCosignature, publicKey: publicKey)
    }
}

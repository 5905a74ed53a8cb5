/// One signature line of a C2SP signed note: who signed, with which key, and the signature proper.
///
/// `— <name> base64(key id ‖ payload)`; what the payload is depends on the key's type.
struct NoteSignature {
    /// The signature types of C2SP signed-note that we use; each makes another key id.
    enum KeyType: UInt8 {
        case ed25519 = 0x01
        case timestampedCosignature = 0x04
    }

    let name: String
    let keyID: UInt32
    let payload: [UInt8]

    init(name: String, keyID: UInt32, payload: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.payload = payload
    }

    /// The line without its newline.
    var line: String { "— \(name) \(Base64.encode(keyID.bigEndianBytes + payload))" }

    /// Reads a line without its newline, whose payload must have `payloadByteCount` bytes.
    init(line: some Collection<UInt8>, payloadByteCount: Int) throws(NoteError) {
        let dash = "— ".utf8
        guard line.starts(with: dash) else { throw .signature }
        let parts = line.dropFirst(dash.count).split(
            separator: UInt8(ascii: " "), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let signature = Base64.decode(parts[1]),
            signature.count == 4 + payloadByteCount
        else { throw .signature }
        self.init(
            name: try NoteText.name(parts[0]), keyID: UInt32(bigEndianBytes: signature.prefix(4)),
            payload: Array(signature.dropFirst(4)))
    }

    /// The id of a key: the first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key).
    ///
    /// It only tells keys apart: anyone can make a key with a given id.
    static func keyID(name: String, type: KeyType, publicKey: [UInt8]) -> UInt32 {
        let hash = Hash.sha256(Array(name.utf8), [0x0A, type.rawValue], publicKey)
        return UInt32(truncatingIfNeeded: hash.prefix8 >> 32)
    }
}

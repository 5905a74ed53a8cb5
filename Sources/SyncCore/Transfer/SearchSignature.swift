/// What stands under the words of a claim's search in other counties: the signature of whoever opened the
/// scope in whose name they are said, with that key, to which the scope's id is bound. So whoever carries them
/// asks nobody in another's name, and answers for nobody (docs/PROTOCOL.md, Transfers).
public enum SearchSignature {
    private static let field: FieldNumber = 18

    /// The open part of a word, signed by the opener of the scope that it speaks for.
    /// - Throws: what the keeper of the key throws.
    public static func open(_ word: TransferWord, by signer: Signer) throws -> OpenPart {
        guard case .groups(let groups) = word.open, let group = groups.first else {
            return word.open
        }
        var fields = group.fields
        fields[field] = .bytes(signer.publicKey + (try signer.sign(message(fields))))
        return .groups([.init(group.group, fields)])
    }

    /// Whether a word was signed so; of a wrapper, what it carries.
    public static func isValid(on change: CanonicalChange) -> Bool {
        guard var fields = Fields(systemGroupOf: change.original),
            let speaker = TransferWord(fields)?.speaker, let signed = fields[field]?.asBytes,
            signed.count == Ed25519.publicKeyByteCount + Ed25519.signatureByteCount
        else { return false }
        let key = Array(signed.prefix(Ed25519.publicKeyByteCount))
        fields[field] = nil
        return speaker.isFounded(by: key)
            && Ed25519.isValid(
                signature: Array(signed.dropFirst(key.count)), of: message(fields), by: key)
    }

    private static func message(_ fields: Fields) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(Array("yizhan search".utf8))
        fields.write(to: &writer)
        return writer.bytes
    }
}

extension TransferWord {
    /// Of a word of a claim's search the station in whose name its county says it; nil for all others.
    public var speaker: Scope? { content.speaker }
}

extension TransferWord.Content {
    /// Whether it is said between counties, about a claim of which nobody knows whom it means.
    var isOfSearch: Bool { speaker != nil }

    fileprivate var speaker: Scope? {
        switch self {
        case .inquire(let inquiry): inquiry.claimant
        case .reply(_, let by, _): by
        case .pick(_, let claimant, _), .callOff(_, let claimant): claimant
        default: nil
        }
    }
}

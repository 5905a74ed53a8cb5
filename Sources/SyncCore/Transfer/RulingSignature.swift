/// What a sequencer puts under its rulings, and knows them by when it reads them again from others: a hop
/// proves nothing of its original, and a node that was put back unnoticed has neither the ruling nor another
/// name (docs/PROTOCOL.md, Transfers). Ed25519 over the word and its place in the sequencer's own log.
public enum RulingSignature {
    private static let field: FieldNumber = 15

    /// Where a ruling stands: in another place it would be another statement.
    public struct Place: Sendable {
        public let scope: Scope
        public let origin: Origin
        public let sequence: UInt64
        public let time: Int64

        public init(scope: Scope, origin: Origin, sequence: UInt64, time: Int64) {
            self.scope = scope
            self.origin = origin
            self.sequence = sequence
            self.time = time
        }
    }

    /// The open part of a word, signed.
    /// - Throws: what the keeper of the key throws.
    public static func open(
        _ word: TransferWord, at place: Place, by signer: Signer
    ) throws -> OpenPart {
        guard case .groups(let groups) = word.open, let group = groups.first else {
            return word.open
        }
        var fields = group.fields
        fields[field] = .bytes(try signer.sign(message(fields, at: place)))
        return .groups([.init(group.group, fields)])
    }

    /// Whether a word was signed so by the holder of this key; of a wrapper, what it carries.
    public static func isValid(on change: CanonicalChange, by key: [UInt8]) -> Bool {
        let header = change.original.header
        guard Origin(publicKey: key) == header.origin,
            var fields = Fields(systemGroupOf: change.original),
            let signature = fields[field]?.asBytes
        else { return false }
        fields[field] = nil
        let place = Place(
            scope: header.scope, origin: header.origin, sequence: header.sequence,
            time: header.time)
        return Ed25519.isValid(signature: signature, of: message(fields, at: place), by: key)
    }

    private static func message(_ fields: Fields, at place: Place) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(Array("yizhan ruling".utf8))
        writer.identifier(place.scope)
        writer.identifier(place.origin)
        writer.varint(place.sequence)
        writer.signed(place.time)
        fields.write(to: &writer)
        return writer.bytes
    }
}

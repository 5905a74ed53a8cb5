/// What identifies a person in a change: the personal fields of one group, with the salt that keeps
/// its commitment from being guessed.
///
/// The salt is stored, sent and erased with the part, and only with it. One group in a change, so
/// that one group can be erased alone.
public struct PersonalPart: Hashable, Sendable {
    public static let saltBytes = 16

    public let salt: [UInt8]
    /// Canonical bytes of `group` and `fields`.
    public let payload: [UInt8]
    public let group: GroupNumber
    public let fields: Fields

    /// `salt` are sixteen fresh random bytes.
    public init(salt: [UInt8], group: GroupNumber, fields: Fields) {
        precondition(salt.count == Self.saltBytes, "a salt has sixteen bytes")
        var writer = ByteWriter()
        writer.varint(UInt64(group))
        fields.write(to: &writer)
        self.salt = salt
        self.payload = writer.bytes
        self.group = group
        self.fields = fields
    }

    public init(salt: [UInt8], payload: [UInt8]) throws(MalformedBytes) {
        guard salt.count == Self.saltBytes else { throw MalformedBytes(.outOfRange, at: 0) }
        guard payload.count <= Limits.personalBytes else { throw MalformedBytes(.tooMany, at: 0) }
        var reader = ByteReader(payload)
        group = GroupNumber(try reader.varint(in: 0...Int(UInt32.max)))
        fields = try Fields(from: &reader)
        try reader.finish()
        self.salt = salt
        self.payload = payload
    }

    /// Whether everybody can read it: a value may be beyond a limit of the format.
    public var isSound: Bool { (try? Self(salt: salt, payload: payload)) != nil }

    /// SHA-256 over salt and payload: what stands in the leaf for the part.
    public var commitment: Hash { Hash.sha256(salt, payload) }
}

/// A personal part as a holder may have it: none was written, or it is here, or only its commitment
/// is (withheld by policy, or erased).
public enum PersonalContent: Hashable, Sendable {
    case none
    case held(PersonalPart)
    case withheld(Hash)

    /// Thirty-two zero bytes when nothing was written.
    public var commitment: Hash {
        switch self {
        case .none: .zero
        case .held(let part): part.commitment
        case .withheld(let commitment): commitment
        }
    }

    public var part: PersonalPart? { if case .held(let part) = self { part } else { nil } }
}

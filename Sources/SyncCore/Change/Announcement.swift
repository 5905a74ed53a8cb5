/// What an aggregator says of a scope to whoever shares another one with it: that this one is shared too,
/// or a line of the public directory of stations (docs/PROTOCOL.md, Scopes of the tiers). Nothing
/// personal is in it.
public struct Announcement: Hashable, Sendable {
    public enum Purpose: Int64, Sendable {
        /// There is such a station. Its scope stays where it is.
        case listed = 1
        /// Whoever shares this scope may read that one too: a directory.
        case shared = 2
        /// The aggregator above is to hold it too: a station's, with commitments for personal parts.
        case raised = 3
    }

    public let purpose: Purpose
    public let scope: Scope
    /// Ed25519, of the origin that opened the scope.
    public let founderKey: [UInt8]
    public let code: String
    public let name: String
    /// X25519: what is sealed to it only the station and its county can open. Empty for a directory.
    public let exchangeKey: [UInt8]
    /// Ed25519, by the founder's key over the scope and its exchange key: whoever passes a line on cannot
    /// put another key into it.
    public let signature: [UInt8]
    /// Milliseconds since 1970, from when on this is so; 0 where it has always been. Of two lines about
    /// one scope the later one counts.
    public let from: Int64
    /// Who carries on the work of a station that has ended; empty while it lives.
    public let successors: [Scope]

    public static let nameBytes = 256

    public init(
        _ purpose: Purpose, scope: Scope, founderKey: [UInt8], code: String, name: String,
        exchangeKey: [UInt8] = [], signature: [UInt8], from: Int64 = 0, successors: [Scope] = []
    ) {
        self.purpose = purpose
        self.scope = scope
        self.founderKey = founderKey
        self.code = code
        self.name = name
        self.exchangeKey = exchangeKey
        self.signature = signature
        self.from = from
        self.successors = successors
    }

    /// What a founder signs.
    public static func signed(_ scope: Scope, exchangeKey: [UInt8]) -> [UInt8] {
        Array("yizhan announce".utf8) + scope.bytes + exchangeKey
    }

    /// Whether it is said of a scope by whoever opened it: the id is bound to the key, and the key has signed.
    public var isByFounder: Bool {
        scope.isFounded(by: founderKey)
            && Ed25519.isValid(
                signature: signature, of: Self.signed(scope, exchangeKey: exchangeKey),
                by: founderKey)
    }

    /// nil for any other change; of a copy, what it carries.
    public init?(_ change: CanonicalChange) {
        let original = change.original
        guard original.header.kind == SystemKind.announce, change.header.kind != SystemKind.hop,
            let fields = Fields(systemGroupOf: original),
            let purpose = fields[1]?.asInt.flatMap(Purpose.init),
            let scope = fields[2]?.asIdentifier(Scope.self), let key = fields[3]?.asBytes,
            key.count == Ed25519.publicKeyByteCount, let code = fields[4]?.asText,
            let name = fields[5]?.asText,
            code.utf8.count <= Self.nameBytes, name.utf8.count <= Self.nameBytes
        else { return nil }
        let exchangeKey = fields[6]?.asBytes ?? []
        guard exchangeKey.isEmpty || exchangeKey.count == 32,
            let signature = fields[7]?.asBytes, signature.count == Ed25519.signatureByteCount
        else { return nil }
        let named = fields[9]?.asList ?? []
        let successors = named.compactMap { $0.asIdentifier(Scope.self) }
        guard successors.count == named.count, named.count <= BoundaryChange.successorLimit else {
            return nil
        }
        self.init(
            purpose, scope: scope, founderKey: key, code: code, name: name,
            exchangeKey: exchangeKey, signature: signature, from: fields[8]?.asInt ?? 0,
            successors: successors)
    }

    public var open: OpenPart {
        var fields = Fields([
            1: .int(purpose.rawValue), 2: .bytes(scope.bytes), 3: .bytes(founderKey),
            4: .text(code), 5: .text(name), 7: .bytes(signature),
        ])
        if !exchangeKey.isEmpty { fields[6] = .bytes(exchangeKey) }
        if from != 0 { fields[8] = .int(from) }
        if !successors.isEmpty { fields[9] = .list(successors.map { .bytes($0.bytes) }) }
        return .groups([.init(AuthorityChange.group, fields)])
    }
}

public import Foundation
public import SyncCore

/// What a new station needs to record at once and to be taken up at its first contact: one file, used
/// once, that may travel by USB stick. Whoever holds it before it is used can become the station.
public struct JoinFile: Codable, Hashable, Sendable {
    public var format = Self.ownFormat
    /// Hexadecimal scope id.
    public var scope: String
    /// Hexadecimal private part of the scope's X25519 key pair.
    public var scopeKey: String
    public var code: String
    public var name: String
    public var county: County
    /// Hexadecimal key of the origin that opened the scope, where the county goes on under another.
    public var founder: String?
    /// "desk" for an aggregator that joins another one; nil for a station.
    public var tier: String?
    /// Hexadecimal one-time secret.
    public var secret: String
    /// RFC 3339; the county refuses the secret afterwards. Recording goes on all the same.
    public var expires: String

    public struct County: Codable, Hashable, Sendable {
        public var code: String
        public var name: String
        /// `HOST:PORT`, tried in this order.
        public var addresses: [String]
        /// Hexadecimal Ed25519 key: the county's origin, its checkpoints, its receipts.
        public var publicKey: String
        /// Hexadecimal X25519 key.
        public var exchangeKey: String
        /// Hexadecimal DER: the certificate of the county's signer of certificates. Files of earlier versions
        /// have none, nor has one of a county that signs none.
        public var authority: String?

        public init(
            code: String, name: String, addresses: [String], publicKey: [UInt8],
            exchangeKey: [UInt8], authority: [UInt8]? = nil
        ) {
            self.authority = authority.map(Hex.encode)
            self.code = code
            self.name = name
            self.addresses = addresses
            self.publicKey = Hex.encode(publicKey)
            self.exchangeKey = Hex.encode(exchangeKey)
        }
    }

    public init(
        scope: Scope, scopeKey: [UInt8], code: String, name: String, county: County,
        founder: [UInt8]? = nil, isDesk: Bool = false, secret: [UInt8], expires: String
    ) {
        tier = isDesk ? "desk" : nil
        self.founder = founder.map(Hex.encode)
        self.scope = scope.description
        self.scopeKey = Hex.encode(scopeKey)
        self.code = code
        self.name = name
        self.county = county
        self.secret = Hex.encode(secret)
        self.expires = expires
    }

    public var isDesk: Bool { tier == "desk" }

    private static let family = "yizhan-join/"
    private static let ownFormat = family + "1"

    /// Why a file is of no use as a join file.
    public enum Problem: Error, Equatable, Sendable {
        /// Something else. Name the file that is meant.
        case notAJoinFile
        /// A newer program wrote it. Upgrade this one.
        case unsupportedFormat(String)
        /// The member that is missing, or whose value cannot be what it should be.
        case badMember(String)
        /// It puts an aggregator under another one, and makes no station.
        case forAggregator
        /// It makes a station, and puts no aggregator under another.
        case forStation
        /// The node itself wrote it, for another one.
        case ownFile
    }

    /// The file with all its values checked.
    public struct Content: Hashable, Sendable {
        public let scope: Scope
        public let scopeKey: [UInt8]
        public let countyKey: [UInt8]
        /// Of the origin that opened the scope; the county's own, as a rule.
        public let founderKey: [UInt8]
        public let countyExchangeKey: [UInt8]
        public let secret: [UInt8]
        /// Under which the county's certificates are; nil where the file says nothing of it.
        public let authority: NodeCertificate?
    }

    public init(json: Data) throws(Problem) {
        guard json.count <= Self.sizeLimit,
            let mark = try? JSONDecoder().decode(Mark.self, from: json),
            mark.format.hasPrefix(Self.family)
        else { throw .notAJoinFile }
        guard mark.format == Self.ownFormat else { throw .unsupportedFormat(mark.format) }
        do { self = try JSONDecoder().decode(Self.self, from: json) } catch {
            throw .badMember((error as? DecodingError)?.member ?? "")
        }
        _ = try content()
    }

    /// Bytes of a file; ours have some 2,000.
    public static let sizeLimit = 64 << 10

    /// By which a join file of whatever version is known.
    private struct Mark: Decodable { let format: String }

    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    public func content() throws(Problem) -> Content {
        guard let scope = Scope(hex: scope) else { throw .badMember("scope") }
        return Content(
            scope: scope, scopeKey: try Self.key(scopeKey, "scopeKey"),
            countyKey: try Self.key(county.publicKey, "county.publicKey"),
            founderKey: try Self.key(founder ?? county.publicKey, "founder"),
            countyExchangeKey: try Self.key(county.exchangeKey, "county.exchangeKey"),
            secret: try Self.key(secret, "secret"),
            authority: try county.authority.map(Self.authority))
    }

    private static func authority(_ hex: String) throws(Problem) -> NodeCertificate {
        guard hex.utf8.count <= 2 * NodeCertificate.maxBytes, let bytes = Hex.decode(hex),
            let certificate = try? NodeCertificate(bytes: bytes), certificate.isAuthority
        else { throw .badMember("county.authority") }
        return certificate
    }

    private static func key(_ hex: String, _ member: String) throws(Problem) -> [UInt8] {
        guard let bytes = Hex.decode(hex), bytes.count == 32 else { throw .badMember(member) }
        return bytes
    }
}

extension DecodingError {
    fileprivate var member: String {
        let path: [any CodingKey] =
            switch self {
            case .keyNotFound(let key, let context): context.codingPath + [key]
            case .typeMismatch(_, let context), .valueNotFound(_, let context),
                .dataCorrupted(let context):
                context.codingPath
            @unknown default: []
            }
        return path.map(\.stringValue).joined(separator: ".")
    }
}

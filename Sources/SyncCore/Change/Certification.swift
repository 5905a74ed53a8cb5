/// A certificate for an origin, and the one of who has signed it. Bytes, which nothing here looks into.
public struct Certification: Hashable, Sendable {
    /// The greatest certificate, in bytes.
    public static let maxBytes = 4_096

    public let origin: Origin
    /// DER.
    public let certificate: [UInt8]
    /// DER.
    public let signer: [UInt8]

    public init(origin: Origin, certificate: [UInt8], signer: [UInt8]) {
        self.origin = origin
        self.certificate = certificate
        self.signer = signer
    }

    init?(_ fields: Fields) {
        guard let origin = fields[1]?.asIdentifier(Origin.self),
            let certificate = fields[2]?.asBytes, certificate.count <= Self.maxBytes,
            let signer = fields[3]?.asBytes, signer.count <= Self.maxBytes
        else { return nil }
        self.init(origin: origin, certificate: certificate, signer: signer)
    }

    var fields: Fields {
        Fields([1: .bytes(origin.bytes), 2: .bytes(certificate), 3: .bytes(signer)])
    }
}

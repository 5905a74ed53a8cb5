/// With what a node shows in a handshake who it is, when it is called.
public struct ServerIdentity: Sendable, CustomReflectable {
    /// DER.
    public let certificate: [UInt8]
    /// PEM.
    public let privateKey: String

    public init(certificate: [UInt8], privateKey: String) {
        self.certificate = certificate
        self.privateKey = privateKey
    }

    /// Nothing of the key in a description.
    public var customMirror: Mirror { Mirror(self, children: ["bytes": certificate.count]) }

    /// Asked at each handshake, with the name that the caller asked for: a node that lost its past answers
    /// to those who know it by an earlier key, too.
    public typealias Provider = @Sendable (_ name: String?) throws -> ServerIdentity
}

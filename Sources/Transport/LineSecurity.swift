/// Who the two ends of a line have to be: TLS 1.3 (RFC 8446), each end known by its key and not by its
/// name, nor by who has signed for it or until when. A PC whose clock stands in 1970 delivers too.
public struct LineSecurity: Hashable, Sendable, CustomReflectable {
    /// The keys that the other end may have, each as `sha256//BASE64` over its SubjectPublicKeyInfo (RFC
    /// 7469 §2.4). With whoever cannot prove to hold one of them nothing is spoken.
    public var pins: [String]
    /// What the other end is called in the handshake (RFC 6066 §3). A host name; nobody looks it up.
    public var name: String
    /// Our own certificate, PEM.
    public var certificate: String
    /// The private key behind it, PEM.
    public var privateKey: String

    public init(pins: [String], name: String, certificate: String, privateKey: String) {
        self.pins = pins
        self.name = name
        self.certificate = certificate
        self.privateKey = privateKey
    }

    /// Nothing of the key in a description.
    public var customMirror: Mirror { Mirror(self, children: ["name": name, "pins": pins]) }
}

extension LineSecurity: CustomStringConvertible {
    public var description: String { "TLS with \(name)" }
}

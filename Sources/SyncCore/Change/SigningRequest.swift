/// An aggregator asks the level above for a certificate of its own signer of certificates: a change in the
/// scope of the two, in the log of whoever asks. It governs nothing; the answer is a `Certification`.
public struct SigningRequest: Hashable, Sendable {
    /// DER: what the signer says for itself, signed by the very key, which shows that the key is there.
    public let certificate: [UInt8]

    public init(certificate: [UInt8]) { self.certificate = certificate }

    /// nil for any other change; of a copy, what it carries.
    public init?(_ change: CanonicalChange) {
        let original = change.original
        guard original.header.kind == SystemKind.askCertificate,
            let certificate = Fields(systemGroupOf: original)?[1]?.asBytes,
            certificate.count <= Certification.maxBytes
        else { return nil }
        self.certificate = certificate
    }

    public var open: OpenPart {
        .groups([.init(AuthorityChange.group, Fields([1: .bytes(certificate)]))])
    }
}

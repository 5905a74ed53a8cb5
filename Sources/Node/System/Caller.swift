import Authority
import SyncCore

/// Who a request comes from, as far as the line has proved it.
public enum Caller: Hashable, Sendable {
    /// By a line in the clear, which never leaves this machine: nobody has to prove anything.
    case unproven
    /// By TLS, and without a certificate.
    case anonymous
    /// By TLS, and holds the private key behind this certificate (DER). Nobody has looked yet at who has
    /// signed it, or at anything else in it.
    case certified([UInt8])
}

extension Caller {
    /// Whether a message in this origin's name may come from here.
    func maySpeak(as origin: Origin) -> Bool {
        switch self {
        case .unproven: true
        case .anonymous: false
        case .certified(let bytes): (try? NodeCertificate(bytes: bytes))?.origin == origin
        }
    }
}

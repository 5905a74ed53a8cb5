/// About keys, certificates, and who may still speak.
public enum KeySentence: Sendable, Hashable {
    case present(origin: String)
    case publicKey(String)
    case former([String])
    /// The key's own word for itself: nobody has given it a certificate.
    case selfMade
    /// Days, as `2026-11-29`.
    case certified(until: String)
    case lapsed(since: String)
    case authority(until: String)
    case noAuthority
    case below(place: String, origin: String, changes: UInt64, state: State)
    case changed(from: String, to: String)
    case changedHow
    case authorityChanged(until: String)
    case revoked(place: String, origin: String, kept: UInt64, dropped: UInt64)
    case revokedHow
    case revokedAlready(origin: String)
    case notALog(String)
    case severalLogs(String, [String])
    case beyondLog(held: UInt64)
    case ownLog
    case ownLogRemedy
    case seeList

    /// What is the matter with an origin in a scope.
    public enum State: String, Sendable, Hashable {
        case active, waiting, retired, revoked
    }
}

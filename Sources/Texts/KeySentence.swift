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
    /// One is there, by a signer for which the join file does not vouch.
    case notVouched
    /// The join file said nothing of the signer of the level above.
    case authorityUnnamed
    case signerCertified(name: String, by: String, until: String)
    case signerUncertified
    case certifiesNoSigners
    case noAuthority
    case below(place: String, origin: String, changes: UInt64, state: State)
    case changed(from: String, to: String)
    case changedHow(Hearers)
    case authorityChanged(until: String)
    case revoked(place: String, origin: String, kept: UInt64, dropped: UInt64)
    /// Another name of that PC: what is here of it goes on counting, and no more.
    case revokedToo(origin: String, kept: UInt64)
    case revokedTooHow
    case spared(origin: String)
    /// More than one PC goes on from one key: their origins, with the number of changes each.
    case severalPCs([String])
    case severalPCsHow
    case notAnotherPC(String)
    case revokedHow
    case filesVoided(Int)
    case filesUnused(Int, until: String)
    case noFilesUnused(place: String)
    case revokedAlready(origin: String)
    case notALog(String)
    case severalLogs(String, [String])
    case beyondLog(held: UInt64)
    case ownLog
    case ownLogRemedy
    case seeList

    // A station, or with an origin one PC of it, that this node speaks with no more.
    case suspended(place: String, origin: String?)
    case suspendedHow
    case suspendedAlready(place: String, origin: String?)
    case lifted(place: String, origin: String?)
    case liftedHow
    case notSuspended(place: String, origin: String?)
    /// PCs that were closed for good.
    case closed(place: String, origins: [String])
    case closedHow
    case filesVoid(place: String)
    case closedAlready(place: String, since: String)
    // Behind a station in the list.
    case stationSuspended(since: String)
    case partSuspended(Int)
    case stationClosed(since: String)

    /// Who is told of a new key: of a station's its county, of an aggregator's its stations, and the level
    /// above where there is one.
    public enum Hearers: Sendable, Hashable {
        case county, stations, both
    }

    /// What is the matter with an origin in a scope.
    public enum State: String, Sendable, Hashable {
        case active, waiting, suspended, retired, revoked
    }
}

/// What is said about an aggregator's visits to its stations.
public enum PullSentence: Sendable, Hashable {
    case pulled(asked: Int, agreed: Int)
    case noStations
    case arrived(
        code: String, name: String, changes: Int, receipts: Int, roundTrips: Int, received: Int,
        ms: Int64)
    /// The changes that came all the same.
    case missed(code: String, name: String, changes: Int)

    // Why a station is missing.
    case neverCame(String)
    case noAddress
    case notRunning
    case noAnswer
    case tooSlow
    case interrupted
    case unreachable(String)
    case busy
    case otherFailed
    case anotherNode
    case notOurs
    case unknownThere
    case suspended
    case revoked
    case versionMismatch
    case insecureAddress
    /// Some of it was not taken, in fixed words.
    case partly(String)
    case differs
    case storeFailed(String)
    case stopped

    // What to do about it.
    case neverCameRemedy
    case noAddressRemedy(String)
    case notRunningRemedy
    case lineRemedy
    case busyRemedy
    case otherFailedRemedy
    case addressRemedy(String)
    case suspendedRemedy(String)
    case revokedRemedy(String)
    case versionRemedy
    case partlyRemedy
    case storeRemedy
    case repeatRemedy

    case addressSet(name: String, code: String, address: String)
    case addressGone(name: String, code: String)
    case severalNodes(String, [String])
    case severalNodesRemedy
    case unknownNode(String, origin: String)
    case badTimeout(ClosedRange<Int>)
}

/// What is said about nodes, their line and their state.
public enum NodeSentence: Sendable, Hashable {
    case nodeMade(role: String, name: String, code: String, directory: String)
    /// A new join file where the node is already: with the key that it has, or with another.
    case joinedAgain(name: String, code: String)
    case joinedUnderNewKey(name: String, code: String, old: String)
    case joinedNext
    case joinFileUnreadable(path: String)
    case noJoinFile(path: String)
    case noJoinFileRemedy
    case joinFileNewer(path: String, format: String)
    case joinFileDamaged(path: String, member: String)
    case joinFileForAggregator(path: String)
    case joinFileForAggregatorRemedy(path: String)
    case joinFileForStation(path: String)
    case joinFileForStationRemedy(path: String)
    case joinFileOwn(path: String)
    case joinFileOwnRemedy(path: String)
    case joinFileRemedy
    case alreadyRunning
    case alreadyRunningRemedy
    case badAddress(String)
    case badAddressRemedy
    case notLoopback(String)
    case notLoopbackRemedy
    case consoleRemedy
    case cannotListen(String)
    case cannotListenRemedy
    case listening(String)
    case consoleListening(String)
    case ready
    case stopping
    case unknownCode(String)
    case unknownCodeRemedy
    case codeNeeded
    case stationOnly(String)

    case allDelivered
    case pending(Int)
    case unreachableKept(Int)
    case needsYou(Int)
    case neverInContact(Int)
    case highestLevel
    case confirmed(at: String)
    case lastTry(at: String, words: String)
    case unreachableSince(String)
    case conflictsOpen(Int)
    /// Changes that do not count and wait for somebody here.
    case unsettled(Int)
    /// Requests to erase who somebody is that wait for a person here.
    case erasuresOpen(Int)
    /// Why both sides do not come to hold the same.
    case trouble(String)
    /// The level above speaks with this node no more: since when it was heard, and why.
    case suspended(since: String, reason: String)
    /// The level above takes nothing from this node's key, which it has revoked: since when it was heard, and
    /// how many entries it has not signed for.
    case revoked(since: String, pending: Int)
    /// The same, of a node that it does not know.
    case notKnownAbove(since: String, pending: Int)
    case turnedAwayRemedy
    /// The level above has closed what this node writes under.
    case closed(since: String, reason: String)
    /// Nothing is sent by itself before that.
    case heldByWindow(until: String)
    case heldByBudget(until: String)
    case headLine(head: Int, delivered: Int, pending: Int)

    case syncAgreed(roundTrips: Int, sent: Int, received: Int)
    case syncPartly(String)
    case syncDiffers
    case syncBusy
    case syncOtherFailed
    case syncUnreachable(String)
    /// With the fixed word for what answers instead.
    case syncNotOurs(String)
    case syncUnknownHere
    /// With the county's reason.
    case syncSuspended(String)
    case syncRevoked
    case recordedRevoked
    case syncEnrolmentRefused(String)
    case syncVersionMismatch
    case syncInsecure
    /// Said before anything goes in the clear.
    case insecureLine
    case syncStoreFailed(String)
    case syncStopped
    case syncHeld(String)
    /// The day's bytes are used up; a person's wish was served all the same.
    case syncBeyondBudget
    case credentialsUnreadable(path: String)
    case credentialsNotPrivate(path: String)
    case credentialsMalformed(path: String)
    case credentialsRemedy(path: String)
    case syncRemedyLine
    case syncRemedyOther
    case syncRemedyCounty
    case syncRemedyStore
    case noExchanges
    case exchange(at: String, result: String, roundTrips: Int, sent: Int, received: Int, ms: Int64)

    case checkSound(changes: Int)
    case checkFinding(what: String, place: String)
    case checkRemedy
    case digest(code: String, hex: String)
    case rebuilt(changes: Int)

    case fileSound
    case fileBroken(String)
    case fileBrokenRemedy
    case salvaged(changes: UInt64, kept: String)
    case salvageCut(origin: String, length: UInt64)
    case salvageRepair
    case salvageLost([String])
    case notSalvageable(String)
    case notSalvageableRemedy
    case brokenFileNotKept(reason: String)

    case demoCounty
    case demoStationOffline(String)
    case demoFirstExchange
    case demoCut
    case demoHealed
    case demoCompare
    case demoStation(code: String, agrees: Bool)
    case demoBytes(sent: Int, received: Int)
    case demoAgreed
    case demoDiffers
    case demoStaysOpen(String)
    /// The line's name, its round trip in milliseconds, and bytes a second out.
    case demoLine(String, roundTrip: Int64, rate: Int)
    case demoLineDied(bytes: Int)
    case demoLineBack
    case demoLineWait
    case demoLineCost(changes: Int, perChange: String, bytes: Int, connections: Int, seconds: Int)
}

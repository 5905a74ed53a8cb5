/// What is said about nodes, their line and their state.
public enum NodeSentence: Sendable, Hashable {
    case nodeMade(role: String, name: String, code: String, directory: String)
    case joinFileUnreadable(path: String)
    case joinFileBad(path: String, what: String)
    case joinFileRemedy
    case alreadyRunning
    case alreadyRunningRemedy
    case badAddress(String)
    case badAddressRemedy
    case notLoopback(String)
    case notLoopbackRemedy
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
    /// Why both sides do not come to hold the same.
    case trouble(String)
    case headLine(head: Int, delivered: Int, pending: Int)

    case syncAgreed(roundTrips: Int, sent: Int, received: Int)
    case syncPartly(String)
    case syncDiffers
    case syncBusy
    case syncUnreachable(String)
    case syncNotOurs
    case syncUnknownHere
    case syncEnrolmentRefused(String)
    case syncVersionMismatch
    case syncInsecure
    case syncStoreFailed(String)
    case syncStopped
    case syncRemedyLine
    case syncRemedyCounty
    case noExchanges
    case exchange(at: String, result: String, roundTrips: Int, sent: Int, received: Int, ms: Int64)

    case checkSound(changes: Int)
    case checkFinding(what: String, place: String)
    case checkRemedy
    case digest(code: String, hex: String)
    case rebuilt(changes: Int)

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
}

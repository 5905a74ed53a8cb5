/// What a node says about its own health: what waits to be done, and what befell it.
public enum DoctorSentence: Sendable, Hashable {
    // The whole
    case nothingToDo
    case toDo(Int)
    case incidentsOf(days: Int)
    case allIncidents
    case noIncidents
    case incident(at: String, IncidentWords)
    case seeDoctor(count: Int, last: String)

    // What can be done something about
    case keyMissing(origin: String)
    case keysExposed(Int)
    case sidecarUnknown
    case databaseBehind
    case notDurable
    case fileDamaged(String)
    case tooManyOrigins(place: String, count: Int, limit: Int)
    case originWaits(place: String, origin: String, changes: UInt64)
    case strangerWaits(place: String, origin: String, changes: UInt64)
    /// It came by a join file that another key had used.
    case secondUseWaits(place: String, origin: String, changes: UInt64)
    /// So many keys have shown one join file that no more are taken.
    case fileShared(place: String)
    /// More than one PC goes on from one key.
    case keyShared(place: String, origins: [String])
    case admissionAwaited(place: String, origin: String)
    case notAdmittedEver(place: String, origin: String, changes: Int)
    case putBack(at: String)
    case receiptsOfEarlierCounty(place: String, origin: String, changes: Int, at: String)
    case entriesLost(Int)
    case attachmentsGone(Int)
    case attachmentsNowhere(Int)
    case volunteersTwice(Int)
    case questionsDelayed(count: Int, limit: Int)
    case uncarried(Int)
    case clockBehind(now: String, latest: String)
    case clockUnset(String)
    case diskLow(megabytes: Int64)

    // Receipts over branches
    case receiptOverBranch(place: String, origin: String, size: UInt64, changes: Int, at: String)

    // What an exchange has repaired
    case selfRepaired(copies: Int)
    case countyGoesOn
    case countyChangedKey
    case waitsForAdmission
    case leftPending(Int)

    // The operator's word
    case nobodyWaits
    /// Barred where the predecessor is revoked.
    case waiting(
        place: String, origin: String, changes: UInt64, predecessor: String?, isBarred: Bool)
    case admitHow
    case admitted(place: String, origin: String, changes: UInt64)
    case notWaiting(String)
    case severalWait(String, [String])
    case waitingHere(Int)
}

/// What befell a node or a log, and what was done.
public enum IncidentWords: Sendable, Hashable {
    case sidecar(old: String, new: String)
    case ownLogLonger(old: String, new: String)
    case apart(old: String, new: String)
    case keyLost(old: String, new: String)
    case keyRevoked(old: String, new: String)
    case keyChanged(old: String, new: String)
    case takenBack(place: String)
    case retired(old: String, new: String)
    case ownFork(old: String, new: String)
    case fork(place: String, origin: String, point: UInt64, count: Int)
    case repaired(place: String, origin: String, point: UInt64, count: Int)
    case setAside(place: String, origin: String, point: UInt64, count: Int)
    case rescued(place: String, count: Int)
    case parkedLost(place: String, origin: String)
    case unreadable(place: String, origin: String, point: UInt64, count: Int)
    case pastDamage(old: String, new: String)
    case otherHeir(old: String, new: String)
    case countyRenewed(old: String, new: String)
    case stationRenewed(old: String, new: String)
    case countyChangedKey(old: String, new: String)
    case stationChangedKey(old: String, new: String)
    case stationWaits(old: String, new: String)
    case countyTwice(old: String, new: String)
}

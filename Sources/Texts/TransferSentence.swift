/// What is said about volunteers who go from one station to another.
public enum TransferSentence: Sendable, Hashable {
    // What was done
    case released(volunteer: String, to: String, id: String)
    case releasedByFile(String)
    case releasedByLine
    case othersStay([String])
    case categoriesDropped([String])
    case accepted(volunteer: String, from: String, id: String)
    case acceptedNext
    case alreadyAccepted(id: String)
    case cancelled(id: String)
    case cancelledLate(id: String)
    case declined(id: String)
    case claimed(id: String)
    case claimedNext
    case saidAnotherPerson(id: String)
    case withdrawn(id: String)
    case settled(owner: String)
    case closed(station: String, id: String)
    case passportWritten(file: String, bytes: Int)
    case passportLines(count: Int)
    case paperWritten(file: String, codes: Int)

    // On the paper that a volunteer carries
    case paperTitle
    case paperVolunteer
    case paperFrom
    case paperTo
    case paperTime
    case paperNumber
    case paperForVolunteer
    case paperForStation(code: String)
    case paperSealed
    case paperCode(Int, of: Int)

    // Lists
    case noTransfers
    case row(TransferState, id: String, volunteer: String, with: String)
    case next(TransferState, waits: Bool)
    case contested(volunteer: String, owners: [String])
    case referral(id: String, by: String)
    case unmatched(id: String)
    case searched(id: String, asked: Int, answered: Int)
    case claimWaits(id: String, count: Int)
    case statementRow(word: String, by: String, at: String, id: String)
    case lifetime(hours: String, records: Int64)
    case unit(code: String, name: String, hours: String, records: Int64)

    // Checks
    case passportGood(from: String, to: String, volunteer: String)
    case passportReceipt(size: UInt64, of: UInt64, at: String)
    case passportWithoutReceipt
    case unitReceipt(code: String, size: UInt64, of: UInt64, at: String)
    case unitWithoutReceipt(code: String)
    case unitOfCounty(code: String)
    case statementGood(units: Int, hours: String)
    case statementWritten(file: String, units: Int, hours: String)
    case keyUnknown(code: String, key: String)
    case keyUnknownRemedy
    case keyKnown(code: String, key: String)

    // Problems
    case unknownDestination(code: String)
    case unknownGiver(scope: String)
    case unknownDestinationRemedy
    case ambiguousDestination(code: String)
    case ambiguousDestinationRemedy
    case sameStation(code: String)
    case noKey(code: String)
    case notHeld(volunteer: String, state: TransferState)
    case lookAtTransfers
    case profileNotHere(volunteer: String)
    case profileNotHereRemedy
    case profileTooLarge(volunteer: String)
    case profileTooLargeRemedy
    case stationOnly
    case stationOnlyRemedy
    case notGoverned(code: String)
    case notGovernedRemedy
    case nothingToClose(String)
    case closesByItself
    case nothingOffered(String)
    case notReleased(String)
    case notPassport(String)
    case newerPassport
    case incompletePassport(have: Int, of: Int)
    case missingPieces([Int], of: Int)
    case unreadablePieces([Int])
    case mixedPieces
    case alteredPassport
    case askForPassport
    case otherStation(code: String, own: String)
    case otherStationRemedy(code: String)
    case forged
    case forgedRemedy
    case notAdmitted
    case usedUp(id: String)
    case takenBack(id: String)
    case profileUnreadable
    case profileMissing(id: String)
    case profileMissingRemedy
    case noWarrant
    case noWarrantRemedy
    case noNumber(String)
    case noNumberRemedy
    case noReferral(String)
    case notStatement(String)
    case alteredStatement(code: String)
    case notContested(String)
    case countyOnly
    case ambiguous(String)
}

/// How a station stands to a volunteer, as people hear it.
public enum TransferState: String, Sendable, Hashable {
    case active, released, offered, provisional, handedOver, closed, notTransferred, contested
    case passedOn, none

    /// As a pill has it: it waits for somebody here, it is under way, it rests.
    var mark: String {
        switch self {
        case .offered, .contested, .notTransferred: "▲"
        case .provisional, .released, .passedOn: "◐"
        case .active, .handedOver, .closed, .none: "●"
        }
    }
}

/// About users, their roles and logins, approvals, and who did what.
public enum PeopleSentence: Sendable, Hashable {
    // Rights
    case mayNot(login: String, roles: [String], act: Words)
    case mayNotWrite(kind: Words, group: Words)
    case noRole(login: String)
    case askAdministrator

    // Users
    case badLogin(String)
    case badLoginRemedy
    case badName
    case loginTaken(String)
    case loginTakenRemedy
    case unknownRole(String, known: [String])
    case unknownUser(String)
    case lookAtUsers
    case stationNeeded(role: String)
    case ofCounty(role: String)
    case countyOnly
    case noStationYet
    case inviteFirst
    case nobody
    case noPeople
    case noPeopleRemedy
    case userRow(login: String, name: String?, station: String?, roles: [String])
    case userAdded(login: String, role: String, stations: Int)
    case roleGranted(login: String, role: String, stations: Int)
    case roleRevoked(login: String, role: String, stations: Int)
    case userDisabled(login: String, stations: Int)
    case userUnchanged(login: String)
    case knownAtNextExchange

    // Logins
    case othersPassword(String)
    case othersPasswordRemedy(String)
    case wrongPassword
    case wrongPasswordRemedy
    case tooManyGuesses(seconds: Int)
    case tooManyGuessesRemedy
    case badPassword(shortest: Int, longest: Int)
    case passwordsDiffer
    case passwordNeeded
    case passwordNeededRemedy
    case askPassword
    case askOldPassword
    case askNewPassword
    case askAgain
    case notLoggedIn
    case logIn
    case loggedIn(login: String, idleMinutes: Int, hours: Int)
    case loggedOut(login: String)
    case whoAmI(login: String?, roles: [String])
    case passwordChanged(login: String)

    // A lost password
    case badHours(longest: Int)
    case badChallenge
    case badCode
    case badCodeRemedy
    case codeExpired
    case challenge(login: String, station: String, challenge: String)
    case vouched(login: String, code: String, hours: Int)

    // A second person
    case waitingForSecond([String], hasChanged: Bool)
    case waitingForSecondRemedy
    case secondNeedsLogin
    case reasonNeeded
    case ownRequest(login: String)
    case notWaiting(id: String, state: Words)
    case unknownRequest(String)
    case lookAtApprovals
    case noApprovals
    case approvalRow(
        id: String, act: String, summary: String, by: String?, until: String, state: Words)
    case answered(id: String, isApproved: Bool)

    // Who did what
    case nothingAudited
    case unknownAuditKind(String, known: [String])
    case auditRow(
        at: String, user: String?, what: String, record: String, station: String?,
        exclusion: String?)
    case audited(changes: Int, file: String)
    case auditDamaged(count: Int)

    // Through the node's door
    case notOwner(directory: String)
    case notOwnerRemedy
    case notThroughDoor
    case noFilesThroughDoor
    case nobodyAtDoor(String)
    case doorFailed(String)
    case doorSlow(seconds: Int)
    case doorSlowRemedy
    case answerTooLong(mebibytes: Int)
    case answerTooLongRemedy
    case requestTooLong(kibibytes: Int)
    case requestTooLongRemedy
    case otherNode(directory: String)
    case otherNodeRemedy
    case passwordNotText
    case doorNotPossible(String)
    case doorNotPossibleRemedy
}

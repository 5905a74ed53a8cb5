/// What is said about what people have to decide: conflicts, and changes that do not count.
public enum ConflictSentence: Sendable, Hashable {
    // The list
    case noConflicts
    case noMerges
    case conflictCount(Int)
    case shownOf(shown: Int, all: Int)
    case row(ConflictRow)
    case manyVersions(Int)
    case merged(id: String, title: String, groups: [String])
    case agreedRow(id: String, title: String, group: String)
    case author(isCounty: Bool, name: String?, origin: String, isHere: Bool, at: String)

    // One of them
    case heading(title: String, group: String, versions: Int)
    case voidHeading(title: String)
    case personalHeading(title: String, group: String)
    case version(number: Int?, author: String, values: String, isShown: Bool)
    case differing([String])
    case partsNotHeld
    case preview(choice: String, outcome: String)
    case howToTake(id: String, group: String, token: String)
    case howToDecideVoid(id: String, token: String)

    // Deciding
    case notInConflict(String)
    case severalGroups([String])
    case severalGroupsRemedy
    case unknownGroup(String)
    case changedSince
    case changedSinceRemedy
    case numberNeedsToken
    case numberNeedsTokenRemedy
    case noSuchVersion(Int, of: Int)
    case noneOfThatSide(isCounty: Bool)
    case severalOfThatSide(isCounty: Bool)
    case takeByNumber
    case voidOrKeep
    case notAboutVoid
    case unknownKind(String)
    case upgradeFirst
    case fieldUnknown(String, known: [String])
    case fieldForm(String)
    case fieldBad(String, String)
    case fieldsMissing([String])
    case fieldsMissingRemedy
    case resolved(id: String, group: String)
    case resolvedVoid(id: String, isVoided: Bool)
    case kept(author: String, values: String)
    case howToReopen(id: String, group: String)

    // Many at once
    case unknownRecordKind(String, known: [String])
    case badDate(String)
    case nothingToResolve
    case noneResolved(isCounty: Bool)
    case wouldResolve(Int, isCounty: Bool)
    case didResolve(Int, isCounty: Bool)
    case left(Int)
    case leftRow(id: String, title: String, group: String, why: ConflictLeft)
    case takes(id: String, title: String, group: String, author: String, values: String)
    case confirm(Int, isCounty: Bool)
    case notConfirmed
    case sayYes
    case sayYesRemedy

    // Taking back
    case nothingToReopen(String)
    case nothingToReopenRemedy
    case stillOpen(String)
    case stillOpenRemedy
    case tooLate(decided: String, now: String, days: Int)
    case tooLateRemedy
    case reopened(id: String, group: String, versions: Int)
    case voidTakenBack(id: String)

    // Changes that do not count
    case nothingExcluded
    case excludedCount(Int, needsYou: Int)
    case excludedRow(
        ref: String, author: String, what: String, reason: String, since: String, needsYou: Bool)
    case refusedBecause(String)
    case notAdmitted
    case notPermitted
    case revoked
    case malformed
    case closedBecause(String, at: String)
    case sentAgain
    case badReference(String)
    case badReferenceRemedy
    case counts(String)
    case lookAtQuarantine
    case refusesCountyOnly
    case refusesCountyOnlyRemedy
    case reasonNeeded
    case alreadyRefused(String)
    case wordOfAuthority(String)
    case notAdmittedHere
    case notAdmittedHereRemedy
    case malformedForEver
    case malformedForEverRemedy
    case alreadyClosed(String)
    case partNotHeldForRequeue
    case enteredAgainRemedy(String)
    case refusedNow(String)
    case requeued(String)
    case closed(String)
    case toldAtNextExchange
    case label(ConflictLabel)
}

/// One row of the list of conflicts.
public struct ConflictRow: Sendable, Hashable {
    public let id: String
    public let title: String
    public let group: String
    public let reason: String
    public let versions: Int
    public let authors: [String]

    public init(
        id: String, title: String, group: String, reason: String, versions: Int,
        authors: [String]
    ) {
        self.id = id
        self.title = title
        self.group = group
        self.reason = reason
        self.versions = versions
        self.authors = authors
    }
}

/// Why a conflict was left to people when many were settled at once.
public enum ConflictLeft: String, Sendable, Hashable, CaseIterable {
    case partsNotHeld = "parts-not-held"
    case noneOfThatSide = "none-of-that-side"
    case severalOfThatSide = "several-of-that-side"
    case unknownKind = "unknown-kind"
    /// Another version came, or somebody decided, since the preview.
    case changedSince = "changed-since"
}

/// What stands before a value when a change that does not count is shown.
public enum ConflictLabel: Sendable, Hashable {
    case change, station, author, kind, record, about, written, why, since, state, fields
}

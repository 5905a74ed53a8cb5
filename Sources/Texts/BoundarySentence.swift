/// What is said about townships that merge, split, or get another code.
public enum BoundarySentence: Sendable, Hashable {
    // What was done
    case recoded(old: String, new: String, name: String, from: String)
    case recodedNothingMoves
    case recodedSelf(old: String, new: String, name: String, from: String)
    case merged(station: String, into: String)
    case split(station: String, into: [String])
    case carriedOn(count: Int, to: String)
    case separated(station: String, into: String)
    case wentBack(count: Int, from: String, to: String)
    case toAssign(count: Int, at: String)
    case toAssignHow
    case person(String)
    case staying(String, StayingReason)
    case inviteNext(code: String)
    case movedAway(station: String, to: String)
    case released(count: Int, to: String)
    case adoptNext(code: String, from: String)
    case adopted(station: String, from: String)
    case accepted(count: Int, at: String)
    case acceptedOnArrival
    case moveNext(code: String, to: String)

    // How it stands
    case endedHere(into: [String])
    case endedHereNext
    case ended(into: [String], at: String)
    case endedBecause(String)
    case carriesOn(String, since: String)
    case coded(code: String, name: String, from: String?, until: String?)
    case late(origin: String, count: Int, unheard: Int)
    case lateNext
    case recordedHere(hours: String, records: Int)
    case withPredecessors(hours: String, records: Int)

    // Problems
    case alreadyEnded(String, into: [String])
    case alreadyEndedRemedy(code: String)
    case notEnded(String)
    case notEndedRemedy
    case notGoverned(String)
    case notGovernedRemedy
    case governedHere(String)
    case governedHereRemedy
    case nowhereElse(String)
    case nowhereElseRemedy
    case nothingToMerge
    case nothingToMergeRemedy
    case oneSuccessor
    case oneSuccessorRemedy
    case intoItself(String)
    case intoItselfRemedy
    case separatedIntoItselfRemedy
    case namedTwice(String)
    case namesDoNotFit
    case sameCode(String)
    case codeTaken(code: String, name: String)
    case codeTakenRemedy
    case badDay(String)
    case badDayRemedy
    case notYet(String)
    case notYetRemedy
    case tooEarly(String, since: String)
    case tooEarlyRemedy
    case codeFromAbove
    case codeFromAboveRemedy
    case otherLevel(String)
    case otherLevelRemedy
    case noCodeThen(code: String, day: String)
    case badAssignments(file: String, [BadAssignment])
    case badAssignmentsRemedy
}

/// Why somebody is not carried on.
public enum StayingReason: String, Sendable, Hashable {
    case offered, contested, nameless, both
}

/// A row of a list that says where somebody goes.
public struct BadAssignment: Sendable, Hashable {
    public enum Reason: String, Sendable, Hashable {
        case missing, unknownVolunteer, severalVolunteers, otherStation, namedTwice
    }

    /// The line of the file, from 1.
    public let row: Int
    public let value: String
    public let reason: Reason

    public init(row: Int, value: String, _ reason: Reason) {
        self.row = row
        self.value = value
        self.reason = reason
    }
}

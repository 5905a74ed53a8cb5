/// What is said about logs: what is held and signed of them, and what proves a record to an outsider.
public enum LogSentence: Sendable, Hashable {
    // Lists
    case noLogs
    case log(place: String, origin: String, owner: LogOwner, length: UInt64)
    case notAdmitted
    case checkpointAt(UInt64)
    case receiptAt(UInt64, time: String)
    case deliveredCount(Int)

    // One change
    case unknownChange
    case unknownChangeRemedy
    case label(LogLabel)
    case personalHeld
    case personalWithheld
    case personalNone

    // Export
    case exported(file: String, logs: Int, changes: Int, receipts: Int, bytes: Int)
    case exportTried(logs: Int, changes: Int, receipts: Int, bytes: Int)

    // Making a proof
    case proofWritten(record: String, file: String, changes: Int, bytes: Int)
    case proofTried(record: String, changes: Int, bytes: Int)
    case proofCheck
    case notSigned(record: String, changes: Int)
    case notSignedRemedy

    // Checking one
    case proofUnreadable(String)
    case proofMemberBad(String, member: String)
    case proofFormatUnknown(String, format: String)
    case askForProofAgain
    case countyKeyNeeded
    case countyKeyBad(String)
    case countyKeyRemedy
    case recordArgumentBad(String)
    case recordArgumentRemedy
    case proofHolds(kind: String, record: String)
    case provedChange(station: String, sequence: UInt64, of: UInt64, time: String?)
    case provedBy(county: String)
    case flaw(ProofFlawWords)
    case flawRemedy

    // The logs here
    case logsSound(changes: Int)
    case logsRemedy
}

/// Whose log it is, seen from here.
public enum LogOwner: String, Sendable, Hashable {
    case own, former, county, station
}

/// Why a proof proves nothing.
public enum ProofFlawWords: Sendable, Hashable {
    case altered(sequence: UInt64?)
    case alteredNote
    case otherRecord(proved: String, asked: String)
    case otherCounty(name: String)
    case badCosignature
    case badSignature(origin: String)
    case beyondReceipt(sequence: UInt64, size: UInt64)
    case noCreation
}

/// What stands before a value when a change is shown.
public enum LogLabel: Sendable, Hashable {
    case scope, origin, sequence, time, context, kind, entity, creates, actor, group, personal
    case leaf, commitment, carries, standing
}

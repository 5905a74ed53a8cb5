/// What is said about bringing a copy in order, and about backups.
public enum ResyncSentence: Sendable, Hashable {
    // What cannot be asked for
    case unknownLevel(String, known: [String])
    case whichStations
    case notAtStation
    case notNarrowed(String)
    case sinceToCome(day: String, today: String)
    case noLevelAbove(String)
    case noLevelAboveRemedy
    case useReplace
    case useResolveAll
    case planStale
    case planStaleRemedy
    case unknownInstruction(String)
    case lookAtInstructions
    case isOver(id: String, state: ResyncStateWords)
    case nothingToUndo(id: String, level: String)
    case nothingToUndoRemedy
    case alreadyUndone(id: String)
    case alreadyUndoneRemedy
    case tooLate(days: Int)

    // Preview
    case preview(level: String, station: String)
    case side(isHere: Bool, adds: Int, changes: Int, hides: Int)
    case kindRow(kind: Words, effect: Words, count: Int, names: [String], more: Int)
    case undelivered(Int, bundle: String?)
    case effort(bytes: Int64, seconds: Int?)
    case found(place: String)
    case foundFile(ResyncFileFlaw, attachment: String)
    case suspicion(ResyncSuspicion, remedy: String)
    case nothingFound
    case needsSecond
    case planToken(String)

    // Under way
    case instructed(id: String, level: String, station: String)
    case alreadyInstructed(id: String, level: String, station: String)
    case waitsForSecond(String)
    case carriedOutThere
    case carriedOutWhenLifted(station: String)
    case row(
        id: String, station: String, level: String, at: String, state: ResyncStateWords,
        reason: String)
    case planned([CountedWord])
    case figures([CountedWord])
    case digestAgrees(Bool)
    case nothingAsked
    case cancelled(id: String)
    case undone(id: String, records: Int, left: Int)

    // In passing
    case patrolFound(place: String)
    case patrolFoundTable(place: String)
    case damagedAlone(count: Int, places: [String])
    case damagedAloneRemedy
    case writtenAgainRemedy
    case notNamed(Int)

    // Backups
    case backedUp(file: String, changes: Int, bytes: Int64)
    case backedUpDiffering(Int)
    case backedUpDifferingRemedy
    case backupWhole(file: String, changes: Int, at: String)
    case backupRow(file: String, at: String, bytes: Int64)
    case noBackups
    case unknownBackup(String)
    case lookAtBackups
    case restored(code: String, name: String, changes: Int, origin: String)
    case restoredNext
    case backupKeyWritten(String)
    case backupKeyRemedy
    case notABackup(String)
    case backupWrongKey(String)
    case backupWrongKeyRemedy
    case backupDamaged(String)
    case backupDiffers(String)
    case makeAnother
    case placeOccupied(String)
    case placeOccupiedRemedy
    case noRoom
    case upgradeRefused(reason: String)
    case noBundleKey
    case badKeyFile(String)
}

/// How an instruction stands.
public enum ResyncStateWords: String, Sendable, Hashable, CaseIterable {
    case waitingForApproval = "waiting-for-approval"
    case declined, expired, cancelled, ready, running, done, differs, failed, undone
}

/// What is wrong with the file of an attachment.
public enum ResyncFileFlaw: String, Sendable, Hashable, CaseIterable {
    case altered, short, unread, missing
}

/// What has probably happened to a copy that differs.
public enum ResyncSuspicion: String, Sendable, Hashable, CaseIterable {
    case bitRot = "bit-rot"
    case editedTable = "edited-table"
    case oldPage = "old-page"
    case lostTail = "lost-tail"
    case otherLog = "other-log"
    case brokenFile = "broken-file"
    case alteredAttachment = "altered-attachment"
    case missingAttachment = "missing-attachment"
}

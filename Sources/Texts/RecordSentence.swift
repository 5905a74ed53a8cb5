/// What is said about records: divisions, stations, volunteers, hours, and files of them.
public enum RecordSentence: Sendable, Hashable {
    // Files
    case fileMissing(String)
    case fileUnreadable(String)
    case lookAtFile
    case fileDamaged
    case fetchAgain
    case fileTooLarge(mebibytes: Int)
    case splitFile
    case fileOutOfProportion
    case doNotOpen
    case outOfMemory
    case fileIsUTF16
    case fileIsSpreadsheet
    case saveAsUTF8
    case fileNotText(line: Int)
    case badBytes(line: Int, encoding: String)
    case correctLine
    case quoteNotClosed(line: Int, column: Int)
    case closeQuote
    case textAfterQuote(line: Int, column: Int)
    case doubleQuote
    case cellTooLong(line: Int, column: Int)
    case tooManyColumns(line: Int, limit: Int)
    case columnsMissing([String])
    case addColumns
    case columnsDouble(String, String)
    case takeOneOut
    case fileEmpty
    case outputNameless
    case outputExists(String)
    case chooseAnotherFile
    case outputIsInput(String)
    case folderNotEmpty(String)
    case chooseEmptyFolder

    // Imports
    case importSummary(rows: Int, taken: Int, alreadyThere: Int, rejected: Int)
    case nothingWritten
    case rowProblem(row: Int, column: String, value: String, reason: RowReason)
    case cell(column: String, value: String, reason: RowReason)
    case cellRemedy(RowReason)
    /// What a row collides with: an earlier row, or a record by its id.
    case otherRow(Int)
    case otherRecord(String)
    case moreProblems(Int)
    case rowNote(rows: Int, column: String, note: RowNote)
    case columnsIgnored([String])
    case columnsUnknown([String])
    case rejectedRows(file: String)
    case rowsRead(Int)

    // Places
    case divisionCount(level: Int, count: Int)
    case aggregatorOnly
    case askCounty
    case codeNeeded
    case codeNeededRemedy
    case unknownStation(code: String)
    case lookAtStations
    case otherStation(code: String, own: String)
    case badCode(String)
    case badCodeRemedy(digits: [Int])
    case codeElsewhere(code: String, own: String)
    case codeElsewhereRemedy
    case badPlaceName(limit: Int)
    case badPlaceNameRemedy
    case nameNeeded(code: String)
    case nameNeededRemedy
    case nameDiffers(code: String, name: String)
    case nameDiffersRemedy
    case badAddress(String)
    case badAddressRemedy
    case badDays(ClosedRange<Int>)
    case invited(name: String, file: String, until: String)
    case invitedNext(file: String)

    // Volunteers and records
    case unknownVolunteer(String)
    case unknownVolunteerRemedy
    case unknownRecord(String)
    case unknownRecordRemedy
    case ambiguous(String, [String])
    case ambiguousRemedy
    case ambiguousVolunteerRemedy
    case volunteerExists(String)
    case volunteerExistsRemedy
    case nothingToEdit
    case inConflict([String])
    case inConflictRemedy
    case partNotHeld
    case partNotHeldRemedy
    case registered(String)
    case conflictOf(String)
    case conflictVersion(isCounty: Bool, at: String, values: String, isShown: Bool)
    case alreadyRegistered(String)
    case edited(String, groups: Int)
    case unchanged(String)
    /// What is not known of a volunteer yet.
    case unverified([RecordLabel])
    case shownOf(shown: Int, all: Int, isExact: Bool)
    case peopleDamaged(count: Int)
    /// In the place of a name that cannot be read.
    case nameDamaged
    case namesDamaged(count: Int)
    case nobodyFound
    case noRecords
    /// Conflicts on which what was listed or summed up depends.
    case dependsOnConflicts(Int)
    case recordsDependOnConflicts(Int)
    case hoursOverlap(Int)
    /// Of one record.
    case overlapsAnother
    case servedElsewhere
    case noDuplicates
    case oneNumber(Int)
    case recordsOf(Int)
    case howToMerge
    case merged(String, into: String)
    case mergedNext
    case mergedNoMore(String)
    case notMerged(String)
    case alreadyMerged(String)
    case mergeIntoItself(String)
    case mergeElsewhere
    case mergeElsewhereRemedy
    case recorded(String, hours: String)
    case alreadyRecorded(String)
    case overlaps(String, start: String, end: String)
    case alreadyReversed(String)
    case reversed(String)
    case replaced(String, by: String)
    case reasonNeeded
    case replacementOverMidnight
    case recordsOrAll
    case approved(Int)
    case approvedAlready(Int)
    case approvalRefused(String, ApprovalRefusal)
    case approvalRefusedRemedy

    // Generated records
    case tooManyRecords(records: Int, most: Int)
    case tooManyRecordsRemedy
    case badScale(ClosedRange<Int>)
    case noTownships(under: String)
    case noTownshipsRemedy
    case generated(stations: Int, volunteers: Int, records: Int, hours: String)
    case stationWritten(String)

    case label(RecordLabel)
    case column(HoursColumnName)
}

/// Why a record was not approved.
public enum ApprovalRefusal: String, Sendable, Hashable, CaseIterable {
    case approverIsVolunteer = "approver-is-volunteer"
    case approverIsRecorder = "approver-is-recorder"
    case reversed
    case inConflict = "in-conflict"
    /// Another of the same person has the same time: one of the two is too many.
    case overlapping
    /// Who recorded it or who served is not known here.
    case personsNotHeld = "persons-not-held"
}

/// Where an unreversed record counts.
public enum HoursColumnName: String, Sendable, Hashable, CaseIterable {
    case awaitingApproval, confirmed, provisional, underReview, notCounted
}

/// What stands before a value on the screen.
public enum RecordLabel: Sendable, Hashable {
    case id, name, nameAlt, gender, birthDate, idType, idNumber, phones, residenceArea, serviceArea
    case volunteerNumber, serviceCategories, standing, conflicts, station, volunteer, activity,
        place
    case content, start, end, hours, entryMode, leader, recorder, approver, approvedAt, column,
        reason
    case replaces, total, changes, lastContact, never
}

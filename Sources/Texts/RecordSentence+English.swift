extension RecordSentence {
    var english: String {
        switch self {
        case .fileMissing(let path): "there is no file \(path)"
        case .fileUnreadable(let path): "the file \(path) cannot be read"
        case .lookAtFile: "check its name and permissions"
        case .fileDamaged: "the packed file is damaged"
        case .fetchAgain: "fetch or copy the file again"
        case .fileTooLarge(let size): "the file unpacks to more than \(size) MiB"
        case .splitFile: "split it into several files"
        case .fileOutOfProportion: "no table packs as tightly as this file"
        case .doNotOpen: "do not open it"
        case .outOfMemory: "there is no memory left"
        case .fileIsUTF16: "the file is UTF-16 (Excel: Unicode text)"
        case .fileIsSpreadsheet: "the file is a spreadsheet, not CSV"
        case .saveAsUTF8: "save it as CSV UTF-8 and import that"
        case .fileNotText(let line): "line \(line) has a zero byte: no text file"
        case .badBytes(let line, let encoding): "line \(line) has bytes that are not \(encoding)"
        case .correctLine:
            "correct the line; what stands before it is done, and importing again takes none twice"
        case .quoteNotClosed(let line, let column):
            "line \(line), column \(column): a quotation mark is not closed"
        case .closeQuote: "close it, or double it inside the cell"
        case .textAfterQuote(let line, let column):
            "line \(line), column \(column): text follows a closing quotation mark"
        case .doubleQuote: "double the quotation marks inside the cell"
        case .cellTooLong(let line, let column):
            "line \(line), column \(column): too long; usually a quotation mark is not closed"
        case .tooManyColumns(let line, let limit): "line \(line) has more than \(limit) columns"
        case .columnsMissing(let names): "columns are missing: \(names.joined(separator: ", "))"
        case .addColumns: "add them, in any order"
        case .columnsDouble(let first, let second): "\(first) and \(second) mean the same column"
        case .takeOneOut: "take one of them out"
        case .fileEmpty: "there is no row in the file"
        case .outputNameless: "the file has no name"
        case .outputExists(let path): "\(path) exists already; nothing was changed"
        case .chooseAnotherFile: "choose another name"
        case .outputIsInput(let path): "rejected rows cannot go to the imported file \(path)"
        case .folderNotEmpty(let path): "\(path) holds other files"
        case .chooseEmptyFolder: "choose an empty directory"
        case .importSummary(let rows, let taken, let there, let rejected):
            "\(rows) rows: \(taken) taken, \(there) already there, \(rejected) rejected"
        case .nothingWritten: "a dry run: nothing was written"
        case .rowProblem(let row, let column, let value, let reason):
            "row \(row), \(column)\(Self.quotedInEnglish(value)): \(reason.message(in: .en)) → "
                + reason.remedy(in: .en)
        case .cell(let column, let value, let reason):
            "\(column)\(Self.quotedInEnglish(value)): \(reason.message(in: .en))"
        case .cellRemedy(let reason): reason.remedy(in: .en)
        case .otherRow(let row): "row \(row)"
        case .otherRecord(let id): "record \(id)"
        case .moreProblems(let count): "… and \(count) more, in the file of rejected rows"
        case .rowNote(let rows, let column, let note):
            "\(rows) rows, \(column): \(note.text(in: .en))"
        case .columnsIgnored(let names): "columns not taken: \(names.joined(separator: ", "))"
        case .columnsUnknown(let names):
            "unknown columns, not taken: \(names.joined(separator: ", "))"
        case .rejectedRows(let file):
            "rejected rows are in \(file); corrected, it can be imported as it is"
        case .rowsRead(let count): "\(count) rows done"
        case .divisionCount(let level, let count):
            "\(["provinces", "prefectures", "counties", "townships"][min(max(level, 0), 3)]) \(count)"
        case .aggregatorOnly: "only a county or a level above it invites stations"
        case .askCounty: "do this at the county"
        case .codeNeeded: "this node holds several stations, and none was named"
        case .codeNeededRemedy: "name the station by --code"
        case .unknownStation(let code): "this node holds no station with the code \(code)"
        case .lookAtStations: "look at yizhan station list"
        case .otherStation(let code, let own): "this is the station \(own), not \(code)"
        case .badCode(let code): "\(code) is no administrative code that fits here"
        case .badCodeRemedy(let digits):
            "the code that is meant has \(digits.map(String.init).joined(separator: " or ")) digits, and nothing else"
        case .codeElsewhere(let code, let own):
            "\(code) does not lie in \(own); nothing was changed"
        case .codeElsewhereRemedy:
            "compare the digits; where it is meant all the same, add --elsewhere"
        case .badPlaceName(let limit):
            "the name is one line of 1 to \(limit) characters, without control characters; nothing was changed"
        case .badPlaceNameRemedy: "type the name again, as it stands on the seal"
        case .nameNeeded(let code): "the name of \(code) is not known"
        case .nameNeededRemedy: "give it by --name, or import a list of divisions first"
        case .nameDiffers(let code, let name): "\(code) is called \(name) here"
        case .nameDiffersRemedy: "check the code; for the same station, use the name that it has"
        case .badAddress(let text): "\(text) is not HOST:PORT"
        case .badAddressRemedy: "write it as 127.0.0.1:8420"
        case .badDays(let range):
            "the days must be from \(range.lowerBound) to \(range.upperBound)"
        case .invited(let name, let file, let until):
            "\(name) invited: \(file), good until \(until)"
        case .invitedNext(let file):
            "whoever holds it can become the station. On the station's PC: "
                + "yizhan node init --join \(file) --data-dir DIR"
        case .unknownVolunteer(let text): "no volunteer \(text) was found"
        case .unknownVolunteerRemedy:
            "use six or more digits of the id, the volunteer number or the identity number; "
                + "look with volunteer list --find"
        case .unknownRecord(let text): "no service record \(text) was found"
        case .unknownRecordRemedy: "use six or more digits of its id; look with hours list"
        case .ambiguous(let text, let ids): "\(text) may be: \(ids.joined(separator: ", "))"
        case .ambiguousRemedy: "write more digits of the id"
        case .ambiguousVolunteerRemedy:
            "say by the id which one is meant; if they are one person, merge them: "
                + "yizhan volunteer list --duplicates"
        case .volunteerExists(let id): "this volunteer is registered already: \(id)"
        case .volunteerExistsRemedy: "to change something, use volunteer edit"
        case .nothingToEdit: "nothing was said that should change"
        case .inConflict(let groups):
            "two entries stand here, and nobody has decided: \(groups.joined(separator: ", "))"
        case .inConflictRemedy:
            "look with volunteer show; repeat with --yes to let this entry replace both"
        case .partNotHeld: "personal parts of this volunteer are not held here"
        case .partNotHeldRemedy: "edit at the station"
        case .registered(let id): "registered \(id)"
        case .conflictOf(let group): "▲ \(group) was edited in several places:"
        case .conflictVersion(let isCounty, let time, let values, let isShown):
            "  \(isCounty ? "county" : "station") \(time)  \(values)\(isShown ? "  ◀ shown meanwhile" : "")"
        case .alreadyRegistered(let id): "registered before: \(id)"
        case .edited(let id, let groups): "changed \(id), field groups: \(groups)"
        case .unchanged(let id): "\(id) is unchanged"
        case .unverified(let labels):
            "unverified (\(labels.map(\.english).joined(separator: ", ")))"
        case .peopleDamaged(let count):
            "\(count) more cannot be read, this disk has altered what they are shown by: "
                + "yizhan resync plan --level verify says who, --level repair mends it"
        case .nameDamaged: "(cannot be read)"
        case .namesDamaged(let count):
            "\(count) of the people cannot be read, this disk has altered what they are shown by: "
                + "yizhan resync plan --level verify says who, --level repair mends it"
        case .shownOf(let shown, let all, let isExact):
            "\(shown) of \(isExact ? "" : "at most ")\(all) shown"
        case .nobodyFound: "no volunteer fits"
        case .noRecords: "no service records"
        case .recordsDependOnConflicts(let count):
            "▲ \(count) of these depend on open conflicts: "
                + "yizhan conflict list --kind service_record"
        case .dependsOnConflicts(let count):
            "▲ \(count) conflicts are open; these figures may move: "
                + "yizhan conflict list --kind service_record"
        case .hoursOverlap(let count):
            "▲ \(count) records overlap another of the same person, perhaps entered twice; those of one "
                + "station are under review until somebody has looked: "
                + "yizhan hours list --overlapping"
        case .overlapsAnother: "overlaps another"
        case .servedElsewhere: "served while another station held the volunteer"
        case .noDuplicates: "nobody is registered twice"
        case .oneNumber(let count): "one document number, \(count) volunteers:"
        case .recordsOf(let count): "\(count) service records"
        case .howToMerge:
            "if they are one person, one stays: yizhan volunteer merge --volunteer THE-OTHER --into "
                + "WHO-STAYS; a wrong number is corrected by volunteer edit"
        case .merged(let id, let kept): "\(id) is merged into \(kept); all hours of both stand"
        case .mergedNext:
            "look at yizhan hours list --overlapping and reverse what is there twice; --undo takes the "
                + "merge back"
        case .mergedNoMore(let id): "\(id) is merged into nobody any more"
        case .notMerged(let id): "\(id) was not merged into anybody"
        case .alreadyMerged(let id): "\(id) was merged already"
        case .mergeIntoItself(let id): "\(id) cannot be merged into itself"
        case .mergeElsewhere: "they are not of one station"
        case .mergeElsewhereRemedy: "somebody who has moved is handed over: yizhan transfer"
        case .recorded(let id, let hours): "recorded \(id), \(hours) hours"
        case .alreadyRecorded(let id): "recorded before: \(id)"
        case .overlaps(let id, let start, let end): "overlaps the record \(id) (\(start) to \(end))"
        case .alreadyReversed(let id): "\(id) is reversed already"
        case .reversed(let id): "reversed \(id)"
        case .replaced(let id, let new): "reversed \(id), replaced by \(new), awaiting approval"
        case .reasonNeeded: "say why it is reversed"
        case .replacementOverMidnight: "a replacement cannot cross midnight"
        case .recordsOrAll: "name records by --record, or use --all"
        case .approved(let count): "approved \(count)"
        case .approvedAlready(let count): "approved before: \(count)"
        case .approvalRefused(let id, let refusal): "\(id) not approved: \(refusal.english)"
        case .approvalRefusedRemedy: "have another person approve"
        case .tooManyRecords(let records, let most):
            "\(records) records do not fit, \(most) at most"
        case .tooManyRecordsRemedy: "ask for more volunteers or fewer records"
        case .badScale(let range): "the scale is from \(range.lowerBound) to \(range.upperBound)"
        case .noTownships(let prefix): "the list has no townships under \(prefix)"
        case .noTownshipsRemedy: "check the file of --divisions, or leave it out"
        case .generated(let stations, let volunteers, let records, let hours):
            "generated \(stations) stations, \(volunteers) volunteers, \(records) records, "
                + "\(hours) hours, all of them fictional"
        case .stationWritten(let name): "written: \(name)"
        case .label(let label): label.english
        case .column(let column): column.english
        }
    }

    private static func quotedInEnglish(_ value: String) -> String {
        value.isEmpty ? "" : " “\(value)”"
    }
}

extension ApprovalRefusal {
    var english: String {
        switch self {
        case .approverIsVolunteer: "the approver is the volunteer"
        case .approverIsRecorder: "the approver is the recorder"
        case .reversed: "it is reversed"
        case .inConflict: "two entries of its approval or correction stand"
        case .overlapping:
            "its time overlaps another record of the same person: look at both and reverse one first"
        case .personsNotHeld: "who recorded it or who served is not held here"
        }
    }
}

extension HoursColumnName {
    var english: String {
        switch self {
        case .awaitingApproval: "awaiting approval"
        case .confirmed: "confirmed"
        case .provisional: "provisional"
        case .underReview: "under review"
        case .notCounted: "not counted"
        }
    }
}

extension RecordLabel {
    var english: String {
        switch self {
        case .id: "id"
        case .name: "name"
        case .nameAlt: "name in own script"
        case .gender: "gender"
        case .birthDate: "born"
        case .idType: "document"
        case .idNumber: "number"
        case .phones: "phone"
        case .residenceArea: "lives in"
        case .serviceArea: "serves in"
        case .volunteerNumber: "volunteer number"
        case .serviceCategories: "serves as"
        case .standing: "standing"
        case .conflicts: "conflicts"
        case .station: "station"
        case .volunteer: "volunteer"
        case .activity: "activity"
        case .place: "place"
        case .content: "content"
        case .start: "start"
        case .end: "end"
        case .hours: "hours"
        case .entryMode: "entered"
        case .leader: "leader"
        case .recorder: "recorder"
        case .approver: "approver"
        case .approvedAt: "approved"
        case .column: "counts as"
        case .reason: "reversed because"
        case .replaces: "replaces"
        case .total: "total"
        case .changes: "changes"
        case .lastContact: "last contact"
        case .never: "never"
        }
    }
}

extension TransferSentence {
    var english: String {
        switch self {
        case .released(let volunteer, let to, let id):
            "\(volunteer) is released to \(to) (transfer \(id))"
        case .releasedByFile(let file):
            "give \(file) to the volunteer: the other station can take it today; the line brings it as well"
        case .othersStay(let ids):
            "▲ hours that were entered for \(ids.joined(separator: ", ")) (the same person, merged) stay: release these "
                + "by themselves"
        case .releasedByLine:
            "the line brings it to the other station; to let the volunteer carry it: yizhan transfer passport"
        case .categoriesDropped(let codes):
            "service categories of this province mean nothing elsewhere and stay here: \(codes.joined(separator: ", "))"
        case .accepted(let volunteer, let from, let id):
            "\(volunteer) is taken over from \(from) (transfer \(id))"
        case .acceptedNext:
            "record hours at once; they are provisional until the county of first registration has entered the transfer"
        case .alreadyAccepted(let id):
            "this transfer (\(id)) was accepted before; nothing was done again"
        case .cancelled(let id):
            "transfer \(id) is taken back; if it was entered already, this is a claim that the other station answers"
        case .cancelledLate(let id): "transfer \(id) was entered; taking it back is a claim now"
        case .declined(let id):
            "transfer \(id) is declined; the other station is told and goes on recording"
        case .claimed(let id): "claimed (\(id))"
        case .claimedNext:
            "the county looks among its own stations, then asks other counties without telling them the number; the present station releases or says no. Record hours meanwhile. A passport that the volunteer brings is taken all the same"
        case .saidAnotherPerson(let id): "answered: claim \(id) means another person"
        case .withdrawn(let id):
            "claim \(id) is withdrawn; the record here stays a volunteer of its own"
        case .settled(let owner):
            "settled: \(owner) goes on recording, and service from now on counts there alone; the others hand over when they hear of it"
        case .closed(let station, let id):
            "closed in the name of \(station) (transfer \(id)); what identifies the volunteer there is asked to be erased"
        case .passportWritten(let file, let bytes):
            "the passport is in \(file) (\(bytes) bytes); only the receiving station opens it"
        case .passportLines(let count):
            "the passport is \(count) QR codes, to be scanned in any order"
        case .paperWritten(let file, let codes):
            "the passport on paper is in \(file) (\(codes) QR codes): open it in a browser and print it"
        case .paperTitle: "Passport of a service record"
        case .paperVolunteer: "Volunteer"
        case .paperFrom: "From"
        case .paperTo: "To"
        case .paperTime: "Released at"
        case .paperNumber: "Number, to be read over the telephone"
        case .paperForVolunteer:
            "For the volunteer: take this sheet to the new station. Do not fold it across the codes."
        case .paperForStation(let code):
            "For station \(code): scan every code, in any order, put the texts into one file, a line each, and take them in: yizhan transfer accept FILE"
        case .paperSealed:
            "The codes are sealed: only the receiving station opens them. Hours that were recorded stay where they were recorded, and count; this sheet only moves the right to record."
        case .paperCode(let number, let count): "\(number) / \(count)"
        case .noTransfers: "no transfers"
        case .row(let state, let id, let volunteer, let with):
            "\(state.mark) \(id)  \(Self.word(state))  \(volunteer)  \(with)"
        case .next(let state, let waits): Self.next(state, waits: waits)
        case .contested(let volunteer, let owners):
            "▲ \(volunteer) is recorded at two places at once: \(owners.joined(separator: ", ")); settle it by yizhan transfer settle"
        case .referral(let id, let by):
            "▲ \(by) claims this volunteer (\(id)); release them there, or say that it is another person: yizhan transfer decline \(id)"
        case .unmatched(let id):
            "◐ claim \(id) means nobody known in this county so far; the county asks the others, and compares again whenever somebody comes. Whoever knows the station of before can have it release to this one. To give it up: yizhan transfer cancel \(id)"
        case .searched(let id, let asked, let answered):
            "◐ claim \(id) means nobody known in this county so far; \(answered) of \(asked) other counties have answered"
        case .claimWaits(let id, let count):
            count == 1
                ? "◐ claim \(id) was found: the present station releases, or says that it is another person"
                : "▲ claim \(id) was found \(count) times: somebody is registered more than once. Each present station releases, or says that it is another person"
        case .statementRow(let word, let by, let at, let id): "\(at)  \(word)  \(by)  \(id)"
        case .lifetime(let hours, let records): "\(hours) hours in all, \(records) records"
        case .unit(let code, let name, let hours, let records):
            "  \(code) \(name): \(hours) hours, \(records) records"
        case .passportGood(let from, let to, let volunteer):
            "the passport is good: \(from) → \(to), volunteer \(volunteer)"
        case .passportReceipt(let size, let number, let at):
            "the giver's county had signed for the first \(size) entries of that log by \(at); the release is entry \(number)"
        case .passportWithoutReceipt:
            "the giver's county had signed for nothing of that log when this was written"
        case .unitReceipt(let code, let size, let number, let at):
            number <= size
                ? "  these figures of \(code) are entry \(number); the county had signed for the first \(size) by \(at)"
                : "  these figures of \(code) are entry \(number), which the county had not signed for yet; by \(at) it had for the first \(size)"
        case .unitWithoutReceipt(let code):
            "  no receipt of the county goes with the figures of \(code): how much of them it had is not shown"
        case .unitOfCounty(let code):
            "  these figures of \(code) are signed by the county with its own key"
        case .statementGood(let units, let hours):
            "the statement is good: \(units) recording units, \(hours) hours"
        case .statementWritten(let file, let units, let hours):
            "the statement is in \(file): \(units) recording units, \(hours) hours"
        case .keyUnknown(let code, let key): "the county key of \(code) is not known here: \(key)"
        case .keyUnknownRemedy:
            "ask the county for its key and give it by --key, or verify at a station that has been in contact"
        case .keyKnown(let code, let key): "the county key of \(code) is known: \(key)"
        case .unknownDestination(let code): "the directory has no station \(code)"
        case .unknownGiver(let scope):
            "the passport is by a station (\(scope)) that the directory does not have: it cannot be checked"
        case .unknownDestinationRemedy:
            "get into contact once (yizhan sync now): it brings the directory"
        case .ambiguousDestination(let code):
            "the directory has more than one station \(code): which is meant cannot be told"
        case .ambiguousDestinationRemedy: "ask the county to look at the directory"
        case .sameStation(let code): "\(code) is this station"
        case .noKey(let code):
            "the directory has no key for \(code): nothing personal can be sealed to it"
        case .notHeld(let volunteer, let state):
            "\(volunteer) is not this station's to release: \(Self.word(state))"
        case .lookAtTransfers: "see yizhan transfer list"
        case .profileNotHere(let volunteer):
            "neither name nor number of \(volunteer) is here: a new station would not know whom it takes over"
        case .profileTooLarge(let volunteer):
            "the profile of \(volunteer) is larger than a transfer can carry (16 KiB)"
        case .profileTooLargeRemedy:
            "shorten its longest fields with yizhan volunteer edit, then release again"
        case .profileNotHereRemedy: "sync once and try again; if both stay away, ask the county"
        case .stationOnly: "that is done at a station"
        case .stationOnlyRemedy: "at the county of a station that is absent: --for CODE"
        case .notGoverned(let code): "\(code) is not a station of this node"
        case .notGovernedRemedy: "ask the county to which it belongs"
        case .nothingToClose(let text):
            "nothing about \(text) is to be closed: it is already, or a later owner has to hold the profile first"
        case .closesByItself: "a station closes by itself, once the new owner holds the profile"
        case .nothingOffered(let text): "no transfer \(text) waits for this station"
        case .notReleased(let text): "no transfer \(text) by this station waits"
        case .notPassport(let file): "\(file) is no passport"
        case .newerPassport: "the passport was written by a newer version"
        case .incompletePassport(let have, let whole):
            "the passport is incomplete: \(have) of \(whole) bytes"
        case .missingPieces(let numbers, let whole):
            "not all QR codes were scanned: of \(whole), numbers \(Self.list(numbers)) are missing"
        case .unreadablePieces(let lines): "no whole QR code in lines \(Self.list(lines))"
        case .mixedPieces: "codes of more than one passport were scanned"
        case .alteredPassport: "the passport was altered, or read wrongly"
        case .askForPassport: "read or scan it again; else have it printed again"
        case .otherStation(let code, let own): "the passport is for \(code), and this is \(own)"
        case .otherStationRemedy(let code):
            "the volunteer has to go to \(code), or the first station takes it back and releases anew"
        case .forged:
            "the passport is not signed by a station of the county that the directory names"
        case .forgedRemedy: "take nothing from it; ask the county"
        case .notAdmitted: "the computer that signed the passport was never admitted by its county"
        case .takenBack(let id): "transfer \(id) was taken back or denied: it is no more to accept"
        case .usedUp(let id):
            "the passport (transfer \(id)) was used before, and the volunteer has gone on, or it came to nothing"
        case .profileUnreadable:
            "the profile does not open: it was not sealed to this station's key"
        case .profileMissing(let id):
            "what says who it is has not come here with transfer \(id) yet"
        case .profileMissingRemedy:
            "sync once and try again; if it stays away, yizhan transfer decline, and the giver releases anew"
        case .noWarrant: "there is no proof of this transfer to carry yet"
        case .noWarrantRemedy: "get into contact once, then try again"
        case .noNumber(let volunteer):
            "\(volunteer) has no citizen's number here: nobody could be matched"
        case .noNumberRemedy: "enter it first: yizhan volunteer edit"
        case .noReferral(let text): "no claim \(text) waits for an answer"
        case .notStatement(let file): "\(file) is neither a passport nor a statement"
        case .alteredStatement(let code):
            "the statement was altered: the figures of \(code) are not what was signed"
        case .notContested(let volunteer): "nothing about \(volunteer) has to be settled"
        case .countyOnly: "that is done at the county of first registration"
        case .ambiguous(let text): "\(text) fits several; give more digits"
        }
    }

    private static func list(_ numbers: [Int]) -> String {
        numbers.map { "\($0)" }.joined(separator: ", ")
    }

    private static func word(_ state: TransferState) -> String {
        switch state {
        case .active: "recorded here"
        case .released: "released, not entered yet"
        case .offered: "waits for this station"
        case .provisional: "accepted, not entered yet"
        case .handedOver: "handed over"
        case .closed: "handed over and closed"
        case .notTransferred: "not transferred"
        case .contested: "contested"
        case .passedOn: "passed on, not entered yet"
        case .none: "not this station's"
        }
    }

    private static func next(_ state: TransferState, waits: Bool) -> String {
        switch state {
        case .active: "record as always"
        case .released:
            "the other station accepts, the county of first registration enters it. Earlier service may still be added; later service goes to review. transfer cancel takes it back"
        case .offered: "transfer accept, or transfer decline"
        case .provisional: "record as always; it counts in full once the county has entered it"
        case .handedOver:
            waits
                ? "the other station takes the profile; then this one closes by itself"
                : "service before the release may still be added"
        case .closed: "service before the release may still be added; the county erases who it was"
        case .notTransferred:
            "what was recorded meanwhile is under review, and what came with the transfer is asked to be erased; talk to the county"
        case .contested: "record as always; the county of first registration settles it"
        case .passedOn: "the county of first registration enters one after the other"
        case .none: ""
        }
    }
}

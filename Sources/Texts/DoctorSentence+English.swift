extension DoctorSentence {
    var english: String {
        switch self {
        case .nothingToDo: "● nothing to do"
        case .toDo(let count): "▲ \(count) to be dealt with"
        case .incidentsOf(let days): "What happened in the last \(days) days:"
        case .allIncidents: "What happened:"
        case .noIncidents: "no backup was put back here, and no log has forked"
        case .incident(let time, let words): "\(time)  \(words.english)"
        case .seeDoctor(let count, let last):
            "\(count) incidents with this PC's data in 30 days (the last \(last)), dealt with by "
                + "themselves: yizhan node doctor"
        case .keyMissing(let origin):
            "the key of the earlier origin \(origin) is not in the folder keys: what it wrote and "
                + "the county has not signed for is written again by this PC in its next exchange"
        case .keysExposed(let count):
            count == 1
                ? "other users can read or replace a file or folder of the keys"
                : "other users can read or replace \(count) files and folders of the keys"
        case .sidecarUnknown:
            "keys/sidecar is gone or cannot be read: with the next entry this node goes on as a new "
                + "origin; no entry is lost"
        case .databaseBehind:
            "the database holds less than was sent (a backup was put back): with the next entry or "
                + "exchange this node goes on as a new origin and fetches what is missing"
        case .notDurable:
            "writes return before they are on the disk; a power cut would lose entries"
        case .fileDamaged(let what): "the database file is damaged: \(what)"
        case .tooManyOrigins(let place, let count, let limit):
            "\(place) has \(count) live origins, more than \(limit): are backups put back often, or "
                + "is one copy of the data used on several PCs?"
        case .originWaits(let place, let origin, let changes):
            "the origin \(origin) of \(place) waits for admission, \(changes) of its changes are "
                + "kept here: more than three successors in thirty days; ask the station first"
        case .strangerWaits(let place, let origin, let changes):
            "the origin \(origin) of \(place) was never admitted, and no key has named it (one that was drawn and lost, "
                + "or somebody else's): \(changes) of its changes are kept here and count nowhere; ask the station first"
        case .secondUseWaits(let place, let origin, let changes):
            "a join file of \(place) that had been used was used again, by the origin \(origin): \(changes) of its changes are "
                + "kept here and count nowhere, and it hears nothing. Ask the station which PC is its own: admit this one "
                + "if it is, else revoke it (yizhan key revoke); if nobody knows the first one, revoke that"
        case .fileShared(let place):
            "so many keys have shown one join file of \(place) that no more are taken: make the files of the station void, "
                + "and ask who has had it"
        case .keyShared(let place, let origins):
            "\(origins.count) PCs of \(place) go on from one key, and all of them count: \(origins.joined(separator: ", ")). "
                + "Ask the station whether its disk was copied or stolen: revoke the one that is not its own, and say which "
                + "is to go on; if all are, there is nothing to do, and in thirty days this is gone"
        case .admissionAwaited(let place, let origin):
            "this node's origin \(origin) is not admitted to \(place) yet (another had used its join file, or more than "
                + "three successors in thirty days); entries are safe. The county has to run what follows"
        case .notAdmittedEver(let place, let origin, let changes):
            "\(changes) entries that this PC wrote as \(origin) of \(place) count nowhere: the county was never told "
                + "that this was its name. They are kept, here and there; the county has to run what follows"
        case .putBack(let time):
            "this node was put back to an earlier state (\(time)), and forgot what it had said since, until somebody "
                + "brings it back: look at who writes below, and say revocations and suspensions again"
        case .receiptsOfEarlierCounty(let place, let origin, let changes, let time):
            "the county goes on as a new origin: the receipt of \(time) for \(place), origin \(origin), is of the "
                + "earlier one; \(changes) changes are pending until the present one signs for them"
        case .volunteersTwice(let count):
            "\(count) document numbers stand for more than one volunteer"
        case .questionsDelayed(let count, let limit):
            "a county has asked about more than \(limit) people within a day: \(count) questions are answered "
                + "tomorrow. Unless so many claim to have moved there, ask that county why"
        case .entriesLost(let count):
            "\(count) entries were lost with this disk in the last thirty days; the history of resyncs names the "
                + "records: enter again what is missing"
        case .attachmentsNowhere(let count):
            "the files of \(count) attachments are neither here nor with anybody who was asked; the list says "
                + "which are missing. Attach the originals to the same records again: that puts the files back"
        case .attachmentsGone(let count):
            "the files of \(count) attachments are gone from this disk; whoever has them gives them again in "
                + "an exchange"
        case .uncarried(let count):
            "\(count) changes of branches set aside are in no log yet: they are kept as they were, and "
                + "the PC that wrote them writes them again at an exchange"
        case .clockBehind(let now, let latest):
            "this PC's clock says \(now), a receipt of the county says \(latest): the clock is slow"
        case .clockUnset(let now): "this PC's clock says \(now): it was not set"
        case .diskLow(let megabytes): "only \(megabytes) MB are free on the disk"
        case .receiptOverBranch(let place, let origin, let size, let changes, let time):
            "of the receipt of \(time) for \(place), origin \(origin), up to \(size), \(changes) "
                + "changes stand in a branch that was set aside: they were written again, and other "
                + "receipts cover them"
        case .selfRepaired(let copies):
            copies == 0
                ? "a backup was put back here, or there is a copy of this PC: repaired by itself "
                    + "under a new origin, and what was missing was fetched; see yizhan node doctor"
                : "a backup was put back here, or there is a copy of this PC: repaired by itself, "
                    + "\(copies) entries written again, each counts once; see yizhan node doctor"
        case .countyGoesOn:
            "the county was put back to an earlier state, or a copy of it is in use: it goes on as a new "
                + "origin, and this PC delivers to it as before; see yizhan node doctor"
        case .countyChangedKey:
            "the county has changed its key, as it planned to; nothing was lost, and this PC delivers as before"
        case .waitsForAdmission:
            "the new origin of this PC has to be admitted: at the county, yizhan station admit"
        case .leftPending(let count): "\(count) are still pending: run yizhan sync now again"
        case .nobodyWaits: "no origin waits for admission"
        case .waiting(let place, let origin, let changes, let predecessor, let isBarred):
            "\(place)  \(origin)  \(changes) changes"
                + (predecessor.map { "  in place of \($0)" } ?? "  named by no predecessor")
                + (isBarred ? ", whose key is revoked" : "")
        case .admitHow:
            "ask the station why, then: yizhan station admit --code CODE --origin ORIGIN"
        case .admitted(let place, let origin, let changes):
            "admitted the origin \(origin) to \(place); its \(changes) changes count now"
        case .notWaiting(let origin): "no origin \(origin) waits for admission"
        case .severalWait(let text, let origins):
            "\(text) is several: \(origins.joined(separator: ", "))"
        case .waitingHere(let count): "\(count) waiting for admission"
        }
    }
}

extension IncidentWords {
    fileprivate var english: String {
        switch self {
        case .sidecar(let old, let new):
            "the database held less than was sent: a backup was put back. \(Self.goesOn(old, new)) "
                + "What the county or another PC holds is fetched by itself; what was only on the "
                + "old disk is lost"
        case .ownLogLonger(let old, let new):
            "a peer showed entries of this PC that were not here: a backup was put back. "
                + "\(Self.goesOn(old, new)) What was missing was fetched"
        case .apart(let old, let new):
            "an exchange did not continue the last one: this PC was put back, or a copy of it is in "
                + "use elsewhere. \(Self.goesOn(old, new)) Both may go on; what each records counts "
                + "once"
        case .keyLost(let old, let new):
            "the key of this PC was lost, and it goes on with a new join file of the county. "
                + Self.goesOn(old, new)
        case .keyRevoked(let old, let new):
            "the county has revoked the key of this PC, and it goes on with a new join file of the county. "
                + "\(Self.goesOn(old, new)) What the old key wrote beyond the revocation is delivered, and does not "
                + "count; a person decides whether it is sent again"
        case .keyChanged(let old, let new):
            "somebody changed the key here. " + Self.goesOn(old, new)
        case .takenBack(let place):
            "this node was put back to before it took \(place) up; the station has shown this node's own "
                + "signature for that, and is taken up again"
        case .retired(let old, let new):
            "the county has retired the origin of this PC. \(Self.goesOn(old, new))"
        case .ownFork(let old, let new):
            "the log of this PC has another branch elsewhere: a backup was put back, or a copy is "
                + "in use. \(Self.goesOn(old, new))"
        case .fork(let place, let origin, let point, let count):
            "\(place): the log of \(origin) has two branches after \(point): the one that came first "
                + "is kept, \(count) changes of the other are evidence, and are written again by "
                + "whoever wrote them"
        case .repaired(let place, let origin, let point, let count):
            "\(place): after \(point) the log of \(origin) is the other side's branch now; \(count) "
                + "entries of this PC were written again: same content, same author, each counts once"
        case .setAside(let place, let origin, let point, let count):
            "\(place): after \(point) the log of \(origin) is the branch that the county keeps; "
                + "\(count) changes that were here are kept as evidence"
        case .rescued(let place, let count):
            "\(place): \(count) changes were in a branch set aside only, and were written again here"
        case .parkedLost(let place, let origin):
            "\(place): a part of a bundle that waited here, of \(origin), was damaged on this disk and "
                + "dropped; the next bundle brings it again"
        case .unreadable(let place, let origin, let point, 0):
            "\(place): what was written here after \(point) in the log of \(origin) could not be read for a while, "
                + "and was written again; everything is there, and each entry counts once"
        case .unreadable(let place, let origin, let point, let count):
            "\(place): of what was written here after \(point) in the log of \(origin), \(count) entries went "
                + "bad on this disk and nobody has them; all others were written again and count. yizhan resync "
                + "status names the records: look at them, and enter what is missing again"
        case .pastDamage(let old, let new):
            "entries of this PC went bad on its disk before they were delivered. \(Self.goesOn(old, new))"
        case .otherHeir(let old, let new):
            "\(new) has taken the place of \(old), by its key, and was never this node: an earlier life of "
                + "this node that was put back, a copy of it that is in use elsewhere, or somebody who has that key. What it says has this node's "
                + "authority: yizhan audit list shows it"
        case .countyRenewed(let old, let new):
            "the county was put back to an earlier state, or a copy of it is in use: it goes on as \(new) in "
                + "place of \(old); receipts of \(old) prove no delivery any more; without a new one it is pending again"
        case .countyChangedKey(let old, let new):
            "the county has changed its key, as it planned to, and goes on as \(new) in place of \(old): nothing "
                + "was lost, and there is nothing to do here"
        case .stationChangedKey(let old, let new):
            "a station's PC has changed its key, as was planned there, and goes on as \(new) in place of "
                + "\(old): nothing was lost, and its entries are taken as before"
        case .stationWaits(let old, let new):
            "a station's PC goes on as \(new) in place of \(old), and waits for admission: what it records is "
                + "kept here meanwhile"
        case .countyTwice(let old, let new):
            "the county answers as \(old) and as \(new) by turns: a copy of it is in use beside it. This PC "
                + "delivers to whichever answers, and each entry counts once; tell the county"
        case .stationRenewed(let old, let new):
            "a station's PC goes on as \(new) in place of \(old); its entries are taken as before"
        }
    }

    private static func goesOn(_ old: String, _ new: String) -> String {
        "This node goes on as \(new), \(old) writes no more."
    }
}

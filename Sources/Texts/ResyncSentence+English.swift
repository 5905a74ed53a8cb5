extension ResyncSentence {
    var english: String {
        switch self {
        case .unknownLevel(let text, let known):
            "there is no level “\(text)”; there are \(known.joined(separator: ", "))"
        case .whichStations: "name stations by --station CODE (may be repeated), or give --all"
        case .notAtStation: "a station deals with itself: leave out --station and --all"
        case .notNarrowed(let level): "\(level) cannot be narrowed to a kind or a day"
        case .sinceToCome(let day, let today):
            "\(day) is still to come; by this computer's clock today is \(today)"
        case .noLevelAbove(let level):
            "\(level) asks the level above, and this node has none"
        case .noLevelAboveRemedy:
            "see what is wrong by yizhan resync plan --level verify; a repair asks the stations, and backups are listed by yizhan backup list"
        case .useReplace: "to replace a PC run yizhan station replace --code CODE --out FILE"
        case .useResolveAll:
            "to take one side everywhere run yizhan conflict resolve --all --side station|county"
        case .planStale: "things have changed since the preview; nothing was started"
        case .planStaleRemedy: "look again (yizhan resync plan), and start with the new --plan"
        case .unknownInstruction(let text): "there is no instruction whose id begins with \(text)"
        case .lookAtInstructions: "see yizhan resync history"
        case .isOver(let id, let state):
            "instruction \(id) is \(state.english) already; nothing was changed"
        case .nothingToUndo(let id, let level):
            "instruction \(id) (\(level)) has written no record: there is nothing to take back"
        case .nothingToUndoRemedy: "only resolve-all writes records, and can be taken back"
        case .alreadyUndone(let id): "instruction \(id) has been taken back already"
        case .alreadyUndoneRemedy:
            "what is an open question again is listed by yizhan conflict list"
        case .tooLate(let days): "more than \(days) days have passed; it can be taken back no more"
        case .preview(let level, let station):
            "preview of \(level)  \(station): nothing of this has been done"
        case .side(let isHere, let adds, let changes, let hides):
            "\(isHere ? "here" : "there") +\(adds) ~\(changes) hidden \(hides)"
        case .kindRow(let kind, let effect, let count, let names, let more):
            "  \(kind.en) \(effect.en) \(count): \(names.joined(separator: ", "))"
                + (more > 0 ? " and \(more) more" : "")
        case .undelivered(let count, let bundle):
            "\(count) not delivered" + (bundle.map { " → safety bundle \($0)" } ?? "")
        case .effort(let bytes, let seconds):
            "about \(bytes) bytes"
                + (seconds.map { ", about \(($0 + 59) / 60) min" }
                    ?? "; the line was never measured")
        case .found(let place): "differs: \(place)"
        case .foundFile(let flaw, let attachment):
            "differs: the file of attachment \(attachment) \(flaw.english)"
        case .suspicion(.missingAttachment, let remedy):
            "files of attachments are gone from this disk; \(remedy) has them fetched from whoever has them"
        case .suspicion(let suspicion, let remedy):
            "probably: \(suspicion.english); \(remedy) puts it right"
        case .nothingFound: "nothing differs"
        case .needsSecond: "somebody else has to agree"
        case .planToken(let token): "to start: yizhan resync start … --plan \(token)"
        case .instructed(let id, let level, let station):
            "\(level)  \(station)  is asked for: \(id)"
        case .alreadyInstructed(let id, let level, let station):
            "\(station) has an open \(level) already, \(id); it was not asked for again"
        case .waitsForSecond(let id): "somebody else has to agree: yizhan resync approve \(id)"
        case .carriedOutThere:
            "the station carries it out after its next contact; see yizhan resync status"
        case .carriedOutWhenLifted(let station):
            "\(station) is suspended and hears of this when that is lifted: yizhan station suspend --lift"
        case .row(let id, let station, let level, let at, let state, let reason):
            "\(id)  \(station)  \(level)  \(at)  \(state.english)"
                + (reason.isEmpty ? "" : " (\(reason))")
        case .planned(let figures): "  planned: " + figures.map(\.english).joined(separator: "  ")
        case .figures(let figures): "  done: " + figures.map(\.english).joined(separator: "  ")
        case .digestAgrees(let agrees):
            agrees ? "  the state digests of both agree" : "  the state digests of the two differ"
        case .nothingAsked: "there are no instructions"
        case .cancelled(let id):
            "instruction \(id) is cancelled; what was swapped in by then stays"
        case .undone(let id, let records, let left):
            "instruction \(id) is taken back: \(records) records are open questions again"
                + (left > 0
                    ? "; \(left) that somebody has written about since are left as they are" : "")
        case .patrolFound(let place): "a change whose bytes went bad was found in passing: \(place)"
        case .patrolFoundTable(let place):
            "a table that says something else than the logs was found in passing: \(place)"
        case .damagedAlone(let count, let places):
            "\(count) changes went bad on the disk here, and nobody who was asked has them: "
                + places.joined(separator: ", ") + (count > places.count ? " …" : "")
        case .damagedAloneRemedy:
            "nothing else waits for them; leave the disk as it is and call somebody: a backup may have them "
                + "(yizhan backup list)"
        case .notNamed(let count): "  and \(count) more that are not named"
        case .writtenAgainRemedy:
            "nobody has these entries; what was written after them was written again and is delivered. "
                + "Look at the records named here, and enter what is missing again"
        case .backedUp(let file, let changes, let bytes):
            "backed up and verified: \(file) (\(changes) changes, \(bytes) bytes, encrypted)"
        case .backedUpDiffering(let count):
            "it is a true copy of a node that contradicts itself in \(count) places"
        case .backedUpDifferingRemedy: "yizhan resync plan --level verify names them"
        case .backupWhole(let file, let changes, let at):
            "the backup is whole: \(file) (\(changes) changes, \(at))"
        case .backupRow(let file, let at, let bytes): "\(at)  \(bytes) bytes  \(file)"
        case .noBackups: "there are no backups yet"
        case .unknownBackup(let name): "this node has no backup \(name)"
        case .lookAtBackups: "see yizhan backup list"
        case .restored(let code, let name, let changes, let origin):
            "restored \(name) (\(code)): \(changes) changes; it goes on as the new origin \(origin)"
        case .restoredNext: "next: yizhan sync now; what came after the backup is given back"
        case .backupKeyWritten(let file): "the key that opens backups is in \(file)"
        case .backupKeyRemedy:
            "print it, or keep it on another medium, locked away: with it a backup shows everything"
        case .notABackup(let path): "\(path) is no backup"
        case .backupWrongKey(let path): "this key does not open \(path)"
        case .backupWrongKeyRemedy:
            "a station's key opens its backups: at the county, yizhan backup key --station CODE --out FILE"
        case .backupDamaged(let path): "\(path) is damaged or torn; nothing was restored"
        case .backupDiffers(let path): "\(path) does not give what was backed up; do not use it"
        case .makeAnother: "make another one (yizhan backup create)"
        case .placeOccupied(let path): "there is something in \(path) already; nothing was changed"
        case .placeOccupiedRemedy: "name an empty directory by --data-dir"
        case .noRoom: "the disk has no room for a safety bundle and a backup; nothing was started"
        case .upgradeRefused(let reason):
            "an older version has written this store, and the backup that comes before bringing it up to "
                + "date could not be made (\(reason)); nothing was changed"
        case .noBundleKey:
            "the county's exchange key is not known here, so there can be no safety bundle; nothing was "
                + "started"
        case .badKeyFile(let path): "\(path) holds no key (64 hexadecimal digits)"
        }
    }
}

extension ResyncStateWords {
    var english: String {
        switch self {
        case .waitingForApproval: "waiting for approval"
        case .declined: "declined"
        case .expired: "expired"
        case .cancelled: "cancelled"
        case .ready: "waiting to be carried out"
        case .running: "under way"
        case .done: "done"
        case .differs: "done, and something differs"
        case .failed: "not possible, everything is as it was"
        case .undone: "taken back"
        }
    }
}

extension ResyncSuspicion {
    var english: String {
        switch self {
        case .bitRot: "bytes went bad on the disk"
        case .editedTable: "somebody edited a table past the program"
        case .oldPage: "the disk put an old page of a table or of its index back"
        case .lostTail: "the end of this node's own log is missing"
        case .otherLog: "somebody edited a log past the program"
        case .brokenFile: "the database file is damaged"
        case .alteredAttachment: "files of attachments went bad on the disk"
        case .missingAttachment: "files of attachments are gone from this disk"
        }
    }
}

extension ResyncFileFlaw {
    fileprivate var english: String {
        switch self {
        case .altered: "is not what it was"
        case .short: "is cut short"
        case .unread: "is not given by the disk"
        case .missing: "is missing"
        }
    }
}

extension Sentence {
    var english: String {
        switch self {
        case .verbatim(let text): text
        case .notANode(let directory): "there is no node in \(directory)"
        case .notANodeRemedy: "make one with yizhan node init, or name its directory by --data-dir"
        case .storeEmpty(let directory):
            "the database in \(directory) is gone or empty, while the keys of a node are there"
        case .storeEmptyRemedy:
            "delete nothing; put a backup back into an empty directory with yizhan backup restore, or make the "
                + "node anew in this one, under its keys: a station with yizhan node init --join and a join file, "
                + "an aggregator with node init --role; what was delivered comes back from its neighbours"
        case .occupied(let directory): "a node lives in \(directory) already; nothing was changed"
        case .occupiedRemedy: "choose an empty directory"
        case .diskFailed(let what): "the disk failed: \(what)"
        case .diskRemedy: "check space and permissions, then repeat; what was saved is safe"
        case .storeBusy: "another program keeps the database busy"
        case .tryAgain: "try again in a moment"
        case .storeDamaged(let what): "the database is damaged: \(what)"
        case .storeDamagedRemedy:
            "run yizhan db salvage, which keeps all that can be read; delete nothing"
        case .contentDamagedRemedy:
            "yizhan resync plan --level verify says what it is, yizhan resync start --level repair mends it; "
                + "delete nothing"
        case .newerVersion: "a newer program has written this database"
        case .upgradeRemedy: "upgrade the program"
        case .keyMissing(let name): "the key file \(name) is missing"
        case .keyWrong: "the key is not that of these data: personal parts do not open"
        case .keyRemedy:
            "keys stand in the folder keys of the data directory; put the file back, or ask the county "
                + "for a new join file (station replace) and run node init --join with it"
        case .keysExposed(let path): "other users of this machine can read or replace keys: \(path)"
        case .keysExposedRemedy:
            "take their rights away with chmod; if this disk knows no rights, move the data directory to another"
        case .vaultKeyRemedy:
            "put back the folder keys as it was with this database: without vault.key nobody can read "
                + "the names and numbers that are in it"
        case .unexpected(let what): "something went wrong in the program: \(what)"
        case .reportBug: "please report this message to us"
        case .record(let sentence): sentence.english
        case .attachment(let sentence): sentence.english
        case .node(let sentence): sentence.english
        case .doctor(let sentence): sentence.english
        case .log(let sentence): sentence.english
        case .pull(let sentence): sentence.english
        case .conflict(let sentence): sentence.english
        case .simulation(let sentence): sentence.english
        case .bundle(let sentence): sentence.english
        case .key(let sentence): sentence.english
        case .people(let sentence): sentence.english
        case .privacy(let sentence): sentence.english
        case .transfer(let sentence): sentence.english
        case .boundary(let sentence): sentence.english
        case .resync(let sentence): sentence.english
        case .api(let sentence): sentence.english
        case .help(let sentence): sentence.english
        case .configuration(let sentence): sentence.english
        }
    }
}

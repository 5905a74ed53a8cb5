extension PullSentence {
    var english: String {
        switch self {
        case .pulled(let asked, let agreed):
            asked == agreed
                ? "pulled from \(asked) stations: all complete"
                : "pulled from \(asked) stations: \(agreed) complete, \(asked - agreed) not"
        case .noStations: "there are no stations to call"
        case .arrived(
            let code, let name, let changes, let receipts, let roundTrips, let received, let ms):
            "● \(code) \(name)  \(changes) new changes · \(receipts) receipts · "
                + "\(roundTrips) round trips · \(received) bytes in · \(ms) ms"
        case .missed(let code, let name, let changes):
            "○ \(code) \(name)" + (changes > 0 ? "  \(changes) changes came, not all" : "")
        case .neverCame(let code):
            "station \(code) has never been in contact: nobody knows who it is"
        case .noAddress: "it has no address here"
        case .notRunning: "the PC is off, or nothing listens at that address"
        case .noAnswer: "no answer in time"
        case .tooSlow: "the line is too slow: it did not end in time"
        case .interrupted: "the line was cut"
        case .unreachable(let word): "it cannot be reached (\(word))"
        case .busy: "the station is busy: it is in contact already"
        case .otherFailed:
            "the station says that it has a fault of its own: its database or its disk"
        case .anotherNode: "another node answers at that address"
        case .notOurs: "what answers at that address is no node of ours"
        case .suspended: "suspended by this node"
        case .revoked: "its key is revoked by this node"
        case .revokedRemedy(let code):
            "for it to go on, give it a new join file: yizhan station invite --code \(code)"
        case .suspendedRemedy(let code):
            "to take that back: yizhan station suspend --lift --code \(code)"
        case .unknownThere: "the node there does not know this one"
        case .versionMismatch: "the versions of both programs do not understand each other"
        case .insecureAddress:
            "the address is not on this machine: nothing goes there in the clear; leave --insecure out"
        case .partly(let words): "some of it was not taken: \(words)"
        case .differs: "both sides still differ, for no known reason"
        case .storeFailed(let what): "the database here failed: \(what)"
        case .stopped: "the program was stopped"
        case .neverCameRemedy: "run yizhan sync now at the station once"
        case .noAddressRemedy(let code):
            "yizhan station set --code \(code) --address HOST:PORT; its own calls need none"
        case .notRunningRemedy:
            "run yizhan node serve --listen HOST:PORT there; its own calls bring everything too"
        case .lineRemedy:
            "try on a better line, or with a longer --timeout; what came is not sent again"
        case .busyRemedy: "try again in a while; it is delivering by itself"
        case .otherFailedRemedy: "run yizhan node doctor there; delete nothing"
        case .addressRemedy(let code):
            "check the address: yizhan station set --code \(code) --address HOST:PORT"
        case .versionRemedy: "upgrade the older program"
        case .partlyRemedy:
            "ask the station whether a backup was restored or a disk copied; delete nothing"
        case .storeRemedy: "check the disk's space and run yizhan db check"
        case .repeatRemedy: "pull again"
        case .addressSet(let name, let code, let address):
            "\(name) (\(code)) is called at \(address)"
        case .addressGone(let name, let code): "\(name) (\(code)) is called no more"
        case .severalNodes(let code, let origins):
            "station \(code) has \(origins.count) PCs: \(origins.joined(separator: ", "))"
        case .severalNodesRemedy: "say by --origin which one is meant"
        case .unknownNode(let code, let origin):
            "station \(code) has no PC with the origin \(origin)"
        case .badTimeout(let range):
            "--timeout takes \(range.lowerBound) to \(range.upperBound) seconds"
        }
    }
}

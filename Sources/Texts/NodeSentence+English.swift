extension NodeSentence {
    var english: String {
        switch self {
        case .nodeMade(let role, let name, let code, let directory):
            "made the \(role) \(name) (\(code)) in \(directory)"
        case .joinedAgain(let name, let code):
            "\(name) (\(code)) is here already: records and key stay, and the new join file's addresses are used"
        case .joinedUnderNewKey(let name, let code, let old):
            "\(name) (\(code)) cannot go on under the key that it had (\(old)): all records stay, and it has a new key"
        case .joinedNext: "next: yizhan sync now"
        case .joinFileUnreadable(let path): "the join file \(path) cannot be read"
        case .noJoinFile(let path): "\(path) is no join file"
        case .noJoinFileRemedy:
            "name the file that yizhan station invite wrote at the county; a bundle is taken in by yizhan bundle "
                + "import, a volunteer's passport by yizhan transfer accept"
        case .joinFileNewer(let path, let format):
            "\(path) is a join file that a newer program wrote (\(format))"
        case .joinFileDamaged(let path, let member):
            "\(path) is a join file, but not whole: “\(member)” is missing or is not what it should be"
        case .joinFileForAggregator(let path):
            "\(path) makes no station: it puts a county under its city, or an aggregator under another"
        case .joinFileForAggregatorRemedy(let path):
            "at the county that it is for: yizhan node join \(path); for a station, ask the county for a join file"
        case .joinFileForStation(let path):
            "\(path) makes a station: it puts no county under a city"
        case .joinFileForStationRemedy(let path):
            "on the station's PC: yizhan node init --join \(path); for this node, ask the level above for a join file"
        case .joinFileOwn(let path): "\(path) was written by this node itself, for another one"
        case .joinFileOwnRemedy(let path):
            "give it to the node that it is for; there: yizhan node join \(path)"
        case .joinFileRemedy: "ask the county for a new join file"
        case .alreadyRunning: "this node is running already"
        case .alreadyRunningRemedy: "leave it running, or stop that process first"
        case .badAddress(let text): "\(text) is no address"
        case .badAddressRemedy: "write HOST:PORT, 127.0.0.1:8420 for example"
        case .notLoopback(let text):
            "\(text) is not on this machine; nothing leaves it in the clear"
        case .notLoopbackRemedy: "leave --insecure out (security.line: tls), or use 127.0.0.1:PORT"
        case .consoleRemedy: "the console is for this machine alone: use 127.0.0.1:PORT"
        case .cannotListen(let text): "cannot listen on \(text)"
        case .cannotListenRemedy: "the port may be taken; choose another"
        case .listening(let address): "listening on \(address)"
        case .consoleListening(let address): "console on \(address)"
        case .ready: "ready"
        case .stopping: "stopping"
        case .unknownCode(let code): "no station has the code \(code)"
        case .unknownCodeRemedy: "yizhan station list shows all stations"
        case .codeNeeded: "several stations are held here: name one by --code"
        case .stationOnly(let what): "\(what) is for stations only"
        case .allDelivered: "● all delivered"
        case .pending(let count): "◐ \(count) pending"
        case .unreachableKept(let count):
            "○ the county cannot be reached · \(count) safely kept on this PC"
        case .needsYou(let count): "▲ \(count) need you"
        case .neverInContact(let count):
            "? state unknown: never in contact with the county · \(count) safely kept on this PC"
        case .highestLevel: "highest level"
        case .confirmed(let time): "confirmed by the county \(time)"
        case .lastTry(let time, let words): "last try \(time): \(words)"
        case .unreachableSince(let time): "not reached since \(time)"
        case .conflictsOpen(let count): "\(count) conflicts: yizhan conflict list"
        case .erasuresOpen(let count):
            "\(count) requests to erase personal data: yizhan volunteer erasures"
        case .unsettled(let count):
            "\(count) refused, or not counted: yizhan quarantine list"
        case .trouble(let words):
            "this PC and the county do not match (\(words)); call the county and delete nothing"
        case .heldByWindow(let time):
            "outside the hours for calling: sends by itself from \(time) on; to send now, run yizhan sync now"
        case .heldByBudget(let time):
            "today's bytes are used up: sends by itself from \(time) on; to send now, run yizhan sync now"
        case .headLine(let head, let delivered, let pending):
            "\(head) changes recorded here · \(delivered) delivered · \(pending) pending"
        case .syncAgreed(let roundTrips, let sent, let received):
            "same as the county (\(roundTrips) round trips, \(sent) bytes out, \(received) in)"
        case .syncPartly(let what): "some of it was not taken: \(what)"
        case .syncDiffers: "both sides still differ, for no known reason"
        case .syncBusy: "the county is busy"
        case .syncOtherFailed:
            "the county says that it has a fault of its own (its database or its disk); everything is safe on this PC"
        case .syncUnreachable(let why):
            "the county cannot be reached (\(why)); everything is safe on this PC"
        case .syncNotOurs("login-page"):
            "a login page of the network answers instead of the county: log in with a browser first; "
                + "everything is safe on this PC"
        case .syncNotOurs(let what):
            "what answers at the other end is not the county's node (\(what)); everything is safe on this PC"
        case .syncSuspended(let reason): "suspended by the county: \(reason)"
        case .suspended(let since, let reason):
            "suspended by the county, as was heard on \(since): \(reason). Go on recording; it is kept here and delivered once the county lifts that. Please talk to the county"
        case .closed(let since, let reason):
            "retired by the county on \(since): \(reason). What is here, and what is recorded still, is delivered all the same; please talk to the county"
        case .syncRevoked: "the county has revoked this PC's key; everything is still on this PC"
        case .recordedRevoked:
            "▲ the county has revoked this PC's key: it is kept here, and counts only once the county lets it; see "
                + "yizhan status"
        case .revoked(let since, let pending):
            "the county has revoked this PC's key, as was heard on \(since), and takes nothing from it: \(pending) "
                + "entries have no receipt of the county's, and are on this PC"
        case .notKnownAbove(let since, let pending):
            "the county does not know this PC, as was heard on \(since), and takes nothing from it: \(pending) entries "
                + "have no receipt of the county's, and are on this PC"
        case .turnedAwayRemedy:
            "Please talk to the county. If this PC is to go on, the county gives it a new join file: yizhan node init "
                + "--join FILE; all records stay. A new file that changed nothing before this was heard is used once more"
        case .syncUnknownHere: "the county does not know this station"
        case .syncEnrolmentRefused(let why): "the county refuses this join file (\(why))"
        case .syncVersionMismatch: "the versions of both programs do not understand each other"
        case .syncInsecure:
            "the county's address is not on this machine: nothing goes there in the clear; leave --insecure out"
        case .insecureLine: "note: the line is in the clear (--insecure), for tests on this machine"
        case .syncStoreFailed(let why): "the database here failed: \(why)"
        case .syncStopped: "the program was stopped"
        case .syncHeld(let why): "not all was sent (\(why)); it goes on by itself in time"
        case .syncBeyondBudget:
            "today's bytes are used up; this exchange was made all the same, because you asked"
        case .credentialsUnreadable(let path): "the proxy's credentials in \(path) cannot be read"
        case .credentialsNotPrivate(let path):
            "others may read or write the proxy's credentials in \(path)"
        case .credentialsMalformed(let path): "\(path) does not hold the proxy's credentials"
        case .credentialsRemedy(let path):
            "write USER:PASSWORD on one line there, and run chmod 600 \(path)"
        case .syncRemedyLine:
            "it is tried again by itself when the line is back; or run yizhan sync now"
        case .syncRemedyOther:
            "please tell the county: yizhan node doctor there says what it is; it is tried again by itself"
        case .syncRemedyCounty: "please talk to the county"
        case .syncRemedyStore:
            "yizhan resync plan --level verify names the place, and the level that helps; delete nothing"
        case .noExchanges: "no exchange yet"
        case .exchange(let time, let result, let roundTrips, let sent, let received, let ms):
            "\(time)  \(result)  round trips \(roundTrips)  out \(sent)  in \(received)  \(ms) ms"
        case .checkSound(let changes): "checked \(changes) changes: everything agrees"
        case .checkFinding(let what, let place): "differs: \(what) \(place)"
        case .checkRemedy:
            "yizhan resync plan --level verify says what it probably is and which level helps; delete nothing"
        case .digest(let code, let hex): "\(code) digest \(hex)"
        case .rebuilt(let changes): "derived all tables anew from \(changes) changes"
        case .fileSound: "SQLite finds every page of the file; nothing was done"
        case .fileBroken(let what): "the database file is broken: \(what)"
        case .fileBrokenRemedy: "yizhan db salvage puts it right, with all of it that can be read"
        case .salvaged(let changes, let kept):
            "the file was broken and stands anew, with \(changes) changes; as it was it is kept for thirty days: "
                + kept
        case .salvageCut(let origin, let length):
            "the log of \(origin) ends after \(length) for now; what followed comes again by itself"
        case .salvageRepair:
            "parts of the logs could not be read; the next exchange fetches what the county holds: yizhan sync now"
        case .salvageLost(let places):
            "\(places.count) entries at the end were not delivered and cannot be read: "
                + places.prefix(20).joined(separator: ", ") + (places.count > 20 ? " …" : "")
                + "; look at these records, and enter again what is missing"
        case .notSalvageable(let table):
            "of the file the table \(table) is gone, without which nobody can tell what the rest belongs to"
        case .notSalvageableRemedy:
            "delete nothing; yizhan backup restore makes a node of the last backup"
        case .brokenFileNotKept(let reason):
            "the broken file could not be copied first (\(reason)); nothing was done"
        case .demoCounty: "1 · A county"
        case .demoStationOffline(let name): "2 · \(name): no line yet, record all the same"
        case .demoFirstExchange: "3 · The line is there: deliver, and the county signs"
        case .demoCut: "4 · The line is cut: station and county edit the same telephone number"
        case .demoHealed: "5 · The line is back: both versions stand until a person decides"
        case .demoCompare: "6 · Compare both sides"
        case .demoStation(let code, let agrees): "\(code): \(agrees ? "same" : "different")"
        case .demoBytes(let sent, let received): "\(sent) bytes sent, \(received) received"
        case .demoAgreed: "everything agrees"
        case .demoDiffers: "not everything agrees"
        case .demoStaysOpen(let path):
            "the nodes go on running in \(path): try the commands above in another window; "
                + "Ctrl-C ends and clears it all"
        case .demoLine(let name, let roundTrip, let rate):
            "the line: \(name), \(roundTrip) ms there and back, \(rate) bytes a second"
        case .demoLineDied(let bytes):
            "  ⋯ the line died after \(bytes) bytes; what the county has taken is not sent again"
        case .demoLineBack: "  ⋯ the line is back: it goes on where it stopped"
        case .demoLineWait: "  ⋯ not all is delivered; wait for the line and go on"
        case .demoLineCost(let changes, let perChange, let bytes, let connections, let seconds):
            "\(bytes) bytes on the line over \(connections) connections; \(changes) changes, "
                + "\(perChange) bytes each; \(seconds) seconds of exchanges"
        }
    }
}

extension HelpSentence {
    var english: String {
        switch self {
        case .exitCodes: "Exit codes"
        case .exitDone: "done"
        case .exitNo: "the answer is \"no\", or there is a difference; never an error"
        case .exitPartly: "done in part; the rest is listed; safe to repeat"
        case .exitWaitingForApproval: "waiting for approval"
        case .exitUsage: "usage"
        case .exitBadInput: "bad input"
        case .exitInputNotFound: "no such input"
        case .exitOtherNodeUnreachable: "the other node cannot be reached"
        case .exitBug: "a bug: please report"
        case .exitDisk: "disk"
        case .exitTemporary: "temporary; try again later"
        case .exitVersionMismatch: "version mismatch"
        case .exitNotPermitted: "not permitted"
        case .exitConfiguration: "configuration"
        case .exitInterrupted: "interrupted; what was recorded is safe"
        case .output: "Output"
        case .outputText:
            "sentences for people, in the language of --lang, else as configured, else zh"
        case .outputJSON:
            "one object: apiVersion, kind, at, and data; no language changes anything in it"
        case .outputJSONL: "one object a line: the rows of a list, or the one answer"
        case .outputCSV: "the same rows as a table; members within members are named outer.inner"
        case .outputStreams: "the answer alone; progress and messages go to stderr"
        case .outputFailures:
            "a sentence and what to do; with json and jsonl an object with code, exit, message, hint"
        case .outputUnits:
            "RFC 3339 in UTC, seconds, bytes; local days and times are those of Asia/Shanghai"
        case .outputMasked: "identity and telephone numbers are shown with their middle hidden"
        case .sync: "Delivery"
        case .syncRecorded:
            "a command that ends with 0 has put its records on this disk, with or without a line"
        case .syncDelivered:
            "the level above has signed for all that was recorded here; nothing else means delivered"
        case .syncPending: "so many changes are on this disk and not signed for yet"
        case .syncUnreachable: "two tries in a row found nobody; nothing is lost, it is tried again"
        case .syncAttention:
            "conflicts or refused records want a person, or both sides do not come to agree"
        case .syncUnknown: "never in contact with the level above so far"
        case .syncDaemon:
            "exchanges by itself: soon after a change, at intervals, and again after failures"
        case .syncNow:
            "exchanges at once: 0 if both sides then hold the same, 3 if they do not quite, "
                + "69 if nobody was reached, 75 if the county is busy or has a fault of its own"
        case .syncPull: "an aggregator visits its stations and signs; 3 if some were not reached"
        case .syncBundle:
            "without a line: take the bundle to the county on a stick; the one that comes back has the receipts"
        case .syncWatch: "exits with 1 if so: for scripts that watch a station"
        case .manualName: "NAME"
        case .manualSynopsis: "SYNOPSIS"
        case .manualDescription: "DESCRIPTION"
        case .manualCommands: "COMMANDS"
        case .manualCommonOptions: "COMMON OPTIONS"
        case .manualAllCommands: "Every command takes these."
        case .manualDefault: "default"
        }
    }
}
